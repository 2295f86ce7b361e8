"""The table of races: their records, and the one lock under which anything about them changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from playground.background.record import Record


class Table:
    """All records in the order in which they came. Use it with `lock` held; the lock is reentrant.

    `closed`: the server ends, and nothing new begins. `wake`: set when the watchdog should look at once.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.wake = threading.Event()
        self.closed = False
        self._records: dict[str, Record] = {}

    def __iter__(self) -> Iterator[Record]:
        return iter(list(self._records.values()))  # a copy: records may go while somebody looks through

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, job: str) -> Record:
        return self._records[job]

    def get(self, job: str) -> Record | None:
        """The record of a race, or None where it is not in memory."""
        return self._records.get(job)

    def add(self, record: Record) -> Record:
        """Keep a record; returns the one that is kept already under its id, if there is one."""
        return self._records.setdefault(record.id, record)

    def remove(self, record: Record) -> None:
        """Forget a race."""
        del self._records[record.id]

    def unfinished(self) -> list[Record]:
        """The races that have not ended."""
        return [record for record in self if not record.ended]
