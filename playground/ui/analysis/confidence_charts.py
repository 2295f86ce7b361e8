"""The pictures of the Confidence page: reliability, matrix and recalls, which sliders move in place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from playground.analysis.adjustment import TAU, TEMPERATURE, Adjusted, Adjustment, at_each
from playground.analysis.evaluation import Evaluation
from playground.core.params import Param
from playground.figures import cell_text, confusion, recall_bars, reliability
from playground.figures.theme import Figure
from playground.metrics.probabilities import Array
from playground.metrics.scores import Scored, Summary
from playground.ui.live.enhancer import Drag, live_chart, live_drags
from playground.ui.live.family import Family
from playground.ui.live.frames import frame_of
from playground.ui.widgets.charts import camera
from playground.ui.widgets.page_theme import cell_colour

TITLES = ("Does a stated 90 % come true 9 times in 10?", "What {} calls what (%)", "What is found of each class")
ALTS = {
    "live-reliability": "Reliability: accuracy against stated confidence, with the number of samples in each bin",
    "live-matrix": "Confusion matrix: shares of each true class",
    "live-recalls": "Recall of each class under each model, the rarest first",
}


SLIDERS = {"free_tau": TAU, "free_heat": TEMPERATURE}  # by widget key; each is named as its field of `Adjustment`
LIVE = 1_000_000  # logits, over all models: up to there the pictures follow the pointer, beyond on release


def show(evaluation: Evaluation, adjustment: Adjustment, adjusted: Adjusted, i: int) -> None:
    """Three native charts side by side, moved in place."""
    at = {"free_tau": adjustment.tau} if evaluation.counts else {}
    at |= {} if adjustment.temperature is None else {"free_heat": adjustment.temperature}
    drawn = figures(evaluation, adjusted.scored, i)
    with st.grid("auto", min_column_width=320, gap="medium"):
        for (key, figure), title in zip(drawn.items(), TITLES, strict=True):
            with st.container():
                st.markdown(f"**{title.format(evaluation.names[i])}**")
                live_chart(figure, key=key, alt=ALTS[key], at=at, config=camera(key))


def figures(evaluation: Evaluation, scored: Sequence[Scored | Summary], i: int) -> dict[str, Figure]:
    """The chosen model's matrix, and every model's recalls and reliability, by the chart's key."""
    diagram = reliability.diagram([each.reliability for each in scored], evaluation.names)
    matrix = confusion.confusion(scored[i].matrix, names=evaluation.classes)
    runs, most = [[each.matrix] for each in scored], cell_text.READABLE
    bars = recall_bars.bars(runs, evaluation.names, evaluation.support, names=evaluation.classes, most=most)
    return {
        "live-reliability": reliability.draw(diagram),
        "live-matrix": confusion.draw_moving(matrix, text_colour=cell_colour()),
        "live-recalls": recall_bars.draw_moving(bars),
    }


def follow(evaluation: Evaluation, adjustment: Adjustment, adjusted: Adjusted, i: int) -> None:
    """Let the browser walk through pictures computed beforehand while a slider moves; too large results are spared."""
    if evaluation.logits[0].size * len(evaluation.names) > LIVE:
        return
    now = figures(evaluation, adjusted.scored, i)
    walks = {widget: _walk(evaluation, adjustment, slider, i) for widget, slider in SLIDERS.items()}
    for key, figure in now.items():
        drags = {widget: _drag(SLIDERS[widget], frames[key]) for widget, frames in walks.items() if frames}
        live_drags(figure, drags, key=key)


def _walk(evaluation: Evaluation, adjustment: Adjustment, slider: Param, i: int) -> dict[str, list[Array]]:
    """Each chart's frames at every step of one slider; none where the slider is disabled."""
    frames: dict[str, list[Array]] = {}
    for scored in at_each(evaluation, adjustment, slider.name, slider.values):
        for key, figure in figures(evaluation, scored, i).items():
            frames.setdefault(key, []).append(frame_of(figure))
    return frames


def _drag(slider: Param, frames: Sequence[Array]) -> Drag:
    return Drag(Family(np.array(slider.values), np.stack(frames).astype(np.float32)), slider.low, slider.step)
