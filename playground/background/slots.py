"""The places of worker processes: a slot outlives its worker and gets a new one when that dies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from playground.background.process import Child
from playground.background.record import Record
from playground.background.states import KEPT

MAX_RETRY_DELAY = 30.0  # seconds between two attempts to start a worker that will not start

FIELDS: dict[str, Callable[[Record], dict[str, Any]]] = {
    "load": lambda record: {"config": record.config.to_json()},
    "go": lambda record: {"extend": record.asked},
    "extend": lambda record: {"extend": record.asked},
    "pause": lambda record: {},
    "step": lambda record: {},
    "stop": lambda record: {},
    "release": lambda record: {},
}
"""What each message to a worker says of the race, beside its id."""


class Slot:
    """The place of one worker, and the races whose trainers that worker keeps. Changed under the table's lock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.child: Child | None = None
        self.ready = False
        self.device = ""
        self.failures = 0  # starts in a row after which no worker became ready
        self.retry_at = 0.0  # monotonic seconds
        self.records: list[Record] = []

    @property
    def current(self) -> Record | None:
        """The race that its worker trains."""
        return next((record for record in self.records if record.training), None)

    @property
    def free(self) -> bool:
        """Whether its worker waits for a race."""
        return self.ready and self.current is None

    @property
    def kept(self) -> list[Record]:
        """Finished races that can still be extended, those that finished first before the others."""
        return sorted((r for r in self.records if r.state in KEPT), key=lambda record: record.heard)

    def assign(self, record: Record) -> None:
        """Let its worker keep the trainer of this race from now on."""
        self.records.append(record)

    def unassign(self, record: Record) -> None:
        """The worker no longer keeps the trainer of this race."""
        self.records.remove(record)

    def send(self, do: str, record: Record) -> None:
        """Tell the worker, if there is one, to do something with a race that it keeps."""
        if self.child is not None:
            self.child.send({"do": do, "job": record.id, **FIELDS[do](record)})

    def occupy(self, child: Child) -> None:
        """Take in a worker that has just been started."""
        self.child = child

    def set_ready(self, device: str) -> None:
        """Its worker waits for races, and trains on this device."""
        self.ready, self.device, self.failures = True, device, 0

    def vacate(self) -> Child | None:
        """Forget the worker, and return it; the scheduler says what becomes of its races."""
        child, self.child, self.ready = self.child, None, False
        self.failures, self.retry_at = 0, 0.0
        return child

    def fail_start(self) -> None:
        """Forget a worker that never became ready, and wait longer and longer before the next one."""
        self.child, self.ready = None, False
        self.failures += 1
        self.retry_at = time.monotonic() + min(MAX_RETRY_DELAY, 2.0**self.failures / 4)


def slot_count() -> int:
    """PLAYGROUND_WORKERS, or 1 below eight cores and 2 from there; raises ValueError for anything but 1 to 16."""
    text = os.environ.get("PLAYGROUND_WORKERS", "")
    if not text:
        return 1 if (os.cpu_count() or 1) < 8 else 2
    if not text.isdecimal() or not 1 <= int(text) <= 16:
        raise ValueError(f"PLAYGROUND_WORKERS must be a whole number from 1 to 16, not {text!r}.")
    return int(text)
