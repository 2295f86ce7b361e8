"""What ROC and precision-recall have in common: one line per entrant, and a mark at the threshold in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.figures.numbers import Cells, plain
from playground.figures.theme import Figure, colour, dash


class ClassCurve(NamedTuple):
    """`x`, `y` and thresholds `at` of at most 200 points, the area below, and the `mark` [x, y] in use, if any.

    A threshold of None is above all probabilities.
    """

    name: str
    x: Cells
    y: Cells
    at: Cells
    area: float
    mark: Cells


def class_curve(
    name: str, x: ArrayLike, y: ArrayLike, at: ArrayLike, area: float, threshold: float | None
) -> ClassCurve:
    """Round a curve whose thresholds `at` fall from point to point; its mark is the last point at or above one."""
    mark = []
    if threshold is not None:
        spot = max(0, int(np.sum(np.asarray(at) >= threshold)) - 1)
        mark = plain([np.asarray(x)[spot], np.asarray(y)[spot]])
    return ClassCurve(name, plain(x), plain(y), plain(at), area, mark)


def traces(lines: Sequence[ClassCurve], area: str, hover: str) -> list[Figure]:
    """Two traces per entrant, line and mark; `area` names the legend's number, `hover` shows x, y and threshold."""
    return [trace for i, each in enumerate(lines) for trace in _pair(each, i, area, hover)]


def _pair(each: ClassCurve, i: int, area: str, hover: str) -> tuple[Figure, Figure]:
    group = {"type": "scatter", "legendgroup": f"entrant{i}"}
    known = f"{each.area:.3f}" if each.area == each.area else "–"
    curve = {
        **group, "mode": "lines", "name": f"{each.name} ({area} {known})", "x": each.x, "y": each.y,
        "customdata": [_told(at) for at in each.at], "hovertemplate": hover,
        "line": {"color": colour(i), "width": 2, "dash": dash(i)},
    }  # fmt: skip
    mark = {
        **group, "mode": "markers", "showlegend": False, "hoverinfo": "skip", "x": each.mark[:1], "y": each.mark[1:],
        "marker": {"color": colour(i), "size": 11, "symbol": "circle-open", "line": {"width": 3}},
    }  # fmt: skip
    return curve, mark


def _told(at: float | None) -> str:
    """A threshold in words: Plotly would write the missing one, which no probability reaches, as 0."""
    return "more than 1" if at is None else f"{at:.3f}"
