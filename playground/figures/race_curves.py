"""The race while it runs: one yardstick against training samples, a line per entrant, a band over its seeds."""

from __future__ import annotations

from playground.figures.numbers import Cells, plain
from playground.figures.theme import MUTED, Figure, colour, dash, faint, frame
from playground.race.trajectories import Trajectories, Trajectory


def draw(info: Trajectories, log: bool = False, height: int = 360, moment: int | None = None) -> Figure:
    """Three traces per entrant, always in the order band, raw, mean, so that a live chart may restyle them in place.

    `moment`: training images seen where an upright line stands.
    """
    traces = [trace for curve in info.each for trace in _traces(curve, info)]
    form = ".0%" if info.yardstick.unit == "%" else ""
    axis = {"type": "log"} if log else {"tickformat": form}
    line = [] if moment is None else [upright(moment)]
    return frame(
        traces, "Training images seen", info.yardstick.axis, height, yaxis=axis, hovermode="x unified", shapes=line
    )


def upright(x: int) -> Figure:
    """An upright dotted line over the whole height of the chart."""
    look = {"width": 1, "dash": "dot", "color": MUTED}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": look}


def _traces(curve: Trajectory, info: Trajectories) -> list[Figure]:
    hue, hover = colour(curve.entrant), ":.1%" if info.yardstick.unit == "%" else ":.3f"
    group = f"entrant{curve.entrant}"
    quiet = {"hoverinfo": "skip", "showlegend": False, "legendgroup": group, "mode": "lines", "type": "scatter"}
    edge_x, edge_y = _edge(curve)
    band = {**quiet, "x": edge_x, "y": edge_y, "fill": "toself", "fillcolor": faint(hue, 0.15), "line": {"width": 0}}
    raw = {**quiet, "x": curve.x if info.smoothing else [], "y": plain(curve.raw) if info.smoothing else []}
    raw |= {"line": {"color": hue, "width": 1}, "opacity": 0.3}
    line = {
        "type": "scatter", "mode": "lines", "name": curve.name, "legendgroup": group, "x": curve.x,
        "y": plain(curve.mean), "line": {"color": hue, "width": 2.5, "dash": dash(curve.entrant)},
        "hovertemplate": f"%{{y{hover}}}{_note(curve)}",
    }  # fmt: skip
    return [band, raw, line]


def _edge(curve: Trajectory) -> tuple[Cells, Cells]:
    """The band's outline: along its upper edge and back along its lower."""
    inside = [i for i, (low, high) in enumerate(zip(curve.low, curve.high, strict=True)) if low == low and high == high]
    x = [curve.x[i] for i in inside]
    return x + x[::-1], plain([curve.high[i] for i in inside] + [curve.low[i] for i in inside[::-1]])


def _note(curve: Trajectory) -> str:
    return f" (mean of {curve.seeds} seeds)" if curve.seeds > 1 else ""
