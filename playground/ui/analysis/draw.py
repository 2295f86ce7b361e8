"""Draw a digit: every model of the race answers at once."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from playground import data
from playground.analysis import answers
from playground.analysis.drawing import picture_of, strokes_of
from playground.analysis.evaluation import Evaluation
from playground.background.api import EngineError
from playground.core.config import RaceConfig
from playground.metrics.probabilities import Array
from playground.ui.shell import engine, links
from playground.ui.widgets import canvas
from playground.ui.widgets.answer_cards import answer_cards

PAD = "pad"
NOTHING = np.zeros((0, 28, 28), np.uint8)


def show(evaluation: Evaluation) -> None:
    """Draw the page, or say what it needs."""
    if evaluation.config is None:
        st.info("Drawing needs a network, and an uploaded table of answers has none. Choose a race under Change.")
    elif not answers.has_weights(evaluation):
        st.info("This race was stored without its networks. Run one on the Race page, then come back.")
        st.page_link(links.RACE_PAGE, label="To the Race page", icon=":material/sports_score:")
    else:
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
    answer_cards(evaluation.names, [answers.answer(z, evaluation.classes) for z in logits])
    st.caption(answers.agreement(evaluation, logits))


def _logits(evaluation: Evaluation, picture: Array | None) -> list[Array | None]:
    """What each model says of the picture; None where nothing is drawn, which still shows whether weights fit."""
    images = NOTHING if picture is None else picture[None]
    found = answers.logits(evaluation, images, partial(engine.ask, "predict"))
    return [logits if len(logits) else None for logits in found]
