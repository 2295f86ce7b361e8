"""Lines along p_t or the margin: the chosen loss in front, others behind it, cross-entropy as a dashed ghost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.figures.theme import ACCENT, ENTRANTS, FAN, MUTED, WHITE, Figure, faint, frame, merge

P_TITLE = "p<sub>t</sub>, probability of the true class"
MARGIN_TITLE = "margin, log-odds of the true class"
STYLES = {
    "ghost": {"color": MUTED, "width": 2.5, "dash": "dash"},
    "main": {"color": ACCENT, "width": 4},
    "second": {"color": ACCENT, "width": 2.5, "dash": "dot"},
}
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line: x and y (N,). `style`: "main", "second", "ghost", or "fan" and "other", which take `colour` in turn."""

    name: str
    x: np.ndarray
    y: np.ndarray
    style: str = "other"
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Axes:
    """What the axes show. `x` and `y` are ranges in axis units: log10 where that axis is logarithmic."""

    x_title: str
    y_title: str
    x: tuple[float, float]
    y: tuple[float, float]
    log_x: bool = False
    log_y: bool = False


def curve_lines(
    lines: Sequence[Line], axes: Axes, point: tuple[float, float] | None = None, height: int = 360
) -> Figure:
    """The lines, later ones in front, and the read-out point on top. Arrays stay numpy until they are sent."""
    traces = [_trace(line) for line in lines]
    if point is not None:
        traces.append(_read_out(*point))
    return frame(traces, axes.x_title, axes.y_title, height, **_layout(axes))


def nice_top(values: Sequence[float]) -> float:
    """The smallest round number that holds all the finite values, with a little air: 1, 1.2, 1.5, 2 ... times 10^k."""
    highest = max([v for v in values if math.isfinite(v)], default=1.0) * 1.05
    if highest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(nice for nice in NICE if nice >= highest / power - 1e-9) * power


def _trace(line: Line) -> Figure:
    turns = FAN if line.style == "fan" else ENTRANTS[2:]
    style = {"simplify": False, **STYLES.get(line.style, {"color": turns[line.colour % len(turns)], "width": 2.5})}
    hover = "%{y:.4g} at %{x:.4g}<extra>" + line.name + "</extra>"
    return {
        "type": "scatter", "mode": "lines", "name": line.name, "x": line.x, "y": line.y, "line": style,
        "hovertemplate": hover,
    }  # fmt: skip


def _read_out(x: float, y: float) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "x": np.array([x]), "y": np.array([y]), "showlegend": False,
        "marker": {"size": 14, "color": ACCENT, "line": {"width": 3, "color": faint(WHITE, 0.9)}},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _layout(axes: Axes) -> Figure:
    def one(limits: tuple[float, float], log: bool) -> Figure:
        font = {"tickfont": {"size": 14}}
        return font | {"range": list(limits)} | ({"type": "log", "dtick": 1, "exponentformat": "power"} if log else {})

    title = {"title": {"font": {"size": 15}}}
    both = {"legend": {"font": {"size": 14}}, "hovermode": "closest", "dragmode": "zoom"}
    x, y = merge(one(axes.x, axes.log_x), title), merge(one(axes.y, axes.log_y), title)
    return {**both, "xaxis": x, "yaxis": y}
