"""What the messages of a worker mean for its slot and its races."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.background.record import Record
from playground.background.scheduler import Scheduler
from playground.background.slots import Slot
from playground.background.states import Event
from playground.background.table import Table
from playground.background.wire import join

ENDINGS = {"finished": Event.FINISHED, "stopped": Event.STOPPED, "failed": Event.FAILED}


class Replies:
    """Brings a worker's messages to the races that they speak of. Takes the table's lock."""

    def __init__(self, table: Table, scheduler: Scheduler) -> None:
        self._table, self._scheduler = table, scheduler
        self._reactions: dict[str, Callable[[Record, dict[str, Any]], None]] = {
            "extended": self._on_extended,
            "paused": self._on_paused,
            "ended": self._on_ended,
        }

    def handle(self, slot: Slot, message: dict[str, Any]) -> None:
        """React to one message that wire.FROM_WORKER knows; raises IllegalTransitionError where it makes no sense."""
        if message["is"] == "ready":
            self._on_ready(slot, message["device"])
        elif message["is"] == "snapshot":
            self._on_snapshot(slot, message)
        else:
            with self._table.lock:
                record = self._held(slot, message["job"])
                if record is not None:
                    self._reactions[message["is"]](record, message)

    def _held(self, slot: Slot, job: str) -> Record | None:
        """The race, where it is this worker's: a message may cross with the loss of its race."""
        record = self._table.get(job)
        return record if record is not None and record in slot.records else None

    def _on_ready(self, slot: Slot, device: str) -> None:
        with self._table.lock:
            slot.set_ready(device)
            self._scheduler.dispatch()

    def _on_snapshot(self, slot: Slot, message: dict[str, Any]) -> None:
        with self._table.lock:
            record = self._held(slot, message["job"])
        if record is None:
            return
        snapshot = join(record.snapshot, message["new"])  # outside the lock: results may be megabytes
        with self._table.lock:
            if record in slot.records:
                record.show(snapshot)

    def _on_extended(self, record: Record, message: dict[str, Any]) -> None:
        record.acknowledge(message["extend"])

    def _on_paused(self, record: Record, message: dict[str, Any]) -> None:
        self._scheduler.apply(record, Event.RESTED)
        self._scheduler.dispatch()

    def _on_ended(self, record: Record, message: dict[str, Any]) -> None:
        record.acknowledge(message["extend"])
        said = record.message or (record.snapshot.message if record.snapshot else "")
        self._scheduler.end(record, ENDINGS[message["status"]], message["message"] or said)
