"""Whether what a result file tells can be a race: pages trust a race that is shown to them, and files get altered."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from playground.core.config import RaceConfig
from playground.core.quote import shown
from playground.core.snapshots import Lane, Result, Snapshot
from playground.data import SPECS
from playground.race.menus import check
from playground.race.point_check import check_point, whole

STATUSES = ("running", "finished", "stopped", "failed")
LANE_STATUSES = (*STATUSES, "diverged")
WHOLE = ("finished", "stopped")  # a lane that ended so was measured at its end, and all its numbers were finite
LONGEST = 2_000  # characters of a text
SHA_256 = re.compile("[0-9a-f]{64}")


def check_result(config: RaceConfig, snapshot: Snapshot) -> None:
    """Raise ValueError with one sentence unless this snapshot can be one that a race of these settings has shown."""
    classes = classes_of(config)
    _check_race(snapshot, classes)
    _check_order(config, snapshot)
    for lane in snapshot.lanes:
        _check_lane(lane, classes)
    _check_results(snapshot, classes)


def classes_of(config: RaceConfig) -> int:
    """How many classes a race has; raises ValueError for settings that cannot be raced."""
    return SPECS[check(config).dataset].classes


def _check_race(snapshot: Snapshot, classes: int) -> None:
    _listed("The status of the race", snapshot.status, STATUSES)
    _text("The device", snapshot.device)
    _text("The message of the race", snapshot.message)
    whole("The steps of the race", snapshot.steps, 1)
    whole("The step of the race", snapshot.step, 0, snapshot.steps)
    if snapshot.lanes or snapshot.counts:
        _check_counts(snapshot.counts, classes)


def _check_counts(counts: Sequence[int], classes: int) -> None:
    if len(counts) != classes:
        raise ValueError(f"The race has training counts of {len(counts)} classes, not of {classes}.")
    for count in counts:
        whole("A training count", count, 0)
    if sum(count > 0 for count in counts) < 2:
        raise ValueError("At least two classes of the race must have training images.")


def _check_order(config: RaceConfig, snapshot: Snapshot) -> None:
    """Hold the lanes to their order: by seed, then by entrant; a seed begins with all its lanes and its weights."""
    entrants, lanes = len(config.entrants), snapshot.lanes
    begun = range(config.seed, config.seed + len(lanes) // entrants)
    wanted = [(entrant, seed) for seed in begun for entrant in range(entrants)]
    if len(begun) > config.seeds or [(lane.entrant, lane.seed) for lane in lanes] != wanted:
        raise ValueError(
            f"The lanes must be those of {entrants} losses, in seeds from {config.seed} on, {config.seeds} at most."
        )
    if len(snapshot.start) != len(begun) or not all(map(SHA_256.fullmatch, snapshot.start)):
        raise ValueError(f"The initial weights must be told by {len(begun)} SHA-256 sums, one for each seed.")


def _check_lane(lane: Lane, classes: int) -> None:
    _listed("The status of a lane", lane.status, LANE_STATUSES)
    _text("The message of a lane", lane.message)
    for point in lane.points:
        check_point(point, classes)
    for before, after in pairwise(lane.points):
        if not (before.step < after.step and before.samples <= after.samples):
            raise ValueError("The points of a lane must lie in the order of its steps.")


def _check_results(snapshot: Snapshot, classes: int) -> None:
    if len(snapshot.results) != len(snapshot.lanes):
        raise ValueError(f"It has {len(snapshot.results)} results for {len(snapshot.lanes)} lanes.")
    for lane, result in zip(snapshot.lanes, snapshot.results, strict=True):
        if result is not None:
            _check_result(lane, result, classes)
    sizes = sorted({len(result.logits) for result in snapshot.results if result is not None})
    if len(sizes) > 1:
        raise ValueError(f"Its lanes have answered {sizes[0]} and {sizes[-1]} test images, not the same ones.")


def _check_result(lane: Lane, result: Result, classes: int) -> None:
    samples, columns = result.logits.shape
    if samples < 1 or columns != classes:
        raise ValueError(f"Logits must be of test images by {classes} classes, not {samples} by {columns}.")
    for name, array in result.weights.items():
        if array.dtype.kind not in "fi" or array.dtype.itemsize > 8 or not array.dtype.isnative:
            raise ValueError(f"The weights {shown(name)} must be plain numbers, not {array.dtype}.")
    arrays = [result.logits, *result.weights.values()]
    if lane.status in WHOLE and not all(bool(np.isfinite(array).all()) for array in arrays):
        raise ValueError(f"A lane that has {lane.status} must have finite logits and weights.")


def _listed(what: str, value: str, menu: Collection[str]) -> None:
    if value not in menu:
        raise ValueError(f"{what} must be one of {', '.join(menu)}, not {shown(value)}.")


def _text(what: str, value: str) -> None:
    # JSON can hold half of a surrogate pair, which no browser can be sent.
    if len(value) > LONGEST or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError(f"{what} must be a text of at most {LONGEST} characters.")
