"""Bars to drag or to type, one per class of an alpha vector: of the Loss Lab, and of a race's entrants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from playground.core.alpha import MOST
from playground.figures.curve_classes import rarity_colours
from playground.figures.curve_lines import nice_top
from playground.ui.live.scripts import joined
from playground.ui.shell import session_keys

SCRIPTS = ("alpha_bars.js",)
MOST_BARS = 100  # more than any page draws
HTML = '<div class="bars" role="group" aria-label="alpha, one bar per class"></div>\n<!-- one column per class -->'
CSS = """
.bars { display: grid; grid-template-columns: repeat(auto-fit, minmax(3.9rem, 1fr)); gap: 0.5rem 0.25rem; }
.narrow { grid-template-columns: repeat(auto-fit, minmax(2.8rem, 1fr)); gap: 0.5rem 0.2rem; }
.column { display: flex; flex-direction: column; gap: 0.2rem; align-items: stretch; text-align: center; min-width: 0; }
.track { height: 4.5rem; border-radius: 0.25rem; background: var(--st-secondary-background-color); position: relative;
  cursor: ns-resize; touch-action: none; border: 1px solid var(--st-border-color); overflow: hidden; }
.track > div { position: absolute; bottom: 0; width: 100%; }
.track:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
input { width: 100%; box-sizing: border-box; padding: 0.15rem 0; font: 0.8rem var(--st-font); text-align: center;
  border: 1px solid var(--st-border-color); border-radius: 0.25rem; color: var(--st-text-color);
  background: var(--st-background-color); }
.narrow input { font-size: 0.7rem; }
.name { font: 0.8rem var(--st-font); color: var(--st-text-color); opacity: 0.75; }
"""


def alpha_bars(
    key: str, alpha: Sequence[float], counts: Sequence[int], on_change: Callable[..., None],
    args: tuple[Any, ...] = (), owner: str = "", narrow: bool = False,
) -> None:  # fmt: skip
    """Draw alpha (C,) as bars coloured by the classes' rarity; `on_change(*args)` then reads `moved(key)`.

    `owner` keeps the bars of several vectors on one page apart; see `bar_key`. `narrow`: ten find room in a popover.
    """
    script = joined(Path(__file__).parent, SCRIPTS)
    editor = st.components.v2.component("playground_alpha_bars", html=HTML, css=CSS, js=script)
    seq = st.session_state[session_keys.ALPHA_SEQUENCE] = st.session_state.get(session_keys.ALPHA_SEQUENCE, 0) + 1
    keys = [bar_key(c, owner) for c in range(len(alpha))]
    data = {
        "keys": keys, "alpha": list(alpha), "top": nice_top(alpha), "colours": rarity_colours(counts), "seq": seq,
        "narrow": narrow,
    }  # fmt: skip
    editor(key=key, data=data, on_alpha_change=lambda: on_change(*args))


def bar_key(c: int, owner: str = "") -> str:
    """The name under which the bar of class c tells that it moves."""
    return f"{owner}alpha-bar-{c}"


def moved(key: str) -> tuple[float, ...]:
    """The vector (C,) that the bars of this key were moved or typed to; () where a message says none."""
    return vector_of(st.session_state[key]["alpha"])


def vector_of(sent: Any) -> tuple[float, ...]:
    """The numbers that the bars send; () for what only a message made by hand says, which changes nothing."""
    values = sent.get("values") if isinstance(sent, dict) else None
    if not isinstance(values, list) or not all(isinstance(v, int | float) and abs(v) <= MOST for v in values):
        return ()
    return tuple(map(float, values[:MOST_BARS]))
