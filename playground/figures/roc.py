"""ROC curve of one class against the rest: hits against false alarms over all thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures.class_curves import ClassCurve, class_curve, traces
from playground.figures.theme import SHARE, Figure, diagonal, frame
from playground.metrics.ranking import OneVsRest


class Roc(NamedTuple):
    """Curves of class `name`, one per entrant."""

    name: str
    lines: list[ClassCurve]


def roc(found: Sequence[OneVsRest], entrants: Sequence[str], name: str, threshold: float | None = None) -> Roc:
    """Gather `metrics.ranking.OneVsRest`s of one class; `threshold` is marked on each curve."""
    each = zip(found, entrants, strict=True)
    return Roc(name, [class_curve(who, f.fpr, f.tpr, f.roc_at, f.auroc, threshold) for f, who in each])


def draw(info: Roc, height: int = 360) -> Figure:
    """The dotted diagonal is guessing."""
    hover = "%{x:.2%} false alarms, %{y:.1%} found from a probability of %{customdata} on"
    return frame(
        [diagonal("guessing"), *traces(info.lines, "AUROC", hover)] if info.lines else [],
        f"Others called {info.name} (false alarms, %)", f"Found of class {info.name} (recall, %)", height,
        xaxis=SHARE, yaxis=SHARE, hovermode="closest",
    )  # fmt: skip
