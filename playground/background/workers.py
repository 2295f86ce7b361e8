"""The worker processes: they are started, heard and, where one breaks, replaced."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence
from typing import Any

from playground.background.engine import Engine
from playground.background.process import Child
from playground.background.record import Record
from playground.background.replies import Replies
from playground.background.scheduler import Scheduler
from playground.background.slots import Slot
from playground.background.states import BUSY, Event
from playground.background.table import Table
from playground.background.wire import FROM_WORKER, check

MAX_FAILED_STARTS = 3  # in a row, before waiting races are told
log = logging.getLogger(__name__)


class Workers:
    """One worker process per slot. Its own threads call it, so every method takes the table's lock.

    `problem`: one sentence while workers cannot start, else "".
    """

    def __init__(
        self,
        command: Sequence[str],
        slots: Sequence[Slot],
        table: Table,
        scheduler: Scheduler,
        engine: Engine | None = None,
    ) -> None:
        self._command, self._slots, self._engine = command, slots, engine
        self._table, self._scheduler = table, scheduler
        self._children: set[Child] = set()  # also those that have lost their slot and have not ended yet
        self._wanted = False
        self.problem = ""
        self._replies = Replies(table, scheduler)

    @property
    def slots(self) -> Sequence[Slot]:
        """The places of the workers."""
        return self._slots

    @property
    def children(self) -> list[Child]:
        """All processes that have not ended."""
        return list(self._children)

    def warm(self) -> None:
        """Have workers from now on."""
        self._wanted = True
        self.start_missing()

    def refresh(self) -> None:
        """Let every worker look for new data."""
        with self._table.lock:
            for slot in self._slots:
                if slot.child is not None:
                    slot.child.send({"do": "warm"})

    def start_missing(self) -> None:
        """Give every empty slot a worker, if it is time."""
        with self._table.lock:
            if not self._wanted or self._table.closed:
                return
            for slot in self._slots:
                if slot.child is None and time.monotonic() >= slot.retry_at:
                    self._start(slot)

    def kill(self, slot: Slot, culprit: Record, event: Event, message: str = "") -> None:
        """Kill the worker under a race that does not obey. Call with the lock held."""
        child = self._vacate(slot, [culprit], event, message)
        if child is not None:
            child.kill()

    def leave(self) -> list[Child]:
        """Forget all workers, since the server ends; returns the processes to wait for."""
        with self._table.lock:
            for slot in self._slots:
                slot.vacate()
            return self.children

    def _start(self, slot: Slot) -> None:
        try:
            child = self._child(slot)
        except OSError as error:
            self._not_started(slot, str(error))
        else:
            slot.occupy(child)
            self._children.add(child)

    def _child(self, slot: Slot) -> Child:
        """A process for this slot; the first slot's also leaves one behind that answers questions."""
        if self._engine is None or slot is not self._slots[0]:
            return Child(self._command, slot.name, self._on_message, self._on_end)
        with self._engine.links.offer() as (arguments, descriptor):
            command = [*self._command, *arguments]
            return Child(command, slot.name, self._on_message, self._on_end, descriptors=(descriptor,))

    def _slot_of(self, child: Child) -> Slot | None:
        return next((slot for slot in self._slots if slot.child is child), None)

    def _on_message(self, child: Child, message: dict[str, Any]) -> None:
        """React to a worker; one that has lost its slot is not heard."""
        check(message, "is", FROM_WORKER)
        with self._table.lock:
            slot = self._slot_of(child)
            if slot is not None and message["is"] == "ready":
                self.problem = ""
        if slot is not None:
            self._replies.handle(slot, message)

    def _on_end(self, child: Child) -> None:
        """A worker has ended: the races that it was busy with fail with the reason, and its slot is filled again."""
        with self._table.lock:
            self._children.discard(child)
            slot = self._slot_of(child)
            if slot is None or self._table.closed:
                return
            log.warning("%s: %s", child.name, child.ending)
            if slot.ready:
                busy = [record for record in slot.records if record.state in BUSY]
                self._vacate(slot, busy, Event.CRASHED, f"The race failed: {child.ending}.")
            else:
                self._not_started(slot, child.ending)

    def _not_started(self, slot: Slot, why: str) -> None:
        slot.fail_start()
        self.problem = f"Training cannot start: {why}."
        if slot.failures >= MAX_FAILED_STARTS:
            self._scheduler.give_up(self.problem)

    def _vacate(self, slot: Slot, culprits: Collection[Record], event: Event, message: str) -> Child | None:
        """End the culprits, begin an innocent race anew, keep what paused ones have shown; returns the old worker."""
        child = slot.vacate()  # first, so that nothing more is sent to it
        for record in list(slot.records):
            if record in culprits:
                self._scheduler.apply(record, event, message)
            else:
                self._scheduler.apply(record, record.lose_worker())
        self.start_missing()
        self._scheduler.dispatch()  # another worker may be free for what begins anew
        return child
