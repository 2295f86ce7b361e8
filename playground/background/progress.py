"""How far a race is: its newest snapshot, and the time for which it has trained."""

from __future__ import annotations

import time
from dataclasses import replace

from playground.core.snapshots import Result, Snapshot

POINT_BYTES = 4096  # of one point in memory: a 10 x 10 confusion matrix of Python integers and its tuples
PER_WEIGHT = 3  # numbers that training on needs for each weight, at most: itself and two of the optimizer
SHORTEST = 0.05  # seconds below which a rate would be noise


class Progress:
    """The newest snapshot of a race and its training time in seconds, pauses excluded."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self.snapshot = snapshot
        self._before = 0.0  # seconds in earlier time slices
        self._since: float | None = None  # begin of the present one
        self._first: tuple[float, int] | None = None  # seconds and samples at the first snapshot

    @property
    def slice_seconds(self) -> float:
        """Seconds of the present time slice; 0 while nobody trains it."""
        return time.monotonic() - self._since if self._since is not None else 0.0

    @property
    def elapsed(self) -> float:
        """Seconds of training."""
        return self._before + self.slice_seconds

    @property
    def fraction(self) -> float:
        """The part of the race that is done, from 0 to 1."""
        return min(1.0, self.snapshot.step / max(1, self.snapshot.steps)) if self.snapshot else 0.0

    @property
    def samples(self) -> int:
        """Training samples seen so far, summed over the lanes."""
        lanes = self.snapshot.lanes if self.snapshot else ()
        return sum(lane.points[-1].samples for lane in lanes if lane.points)

    @property
    def rate(self) -> float:
        """Training samples per second since the first snapshot: what came before it was loading."""
        if self._first is None:
            return 0.0
        seconds, samples = self.elapsed - self._first[0], self.samples - self._first[1]
        return samples / seconds if seconds > SHORTEST else 0.0

    @property
    def bytes(self) -> int:
        """Memory that results and points take, about."""
        if self.snapshot is None:
            return 0
        logits = sum(result.logits.nbytes for result in self._results)
        return logits + self._weights + POINT_BYTES * sum(len(lane.points) for lane in self.snapshot.lanes)

    @property
    def trainer_bytes(self) -> int:
        """Memory that its worker needs to train it on, about."""
        return PER_WEIGHT * self._weights

    @property
    def _results(self) -> list[Result]:
        return [result for result in self.snapshot.results if result is not None] if self.snapshot else []

    @property
    def _weights(self) -> int:
        return sum(weight.nbytes for result in self._results for weight in result.weights.values())

    def begin_slice(self) -> None:
        """A worker trains it from now on."""
        self._since = time.monotonic()

    def end_slice(self) -> None:
        """No worker trains it any more."""
        self._before, self._since = self.elapsed, None

    def show(self, snapshot: Snapshot) -> None:
        """Take over a newer snapshot."""
        self.snapshot = snapshot
        if self._first is None and self._since is not None:
            self._first = (self.elapsed, self.samples)

    def end(self, status: str, message: str) -> None:
        """Lanes that were still running end the way the race does."""
        shot = self.snapshot
        if shot is None or shot.status != "running":
            return
        lanes = tuple(replace(lane, status=status) if lane.status == "running" else lane for lane in shot.lanes)
        self.snapshot = replace(shot, status=status, message=message, lanes=lanes)
