"""Controls and their place in the link: what is chosen comes back, and what nobody could have chosen is told."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.core.numbers import numbers
from playground.ui.widgets.linked import _vector_shown, _vector_texts

HOSTILE = [
    "", " ", "nope", "nan", "inf", "-inf", "-1", "1e400", "9" * 5000, "x" * 100_000, "true; drop", "0x10", "1,5", "٣",
    "[a](//b.c)", "www.a.b", "**x**", "\u202e", "<b>", "é\n\n# big",
]  # fmt: skip
DEFAULTS = {"whole": 3, "part": 0.5, "slide": 2.0, "many": 5, "switch": False, "words": "so", "vector": ""}
KINDS = {
    "whole": "number_input", "part": "number_input", "slide": "slider", "many": "slider", "switch": "toggle",
    "words": "text_input", "vector": "text_input",
}  # fmt: skip


def every_control() -> None:
    """A page with one control of each kind."""
    import streamlit as st

    from playground.ui.shell import links
    from playground.ui.widgets import linked

    links.begin("page.py")
    below = linked.whole_below("whole", 1, 9, 3)
    found = {
        "whole": linked.whole("Whole", 1, 9, 3, "whole"),
        "part": linked.number("Part", 0.0, 1.0, 0.5, "part"),
        "slide": linked.slider("Slide", 0.0, 5.0, 2.0, 0.5, "slide"),
        "many": linked.slider("Many", 1, 9, 5, 1, "many"),
        "switch": linked.toggle("Switch", "switch"),
        "words": linked.text("Words", "so", "words"),
        "vector": linked.vector("Vector", "vector"),
    }
    st.session_state["_found"] = {**found, "below": below}


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(every_control)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def found(at: AppTest) -> dict:
    return {name: value for name, value in at.session_state["_found"].items() if name != "below"}


def link(at: AppTest) -> dict[str, str]:
    return {name: value for name, value in at.query_params.items() if value and name != "v"}


def test_without_a_link_each_control_has_its_default_and_the_address_stays_empty():
    at = opened()
    assert found(at) == DEFAULTS
    assert link(at) == {}
    assert not at.warning


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_no_text_in_a_link_breaks_a_page_or_leaves_a_range(text):
    at = opened(**dict.fromkeys(DEFAULTS, text))
    held = found(at)
    assert 1 <= held["whole"] <= 9
    assert 0 <= held["part"] <= 1
    assert 0 <= held["slide"] <= 5
    assert 1 <= held["many"] <= 9
    assert isinstance(held["switch"], bool)
    assert at.session_state["_found"]["below"] == held["whole"]
    said = [warning.value for warning in at.warning]
    assert len({one.split(" '")[0] for one in said}) == len(said), "one sentence for each control"
    for one in said:
        assert re.fullmatch(r"The link asks for \w+ '.{0,40}'; allowed is [^;]+\. Shown is [\w.]+\.", one), one
        assert not re.search(r"[*\[\]<>/]|www\.|\n", one)


@pytest.mark.parametrize("text", ["1.5", "nan", "9" * 5000, "10", "0", "2e0", "+3", "4.0"])
def test_a_box_for_whole_numbers_tells_what_it_does_not_take_and_forgets_it(text):
    at = opened(whole=text)
    [said] = [warning.value for warning in at.warning]
    assert said.startswith("The link asks for Whole ")
    assert said.endswith("; allowed is a whole number from 1 to 9. Shown is 3.")
    assert link(at) == {}
    at.number_input(key="whole").set_value(4).run()
    assert not at.warning
    assert link(at) == {"whole": "4"}


@pytest.mark.parametrize("text", ["1.5", "8.999"])
def test_a_slider_of_whole_numbers_tells_that_it_takes_no_fraction(text):
    [said] = [warning.value for warning in opened(many=text).warning]
    assert f"asks for Many '{text}'; allowed is a whole number from 1 to 9." in said


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("whole", 1, "1"), ("whole", 9, "9"), ("part", 0.0, "0"), ("part", 0.125, "0.125"), ("slide", 4.5, "4.5"),
        ("slide", 5.0, "5"), ("many", 9, "9"), ("switch", True, "true"), ("words", "a & b=c? é", "a & b=c? é"),
        ("vector", "1, 0.25; 5000", "1 .25 5000"), ("vector", "not numbers", "not numbers"),
    ],
)  # fmt: skip
def test_what_is_chosen_comes_back_from_the_link_it_wrote(name, value, text):
    at = opened()
    getattr(at, KINDS[name])(key=name).set_value(value).run()
    if name in ("whole", "vector"):  # the others are written by the browser
        assert link(at) == {name: text}
    again = opened(**{name: text})
    wanted = numbers(value) if name == "vector" and value[0] == "1" else value
    held = found(again)[name]
    assert (numbers(held) if isinstance(wanted, tuple) else held) == wanted
    assert not again.warning
    assert {**found(again), name: None} == {**DEFAULTS, name: None}


@pytest.mark.parametrize("whole", range(1, 10))
def test_a_box_further_down_is_known_above_it_from_the_first_run_on(whole):
    at = opened(whole=str(whole))
    assert at.session_state["_found"]["below"] == whole
    at.number_input(key="whole").set_value(10 - whole).run()
    assert at.session_state["_found"]["below"] == 10 - whole


def test_a_link_is_read_once_and_then_the_hand_decides():
    at = opened(whole="7", vector="1 2")
    at.number_input(key="whole").set_value(3).run()
    at.text_input(key="vector").set_value("").run()
    assert (found(at)["whole"], found(at)["vector"]) == (3, "")
    assert link(at) == {}


SHORT = st.floats(-1e9, 1e9).map(lambda value: float(f"{value:.12g}"))


@given(st.lists(SHORT, min_size=1, max_size=12))
def test_numbers_of_twelve_digits_pass_through_the_link_unchanged(values):
    [text] = _vector_texts([", ".join(map(repr, values))])
    assert list(numbers(_vector_shown(text))) == values
    assert _vector_texts([_vector_shown(text)]) == [text], "a link that is opened is not rewritten"


@given(st.lists(st.integers(0, 9999).map(lambda n: n / 1000), min_size=10, max_size=10))
def test_ten_numbers_of_four_digits_fit_into_eighty_characters(values):
    assert len(urlencode({"alpha": _vector_texts([" ".join(map(str, values))])[0]})) < 80


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_a_line_without_numbers_leaves_no_name_in_the_link(text):
    assert _vector_texts([text]) == _vector_texts([]) == []
