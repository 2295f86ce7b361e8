"""What one confusion matrix says. `matrix[i][j]` counts samples of class i that were called j; (C, C), any integers.

A quotient 0/0 is nan and never 0: the class has no samples, or was never predicted. Averages say what they skip.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def confusion(labels: ArrayLike, predictions: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Count (labels, predictions), both (N,) integers in [0, classes), into a (C, C) matrix."""
    cells = np.asarray(labels, dtype=np.int64) * classes + np.asarray(predictions, dtype=np.int64)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def recall(matrix: ArrayLike) -> Floats:
    """TP / (TP + FN) of each class, (C,); nan for a class without samples."""
    m = _square(matrix)
    return divide(np.diag(m), m.sum(1))


def precision(matrix: ArrayLike) -> Floats:
    """TP / (TP + FP) of each class, (C,); nan for a class that was never predicted."""
    m = _square(matrix)
    return divide(np.diag(m), m.sum(0))


def f1(matrix: ArrayLike) -> Floats:
    """2 TP / (2 TP + FP + FN) of each class, (C,); nan for a class neither present nor predicted."""
    m = _square(matrix)
    return divide(2 * np.diag(m), m.sum(0) + m.sum(1))


PER_CLASS = {"recall": recall, "precision": precision, "f1": f1}


def macro_f1(matrix: ArrayLike) -> float:
    """Mean of the class F1 over classes that are present or predicted, as scikit-learn without `labels`."""
    return mean(f1(matrix))


def accuracy(matrix: ArrayLike) -> float:
    """Share of samples on the diagonal."""
    m = _square(matrix)
    return float(divide(np.trace(m), m.sum()))


def balanced_accuracy(matrix: ArrayLike) -> float:
    """Mean recall over the classes that have samples."""
    return mean(recall(matrix))


def group_recall(matrix: ArrayLike, classes: Sequence[int]) -> float:
    """Mean recall of these classes, each counting the same; nan when none of them has samples."""
    return mean(recall(matrix)[list(classes)])


class GMean(NamedTuple):
    """The geometric mean of the recalls, and the classes whose recall of 0 makes it 0."""

    value: float
    culprits: tuple[int, ...]


def g_mean(matrix: ArrayLike) -> GMean:
    """(product of the recalls)^(1/C) over the classes that have samples; no correction is added to a zero."""
    each = recall(matrix)
    present = each[~np.isnan(each)]
    culprits = tuple(int(c) for c in np.flatnonzero(each == 0))
    if not present.size or culprits:
        return GMean(0.0 if culprits else np.nan, culprits)
    return GMean(float(np.exp(np.log(present).mean())), ())


def mcc(matrix: ArrayLike) -> float:
    """Matthews correlation for any number of classes (Gorodkin 2004, R_K); 0 for a constant prediction."""
    m = _square(matrix).astype(np.float64)
    true, called, total = m.sum(1), m.sum(0), m.sum()
    spread = (total**2 - called @ called) * (total**2 - true @ true)
    return float((np.trace(m) * total - true @ called) / np.sqrt(spread)) if spread > 0 else 0.0


def largest_confusion(matrix: ArrayLike) -> tuple[int, int]:
    """The confusion (true, called) that takes the largest share of its class; (0, 0) where nothing is confused."""
    m = _square(matrix)
    shares = np.nan_to_num(divide(m, m.sum(1, keepdims=True)))
    np.fill_diagonal(shares, 0)
    true, called = np.unravel_index(int(shares.argmax()), shares.shape) if shares.size else (0, 0)
    return int(true), int(called)


def divide(over: ArrayLike, under: ArrayLike) -> Floats:
    """over / under, with nan (and no warning) where under is 0."""
    over, under = np.asarray(over, dtype=np.float64), np.asarray(under, dtype=np.float64)
    return np.divide(over, under, out=np.full(np.broadcast(over, under).shape, np.nan), where=under != 0)


def mean(values: ArrayLike) -> float:
    """Mean of the values that are not nan; nan when there are none."""
    each = np.asarray(values, dtype=np.float64)
    each = each[~np.isnan(each)]
    return float(each.mean()) if each.size else float("nan")


def _square(matrix: ArrayLike) -> NDArray[np.int64]:
    m = np.asarray(matrix)
    if m.ndim != 2 or m.shape[0] != m.shape[1]:
        raise ValueError(f"A confusion matrix must be square (C, C), not {m.shape}.")
    return m
