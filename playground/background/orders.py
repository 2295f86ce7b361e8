"""What a page may order: submit, stop, pause, resume, step, extend."""

from __future__ import annotations

import secrets
import time

from playground.background.record import Record
from playground.background.workers import Workers
from playground.core.config import RaceConfig

GONE = "This race is no longer kept; race again."
TOO_LATE = "This race can no longer be extended, since newer ones took its place; race again with more samples."
MOST = 1_000_000  # samples per run that one extension may add


class Orders(Workers):
    """The table, and the orders that a page may give it."""

    def submit(self, config: RaceConfig, visitor: str) -> str:
        """Queue a race and return its id; raises ValueError with one sentence when over a limit."""
        own = RaceConfig.from_json(config.to_json())  # a class of this module's time, whatever the page reloaded
        with self.lock:
            self._check_room(visitor)
            record = Record(secrets.token_hex(6), own, visitor)
            self.records[record.id] = record
            self.turns.add(record.id, visitor)
            self.warm()
            self.dispatch()
        return record.id

    def _check_room(self, visitor: str) -> None:
        unfinished = [record for record in self.records.values() if not record.ended]
        own = sum(record.visitor == visitor for record in unfinished)
        if self.closed:
            raise ValueError("The server is closing; nothing new is started.")
        if own >= self.limits.per_visitor:
            raise ValueError(
                f"You have {own} unfinished races, and {self.limits.per_visitor} is the most; stop one first."
            )
        if len(unfinished) >= self.limits.queue:
            raise ValueError(f"{len(unfinished)} races are waiting or running already; try again in a minute.")

    def unfinished(self, visitor: str) -> list[Record]:
        """A visitor's races that have not ended, in the order in which they came."""
        with self.lock:
            return [record for record in self.records.values() if record.visitor == visitor and not record.ended]

    def find(self, job_id: str) -> Record | None:
        """The record of a race in memory or on the disk."""
        with self.lock:
            if job_id in self.records:
                return self.records[job_id]
        found = self.shelf.get(job_id)
        if found is None:
            return None
        with self.lock:
            return self.records.setdefault(job_id, found)

    def forget(self, record: Record) -> None:
        """Drop an ended race from memory. Call with the lock held."""
        if record.seat is not None:
            self._drop(record)
        del self.records[record.id]

    def stop(self, record: Record, message: str = "") -> None:
        """End a race; what it has shown stays. One that has ended is left as it is."""
        with self.lock:
            waiting = record.status == "queued"
            self.turns.remove(record.id)
            if record.ended or record.stop_by is not None:
                return
            if waiting and record.before:
                self.fall_back(record, "The extension was cancelled.")
            elif record.seat is None:
                record.end("stopped", message or "Stopped before it began.")
            else:
                record.status = "paused" if waiting else record.status
                record.message, record.stop_by = message, time.monotonic() + self.limits.stop
                record.seat.tell("stop", record)

    def pause(self, record: Record) -> None:
        """Let a race rest after its next snapshot; others take its turn. Only a queued or running one."""
        with self.lock:
            if record.status == "queued" and record.before:
                self.fall_back(record, "The extension was cancelled.")
            elif record.status == "queued":
                self.turns.remove(record.id)
                record.status, record.once = "paused", False
            elif record.status == "running" and record.stop_by is None:
                record.status = "paused"
                record.seat.tell("pause", record)

    def resume(self, record: Record) -> None:
        """Put a paused race back into the queue."""
        with self.lock:
            if record.status == "paused" and record.stop_by is None:
                record.status = "queued"
                self.turns.add(record.id, record.visitor)
                self.dispatch()

    def step(self, record: Record) -> None:
        """Advance a paused race by one snapshot, at once where it has begun, else when its turn comes."""
        with self.lock:
            if record.status != "paused" or record.stepping or record.stop_by is not None:
                return
            if record.seat is None:
                record.once = True
                self.resume(record)
            else:
                record.stepping, record.heard = True, time.monotonic()
                record.seat.tell("step", record)

    def extend(self, record: Record, samples: int) -> None:
        """Train `samples` more per run; raises ValueError with one sentence where that is no longer possible."""
        with self.lock:
            if not 1 <= samples <= MOST - record.more:
                raise ValueError(f"A race is extended by 1 to {MOST - record.more} samples, not {samples!r}.")
            if record.status == "finished" and record.seat is not None:
                self._check_room(record.visitor)
                record.before, record.status, record.message = record.status, "queued", ""
                record.more += samples
                self.turns.add(record.id, record.visitor)
                self.dispatch()
            elif record.ended:
                raise ValueError(
                    TOO_LATE if record.status == "finished" else f"This race has {record.status}; race again."
                )
            else:
                record.more += samples
                if record.status == "running":
                    record.seat.tell("extend", record, extend=samples)
