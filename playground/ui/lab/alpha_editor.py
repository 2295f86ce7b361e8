"""The alpha vector on screen: a rule, or bars to drag and type; the expanded vector is always in view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from playground.core.alpha import RULES, expand
from playground.core.config import AlphaChoice
from playground.core.numbers import joined, numbers
from playground.figures.curve_classes import rarity_colours
from playground.figures.curve_lines import nice_top
from playground.ui.shell import links, session_keys
from playground.ui.widgets import linked, menus
from playground.ui.widgets.controls import param_slider
from playground.ui.widgets.switch import switch

BARS = "lab_alpha_bars"
HTML = '<div class="bars" role="group" aria-label="alpha, one bar per class"></div>\n<!-- one column per class -->'
CSS = """
.bars { display: grid; grid-template-columns: repeat(auto-fit, minmax(3.9rem, 1fr)); gap: 0.5rem 0.25rem; }
.column { display: flex; flex-direction: column; gap: 0.2rem; align-items: stretch; text-align: center; min-width: 0; }
.track { height: 4.5rem; border-radius: 0.25rem; background: var(--st-secondary-background-color); position: relative;
  cursor: ns-resize; touch-action: none; border: 1px solid var(--st-border-color); overflow: hidden; }
.track > div { position: absolute; bottom: 0; width: 100%; }
.track:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
input { width: 100%; box-sizing: border-box; padding: 0.15rem 0; font: 0.8rem var(--st-font); text-align: center;
  border: 1px solid var(--st-border-color); border-radius: 0.25rem; color: var(--st-text-color);
  background: var(--st-background-color); }
.name { font: 0.8rem var(--st-font); color: var(--st-text-color); opacity: 0.75; }
"""


def alpha_editor(counts: tuple[int, ...]) -> tuple[float, ...]:
    """Choose alpha for classes with these counts; returns the expanded vector (C,)."""
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
    alpha = _expanded(rule.key, value, typed, mean1, counts)
    with bars:
        _bars(alpha, counts)
    st.code(f"alpha = [{joined(alpha)}]", language="python", wrap_lines=True)
    return alpha


def _rule() -> str:
    return menus.select(
        "Class weights α", list(RULES), "inverse", "alpha_rule", lambda key: RULES[key].title,
        help="How class counts become weights; drag a bar to set your own.", width=260,
    )  # fmt: skip


def _expanded(rule: str, value: float, typed: str, mean1: bool, counts: tuple[int, ...]) -> tuple[float, ...]:
    """The vector, or all ones and the reason when it cannot be read."""
    classes = len(counts)
    try:
        custom = numbers(typed, classes, classes) if typed.strip() else (1.0,) * classes
        return expand(AlphaChoice(rule, value, custom if rule == "custom" else (), mean1), counts)
    except ValueError as error:
        st.error(str(error))
        return (1.0,) * classes


def _bars(alpha: tuple[float, ...], counts: tuple[int, ...]) -> None:
    editor = st.components.v2.component(
        "playground_alpha_bars", html=HTML, css=CSS, js=Path(__file__).with_name("alpha_editor.js").read_text("utf-8")
    )
    seq = st.session_state[session_keys.ALPHA_SEQUENCE] = st.session_state.get(session_keys.ALPHA_SEQUENCE, 0) + 1
    keys = [bar_key(c) for c in range(len(alpha))]
    data = {"keys": keys, "alpha": list(alpha), "top": nice_top(alpha), "colours": rarity_colours(counts), "seq": seq}
    editor(key=BARS, data=data, on_alpha_change=_taken)


def bar_key(c: int) -> str:
    """The name under which the bar of class c tells that it moves."""
    return f"alpha-bar-{c}"


def _taken() -> None:
    """A bar was moved or typed: its vector becomes the custom rule, exactly as it stands."""
    sent: Any = st.session_state[BARS].get("alpha") or {}
    st.session_state["alpha"] = joined(tuple(float(v) for v in sent["values"]))
    _custom()


def _custom() -> None:
    """A vector of one's own is taken as it stands."""
    st.session_state["alpha_rule"] = "custom"
    st.session_state["alpha_mean1"] = False
