"""Precision against recall of one class over all thresholds: the harder judge when the class is rare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures.class_curves import ClassCurve, class_curve, traces
from playground.figures.theme import SHARE, Figure, frame
from playground.metrics.ranking import OneVsRest


class PrecisionRecall(NamedTuple):
    """Curves of class `name`, one per entrant."""

    name: str
    lines: list[ClassCurve]


def precision_recall(
    found: Sequence[OneVsRest], entrants: Sequence[str], name: str, threshold: float | None = None
) -> PrecisionRecall:
    """Gather `metrics.ranking.OneVsRest`s of one class; `threshold` is marked on each curve."""
    each = zip(found, entrants, strict=True)
    return PrecisionRecall(name, [class_curve(who, f.recall, f.precision, f.pr_at, f.ap, threshold) for f, who in each])


def draw(info: PrecisionRecall, height: int = 360) -> Figure:
    """Up and to the right is better."""
    hover = "%{x:.1%} found, %{y:.1%} of the calls right, from a probability of %{customdata} on"
    return frame(
        traces(info.lines, "AP", hover), f"Found of class {info.name} (recall, %)",
        "Calls that are right (precision, %)", height, xaxis=SHARE, yaxis=SHARE, hovermode="closest",
    )  # fmt: skip
