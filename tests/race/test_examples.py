"""Which shipped example is shown: one's own, else the first that is here, else none; and each is what it says."""

from dataclasses import replace

import pytest

from playground import data
from playground.race import examples

HERE = dict.fromkeys(data.SPECS, True)


@pytest.mark.parametrize("key", data.SPECS)
def test_a_data_set_with_an_example_shows_its_own_and_the_file_holds_the_declared_settings(key):
    assert examples.shown_for(key, HERE) == key
    assert examples.load(key)[0] == examples.configs()[key]


def test_where_it_is_not_on_the_disk_the_first_that_is_stands_in():
    assert examples.shown_for("mnist", HERE | {"mnist": False}) == "digits"
    assert examples.shown_for("unheard of", HERE) == next(iter(data.SPECS))
    assert examples.shown_for("mnist", dict.fromkeys(data.SPECS, False)) is None


def test_a_data_set_that_declares_none_has_none(monkeypatch):
    monkeypatch.setitem(data.SPECS, "bare", replace(data.SPECS["digits"], key="bare", example=None))
    assert examples.shown_for("bare", HERE | {"bare": True}) == "mnist"
    assert "bare" not in examples.configs()
    with pytest.raises(KeyError, match="bare"):
        examples.load("bare")
