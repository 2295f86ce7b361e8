"""One race inside the table: it changes by events alone, and pages get frozen views of it."""

from __future__ import annotations

import time
from typing import Literal

from playground.background.progress import Progress
from playground.background.states import BUSY, ENDED, IN_STOP, SHOWN, TRAINING, Event, State
from playground.background.transitions import TABLE, Move, move
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot


class Record:
    """A race. Its methods are called with the table's lock held, and nothing else changes it.

    `owner`, `address`: who began it and from where, as opaque strings that are only compared; "" for nobody, nowhere.
    `asked`, `extended`: samples per run beyond its settings that pages asked for, and that its worker knows of.
    `seen`, `heard`: when its page and its worker last gave a sign of life (monotonic seconds).
    """

    def __init__(self, job: str, config: RaceConfig, owner: str, address: str = "") -> None:
        self.id, self.config = job, config
        self.owner, self.address = owner, address
        self.progress = Progress()
        self.message = ""
        self.asked = self.extended = 0
        self.started: float | None = None  # Unix time
        self.stopped_at = 0.0  # monotonic seconds of the order to stop
        self.seen = self.heard = time.monotonic()
        self.on_disk: Literal["due", "tried", "saved"] = "due"
        self._state = State.QUEUED
        self._finished_once = False

    @classmethod
    def restored(cls, job: str, config: RaceConfig, snapshot: Snapshot) -> Record:
        """An ended race read back from the disk; nobody's any more, and nothing to extend."""
        record = cls(job, config, "")
        record._state = State(snapshot.status)
        record.progress, record.message, record.on_disk = Progress(snapshot), snapshot.message, "saved"
        return record

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._state

    @property
    def ended(self) -> bool:
        """Whether nothing more comes, unless it is extended."""
        return self._state in ENDED

    @property
    def training(self) -> bool:
        """Whether its worker trains it, and no other race."""
        return self._state in TRAINING

    @property
    def silence(self) -> float:
        """Seconds since the worker that trains it last gave a sign of life; 0 while none does."""
        return time.monotonic() - self.heard if self.training else 0.0

    @property
    def pending(self) -> int:
        """Samples per run asked for in addition, and not known to its worker yet."""
        return self.asked - self.extended

    @property
    def snapshot(self) -> Snapshot | None:
        """What it has shown last."""
        return self.progress.snapshot

    def change(self, event: Event, message: str = "") -> Move | None:
        """Follow the table of transitions; None where a page's order changes nothing.

        `message` explains the new state, before what has been said already and the table's own sentence.
        Raises IllegalTransitionError.
        """
        found = move(self._state, event)
        if found is not None:
            before, self._state = self._state, found.to
            self.message = message or self.message or found.message
            self._note(event, found, before)
            self._follow(before)
        return found

    def lose_worker(self) -> Event:
        """What the loss of its worker, through no fault of its own, means: `RESTARTED` or `LOST`."""
        resting = not self.training and self.snapshot is not None  # what it shows would be lost
        if Event.RESTARTED in TABLE[self._state] and not resting and not self._finished_once:
            return Event.RESTARTED
        return Event.LOST

    def show(self, snapshot: Snapshot) -> None:
        """Take over a newer snapshot."""
        self.heard = time.monotonic()
        self.progress.show(snapshot)

    def see(self) -> None:
        """Its page has given a sign of life."""
        self.seen = time.monotonic()

    def ask(self, samples: int) -> None:
        """Note that a page wants so many samples per run more."""
        if self.ended:
            self.message = ""  # what it says belongs to the end that is taken back
        self.asked += samples

    def acknowledge(self, extended: int) -> None:
        """Its worker will go on until it has trained so many samples per run beyond its settings."""
        self.extended = extended

    def begin_save(self) -> Snapshot | None:
        """It is being written: one try, whatever happens. Returns what is to be written."""
        self.on_disk = "tried"
        return self.snapshot

    def end_save(self, snapshot: Snapshot, problem: str) -> None:
        """It has been written, or has not with a sentence why; nothing is noted where it went on meanwhile."""
        if self.snapshot is snapshot:
            self.on_disk = "tried" if problem else "saved"
            self.message = " ".join(filter(None, [self.message, problem]))

    def _note(self, event: Event, found: Move, before: State) -> None:
        """Keep what an event says beyond the new state."""
        if event is Event.BEGIN:
            self.started = self.started or time.time()
            self.on_disk = "due"
        elif event is Event.FINISHED:
            self._finished_once = True  # from now on there is something to lose
        elif event is Event.RESTARTED:
            self.progress, self.extended = Progress(), 0
        if found.to is State.EXTENDABLE and (event is not Event.FINISHED or before in IN_STOP):
            self.asked = self.extended  # the extension was cancelled
        if "go" in found.send:
            self.extended = self.asked

    def _follow(self, before: State) -> None:
        """Run the clocks that belong to the new state."""
        if self.training and before not in TRAINING:
            self.progress.begin_slice()
        elif not self.training and before in TRAINING:
            self.progress.end_slice()
        if self._state in BUSY and before not in BUSY:
            self.heard = time.monotonic()
        if self._state in IN_STOP and before not in IN_STOP:
            self.stopped_at = time.monotonic()
        if self.ended:
            self.progress.end(SHOWN[self._state], self.message)
