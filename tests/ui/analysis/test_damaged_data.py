"""Damaged files, empty classes and impossible counts: a sentence on the page, and the page itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.background.api import Job, Jobs
from playground.data import mnist
from playground.exchange import export
from tests.analysis.conftest import CONFIG, made_snapshot
from tests.data.test_files import write_fake
from tests.ui.analysis.test_pages import LOOKING, page, table, uploaded  # noqa: F401

PAGES = ["1_race", *LOOKING, "8_draw"]


def cut(files: list[Path]) -> None:
    files[0].write_bytes(files[0].read_bytes()[:-9])


def foreign(files: list[Path]) -> None:
    files[3].write_bytes(b"\x7fELF" + files[3].read_bytes()[4:])


def swapped(files: list[Path]) -> None:
    images, labels = (file.read_bytes() for file in files[2:])
    files[2].write_bytes(labels)
    files[3].write_bytes(images)


def emptied(files: list[Path]) -> None:
    files[1].write_bytes(b"")


DAMAGES = {cut: "corrupted", foreign: "corrupted", swapped: "do not fit", emptied: "corrupted"}


def told(app: AppTest) -> list[str]:
    return [each.value for each in [*app.error, *app.warning, *app.info]]


def seen(name: str) -> AppTest:
    app = page(name, data="mnist")
    assert not app.exception
    return app


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """A data folder of this test's own, with four good files."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setattr(Jobs, "warm", lambda self: None)
    return tmp_path


def files_in(folder: Path, suffix: str = "") -> list[Path]:
    return [mnist.raw(str(folder)) / (name + suffix) for name in mnist.NAMES]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", PAGES)
def test_a_damaged_mnist_is_told_in_a_sentence_on_every_page_that_reads_it(name, damage, folder):
    write_fake(folder)
    damage(files_in(folder))
    assert [sentence for sentence in told(seen(name)) if DAMAGES[damage] in sentence and str(folder) not in sentence]


@pytest.mark.parametrize("name", PAGES)
def test_a_packed_mnist_that_was_cut_is_told_in_a_sentence_on_every_page_that_reads_it(name, folder):
    write_fake(folder, pack=True)
    cut(files_in(folder, ".gz"))
    assert [sentence for sentence in told(seen(name)) if "cannot be read" in sentence]


@pytest.mark.parametrize("name", PAGES)
def test_files_that_may_not_be_read_are_told_without_their_place(name, folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    write_fake(folder)
    whole = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: refuse(path) if folder in path.parents else whole(path))
    sentences = [sentence for sentence in told(seen(name)) if "Permission denied" in sentence]
    assert len(sentences) == 1
    assert str(folder) not in sentences[0]


@pytest.mark.parametrize("name", [*LOOKING, "8_draw"])
def test_another_mnist_than_that_of_the_example_is_told(name, folder):
    write_fake(folder)
    assert "its data set has 30 test images" in " ".join(told(seen(name)))


@pytest.mark.parametrize("name", [*LOOKING, "8_draw"])
def test_a_race_that_measured_nothing_is_told_and_the_example_shown(name, table, labels):  # noqa: F811
    nothing = replace(made_snapshot(labels), lanes=(), results=())
    table.races["empty1"] = Job("empty1", CONFIG, "me", "stopped", snapshot=nothing)
    table.races["none01"] = Job("none01", CONFIG, "me", "failed")
    for run in ("empty1", "none01"):
        app = page(name, run=run)
        assert not app.exception
        assert "measured nothing" in " ".join(told(app))


def answers(classes: int, held: int) -> bytes:
    """Answers to 60 samples, none of which is of one of the last classes."""
    draw = np.random.default_rng(0)
    labels = np.arange(60) % held
    return export.npz_bytes(draw.normal(size=(60, classes)), labels)


COUNTS = {"": "", "one": "0, 0, 0, 7", "last": "9, 8, 7, 0", "large": "9e15, 1, 0, 5"}


@pytest.mark.parametrize("counts", COUNTS.values(), ids=COUNTS)
@pytest.mark.parametrize("held", [1, 3])
def test_classes_without_samples_or_without_training_open_every_page(held, counts, table):  # noqa: F811
    app = uploaded(answers(4, held), counts=counts)
    assert not app.error
    for name in LOOKING:
        app.switch_page(f"pages/{name}.py").run()
        assert not app.exception, name


@pytest.mark.parametrize("text", ["9" * 400, "1" + "0" * 5000, "1e400", "-1", "0.5", "inf", "nan", "1e16", "0x10"])
def test_counts_that_no_computation_can_hold_are_refused_in_a_short_sentence(text, table):  # noqa: F811
    app = uploaded(answers(4, 4), counts=f"1, 2, 3, {text}")
    assert not app.exception
    assert len(app.error) == 1
    assert len(app.error[0].value) < 200


def test_counts_that_are_all_zero_are_refused_whether_typed_or_in_the_file(table):  # noqa: F811
    empty = export.npz_bytes(np.eye(4), np.arange(4), (0, 0, 0, 0))
    for app in (uploaded(answers(4, 4), counts="0, 0, 0, 0"), uploaded(empty)):
        assert [each.value for each in app.error] == ["One of the training counts must be above 0."]
