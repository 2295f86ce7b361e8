"""The Lab's view of every class under its weight alpha."""

from __future__ import annotations

import numpy as np

from playground.curves.path import grid
from playground.figures.curve_classes import curve_classes
from playground.figures.curve_lines import nice_top
from playground.figures.theme import Figure
from playground.ui.lab.curve_views import EDGE, View, axes, x_of
from playground.ui.lab.state import CROSS_ENTROPY, LabState, curve_of, ratio_words


def weighted(state: LabState) -> np.ndarray:
    """alpha_c * loss of class c (C, N) along the grid."""
    classes = range(len(state.scene.counts))
    return np.stack([state.alpha[c] * curve_of(state, target=c).loss for c in classes])


def _classes(state: LabState) -> Figure:
    curves, ghost = weighted(state), curve_of(state, CROSS_ENTROPY).loss
    top = nice_top([float(y[grid() >= EDGE].max()) for y in (*curves, ghost)])
    return curve_classes(
        x_of(state), curves, ghost, state.scene.counts, axes(state, "α<sub>c</sub> · loss (nats)", top)
    )


def _classes_sentence(state: LabState) -> str:
    at = weighted(state)[:, state.index]
    counts = np.array(state.scene.counts)
    rare, common = int(counts.argmin()), int(counts.argmax())
    if not at[common] > 0:
        return f"At p_t = {state.at:g} the commonest class {common} counts nothing."
    words = ratio_words(float(at[rare] / at[common]))
    return (
        f"At p_t = {state.at:g} a sample of the rarest class {rare} counts {words} one of the commonest class {common}."
    )


CLASSES = View("Classes", _classes, _classes_sentence, "The loss of every class under its weight alpha.")
