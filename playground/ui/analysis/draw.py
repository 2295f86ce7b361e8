"""Draw a digit: every model of the race answers at once."""

from __future__ import annotations

from html import escape

import streamlit as st

from playground import data
from playground.analysis import answers
from playground.analysis.drawing import picture_of, strokes_of
from playground.analysis.evaluation import Evaluation
from playground.core.config import RaceConfig
from playground.figures.theme import GOOD, MUTED, colour, faint
from playground.metrics.probabilities import Array
from playground.ui.shell import engine
from playground.ui.widgets import canvas

PAD = "pad"


def show(evaluation: Evaluation) -> None:
    """Draw the page, or say what it needs."""
    if evaluation.config is None:
        st.info("Drawing needs a network, and an uploaded table of answers has none. Choose a race under Change.")
    elif not answers.has_weights(evaluation):
        st.info("This race was stored without its networks. Run one on the Race page, then come back.")
        st.page_link("pages/1_race.py", label="To the Race page", icon=":material/sports_score:")
    else:
        if not engine.ready():
            with st.spinner("Loading PyTorch, once per server: about two seconds."):
                engine.ensure_torch()
        _desk(evaluation, evaluation.config)


@st.fragment
def _desk(evaluation: Evaluation, config: RaceConfig) -> None:
    """The pad and the answers; each change of the strokes reruns this alone."""
    try:
        networks = answers.networks(evaluation)
    except ValueError as error:
        st.error(f"{error} Run the race again to draw for it.")
        return
    try:
        picture = picture_of(strokes_of(canvas.drawn(PAD)), data.SPECS[config.dataset].drawing)
    except ValueError as error:
        st.error(str(error))
        picture = None
    left, right = st.columns([5, 6], gap="large")
    with left:
        canvas.pad(PAD, picture)
    with right:
        logits = [None if picture is None else ask(picture[None]) for ask in networks]
        st.html(_cards(evaluation, logits))
        st.caption(answers.agreement(evaluation, logits))


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


def _cards(evaluation: Evaluation, logits: list[Array | None]) -> str:
    each = enumerate(zip(evaluation.names, logits, strict=True))
    cards = "".join(_card(i, name, answers.answer(z, evaluation.classes)) for i, (name, z) in each)
    return f'{STYLE}<div class="answers" role="status" style="--edge:{faint(MUTED, 0.35)}">{cards}</div>'


def _card(i: int, name: str, found: answers.Answer) -> str:
    """A model's answer: the class, how sure it is, and a bar for each class."""
    bars = "".join(_bar(*each, best=c == found.best) for c, each in enumerate(found.shares))
    return (
        f'<div style="--own:{colour(i)}"><div class="digit">{escape(found.said)}</div>'
        f'<div class="said"><b>{escape(name)}</b><div class="sure">{found.sure}</div>'
        f'<div class="bars" aria-hidden="true">{bars}</div></div></div>'
    )


def _bar(name: str, p: float, *, best: bool) -> str:
    return f'<div><i style="height:{2.5 * p:.3f}rem;background:{GOOD if best else MUTED}"></i>{escape(name)}</div>'
