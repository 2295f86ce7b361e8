"""Galleries of test images: what this loss fixed and broke, the hardest, and how focal weights let images fade."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from playground.analysis.evaluation import Evaluation
from playground.figures import gallery
from playground.metrics import galleries
from playground.metrics.gradients import focal_weight
from playground.metrics.probabilities import Array, log_softmax, true_class
from playground.ui.live.enhancer import live_fades
from playground.ui.widgets import parts

MANY = 24  # images shown at once
FADES, FADE_STEP = np.round(np.linspace(0, 5, 51), 10), 0.1
KINDS = {
    "fixed": ("Fixed", "Wrong under the baseline, right here."),
    "broken": ("Broken", "Right under the baseline, wrong here: the price."),
    "hardest": ("Hardest", "The images whose true class it finds least likely."),
    "suppressed": ("Most suppressed", "The images that focal loss at this γ stops listening to."),
    "sample": ("A sample", "Drawn at random, the same for every model."),
}


@st.fragment
def show(evaluation: Evaluation, i: int) -> None:
    """Draw the chosen gallery; it answers to its own controls alone."""
    kinds = [k for k in KINDS if i or k not in ("fixed", "broken")]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = st.segmented_control(
            "Gallery", kinds, default=kinds[0], key=f"gallery{bool(i)}", required=True, wrap=True,
            format_func=lambda k: KINDS[k][0], label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        gamma = st.slider(
            "Fade by focal weight, γ", 0.0, 5.0, 0.0, FADE_STEP, key="fade", bind="query-params", width=320,
            help="An image fades to (1 - p)^γ, the share of its cross-entropy that focal loss with this γ keeps. "
            "γ = 0 fades nothing.",
        )  # fmt: skip
    asked = _gamma(kind, gamma)
    picked = PICK[kind](evaluation, i, asked)
    shown = picked if kind == "sample" else picked[:MANY]
    st.caption(f"{KINDS[kind][1]} {_count(kind, len(picked), evaluation.names[i], asked)}")
    log_p = true_class(log_softmax(evaluation.logits[i]), evaluation.labels)
    with st.container(key="gallery-tiles"):
        parts.tiles(evaluation, i, shown, _weights(log_p, kind, gamma), "There is none.")
    if len(shown):
        _follow(log_p[shown], kind)


def _follow(log_p: Array, kind: str) -> None:
    """Let the browser fade the images shown while the slider adjustment; their order and choice follow on release."""
    each = [_weights(log_p, kind, float(gamma)) for gamma in FADES]
    faded = [[gallery.faded(w) for w in (weights if weights is not None else [None] * len(log_p))] for weights in each]
    opacities, notes = np.array([[f for f, _ in row] for row in faded]), [[note for _, note in row] for row in faded]
    live_fades(opacities, notes, host="gallery-tiles", widget="fade", step=FADE_STEP)


def _gamma(kind: str, gamma: float) -> float:
    """Nothing is suppressed at 0: that gallery then asks at the paper's 2."""
    return 2.0 if kind == "suppressed" and not gamma else gamma


def _weights(log_p: Array, kind: str, gamma: float) -> Array | None:
    """The focal weights (N,) at the slider's gamma; None where nothing fades."""
    asked = _gamma(kind, gamma)
    return focal_weight(log_p, asked) if asked else None


def _count(kind: str, found: int, name: str, gamma: float) -> str:
    if kind in ("fixed", "broken"):
        return f"{found:,} images under {name}."
    return f"Weights at γ = {gamma:g}." if kind == "suppressed" else ""


Pick = Callable[[Evaluation, int, float], Array]
PICK: dict[str, Pick] = {
    "fixed": lambda e, i, gamma: galleries.fixed(e.logits[0], e.logits[i], e.labels),
    "broken": lambda e, i, gamma: galleries.broken(e.logits[0], e.logits[i], e.labels),
    "hardest": lambda e, i, gamma: galleries.hardest(e.logits[i], e.labels),
    "suppressed": lambda e, i, gamma: galleries.most_suppressed(e.logits[i], e.labels, gamma),
    "sample": lambda e, i, gamma: sample(len(e.labels)),
}


def sample(n: int) -> Array:
    """The same random places among n for every model."""
    return np.random.default_rng(0).permutation(n)[:MANY]
