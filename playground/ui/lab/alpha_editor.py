"""The alpha vector on screen: a rule, or bars to drag and type; the expanded vector is always in view."""

from __future__ import annotations

import streamlit as st

from playground.core.alpha import RULES, expand
from playground.core.config import AlphaChoice
from playground.core.numbers import joined, numbers
from playground.ui.shell import links
from playground.ui.widgets import linked, menus
from playground.ui.widgets.alpha_bars import alpha_bars, moved
from playground.ui.widgets.controls import param_slider
from playground.ui.widgets.switch import switch

BARS = "lab_alpha_bars"


def alpha_editor(counts: tuple[int, ...]) -> tuple[AlphaChoice, tuple[float, ...]]:
    """Choose alpha for classes with these counts; returns the choice and the vector (C,) that it expands to."""
    with links.together():  # a bar that is moved changes all three: one step of the browser's history
        with st.container(horizontal=True, vertical_alignment="bottom"):
            rule = RULES[_rule()]
            value = param_slider(rule.param, f"alpha_{rule.param.name}") if rule.param else 0.0
            mean1 = switch("Mean 1", "alpha_mean1", default=True, help="Scales α to average 1.")
        bars = st.container()
        typed = linked.vector(
            "Your own α, one number per class", "alpha", on_change=_custom,
            placeholder="drag a bar, type below it, or paste the whole vector here",
        )  # fmt: skip
    choice, alpha = _expanded(rule.key, value, typed, mean1, counts)
    with bars:
        alpha_bars(BARS, alpha, counts, on_change=_taken)
    st.code(f"alpha = [{joined(alpha)}]", language="python", wrap_lines=True)
    return choice, alpha


def _rule() -> str:
    return menus.select(
        "Class weights α", list(RULES), "inverse", "alpha_rule", lambda key: RULES[key].title,
        help="How class counts become weights; drag a bar to set your own.", width=260,
    )  # fmt: skip


def _expanded(
    rule: str, value: float, typed: str, mean1: bool, counts: tuple[int, ...]
) -> tuple[AlphaChoice, tuple[float, ...]]:
    """The choice and its vector, or no weights and the reason when it cannot be read."""
    classes = len(counts)
    try:
        custom = numbers(typed, classes, classes) if typed.strip() else (1.0,) * classes
        choice = AlphaChoice(rule, value, custom if rule == "custom" else (), mean1)
        return choice, expand(choice, counts)
    except ValueError as error:
        st.error(str(error))
        return AlphaChoice(), (1.0,) * classes


def _taken() -> None:
    """A bar was moved or typed: its vector becomes the custom rule, exactly as it stands."""
    vector = moved(BARS)
    if vector:
        st.session_state["alpha"] = joined(vector)
        _custom()


def _custom() -> None:
    """A vector of one's own is taken as it stands."""
    st.session_state["alpha_rule"] = "custom"
    st.session_state["alpha_mean1"] = False
