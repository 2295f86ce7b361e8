"""The numbers that a race is followed by: one value per measured point, from its confusion matrix or its losses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.core.snapshots import Lane, Matrix, Point
from playground.metrics import matrix as m

Of = Callable[[Point, Sequence[int]], float]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """`of(point, rare)` -> value, nan where undefined. `unit` is "%" (of 1), "nats" or "0 to 1"; `up`: more is good."""

    key: str
    title: str
    unit: str
    of: Of
    up: bool = True

    @property
    def axis(self) -> str:
        """Title and unit, as an axis says them."""
        return f"{self.title} ({self.unit})"


def _matrix(of: Callable[[Matrix], float]) -> Of:
    return lambda point, _rare: of(point.confusion) if point.confusion else float("nan")


def _rare(point: Point, rare: Sequence[int]) -> float:
    return m.group_recall(point.confusion, rare) if point.confusion else float("nan")


def _common(point: Point, rare: Sequence[int]) -> float:
    return _rare(point, [c for c in range(len(point.confusion)) if c not in set(rare)])


YARDSTICKS: dict[str, Yardstick] = {
    yardstick.key: yardstick
    for yardstick in (
        Yardstick("macro_f1", "Macro-F1", "0 to 1", _matrix(m.macro_f1)),
        Yardstick("rare_recall", "Recall of the rare classes", "%", _rare),
        Yardstick("common_recall", "Recall of the common classes", "%", _common),
        Yardstick("accuracy", "Accuracy", "%", _matrix(m.accuracy)),
        Yardstick("balanced_accuracy", "Balanced accuracy", "%", _matrix(m.balanced_accuracy)),
        Yardstick("nll", "Test cross-entropy", "nats", lambda point, _rare: point.nll, up=False),
        Yardstick("loss", "Own training loss", "nats", lambda point, _rare: point.loss, up=False),
    )
}


def yardstick(key: str) -> Yardstick:
    """The yardstick of this key; raises ValueError naming the allowed ones."""
    if key not in YARDSTICKS:
        raise ValueError(f"Unknown yardstick {key!r}; choose one of {', '.join(YARDSTICKS)}.")
    return YARDSTICKS[key]


def last_matrices(lanes: Sequence[Lane], entrants: int) -> list[list[Matrix]]:
    """The newest confusion matrix of every run, by entrant; runs without a point are left out."""
    found: list[list[Matrix]] = [[] for _ in range(entrants)]
    for lane in lanes:
        if lane.points:
            found[lane.entrant].append(lane.points[-1].confusion)
    return found
