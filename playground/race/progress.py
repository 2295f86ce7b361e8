"""How far every entrant of a race is, and what broke on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.core.snapshots import Lane, Snapshot

BROKEN = ("diverged", "failed")


class EntrantProgress(NamedTuple):
    """One entrant over all its seeds: the `share` of its steps that it has taken, 0 to 1; its `step` and `status`."""

    name: str
    share: float
    step: int
    status: str

    @property
    def broken(self) -> bool:
        """Whether one of its lanes has ended before its time."""
        return self.status in BROKEN


def progress(snapshot: Snapshot, names: Sequence[str]) -> tuple[EntrantProgress, ...]:
    """Read each entrant's own way from its lanes; one whose lane has broken stays where that lane broke."""
    now = snapshot.step - sum(_farthest(snapshot.lanes, seed) for seed in _ended(snapshot.lanes))
    return tuple(_one(snapshot, i, name, now) for i, name in enumerate(names))


def breakdowns(snapshot: Snapshot, names: Sequence[str]) -> tuple[str, ...]:
    """A sentence for every lane that diverged or failed, in the lanes' order."""
    return tuple(f"{names[lane.entrant]}. {lane.message}" for lane in snapshot.lanes if lane.status in BROKEN)


def _one(snapshot: Snapshot, entrant: int, name: str, now: int) -> EntrantProgress:
    own = [lane for lane in snapshot.lanes if lane.entrant == entrant]
    # Lanes of one seed take their steps together, so a running one is where the race is, also between two points.
    step = sum(now if lane.status == "running" else _reached(lane) for lane in own)
    return EntrantProgress(name, min(1.0, step / max(1, snapshot.steps)), step, _status(own))


def _status(own: Sequence[Lane]) -> str:
    """The first breakdown, else how the newest lane stands."""
    for lane in own:
        if lane.status in BROKEN:
            return lane.status
    return own[-1].status if own else "running"


def _reached(lane: Lane) -> int:
    return lane.points[-1].step if lane.points else 0


def _ended(lanes: Sequence[Lane]) -> set[int]:
    """The seeds of which no lane runs any more."""
    return {lane.seed for lane in lanes} - {lane.seed for lane in lanes if lane.status == "running"}


def _farthest(lanes: Sequence[Lane], seed: int) -> int:
    """How far the farthest lane of a seed came: the others broke before."""
    return max(_reached(lane) for lane in lanes if lane.seed == seed)
