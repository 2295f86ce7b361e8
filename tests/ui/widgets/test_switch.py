"""A switch of our links: its word comes back, others turn it in the same step, and nonsense is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.ui.widgets.switch import _meant, _texts


def page() -> None:
    """A switch that is on by default, and a button that turns it off."""
    import streamlit as st

    from playground.ui.shell import links
    from playground.ui.widgets.switch import switch

    links.begin("page.py")
    st.button("Off", on_click=lambda: st.session_state.update(mean=False))
    with links.together():
        st.session_state["_found"] = switch("Mean", "mean", True)


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(page)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


@given(st.booleans(), st.booleans())
def test_what_is_written_means_the_same_when_it_is_read(on, default):
    assert _meant(_texts(on, default), default) == on
    assert (_texts(on, default) == []) == (on == default)


def test_the_default_stays_out_of_the_address_and_the_other_comes_back_from_it():
    at = opened()
    assert at.session_state["_found"] is True
    assert not at.query_params
    at.toggle(key="mean").set_value(False).run()
    assert at.query_params["mean"] == "false"
    assert opened(mean="false").session_state["_found"] is False


def test_another_control_turns_it_and_the_address_follows():
    at = opened()
    at.button[0].click().run()
    assert at.toggle(key="mean").value is False
    assert at.query_params["mean"] == "false"


@pytest.mark.parametrize("text", ["maybe", "1", "[a](//b.c)", "x" * 1000])
def test_what_is_neither_true_nor_false_is_told_in_one_sentence(text):
    at = opened(mean=text)
    assert at.session_state["_found"] is True
    assert len(at.warning) == 1
    assert "allowed is true or false. Shown is true." in at.warning[0].value


def test_capitals_are_read_and_left_alone():
    at = opened(mean="False")
    assert at.session_state["_found"] is False
    assert at.query_params["mean"] == "False"
