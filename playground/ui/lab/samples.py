"""Which samples the view of shares looks at: a distribution made with two sliders, or the test images of a race."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.evaluation import Looked
from playground.curves.share import sample_weights
from playground.metrics.probabilities import true_class
from playground.ui.widgets import parts, source

MADE, RACE = "Made up", "Of a race"


def samples() -> tuple[float, ...]:
    """The weights (800,) of the fine steps of p_t in a race's answers; () for a distribution made with sliders."""
    kind = st.segmented_control(
        "Samples", (MADE, RACE), default=MADE, required=True, key="lab_samples", bind="query-params",
        help="A Beta distribution of p_t, or what a trained model really answered to every test image.",
    )  # fmt: skip
    if kind == MADE:
        return ()
    looked = source.chosen()
    i = parts.model(looked, first=0)
    st.caption(f"p_t of {len(looked.labels):,} test images under {looked.names[i]}.")
    return _weights(looked, i)


def _weights(looked: Looked, i: int) -> tuple[float, ...]:
    key = ("p_t", looked.seed, i)
    if key not in looked.memory:
        p_t = true_class(looked.views[i].probabilities, looked.labels)
        looked.memory[key] = tuple(np.round(sample_weights(p_t), 12).tolist())
    return looked.memory[key]
