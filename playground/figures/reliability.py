"""Reliability diagram: what came true against what was stated, and below it how many images stand behind each bin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from playground.figures.numbers import Cells, plain
from playground.figures.theme import MUTED, Figure, colour, dash, frame
from playground.metrics.calibration import Reliability


class Diagram(NamedTuple):
    """Per entrant: `confidence`, `accuracy` (B,) of its filled bins and `counts` (B,); `middles` (B,) of all bins."""

    names: list[str]
    middles: Cells
    width: float
    confidence: list[Cells]
    accuracy: list[Cells]
    counts: list[list[int]]
    ece: list[float]


def diagram(found: Sequence[Reliability], names: Sequence[str]) -> Diagram:
    """Gather one `metrics.calibration.Reliability` per entrant, all with the same bins."""
    edges = found[0].edges if found else [0.0, 1.0]
    middles = [(low + high) / 2 for low, high in pairwise(edges)]
    return Diagram(
        list(names), plain(middles), 1 / len(middles), [plain(r.confidence) for r in found],
        [plain(r.accuracy) for r in found], [r.counts.tolist() for r in found], [r.ece for r in found],
    )  # fmt: skip


def draw(info: Diagram, height: int = 420) -> Figure:
    """Two traces per entrant (line, bars), after the diagonal; an empty bin is a gap, never 0."""
    diagonal = {
        "type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": "perfect", "hoverinfo": "skip",
        "line": {"color": MUTED, "width": 1, "dash": "dot"},
    }  # fmt: skip
    pairs = [trace for i in range(len(info.names)) for trace in (_line(info, i), _bars(info, i))]
    share = {"range": [0, 1.02], "tickformat": ".0%"}
    return frame(
        [diagonal, *pairs] if pairs else [], "Stated confidence (%)", "Came true (%)", height,
        xaxis=share | {"anchor": "y2"}, yaxis=share | {"domain": [0.3, 1]},
        yaxis2={"title": {"text": "Images"}, "domain": [0, 0.22], "automargin": True, "nticks": 3},
        barmode="group", bargap=0.1, hovermode="closest",
    )  # fmt: skip


def _line(info: Diagram, i: int) -> Figure:
    return {
        "type": "scatter", "mode": "lines+markers", "name": f"{info.names[i]} (ECE {info.ece[i]:.1%})",
        "x": info.confidence[i], "y": info.accuracy[i], "customdata": info.counts[i], "connectgaps": True,
        "line": {"color": colour(i), "width": 2, "dash": dash(i)}, "marker": {"size": 6}, "legendgroup": f"entrant{i}",
        "hovertemplate": "stated %{x:.1%}, came true %{y:.1%} (%{customdata:,} images)",
    }  # fmt: skip


def _bars(info: Diagram, i: int) -> Figure:
    return {
        "type": "bar", "x": info.middles, "y": info.counts[i], "yaxis": "y2", "showlegend": False,
        "name": info.names[i], "marker": {"color": colour(i)}, "legendgroup": f"entrant{i}",
        "hovertemplate": "%{y:,} images",
    }  # fmt: skip
