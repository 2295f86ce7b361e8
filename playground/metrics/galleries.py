"""Which images to show: pure selections of indices from logits (N, C) and labels (N,), the most telling first."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.probabilities import Array, log_softmax, margin, softmax, true_class


def fixed(base: ArrayLike, other: ArrayLike, labels: ArrayLike) -> Array:
    """Wrong under `base`, right under `other`; the surest new answer first."""
    was, now = _right(base, labels), _right(other, labels)
    return _surest(other, ~was & now)


def broken(base: ArrayLike, other: ArrayLike, labels: ArrayLike) -> Array:
    """Right under `base`, wrong under `other`; the surest new mistake first."""
    was, now = _right(base, labels), _right(other, labels)
    return _surest(other, was & ~now)


def cell(logits: ArrayLike, labels: ArrayLike, true: int, predicted: int) -> Array:
    """One cell of the confusion matrix, the surest first."""
    called = np.asarray(logits).argmax(1)
    return _surest(logits, (np.asarray(labels) == true) & (called == predicted))


def hardest(logits: ArrayLike, labels: ArrayLike) -> Array:
    """All samples, the smallest probability of the true class first."""
    return np.argsort(true_class(log_softmax(logits), labels), kind="stable")


def most_suppressed(logits: ArrayLike, labels: ArrayLike, gamma: float) -> Array:
    """All samples, the smallest focal weight (1-p_t)^gamma first; none at gamma = 0, which suppresses nothing.

    Sorted by the margin, which still tells samples apart where p_t rounds to 1.
    """
    return np.argsort(margin(logits, labels), kind="stable") if gamma > 0 else np.empty(0, dtype=np.int64)


def _right(logits: ArrayLike, labels: ArrayLike) -> Array:
    return np.asarray(logits).argmax(1) == np.asarray(labels)


def _surest(logits: ArrayLike, chosen: Array) -> Array:
    index = np.flatnonzero(chosen)
    if not index.size:
        return index
    return index[np.argsort(-softmax(np.asarray(logits)[index]).max(1), kind="stable")]
