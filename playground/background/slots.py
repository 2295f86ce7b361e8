"""Worker processes and their seats: a seat outlives its worker and gets a new one when that dies."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any

from playground.background.process import Child
from playground.background.record import Record

LONGEST_WAIT = 30.0  # seconds between two attempts to start a worker that will not start


@dataclass(eq=False)
class Seat:
    """The place of one worker. `current`: the race that it advances. `held`: ended races that may be extended."""

    child: Child | None = None
    ready: bool = False
    device: str = ""
    current: Record | None = None
    held: list[Record] = field(default_factory=list)
    failures: int = 0
    retry_at: float = 0.0

    @property
    def free(self) -> bool:
        """Whether its worker waits for a race."""
        return self.child is not None and self.ready and self.current is None

    def tell(self, do: str, record: Record, **more: Any) -> None:
        """Send one message about a race."""
        if self.child is not None:
            self.child.send({"do": do, "job": record.id, **more})

    def empty(self, failed: bool) -> None:
        """Forget the worker; after one that never became ready, wait longer and longer."""
        self.failures = self.failures + 1 if failed else 0
        self.retry_at = time.monotonic() + min(LONGEST_WAIT, 2.0**self.failures / 4) if failed else 0.0
        self.child, self.ready, self.current, self.held = None, False, None, []


def seat_count() -> int:
    """PLAYGROUND_WORKERS, or 1 below eight cores and 2 from there; raises ValueError for anything but 1 to 16."""
    text = os.environ.get("PLAYGROUND_WORKERS", "")
    if not text:
        return 1 if (os.cpu_count() or 1) < 8 else 2
    if not text.isdecimal() or not 1 <= int(text) <= 16:
        raise ValueError(f"PLAYGROUND_WORKERS must be a whole number from 1 to 16, not {text!r}.")
    return int(text)
