"""Images of an evaluation as a grid of tiles, with what a model made of each."""

from __future__ import annotations

import streamlit as st

from playground.analysis.evaluation import Evaluation
from playground.figures import gallery
from playground.metrics.probabilities import Array


def image_tiles(
    evaluation: Evaluation, i: int, picked: Array, weights: Array | None = None, empty: str = "There is none."
) -> None:
    """Draw the images `picked` (K,) with model i's answers, faded by `weights` (N,); `empty` says that there is none.

    Raises ValueError for an evaluation without images.
    """
    if evaluation.images is None:
        raise ValueError("This evaluation has no images to show.")
    shown = gallery.tiles(
        evaluation.images, evaluation.labels, evaluation.scored[i].probabilities, picked.tolist(), evaluation.classes,
        weights,
    )  # fmt: skip
    st.html(gallery.draw(shown, empty))
