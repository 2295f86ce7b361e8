"""What every model answers to one picture: a card each, with the class, how sure it is, and a bar for each class."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from playground.analysis.answers import Answer
from playground.figures.theme import GOOD, MUTED, colour, faint

STYLE = """<style>
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem }
.answers > div { display: flex; gap: 1rem; align-items: center; padding: .75rem 1rem; border-radius: .5rem;
  border: 1px solid var(--edge); border-left: .4rem solid var(--own) }
.answers .digit { font-size: 2.75rem; line-height: 1; font-weight: 600; min-width: 2.2rem; text-align: center }
.answers .said { flex: 1; min-width: 0; font-size: .9rem }
.answers .sure { opacity: .75 }
.answers .bars { display: flex; gap: 3px; height: 3.6rem; margin-top: .35rem }
.answers .bars > div { flex: 1; display: flex; flex-direction: column; justify-content: flex-end; text-align: center;
  font-size: .7rem; line-height: 1.2 }
.answers .bars i { display: block; min-height: 1px }
</style>"""


def answer_cards(names: Sequence[str], found: Sequence[Answer]) -> None:
    """Draw the cards; `found[i]` is the answer of the model `names[i]`."""
    cards = "".join(_card(i, *pair) for i, pair in enumerate(zip(names, found, strict=True)))
    st.html(f'{STYLE}<div class="answers" role="status" style="--edge:{faint(MUTED, 0.35)}">{cards}</div>')


def _card(i: int, name: str, found: Answer) -> str:
    bars = "".join(_bar(*each, best=c == found.best) for c, each in enumerate(found.shares))
    return (
        f'<div style="--own:{colour(i)}"><div class="digit">{escape(found.said)}</div>'
        f'<div class="said"><b>{escape(name)}</b><div class="sure">{found.sure}</div>'
        f'<div class="bars" aria-hidden="true">{bars}</div></div></div>'
    )


def _bar(name: str, p: float, *, best: bool) -> str:
    return f'<div><i style="height:{2.5 * p:.3f}rem;background:{GOOD if best else MUTED}"></i>{escape(name)}</div>'
