"""What must happen by the clock: deadlines, races whose page has gone, time slices, saving, memory bounds."""

from __future__ import annotations

import logging
import threading
import time

from playground.background.record import Record
from playground.background.room import Room
from playground.background.scheduler import Scheduler
from playground.background.slots import Slot
from playground.background.states import BUSY, IN_STOP, STEPPING, Event, State
from playground.background.store import Store
from playground.background.table import Table
from playground.background.views import Limits
from playground.background.workers import Workers

TICK = 0.25  # seconds between two looks
log = logging.getLogger(__name__)


class Watchdog:
    """A thread that looks at the clock until the table is closed."""

    def __init__(self, table: Table, scheduler: Scheduler, workers: Workers, store: Store, limits: Limits) -> None:
        self._table, self._scheduler, self._workers = table, scheduler, workers
        self._store, self._limits, self._room = store, limits, Room(table, limits)
        self._thread = threading.Thread(target=self._run, name="jobs-watchdog", daemon=True)

    def start(self) -> None:
        """Look at the clock from now on."""
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait for the thread's end, once the table is closed; at once where it is this thread that closes."""
        self._table.wake.set()
        if self._thread is not threading.current_thread():
            self._thread.join(seconds)

    def tick(self) -> None:
        """One look at the clock."""
        with self._table.lock:
            if self._table.closed:
                return
            now = time.monotonic()
            for record in self._table.unfinished():
                self._check(record, now)
            self._release(now - self._limits.grace)
            self._check_starts(now)
            self._scheduler.end_time_slices()
            self._workers.start_missing()
            self._scheduler.dispatch()
        self.save()
        with self._table.lock:
            self._trim()

    def shrink(self) -> None:
        """Nobody is here: let the workers forget finished races."""
        with self._table.lock:
            self._release(time.monotonic())

    def save(self) -> None:
        """Write ended races that are not on the disk yet, one try each; the disk is waited for without the lock."""
        if not self._store.open:
            return
        with self._table.lock:
            due = [record for record in self._table if record.ended and record.on_disk == "due" and record.snapshot]
        for record in due:
            self._save(record)

    def _run(self) -> None:
        while not self._table.closed:
            self._table.wake.wait(TICK)
            self._table.wake.clear()
            try:
                self.tick()
            except Exception:
                log.exception("the watchdog of the races failed once, and goes on")

    def _check(self, record: Record, now: float) -> None:
        limits, slot = self._limits, self._scheduler.slot_of(record)
        if slot is not None and record.state in IN_STOP and now > record.stopped_at + limits.stop:
            self._workers.kill(slot, record, Event.FORCED)
        elif slot is not None and record.state in BUSY and now > record.heard + limits.silence:
            message = f"The race was ended: it had shown nothing new for {limits.silence:.0f} s."
            self._workers.kill(slot, _silent(slot, record), Event.CRASHED, message)
        elif now > record.seen + limits.grace:
            message = f"Stopped because its page had been closed for {limits.grace / 60:.0f} minutes."
            self._scheduler.apply(record, Event.STOP, message)
        elif now > record.seen + limits.absence and self._room.wanted(record):
            message = f"Stopped because its page had been closed for {limits.absence:.0f} s while others waited."
            self._scheduler.apply(record, Event.STOP, message)

    def _check_starts(self, now: float) -> None:
        for slot in self._workers.slots:
            if slot.child is not None and not slot.ready and now > slot.child.started + self._limits.start:
                slot.child.kill()

    def _save(self, record: Record) -> None:
        with self._table.lock:
            snapshot = record.begin_save()
        if snapshot is None:
            return
        problem = self._store.put(record.id, record.config, snapshot)
        with self._table.lock:
            record.end_save(snapshot, problem)

    def _release(self, seen_until: float) -> None:
        """Let workers forget the finished races that nobody has looked at since."""
        for record in self._table:
            if record.state is State.EXTENDABLE and record.seen <= seen_until:
                self._scheduler.apply(record, Event.RELEASE)

    def _trim(self) -> None:
        """Remove the least recently seen ended races until the rest fits the bounds; what must be saved stays."""
        ended = [record for record in self._table if record.ended]
        kept = [record for record in ended if record.on_disk != "due" or not self._store.open or not record.snapshot]
        kept.sort(key=lambda record: record.seen)
        size = sum(record.progress.bytes for record in kept)
        while (len(kept) > 1 and size > self._limits.memory) or len(kept) > self._limits.jobs:
            record = kept.pop(0)
            size -= record.progress.bytes
            self._scheduler.forget(record)


def _silent(slot: Slot, record: Record) -> Record:
    """Which race keeps its worker silent: one that takes a step blocks the race that trains."""
    return next((other for other in slot.records if other.state in STEPPING), record)
