"""A race as it stood at an earlier moment: time travel over the points that were measured."""

from __future__ import annotations

from dataclasses import replace

from playground.core.snapshots import Lane, Snapshot


def moments(snapshot: Snapshot) -> tuple[int, ...]:
    """The training images seen at every measured point, rising, 0 first; () before the first point."""
    return tuple(sorted({point.samples for lane in snapshot.lanes for point in lane.points}))


def at(snapshot: Snapshot, samples: int) -> Snapshot:
    """The race when `samples` training images had been seen, or at the last measured moment before.

    A run that has not come that far is left out while another of its loss has. Results are of the end alone, so they
    stay out; a breakdown that came later has not happened yet.
    """
    there = {lane.entrant for lane in snapshot.lanes if _has_reached(lane, samples)}
    kept = [lane for lane in snapshot.lanes if _has_reached(lane, samples) or lane.entrant not in there]
    lanes = tuple(_cut(lane, samples) for lane in kept)
    return replace(snapshot, lanes=lanes, results=(None,) * len(lanes))


def _has_reached(lane: Lane, samples: int) -> bool:
    """Whether a run was measured then or later; one that has ended stays where it ended."""
    return lane.status != "running" or any(point.samples >= samples for point in lane.points)


def _cut(lane: Lane, samples: int) -> Lane:
    points = tuple(point for point in lane.points if point.samples <= samples)
    broken_later = lane.message and len(points) < len(lane.points)
    return replace(lane, points=points, status="running", message="") if broken_later else replace(lane, points=points)
