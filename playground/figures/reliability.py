"""Reliability diagram: what came true against what was stated, and below it how many samples stand behind each bin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from playground.figures.theme import BESIDE, SHARE, Figure, colour, dash, diagonal, frame
from playground.metrics.calibration import Reliability
from playground.metrics.matrix import Floats

FEWEST = 5  # samples that a bin's accuracy is shown for


class Diagram(NamedTuple):
    """Per entrant over the bins (B,): stated `confidence` and `accuracy`, nan in bins of too few samples; `counts`.

    `middles` (B,) of the bins, in shares; `most` samples that a bin of any entrant could hold.
    """

    names: list[str]
    middles: list[float]
    confidence: list[Floats]
    accuracy: list[Floats]
    counts: list[Floats]
    most: int


def diagram(found: Sequence[Reliability], names: Sequence[str]) -> Diagram:
    """Gather one `metrics.calibration.Reliability` per entrant, all with the same bins.

    A bin of fewer than 5 samples says nothing: it has its bar and no point.
    """
    edges = found[0].edges if found else np.array([0.0, 1.0])
    enough = [r.counts >= FEWEST for r in found]
    return Diagram(
        list(names), ((edges[:-1] + edges[1:]) / 2).tolist(),
        [np.where(keep, r.confidence, np.nan) for r, keep in zip(found, enough, strict=True)],
        [np.where(keep, r.accuracy, np.nan) for r, keep in zip(found, enough, strict=True)],
        [r.counts.astype(np.float64) for r in found], max([1, *(int(r.counts.sum()) for r in found)]),
    )  # fmt: skip


def draw(info: Diagram, height: int = 380) -> Figure:
    """After the diagonal two traces per entrant, line and bars; all that moves is an array, also the bars' heights."""
    pairs = [trace for i in range(len(info.names)) for trace in (_line(info, i), _bars(info, i))]
    below = {"title": {"text": "Samples"}, "domain": [0, 0.22], "automargin": True, "nticks": 3}
    return frame(
        [diagonal("perfect"), *pairs], "Stated confidence (%)", "Came true (%)", height,
        xaxis=SHARE | {"anchor": "y2"}, yaxis=SHARE | {"domain": [0.3, 1]},
        yaxis2=below | {"range": [0, info.most]},  # it stays while a slider moves the bars
        barmode="group", bargap=0.1, hovermode="closest", **BESIDE,
    )  # fmt: skip


def _line(info: Diagram, i: int) -> Figure:
    return {
        "type": "scatter", "mode": "lines+markers", "name": info.names[i], "x": info.confidence[i],
        "y": info.accuracy[i], "connectgaps": True, "line": {"color": colour(i), "width": 2, "dash": dash(i)},
        "marker": {"size": 6},
        "hovertemplate": "stated %{x:.1%}, came true %{y:.1%}<extra>" + info.names[i] + "</extra>",
    }  # fmt: skip


def _bars(info: Diagram, i: int) -> Figure:
    return {
        "type": "bar", "name": info.names[i], "x": info.middles, "y": info.counts[i], "yaxis": "y2",
        "marker": {"color": colour(i)}, "hovertemplate": "%{y:,} samples<extra>" + info.names[i] + "</extra>",
    }  # fmt: skip
