"""Which samples the view of shares looks at: a distribution made with two sliders, or the test images of a race."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.cache import Cache
from playground.analysis.evaluation import Evaluation
from playground.curves.share import sample_weights
from playground.metrics.probabilities import true_class
from playground.ui.widgets import menus, source
from playground.ui.widgets.model_chooser import choose_model

KINDS = {"made": "Made up", "race": "Of a race"}
_kept: Cache[tuple[float, ...]] = Cache(24)  # of every model in a few seeds


def samples() -> tuple[float, ...]:
    """The weights (800,) of the fine steps of p_t in a race's answers; () for a distribution made with sliders."""
    kind = menus.segments(
        "Samples", list(KINDS), "made", "lab_samples", KINDS.__getitem__,
        help="A Beta distribution of p_t, or what a trained model really answered to every test image.",
    )  # fmt: skip
    if kind == "made":
        return ()
    evaluation = source.chosen()
    i = choose_model(evaluation, first=0)
    st.caption(f"p_t of {len(evaluation.labels):,} test images under {evaluation.names[i]}.")
    return _weights(evaluation, i)


def _weights(evaluation: Evaluation, i: int) -> tuple[float, ...]:
    return _kept.get(evaluation, (evaluation.seed, i), lambda: _binned(evaluation, i))


def _binned(evaluation: Evaluation, i: int) -> tuple[float, ...]:
    p_t = true_class(evaluation.scored[i].probabilities, evaluation.labels)
    return tuple(np.round(sample_weights(p_t), 12).tolist())
