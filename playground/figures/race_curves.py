"""The race while it runs: one yardstick against training samples, a line per entrant, a band over its seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from playground.core.snapshots import Lane
from playground.figures.numbers import Cells, plain
from playground.figures.theme import Figure, colour, dash, faint, frame
from playground.metrics.seeds import interval
from playground.metrics.yardsticks import Yardstick, yardstick

AXES = {"samples": "Training images seen", "step": "Optimizer steps"}


class Curve(NamedTuple):
    """One entrant: `mean` over `seeds` runs at each x, its band [low, high], and `raw`, the mean before smoothing."""

    entrant: int
    name: str
    x: list[int]
    mean: list[float]
    low: list[float]
    high: list[float]
    raw: list[float]
    seeds: int


class Curves(NamedTuple):
    """What the chart shows; `x` is "samples" or "step", `smoothing` 0 to below 1."""

    yardstick: Yardstick
    curves: tuple[Curve, ...]
    x: str
    smoothing: float


def curves(
    lanes: Sequence[Lane],
    names: Sequence[str],
    key: str = "macro_f1",
    rare: Sequence[int] = (),
    x: str = "samples",
    smoothing: float = 0.0,
) -> Curves:
    """Gather the lanes of a snapshot by entrant. `names[i]` is entrant i; `rare` serves "rare_recall".

    A running lane joins the mean only when it is its entrant's first: otherwise the mean would jump where it ends.
    Raises ValueError for an unknown yardstick or axis and for a smoothing outside [0, 1).
    """
    if x not in AXES:
        raise ValueError(f"x must be one of {', '.join(AXES)}, not {x!r}.")
    if not 0 <= smoothing < 1:
        raise ValueError(f"smoothing must be at least 0 and below 1, not {smoothing!r}.")
    how = yardstick(key)
    each = (_curve(i, name, _settled(lanes, i), how, rare, x, smoothing) for i, name in enumerate(names))
    return Curves(how, tuple(each), x, smoothing)


def _settled(lanes: Sequence[Lane], entrant: int) -> list[Lane]:
    mine = [lane for lane in lanes if lane.entrant == entrant and lane.points]
    return [lane for lane in mine if lane.status != "running"] or mine[:1]


def _curve(
    entrant: int, name: str, lanes: Sequence[Lane], how: Yardstick, rare: Sequence[int], x: str, smoothing: float
) -> Curve:
    runs = [{getattr(p, x): how.of(p, rare) for p in lane.points} for lane in lanes]
    xs = sorted(set().union(*runs))
    raw = [interval([run.get(at, np.nan) for run in runs]) for at in xs]
    smooth = [dict(zip(run, smoothed(list(run.values()), smoothing), strict=True)) for run in runs]
    table = [[run.get(at, np.nan) for run in smooth] for at in xs]
    bands = [_band(row, how) for row in table]
    return Curve(
        entrant, name, xs, [interval(row).mean for row in table],
        [low for low, _ in bands], [high for _, high in bands], [r.mean for r in raw], len(lanes),
    )  # fmt: skip


def _band(row: Sequence[float], how: Yardstick) -> tuple[float, float]:
    """95 % interval from three runs on, the range of two, nothing for one; kept inside what the yardstick allows."""
    found = interval(row)
    low, high = (found.low, found.high) if found.n > 2 else (np.nan, np.nan)
    if found.n == 2:
        low, high = float(np.nanmin(row)), float(np.nanmax(row))
    return (max(low, 0.0) if low == low else low), (min(high, 1.0) if high == high and how.unit != "nats" else high)


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """Exponential moving average without the pull to 0 at the start (as TensorBoard's slider); nan passes through."""
    kept, last, norm = [], 0.0, 0.0
    for value in values:
        if value == value:
            last, norm = weight * last + (1 - weight) * value, weight * norm + (1 - weight)
        kept.append(last / norm if value == value else value)
    return kept


def draw(info: Curves, log: bool = False, height: int = 360) -> Figure:
    """Three traces per entrant, always in the order band, raw, mean, so that a live chart may restyle them in place."""
    traces = [trace for curve in info.curves for trace in _traces(curve, info)]
    axis = {"type": "log"} if log else {"tickformat": ".0%" if info.yardstick.unit == "%" else ""}
    return frame(traces, AXES[info.x], info.yardstick.axis, height, yaxis=axis, hovermode="x unified")


def _traces(curve: Curve, info: Curves) -> list[Figure]:
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


def _edge(curve: Curve) -> tuple[Cells, Cells]:
    """The band's outline: along its upper edge and back along its lower."""
    inside = [i for i, (low, high) in enumerate(zip(curve.low, curve.high, strict=True)) if low == low and high == high]
    x = [curve.x[i] for i in inside]
    return x + x[::-1], plain([curve.high[i] for i in inside] + [curve.low[i] for i in inside[::-1]])


def _note(curve: Curve) -> str:
    return f" (mean of {curve.seeds} seeds)" if curve.seeds > 1 else ""
