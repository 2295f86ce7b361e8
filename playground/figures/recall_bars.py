"""Recall of every class under every loss, the rarest class first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.figures.numbers import MANY, Cells, names_of, plain
from playground.figures.theme import BESIDE, SHARE, Figure, colour, frame, places
from playground.metrics import matrix
from playground.metrics.names import CLASS_TITLES
from playground.metrics.seeds import interval


class Bars(NamedTuple):
    """`names` (K,) of classes in order of rarity; `values[i]` (K,) and `errors[i]` (K,) of entrant i: shares, None for
    nan. `ticks` (K,) tell each class's number of samples too.
    """

    score: str
    names: list[str]
    ticks: list[str]
    classes: list[int]
    entrants: list[str]
    values: list[Cells]
    errors: list[Cells]


def bars(
    matrices: Sequence[Sequence[ArrayLike]],
    entrants: Sequence[str],
    counts: Sequence[int],
    score: str = "recall",
    names: Sequence[str] = (),
    most: int = MANY,
) -> Bars:
    """`matrices[i]` are entrant i's confusion matrices, one per seed; `counts` (C,) training images per class.

    Several seeds give the mean and the half-width of its 95 % interval. The `most` rarest classes are kept.
    """
    if score not in matrix.PER_CLASS:
        raise ValueError(f"score must be one of {', '.join(matrix.PER_CLASS)}, not {score!r}.")
    order = sorted(range(len(counts)), key=lambda c: (counts[c], c))[:most]
    labels = names_of(names, len(counts))
    kept = [labels[c] for c in order]
    ticks = [f"{labels[c]}<br>{_short(counts[c])}" for c in order]
    found = [_intervals([matrix.PER_CLASS[score](m)[order] for m in runs], len(order)) for runs in matrices]
    values, errors = [plain(mean) for mean, _ in found], [plain(half) for _, half in found]
    return Bars(score, kept, ticks, order, list(entrants), values, errors)


def _intervals(runs: Sequence[np.ndarray], classes: int) -> tuple[np.ndarray, np.ndarray]:
    if not runs:
        return np.full(classes, np.nan), np.full(classes, np.nan)
    if len(runs) == 1:
        return runs[0], np.full(classes, np.nan)
    found = [interval(column) for column in np.array(runs).T]
    return np.array([f.mean for f in found]), np.array([f.half for f in found])


def _short(n: int) -> str:
    """950, 1.2k, 50k, 2.5M: short enough for ten ticks on a phone."""
    if n < 1000:
        return str(n)
    return f"{n / 1000:.3g}k" if n < 999_500 else f"{n / 1e6:.3g}M"  # from 999,500 on three digits round to 1000k


def draw(info: Bars, height: int = 340) -> Figure:
    """Grouped bars in the entrants' colours; whiskers are 95 % intervals over seeds."""
    traces = [_bar(info, i) | _whiskers(info, i) for i in range(len(info.entrants))] if info.ticks else []
    return frame(
        traces, "Class / training images, rarest first", f"{CLASS_TITLES[info.score]} (%)", height,
        xaxis={"type": "category", "tickangle": 0}, yaxis=SHARE, barmode="group",
        bargap=0.2, hovermode="x unified",
    )  # fmt: skip


def draw_moving(info: Bars, height: int = 380) -> Figure:
    """The same bars at places 0, 1, ..., with arrays as heights, which a slider may move in place."""
    traces = [_bar(info, i) | _at_places(info, i) for i in range(len(info.entrants))]
    return frame(
        traces, "Class, rarest first", f"{CLASS_TITLES[info.score]} (%)", height,
        xaxis=places(info.names) | {"showgrid": False}, yaxis=SHARE, barmode="group", bargap=0.2, hovermode="closest",
        **BESIDE,
    )  # fmt: skip


def _bar(info: Bars, entrant: int) -> Figure:
    return {
        "type": "bar", "name": info.entrants[entrant], "x": info.ticks, "y": info.values[entrant],
        "marker": {"color": colour(entrant)}, "hovertemplate": "%{y:.1%}",
    }  # fmt: skip


def _whiskers(info: Bars, entrant: int) -> Figure:
    known = any(half is not None for half in info.errors[entrant])
    return {"error_y": {"type": "data", "array": info.errors[entrant], "visible": known, "thickness": 1}}


def _at_places(info: Bars, entrant: int) -> Figure:
    hover = "class %{customdata}: %{y:.1%}<extra>" + info.entrants[entrant] + "</extra>"
    heights = np.array(info.values[entrant], dtype=np.float64)
    return {"x": list(range(len(info.names))), "y": heights, "customdata": info.names, "hovertemplate": hover}
