"""Sample predictions of a race: the same images under every loss."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.evaluation import Evaluation, evaluate_race
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.figures import gallery
from playground.metrics.probabilities import softmax
from playground.ui.shell import server

EACH = 2  # images of every digit


def samples(config: RaceConfig, snapshot: Snapshot) -> None:
    """Show the same few images of every digit, and what the chosen loss made of them."""
    try:
        evaluation = evaluate_race(config, snapshot, server.folder(), "")
    except ValueError as error:
        st.info(str(error))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Loss", evaluation.names, default=evaluation.names[0], key="sample_loss", required=True, wrap=True
        )
        draw = st.number_input(
            "Draw", 0, 999, 0, key="sample_draw", width=120, help="Another number shows other images."
        )
    _grid(evaluation, evaluation.names.index(name), int(draw))


def _grid(evaluation: Evaluation, model: int, draw: int) -> None:
    assert evaluation.images is not None, "a race's test images are always at hand"
    probabilities = softmax(evaluation.logits[model])
    picked = _picked(evaluation.labels, draw)
    right = int((probabilities[picked].argmax(1) == evaluation.labels[picked]).sum())
    st.caption(
        f"{right} of these {len(picked)} test images are right. Bars: probability of each digit, green is the truth."
    )
    st.html(
        gallery.draw(gallery.tiles(evaluation.images, evaluation.labels, probabilities, picked, evaluation.classes))
    )


def _picked(labels: np.ndarray, draw: int) -> list[int]:
    """A few indices of every digit, the same for every loss."""
    rng = np.random.default_rng(draw)
    return [int(i) for c in np.unique(labels) for i in rng.choice(np.flatnonzero(labels == c), EACH, replace=False)]
