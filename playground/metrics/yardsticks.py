"""The numbers that a race is followed by: one value per measured point, from its confusion matrix or its losses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from playground.core.snapshots import Matrix, Point
from playground.metrics import matrix as m
from playground.metrics.names import METRICS
from playground.metrics.prior import judged

Shares = Sequence[float]
Of = Callable[[Point, Sequence[int], Shares], float]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One number of a point, nan where undefined. `unit` is "%" (of 1), "nats" or "0 to 1".

    `prior` (C,): how common each class is where it is judged; () takes the test set as it is."""

    key: str
    title: str
    unit: str
    read: Of

    def of(self, point: Point, rare: Sequence[int], prior: Shares = ()) -> float:
        """The value of a point; `rare` are the classes of "rare_recall" and "common_recall"."""
        return self.read(point, rare, prior)

    @property
    def axis(self) -> str:
        """Title and unit, as an axis says them."""
        return f"{self.title} ({self.unit})"


def _common(matrix: ArrayLike, rare: Sequence[int]) -> float:
    return m.group_recall(matrix, [c for c in range(len(np.asarray(matrix))) if c not in set(rare)])


_OF_MATRIX: dict[str, Callable[[ArrayLike, Sequence[int]], float]] = {
    "macro_f1": lambda matrix, _rare: m.macro_f1(matrix),
    "rare_recall": m.group_recall,
    "common_recall": _common,
    "accuracy": lambda matrix, _rare: m.accuracy(matrix),
    "balanced_accuracy": lambda matrix, _rare: m.balanced_accuracy(matrix),
}


def of_matrix(key: str, matrix: Matrix, rare: Sequence[int], prior: Shares = ()) -> float:
    """The yardstick `key` of a confusion matrix (C, C), a share of 1; nan for a point that has none, ().

    `prior` (C,): how common each class is where it is judged; () takes the test set as it is.
    """
    if not matrix:
        return math.nan
    return _OF_MATRIX[key](judged(matrix, prior) if prior else matrix, rare)


def _nll(point: Point, _rare: Sequence[int], prior: Shares) -> float:
    """The test cross-entropy where class c makes up prior[c] of the test set; nan for a point that cannot tell."""
    if not prior or (not point.class_nll and len(set(prior)) == 1):  # points are measured on equally common classes
        return point.nll
    sizes = [sum(row) for row in point.confusion]
    pairs = [(p, nll) for p, nll, n in zip(prior, point.class_nll, sizes, strict=False) if n and p > 0]
    return sum(p * nll for p, nll in pairs) / sum(p for p, _ in pairs) if pairs else math.nan


def _read(key: str) -> Of:
    return lambda point, rare, prior: of_matrix(key, point.confusion, rare, prior)


def _yardstick(key: str, of: Of) -> Yardstick:
    return Yardstick(key, METRICS[key].title, METRICS[key].unit or "0 to 1", of)


YARDSTICKS: dict[str, Yardstick] = {
    **{key: _yardstick(key, _read(key)) for key in _OF_MATRIX},
    "nll": _yardstick("nll", _nll),
    "loss": _yardstick("loss", lambda point, _rare, _prior: point.loss),
    "test_loss": _yardstick("test_loss", lambda point, _rare, _prior: point.test_loss),
}


def yardstick(key: str) -> Yardstick:
    """The yardstick of this key; raises ValueError naming the allowed ones."""
    if key not in YARDSTICKS:
        raise ValueError(f"Unknown yardstick {key!r}; choose one of {', '.join(YARDSTICKS)}.")
    return YARDSTICKS[key]
