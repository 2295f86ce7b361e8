"""ROC curve of one class against the rest: hits against false alarms over all thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures.class_curves import Line, line, traces
from playground.figures.theme import MUTED, Figure, frame
from playground.metrics.ranking import OneVsRest


class Roc(NamedTuple):
    """Curves of class `name`, one per entrant."""

    name: str
    lines: list[Line]


def roc(found: Sequence[OneVsRest], entrants: Sequence[str], name: str, threshold: float | None = None) -> Roc:
    """Gather `metrics.ranking.OneVsRest`s of one class; `threshold` is marked on each curve."""
    each = zip(found, entrants, strict=True)
    return Roc(name, [line(who, f.fpr, f.tpr, f.roc_at, f.auroc, threshold) for f, who in each])


def draw(info: Roc, height: int = 360) -> Figure:
    """The dotted diagonal is guessing."""
    guess = {
        "type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": "guessing", "hoverinfo": "skip",
        "line": {"color": MUTED, "width": 1, "dash": "dot"},
    }  # fmt: skip
    hover = "%{x:.2%} false alarms, %{y:.1%} found from a probability of %{customdata:.3f} on"
    share = {"range": [0, 1.02], "tickformat": ".0%"}
    return frame(
        [guess, *traces(info.lines, "AUROC", hover)] if info.lines else [],
        f"Others called {info.name} (false alarms, %)", f"Found of class {info.name} (recall, %)", height,
        xaxis=share, yaxis=share, hovermode="closest",
    )  # fmt: skip
