"""The pictures of the Confidence page: reliability, matrix and recalls, which sliders move in place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from playground.analysis import adjust
from playground.analysis.evaluation import Looked
from playground.figures import moving
from playground.metrics.probabilities import Array
from playground.metrics.scores import View
from playground.ui.live.enhancer import Drag, live_chart, live_drags
from playground.ui.live.family import Family
from playground.ui.live.frames import frame_of
from playground.ui.widgets import parts

TITLES = ("Does a stated 90 % come true 9 times in 10?", "What {} calls what (%)", "What is found of each class")
ALTS = {
    "live-reliability": "Reliability: accuracy against stated confidence, with the number of samples in each bin",
    "live-matrix": "Confusion matrix: shares of each true class",
    "live-recalls": "Recall of each class under each model, the rarest first",
}
LIVE = 1_000_000  # logits, over all models: up to there the pictures follow the pointer, beyond on release


def show(looked: Looked, moves: adjust.Moves, moved: adjust.Moved, i: int) -> None:
    """Three native charts side by side, moved in place."""
    at = {"free_tau": moves.tau} if looked.counts else {}
    at |= {} if moves.temperature is None else {"free_heat": moves.temperature}
    drawn = figures(looked, moved.views, i)
    with st.grid("auto", min_column_width=320, gap="medium"):
        for (key, figure), title in zip(drawn.items(), TITLES, strict=True):
            with st.container():
                st.markdown(f"**{title.format(looked.names[i])}**")
                live_chart(figure, key=key, alt=ALTS[key], at=at, config=parts.camera(key))


def figures(looked: Looked, views: Sequence[View], i: int) -> dict[str, parts.Figure]:
    """The chosen model's matrix, and every model's recalls and reliability, by the chart's key."""
    matrices, found = [v.matrix for v in views], [v.reliability for v in views]
    bars = moving.recalls(matrices, looked.names, looked.classes, looked.order[: moving.PRINTED])
    return {
        "live-reliability": moving.reliability(found, looked.names),
        "live-matrix": parts.inked(moving.matrix(matrices[i], looked.classes)),
        "live-recalls": bars,
    }


def follow(looked: Looked, moves: adjust.Moves, moved: adjust.Moved, i: int) -> None:
    """Let the browser walk through pictures computed beforehand while a slider moves; too large results are spared."""
    if looked.logits[0].size * len(looked.names) > LIVE:
        return
    now = figures(looked, moved.views, i)
    drags: dict[str, dict[str, Drag]] = {key: {} for key in now}
    for widget, values, step in (
        ("free_tau", adjust.TAUS, adjust.TAU_STEP),
        ("free_heat", adjust.HEATS, adjust.HEAT_STEP),
    ):
        frames: dict[str, list[Array]] = {key: [] for key in now}
        for views in adjust.walk(looked, moves, widget, values):
            for key, figure in figures(looked, views, i).items():
                frames[key].append(frame_of(figure))
        for key, each in frames.items():
            if each:
                drags[key][widget] = Drag(Family(values, np.stack(each).astype(np.float32)), values[0], step)
    for key, figure in now.items():
        live_drags(figure, drags[key], key=key)
