import importlib
import sys
from pathlib import Path

import pytest

from playground.core.registry import discover

THING = "from types import SimpleNamespace\nSPEC = SimpleNamespace(key={key!r}, title={key!r}, rank={rank})\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that a test fills with files; forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / "things_for_test"
    folder.mkdir()

    def build(**files):
        for name, text in {"__init__": "", **files}.items():
            (folder / f"{name}.py").write_text(text, "utf-8")
        importlib.invalidate_caches()
        return importlib.import_module("things_for_test")

    yield build
    for name in [name for name in sys.modules if name.startswith("things_for_test")]:
        del sys.modules[name]


def test_a_new_file_is_found_by_being_there_and_rank_orders(package):
    found = discover(package(b=THING.format(key="b", rank=1), a=THING.format(key="a", rank=2)))
    assert list(found) == ["b", "a"]


def test_a_private_file_is_no_entry(package):
    assert discover(package(_helper="x = 1")) == {}


def test_a_file_without_spec_is_an_error_and_not_a_gap(package):
    with pytest.raises(AttributeError, match=r"things_for_test\.a must export SPEC"):
        discover(package(a="x = 1"))


def test_a_file_that_does_not_import_is_an_error_and_not_a_gap(package):
    with pytest.raises(ZeroDivisionError):
        discover(package(a="1 / 0"))


def test_two_files_cannot_share_a_key(package):
    with pytest.raises(ValueError, match="same key"):
        discover(package(a=THING.format(key="k", rank=1), b=THING.format(key="k", rank=2)))


def test_equal_ranks_are_ordered_by_title_whatever_the_files_are_called(package):
    found = discover(package(a=THING.format(key="z", rank=1), z=THING.format(key="a", rank=1)))
    assert list(found) == ["a", "z"]


def test_a_folder_inside_is_no_entry_and_is_not_even_imported(package):
    things = package(a=THING.format(key="k", rank=1))
    inner = Path(things.__path__[0]) / "inner"
    inner.mkdir()
    (inner / "__init__.py").write_text("1 / 0", "utf-8")
    assert list(discover(things)) == ["k"]


def test_the_message_says_how_a_helper_is_named(package):
    with pytest.raises(AttributeError, match=r"must export SPEC; name it _a\.py if it is no entry\.$"):
        discover(package(a=""))


def test_a_spec_is_the_very_object_of_its_module(package):
    things = package(a=THING.format(key="k", rank=1))
    assert discover(things)["k"] is importlib.import_module("things_for_test.a").SPEC
    assert discover(things)["k"] is discover(things)["k"]
