"""One race inside the jobs table: what changes about it, and the frozen view of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

from playground.background.views import ENDED, Job
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot

POINT = 4096  # bytes of one point in memory: a 10 x 10 confusion matrix of Python integers and its tuples


@dataclass(eq=False)
class Record:
    """A race, changed only under the table's lock. `seat` is the worker that holds its generator, if any does."""

    id: str
    config: RaceConfig
    visitor: str
    status: str = "queued"
    message: str = ""
    snapshot: Snapshot | None = None
    seat: Any = None
    before: str = ""  # the status to fall back to where an extension cannot begin
    more: int = 0  # samples per run asked for in addition, and not yet handed over
    extended: bool = False  # it has finished once
    once: bool = False  # begin, take one step and wait
    stepping: bool = False
    yielding: bool = False  # told to let the next race train
    stop_by: float | None = None
    saved: bool = False
    save_tried: bool = False
    started: float | None = None
    seen: float = field(default_factory=time.monotonic)
    heard: float = field(default_factory=time.monotonic)
    _active: float = 0.0
    _since: float | None = None
    _first: tuple[float, int] | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more comes, unless it is extended."""
        return self.status in ENDED

    @property
    def active(self) -> bool:
        """Whether a worker is advancing it, between its turn's begin and end."""
        return self._since is not None

    @property
    def turn(self) -> float:
        """Seconds of the present turn."""
        return time.monotonic() - self._since if self._since is not None else 0.0

    @property
    def elapsed(self) -> float:
        """Seconds of training, pauses excluded."""
        return self._active + self.turn

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
        """Training samples per second since the first snapshot."""
        if self._first is None:
            return 0.0
        seconds, samples = self.elapsed - self._first[0], self.samples - self._first[1]
        return samples / seconds if seconds > 0.05 else 0.0

    @property
    def bytes(self) -> int:
        """Memory that its results and points take, about."""
        if self.snapshot is None:
            return 0
        results = [result for result in self.snapshot.results if result is not None]
        arrays = sum(r.logits.nbytes + sum(w.nbytes for w in r.weights.values()) for r in results)
        return arrays + POINT * sum(len(lane.points) for lane in self.snapshot.lanes)

    def begin_turn(self) -> None:
        """A worker advances it from now on."""
        self.status, self.heard = "running", time.monotonic()
        self._since = self.heard
        self.started = self.started or time.time()
        self.saved = self.save_tried = False

    def end_turn(self) -> None:
        """No worker advances it any more."""
        self._active, self._since, self.yielding = self.elapsed, None, False

    def show(self, snapshot: Snapshot) -> None:
        """Take over a newer snapshot."""
        self.snapshot, self.heard = snapshot, time.monotonic()
        if self._first is None and self._since is not None:
            self._first = (self.elapsed, self.samples)

    def end(self, status: str, message: str) -> None:
        """Close the race; lanes that were still running end the way it does."""
        self.end_turn()
        self.status, self.message = status, message
        self.stop_by, self.stepping, self.once = None, False, False
        shot = self.snapshot
        if shot is not None and shot.status == "running":
            lanes = tuple(replace(lane, status=status) if lane.status == "running" else lane for lane in shot.lanes)
            self.snapshot = replace(shot, status=status, message=message, lanes=lanes)

    def restart(self) -> None:
        """Back to the beginning, through no fault of its own."""
        self.end_turn()
        self.status, self.snapshot, self.seat = "queued", None, None
        self._active, self._first = 0.0, None

    def view(self, position: int, eta: float | None) -> Job:
        """The frozen view."""
        return Job(
            id=self.id,
            config=self.config,
            visitor=self.visitor,
            status=self.status,
            position=position,
            eta_seconds=eta,
            started=self.started,
            elapsed=self.elapsed,
            rate=self.rate,
            snapshot=self.snapshot,
            message=self.message,
            saved=self.saved,
        )
