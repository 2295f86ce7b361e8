"""Where every entrant of a race stands: its newest numbers, averaged over its seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from playground.core.snapshots import Lane, Matrix
from playground.metrics.seeds import Interval, interval
from playground.metrics.yardsticks import of_matrix

MEASURES = ("rare_recall", "common_recall", "macro_f1", "accuracy")  # keys of metrics.yardsticks.YARDSTICKS


@dataclass(frozen=True, slots=True)
class Standing:
    """One entrant: the mean of each of the `MEASURES` over its runs with a 95 % interval, shares of 1.

    `gain`: points of rare recall against the baseline. All are nan before the first point.
    """

    name: str
    measures: dict[str, Interval]
    gain: float

    @property
    def rare(self) -> float:
        """Mean recall of the rare classes."""
        return self.measures["rare_recall"].mean

    @property
    def common(self) -> float:
        """Mean recall of the other classes."""
        return self.measures["common_recall"].mean

    @property
    def macro_f1(self) -> float:
        """Mean macro-F1."""
        return self.measures["macro_f1"].mean

    @property
    def accuracy(self) -> float:
        """Mean accuracy where it is judged."""
        return self.measures["accuracy"].mean


def standings(
    names: Sequence[str], matrices: Sequence[Sequence[Matrix]], rare: Sequence[int], prior: Sequence[float] = ()
) -> tuple[Standing, ...]:
    """Summarise `matrices[i]`, entrant i's confusion matrices, one per run; the first entrant is the baseline.

    `prior` (C,): how common each class is where it is judged; () takes the test set as it is.
    """
    found = [_measures(runs, rare, prior) for runs in matrices]
    base = found[0]["rare_recall"].mean if found else math.nan
    return tuple(
        Standing(name, measures, 100 * (measures["rare_recall"].mean - base))
        for name, measures in zip(names, found, strict=True)
    )


def _measures(runs: Sequence[Matrix], rare: Sequence[int], prior: Sequence[float]) -> dict[str, Interval]:
    return {key: interval([of_matrix(key, matrix, rare, prior) for matrix in runs]) for key in MEASURES}


def last_matrices(lanes: Sequence[Lane], entrants: int) -> tuple[tuple[Matrix, ...], ...]:
    """The newest confusion matrix of every run, by entrant; runs without a point are left out."""
    found: list[list[Matrix]] = [[] for _ in range(entrants)]
    for lane in lanes:
        if lane.points:
            found[lane.entrant].append(lane.points[-1].confusion)
    return tuple(tuple(runs) for runs in found)
