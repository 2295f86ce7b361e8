"""Draw a digit: every model of the race answers at once."""

from __future__ import annotations

from functools import partial
from html import escape

import numpy as np
import streamlit as st

from playground import data
from playground.analysis import answers
from playground.analysis.drawing import picture_of, strokes_of
from playground.analysis.evaluation import Evaluation
from playground.background.api import EngineError
from playground.core.config import RaceConfig
from playground.figures.theme import GOOD, MUTED, colour, faint
from playground.metrics.probabilities import Array
from playground.ui.shell import engine
from playground.ui.widgets import canvas

PAD = "pad"
NOTHING = np.zeros((0, 28, 28), np.uint8)


def show(evaluation: Evaluation) -> None:
    """Draw the page, or say what it needs."""
    if evaluation.config is None:
        st.info("Drawing needs a network, and an uploaded table of answers has none. Choose a race under Change.")
    elif not answers.has_weights(evaluation):
        st.info("This race was stored without its networks. Run one on the Race page, then come back.")
        st.page_link("pages/1_race.py", label="To the Race page", icon=":material/sports_score:")
    else:
        engine.ensure()
        _desk(evaluation, evaluation.config)


@st.fragment
def _desk(evaluation: Evaluation, config: RaceConfig) -> None:
    """The pad and the answers; each change of the strokes reruns this alone."""
    try:
        picture = picture_of(strokes_of(canvas.drawn(PAD)), data.SPECS[config.dataset].drawing)
    except ValueError as error:
        st.error(str(error))
        picture = None
    left, right = st.columns([5, 6], gap="large")
    with left:
        canvas.pad(PAD, picture)
    with right:
        try:
            logits = _logits(evaluation, picture)
        except ValueError as error:
            st.error(f"{error} Run the race again to draw for it.")
        except EngineError as error:
            st.error(str(error))
        else:
            _answers(evaluation, logits)


def _answers(evaluation: Evaluation, logits: list[Array | None]) -> None:
    st.html(_cards(evaluation, logits))
    st.caption(answers.agreement(evaluation, logits))


def _logits(evaluation: Evaluation, picture: Array | None) -> list[Array | None]:
    """What each model says of the picture; None where nothing is drawn, which still shows whether weights fit."""
    images = NOTHING if picture is None else picture[None]
    found = answers.logits(evaluation, images, partial(engine.ask, "predict"))
    return [logits if len(logits) else None for logits in found]


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
