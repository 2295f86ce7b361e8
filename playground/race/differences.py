"""What several seeds say: every entrant's difference to the baseline, and whether it is more than luck."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from playground.core.snapshots import Lane
from playground.metrics.seeds import Verdict, compare
from playground.metrics.yardsticks import of_matrix
from playground.race.standings import MEASURES

ENDED = ("finished", "stopped")
Runs = Mapping[tuple[int, int], Lane]  # the lanes that count, by entrant and seed


class Difference(NamedTuple):
    """One entrant against the baseline: a paired verdict for each of the `MEASURES`, in shares of 1."""

    name: str
    verdicts: dict[str, Verdict]


class Differences(NamedTuple):
    """The `seeds` in which any lane has ended, and a row for every entrant but the baseline."""

    seeds: tuple[int, ...]
    rows: tuple[Difference, ...]


def differences(
    lanes: Sequence[Lane], names: Sequence[str], rare: Sequence[int], prior: Sequence[float] = ()
) -> Differences:
    """Compare seed by seed, over the lanes that have ended with a result; no rows below two seeds.

    A lane that diverged, failed or still runs leaves its seed out of its entrant's comparison. `prior` (C,): how common
    each class is where it is judged; () takes the test set as it is.
    """
    runs = {(lane.entrant, lane.seed): lane for lane in lanes if lane.status in ENDED and lane.points}
    seeds = tuple(sorted({seed for _, seed in runs}))
    if len(seeds) < 2:
        return Differences(seeds, ())
    rows = (_against_base(runs, seeds, i, names[i], rare, prior) for i in range(1, len(names)))
    return Differences(seeds, tuple(rows))


def _against_base(
    runs: Runs, seeds: Sequence[int], entrant: int, name: str, rare: Sequence[int], prior: Sequence[float]
) -> Difference:
    def values(of: int, key: str) -> list[float]:
        return [_value(runs.get((of, seed)), key, rare, prior) for seed in seeds]

    return Difference(name, {key: compare(values(0, key), values(entrant, key)) for key in MEASURES})


def _value(lane: Lane | None, key: str, rare: Sequence[int], prior: Sequence[float]) -> float:
    return of_matrix(key, lane.points[-1].confusion, rare, prior) if lane else math.nan


def told(verdict: Verdict) -> str:
    """ "+4.0 (+1.2 to +6.8) more than luck": points, their 95 % interval, and what it means; a dash below two seeds."""
    found = verdict.interval
    if found.n < 2:
        return "–"
    meaning = "more than luck" if verdict.clear else "inside the noise"
    return f"{100 * found.mean:+.1f} ({100 * found.low:+.1f} to {100 * found.high:+.1f}) {meaning}"
