"""Three pictures that sliders move in place: their numbers are arrays, and all the rest stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from playground.figures.numbers import MANY
from playground.figures.theme import MUTED, SEQUENTIAL, Figure, colour, dash, frame
from playground.metrics.calibration import Reliability
from playground.metrics.matrix import divide, recall

SHARE = {"range": [0, 1.02], "tickformat": ".0%"}
FEWEST = 5  # samples that a bin's accuracy is shown for
PRINTED = 20  # classes whose cells still have room for a number


def matrix(found: ArrayLike, names: Sequence[str], height: int = 380) -> Figure:
    """A confusion matrix (C, C) in per cent of the true class; a class without samples is a row of dashes.

    Of more than 40 classes the 40 with the lowest recall are shown.
    """
    shown = np.sort(np.argsort(recall(found), kind="stable")[:MANY])
    shares = (100 * divide(found, np.sum(found, axis=1, keepdims=True)))[np.ix_(shown, shown)]
    names = [names[c] for c in shown]
    heat = {
        "type": "heatmap", "z": shares, "zmin": 0, "zmax": 100, "showscale": False, "xgap": 1, "ygap": 1,
        "colorscale": [list(stop) for stop in SEQUENTIAL],
        "text": [[f"true {true}, predicted {called}" for called in names] for true in names],
        "hovertemplate": "%{text}: %{z:.1f} % of this class<extra></extra>",
    }  # fmt: skip
    heat |= {"texttemplate": "%{z:.0f}"} if len(names) <= PRINTED else {}
    last = len(names) - 0.5
    return frame(
        [heat, _dashes(shares)], "Predicted class", "True class", height, margin={"t": 16},
        xaxis=_ticks(names) | {"range": [-0.5, last]}, yaxis=_ticks(names) | {"range": [last, -0.5]},
    )  # fmt: skip


def _ticks(names: Sequence[str]) -> Figure:
    """Places 0, 1, ... with names: a moved chart forgets that an axis of digits was meant as categories."""
    return {"tickvals": list(range(len(names))), "ticktext": list(names), "showgrid": False}


def _dashes(shares: np.ndarray) -> Figure:
    empty = [row for row in range(len(shares)) if np.isnan(shares[row]).all()]
    return {
        "type": "scatter", "mode": "text", "hoverinfo": "skip", "showlegend": False,
        "x": [column for _ in empty for column in range(len(shares))],
        "y": [row for row in empty for _ in range(len(shares))],
        "text": ["–"] * (len(empty) * len(shares)),
    }  # fmt: skip


def recalls(
    matrices: Sequence[ArrayLike],
    entrants: Sequence[str],
    names: Sequence[str],
    order: Sequence[int],
    height: int = 380,
) -> Figure:
    """Recall of the classes `order` (K,) under each entrant, from its matrix (C, C)."""
    ticks = [names[c] for c in order]
    bars = [
        {
            "type": "bar", "name": name, "x": list(range(len(order))), "y": recall(m)[list(order)],
            "customdata": ticks, "marker": {"color": colour(i)},
            "hovertemplate": "class %{customdata}: %{y:.1%}<extra>" + name + "</extra>",
        }
        for i, (name, m) in enumerate(zip(entrants, matrices, strict=True))
    ]  # fmt: skip
    return frame(
        bars, "Class, rarest first", "Recall (%)", height, xaxis=_ticks(ticks), yaxis=SHARE, barmode="group",
        bargap=0.2, hovermode="closest", showlegend=False, margin={"t": 16},
    )  # fmt: skip


def reliability(found: Sequence[Reliability], entrants: Sequence[str], height: int = 380) -> Figure:
    """What came true against what was stated, and how many samples stand behind each bin.

    A bin of fewer than 5 samples says nothing: it has its bar and no point.
    """
    diagonal = {
        "type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": "perfect", "hoverinfo": "skip",
        "line": {"color": MUTED, "width": 1, "dash": "dot"},
    }  # fmt: skip
    most = max([1, *(int(r.counts.sum()) for r in found)])  # an axis that stays while a slider moves its bars
    pairs = [t for i, (name, r) in enumerate(zip(entrants, found, strict=True)) for t in _pair(i, name, r)]
    return frame(
        [diagonal, *pairs], "Stated confidence (%)", "Came true (%)", height, xaxis=SHARE | {"anchor": "y2"},
        yaxis=SHARE | {"domain": [0.3, 1]}, barmode="group", bargap=0.1, hovermode="closest", showlegend=False,
        yaxis2={"title": {"text": "Samples"}, "domain": [0, 0.22], "automargin": True, "nticks": 3, "range": [0, most]},
        margin={"t": 16},
    )  # fmt: skip


def _pair(i: int, name: str, found: Reliability) -> tuple[Figure, Figure]:
    enough = found.counts >= FEWEST
    middles = (found.edges[:-1] + found.edges[1:]) / 2
    line = {
        "type": "scatter", "mode": "lines+markers", "name": name,
        "x": np.where(enough, found.confidence, np.nan), "y": np.where(enough, found.accuracy, np.nan),
        "connectgaps": True, "line": {"color": colour(i), "width": 2, "dash": dash(i)}, "marker": {"size": 6},
        "hovertemplate": "stated %{x:.1%}, came true %{y:.1%}<extra>" + name + "</extra>",
    }  # fmt: skip
    bars = {
        "type": "bar", "name": name, "x": middles.tolist(), "y": found.counts.astype(np.float64), "yaxis": "y2",
        "marker": {"color": colour(i)}, "hovertemplate": "%{y:,} samples<extra>" + name + "</extra>",
    }  # fmt: skip
    return line, bars
