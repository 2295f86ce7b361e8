"""Bars of alpha: what is sent to the browser is the vector itself, and two vectors on a page never mix."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.ui.widgets.alpha_bars import bar_key


def page() -> None:
    """Two vectors, of three classes and of two."""
    from playground.ui.widgets.alpha_bars import alpha_bars

    alpha_bars("first", (0.5, 1.0, 2.0), (100, 10, 1), on_change=print, owner="a-")
    alpha_bars("second", (1.0, 0.0), (5, 5), on_change=print, owner="b-", narrow=True)


def sent(at: AppTest) -> list[dict]:
    return [json.loads(each.proto.json) for each in at.get("bidi_component")]


def test_the_browser_gets_each_vector_exactly_with_room_above_the_highest_bar():
    first, second = sent(AppTest.from_function(page).run())
    assert (first["alpha"], second["alpha"]) == ([0.5, 1.0, 2.0], [1.0, 0.0])
    assert first["top"] >= 2.0
    assert second["top"] >= 1.0
    assert (first["narrow"], second["narrow"]) == (False, True)
    assert [len(each["colours"]) for each in (first, second)] == [3, 2]


def test_what_is_sent_later_has_the_higher_number_so_that_an_old_drag_is_told_from_a_new_one():
    at = AppTest.from_function(page).run()
    before = [each["seq"] for each in sent(at)]
    after = [each["seq"] for each in sent(at.run())]
    assert before == sorted(set(before))
    assert min(after) > max(before)


@given(st.lists(st.tuples(st.integers(0, 19), st.sampled_from(["", *(f"e{i}-" for i in range(6))])), unique=True))
def test_no_two_bars_of_a_page_have_one_name(bars):
    assert len({bar_key(c, owner) for c, owner in bars}) == len(bars)
