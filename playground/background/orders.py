"""What a page may order: submit, stop, pause, resume, step, extend; and what it is refused."""

from __future__ import annotations

import secrets

from playground.background.record import Record
from playground.background.room import Room
from playground.background.scheduler import Scheduler
from playground.background.states import Event, State
from playground.background.store import Store
from playground.background.table import Table
from playground.core.config import RaceConfig

NOT_KEPT = "This race is no longer kept; race again."
TOO_LATE = (
    "This race can no longer be extended, since newer ones took its place or its page was closed for long; "
    "race again with more samples."
)
NOT_YOURS = "Somebody else started this race: only they pause, stop or extend it. You may race it too."
MAX_EXTENSION = 1_000_000  # samples per run that may be asked for at a time


class Orders:
    """Checks what pages order and hands it on to the scheduler. Takes the table's lock."""

    def __init__(self, table: Table, scheduler: Scheduler, store: Store, room: Room) -> None:
        self._table, self._scheduler, self._store, self._room = table, scheduler, store, room

    def submit(self, config: RaceConfig, owner: str, address: str = "") -> str:
        """Queue a race and return its id; raises ValueError with one sentence when over a limit."""
        own = RaceConfig.from_json(config.to_json())  # a class of this module's time, whatever the page reloaded
        with self._table.lock:
            self._room.check(owner, address)
            record = Record(secrets.token_hex(6), own, owner, address)
            self._scheduler.add(record)
        return record.id

    def find(self, job: str) -> Record | None:
        """The record of a race in memory or on the disk."""
        with self._table.lock:
            record = self._table.get(job)
        if record is not None:
            return record
        saved = self._store.get(job)  # the disk is waited for without the lock
        if saved is None:
            return None
        with self._table.lock:
            return self._table.add(Record.restored(job, *saved))

    def give(self, job: str, event: Event, owner: str) -> None:
        """Stop, pause, resume or step a race; raises ValueError with one sentence for one not kept, or not owned."""
        record = self._owned(job, owner)
        with self._table.lock:
            self._scheduler.apply(record, event)
            self._scheduler.dispatch()

    def extend(self, job: str, samples: int, owner: str) -> None:
        """Train `samples` more per run; raises ValueError with one sentence where that is not possible."""
        record = self._owned(job, owner)
        with self._table.lock:
            self._check_extension(record, samples)
            record.ask(samples)
            self._scheduler.apply(record, Event.EXTEND)
            self._scheduler.dispatch()

    def _owned(self, job: str, owner: str) -> Record:
        record = self.find(job)
        if record is None:
            raise ValueError(NOT_KEPT)
        if record.owner not in ("", owner):  # "": read back from the disk, and nobody's any more
            raise ValueError(NOT_YOURS)
        return record

    def _check_extension(self, record: Record, samples: int) -> None:
        most = MAX_EXTENSION - record.pending
        if not 1 <= samples <= most:
            raise ValueError(f"A race is extended by 1 to {most} samples, not {samples!r}.")
        if record.state is State.EXTENDABLE:
            self._room.check(record.owner, record.address)
        elif record.state is State.FINISHED:
            raise ValueError(TOO_LATE)
        elif record.ended:
            raise ValueError(f"This race has {record.state}; race again.")
