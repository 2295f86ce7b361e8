"""The numbers that a race is followed by: one value per measured point, from its confusion matrix or its losses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.core.snapshots import Matrix, Point
from playground.metrics import matrix as m
from playground.metrics.names import METRICS

Of = Callable[[Point, Sequence[int]], float]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """`of(point, rare)` -> value, nan where undefined. `unit` is "%" (of 1), "nats" or "0 to 1"."""

    key: str
    title: str
    unit: str
    of: Of

    @property
    def axis(self) -> str:
        """Title and unit, as an axis says them."""
        return f"{self.title} ({self.unit})"


def _common(matrix: Matrix, rare: Sequence[int]) -> float:
    return m.group_recall(matrix, [c for c in range(len(matrix)) if c not in set(rare)])


_OF_MATRIX: dict[str, Callable[[Matrix, Sequence[int]], float]] = {
    "macro_f1": lambda matrix, _rare: m.macro_f1(matrix),
    "rare_recall": m.group_recall,
    "common_recall": _common,
    "accuracy": lambda matrix, _rare: m.accuracy(matrix),
    "balanced_accuracy": lambda matrix, _rare: m.balanced_accuracy(matrix),
}


def of_matrix(key: str, matrix: Matrix, rare: Sequence[int]) -> float:
    """The yardstick `key` of a confusion matrix (C, C), a share of 1; nan for a point that has none, ()."""
    return _OF_MATRIX[key](matrix, rare) if matrix else math.nan


def _read(key: str) -> Of:
    return lambda point, rare: of_matrix(key, point.confusion, rare)


def _yardstick(key: str, of: Of) -> Yardstick:
    return Yardstick(key, METRICS[key].title, METRICS[key].unit or "0 to 1", of)


YARDSTICKS: dict[str, Yardstick] = {
    **{key: _yardstick(key, _read(key)) for key in _OF_MATRIX},
    "nll": _yardstick("nll", lambda point, _rare: point.nll),
    "loss": _yardstick("loss", lambda point, _rare: point.loss),
}


def yardstick(key: str) -> Yardstick:
    """The yardstick of this key; raises ValueError naming the allowed ones."""
    if key not in YARDSTICKS:
        raise ValueError(f"Unknown yardstick {key!r}; choose one of {', '.join(YARDSTICKS)}.")
    return YARDSTICKS[key]
