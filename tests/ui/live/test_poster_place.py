"""The poster around its lines: round ticks, sound HTML, and styles that end exactly when Plotly has drawn."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.figures.curve_lines import Axes, Line, curve_lines
from playground.ui.live.dom import SELECTORS
from playground.ui.live.poster import poster
from playground.ui.live.poster_place import GAP, until_drawn
from playground.ui.live.poster_ticks import ticks

NUMBERS = st.floats(-5, 5)


def figure(y, name="a", height=360):
    x = np.linspace(0, 1, len(y))
    lines = [Line("ghost", x, np.zeros(len(y)), "ghost"), Line(name, x, np.array(y), "main")]
    return curve_lines(lines, Axes("x", "y", (0, 1), (-5, 5)), (0.5, 1.0), height)


class Nesting(HTMLParser):
    """Follows the tags of a piece of HTML; `open` are those that still wait for their end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        self.seen |= {name for name, _ in attributes}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(st.lists(NUMBERS | st.just(np.nan), min_size=2, max_size=20), st.text(max_size=12))
def test_a_poster_is_sound_html_that_runs_nothing_whatever_is_drawn(y, name):
    found = Nesting(poster(figure(y, name)))
    assert found.open == []
    assert not found.seen & {"script", "iframe", "img", "a", "href", "src", "onload", "onclick"}
    assert found.seen >= {"div", "svg", "path"}


@given(st.lists(NUMBERS | st.just(np.nan), min_size=2, max_size=20))
def test_a_line_is_begun_anew_after_each_gap_and_nowhere_else(y):
    path = re.findall(r' d="([^"]*)"|<path d="([^"]*)"', poster(figure(y)))[-1]
    drawn = np.isfinite(y)
    begun = int(drawn[0]) + int((drawn[1:] & ~drawn[:-1]).sum())
    assert "".join(path).count("M") == begun
    assert "".join(path).count("L") == int(drawn.sum()) - begun


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_lie_on_the_axis_at_equal_round_steps_and_are_at_most_ten(low, span):
    assume(span > abs(low) * 1e-3)  # an axis that begins far away and is short has no room in six digits
    places = [place for place, _ in ticks((low, low + span))]
    assert 3 <= len(places) <= 10
    assert low - 1e-6 * span <= places[0] < places[-1] <= low + span * (1 + 1e-6)
    step = places[1] - places[0]
    np.testing.assert_allclose(np.diff(places), step, rtol=1e-6)
    assert min(abs(step / 10.0 ** np.floor(np.log10(step * (1 + 1e-9))) - r) for r in (1, 2, 5)) < 1e-5


@given(st.floats(-100, 100), st.floats(0.01, 1000))
def test_the_label_of_a_tick_is_its_number(low, span):
    assume(span > abs(low) * 1e-2)
    for place, text in ticks((low, low + span)):
        assert float(text.replace("−", "-").replace(",", "")) == pytest.approx(place, rel=1e-5, abs=1e-9)


@given(st.floats(-6, 3), st.floats(0, 6))
def test_a_logarithmic_axis_has_a_tick_at_each_power_of_ten(low, span):
    found = ticks((low, low + span), log=True)
    assert [place for place, _ in found] == [k for k in range(-10, 12) if low - 1e-9 <= k <= low + span + 1e-9]
    assert [text for _, text in found] == [f"10<sup>{int(place)}</sup>" for place, _ in found]


def rules(html):
    """selector -> declarations, of the styles in a piece of HTML."""
    style = html[html.index("<style>") + 7 : html.index("</style>")]
    return {selector.strip(): body.strip() for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style)}


@pytest.mark.parametrize("height", [200, 360])
def test_chart_and_poster_take_the_place_of_one(height):
    found = rules(until_drawn(figure([1, 2], height=height), "c"))
    assert found[".st-key-c"] == f"min-height: {height}px;"
    assert found[".st-key-c .poster"] == f"margin: -{GAP}px 0 {GAP - height}px;", "it takes no room of its own"


def test_the_poster_goes_when_the_chart_is_drawn_and_hides_the_skeleton_until_then():
    found = rules(until_drawn(figure([1, 2]), "c"))
    assert found[f".st-key-c:has({SELECTORS['drawn']}) .poster"] == "display: none;"
    assert found[f".st-key-c:has(.poster) {SELECTORS['skeleton']}"] == "visibility: hidden;"


def first() -> None:
    """A page that begins with the first picture of a chart."""
    import streamlit as st

    from playground.ui.live.poster_place import first_picture

    first_picture(st.session_state["figure"], "c", "stage")


def test_the_first_picture_lies_over_its_stage_and_goes_with_the_same_chart():
    at = AppTest.from_function(first)
    at.session_state["figure"] = figure([1, 2])
    [drawn] = at.run().markdown
    assert drawn.value.startswith(poster(figure([1, 2])))
    found = rules(drawn.value)
    assert found[".st-key-stage"] == "position: relative;"
    assert found[".st-key-c-first"].startswith("position: absolute;")
    assert found[f"{SELECTORS['main']}:has(.st-key-c {SELECTORS['drawn']}) .st-key-c-first .poster"] == "display: none;"
