"""Does a stated 90 % come true 9 times in 10? Top-label confidence against accuracy, in bins."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.matrix import Floats, divide
from playground.metrics.probabilities import Array, standard_error

BINS = 15


class Reliability(NamedTuple):
    """Equal bins (l, r] of the top probability. `confidence` and `accuracy` (B,) are nan in an empty bin.

    `ece` = sum of n_b/N |accuracy_b - confidence_b|; `gap` = mean confidence - accuracy, above 0 when overconfident;
    `gap_error` = standard error of the gap; all in shares of 1, nan without samples.
    """

    edges: Floats
    counts: Array
    confidence: Floats
    accuracy: Floats
    ece: float
    gap: float
    gap_error: float


def reliability(probabilities: ArrayLike, labels: ArrayLike, bins: int = BINS) -> Reliability:
    """Bin the predictions of probabilities (N, C) with labels (N,)."""
    p = np.asarray(probabilities)
    top = p.max(1).astype(np.float64) if len(p) else np.empty(0)
    right = (p.argmax(1) == np.asarray(labels)).astype(np.float64) if len(p) else np.empty(0)
    return from_top(top, right, bins)


def from_top(top: Floats, right: Floats, bins: int = BINS) -> Reliability:
    """Bin the top probabilities (N,) of predictions that were `right` (N,), 0 or 1."""
    index = np.clip(np.ceil(top * bins).astype(np.int64) - 1, 0, bins - 1)
    counts = np.bincount(index, minlength=bins)
    stated = np.bincount(index, weights=top, minlength=bins)
    correct = np.bincount(index, weights=right, minlength=bins)
    n = len(top)
    return Reliability(
        np.linspace(0, 1, bins + 1), counts, divide(stated, counts), divide(correct, counts),
        float(divide(np.abs(stated - correct).sum(), n)), float(divide((top - right).sum(), n)),
        standard_error(top - right),
    )  # fmt: skip


def sentence(found: Reliability) -> str:
    """Over- or under-confidence in words, with the numbers; what a calibrated model does by chance is told as such."""
    if found.gap != found.gap:
        return "There is nothing to judge: no samples."
    stated = np.nansum(found.confidence * found.counts) / found.counts.sum()
    numbers = f"it states {stated:.1%} on average and is right {stated - found.gap:.1%} of the time"
    if abs(found.gap) > 2 * found.gap_error and abs(found.gap) >= 0.001:
        return f"{'Overconfident' if found.gap > 0 else 'Underconfident'}: {numbers}."
    if found.ece > max(0.02, _by_chance(found)):
        return f"Right on average ({numbers}), but too sure in some bins and too modest in others."
    return f"Neither over- nor underconfident beyond chance: {numbers}."


def _by_chance(found: Reliability) -> float:
    """The ECE that a calibrated model rarely exceeds: its mean and two standard deviations over as many samples.

    Each bin's number of right answers is then about normal, with variance n_b c_b (1 - c_b).
    """
    stated = np.nan_to_num(found.confidence)
    variance = found.counts * stated * (1 - stated)
    mean = np.sqrt(variance * 2 / np.pi).sum()
    spread = np.sqrt(variance.sum() * (1 - 2 / np.pi))
    return float((mean + 2 * spread) / found.counts.sum())
