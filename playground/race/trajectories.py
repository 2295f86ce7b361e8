"""One yardstick of a race against training: a mean per entrant, with a band over its seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from playground.core.snapshots import Lane
from playground.metrics.seeds import interval
from playground.metrics.yardsticks import Yardstick, yardstick


class Trajectory(NamedTuple):
    """One entrant: `mean` over `seeds` runs at each x, its band [low, high], and `raw`, the mean before smoothing.

    `x`: training images seen.
    """

    entrant: int
    name: str
    x: list[int]
    mean: list[float]
    low: list[float]
    high: list[float]
    raw: list[float]
    seeds: int


class Trajectories(NamedTuple):
    """All entrants along one yardstick, against training images seen; `smoothing` 0 to below 1."""

    yardstick: Yardstick
    each: tuple[Trajectory, ...]
    smoothing: float


def trajectories(
    lanes: Sequence[Lane],
    names: Sequence[str],
    key: str = "macro_f1",
    rare: Sequence[int] = (),
    smoothing: float = 0.0,
    prior: Sequence[float] = (),
) -> Trajectories:
    """Gather the lanes of a snapshot by entrant. `names[i]` is entrant i; `rare` serves "rare_recall".

    `prior` (C,): how common each class is where it is judged; () takes the test set as it is.

    A running lane joins the mean only when it is its entrant's first: otherwise the mean would jump where it ends.
    Raises ValueError for an unknown yardstick and for a smoothing outside [0, 1).
    """
    if not 0 <= smoothing < 1:
        raise ValueError(f"smoothing must be at least 0 and below 1, not {smoothing!r}.")
    how = yardstick(key)
    runs = [[_run(lane, how, rare, prior) for lane in _settled(lanes, i)] for i in range(len(names))]
    each = (_trajectory(i, name, runs[i], how, smoothing) for i, name in enumerate(names))
    return Trajectories(how, tuple(each), smoothing)


def _settled(lanes: Sequence[Lane], entrant: int) -> list[Lane]:
    own = [lane for lane in lanes if lane.entrant == entrant and lane.points]
    return [lane for lane in own if lane.status != "running"] or own[:1]


def _run(lane: Lane, how: Yardstick, rare: Sequence[int], prior: Sequence[float]) -> dict[int, float]:
    return {point.samples: how.of(point, rare, prior) for point in lane.points}


def _trajectory(
    entrant: int, name: str, runs: Sequence[Mapping[int, float]], how: Yardstick, smoothing: float
) -> Trajectory:
    xs = sorted(set().union(*runs))
    # Each run is smoothed along its own points before runs are averaged: a run that broke off leaves no trace later.
    smooth = [dict(zip(run, smoothed(list(run.values()), smoothing), strict=True)) for run in runs]
    table = _table(smooth, xs)
    bands = [_band(row, how) for row in table]
    return Trajectory(
        entrant, name, xs, [interval(row).mean for row in table],
        [low for low, _ in bands], [high for _, high in bands],
        [interval(row).mean for row in _table(runs, xs)], len(runs),
    )  # fmt: skip


def _table(runs: Sequence[Mapping[int, float]], xs: Sequence[int]) -> list[list[float]]:
    """The runs' values at each x, nan where a run has none."""
    return [[run.get(at, np.nan) for run in runs] for at in xs]


def _band(row: Sequence[float], how: Yardstick) -> tuple[float, float]:
    """95 % interval from three runs on, the range of two, nothing for one; kept inside what the yardstick allows."""
    found = interval(row)
    if found.n < 2:
        return np.nan, np.nan
    low, high = (found.low, found.high) if found.n > 2 else (float(np.nanmin(row)), float(np.nanmax(row)))
    return max(low, 0.0), high if how.unit == "nats" else min(high, 1.0)


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """Exponential moving average without the pull to 0 at the start (as TensorBoard's slider); nan passes through."""
    kept, last, norm = [], 0.0, 0.0
    for value in values:
        if value == value:
            last, norm = weight * last + (1 - weight) * value, weight * norm + (1 - weight)
        kept.append(last / norm if value == value else value)
    return kept
