"""Workers come, speak and die: what the table does about it."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

from playground.background.process import Child
from playground.background.record import Record
from playground.background.slots import Seat
from playground.background.table import NOT_EXTENDED, Table
from playground.background.wire import join

GIVE_UP = 3  # failed starts of a worker before waiting races are told
INNOCENT = "The worker was restarted because another race broke it; what was shown so far is kept."
log = logging.getLogger(__name__)


class Workers(Table):
    """The table, and its dealings with the worker processes; readers and the keeper call it."""

    def warm(self) -> None:
        """Have workers from now on."""
        self.warmed = True
        self.start_workers()

    def refresh(self) -> None:
        """Let every worker look for new data."""
        with self.lock:
            for seat in self.seats:
                if seat.child is not None:
                    seat.child.send({"do": "warm"})

    def start_workers(self) -> None:
        """Give every empty seat a worker, if it is time."""
        with self.lock:
            for index, seat in enumerate(self.seats):
                if self.warmed and not self.closed and seat.child is None and time.monotonic() >= seat.retry_at:
                    self._start(seat, f"worker-{index}")

    def _start(self, seat: Seat, name: str) -> None:
        try:
            seat.child = Child(self.command, name, self.on_message, self.on_end)
        except OSError as error:
            self._not_started(seat, str(error))
        else:
            self.children.add(seat.child)

    def on_message(self, child: Child, message: dict[str, Any]) -> None:
        """React to a worker; one that has lost its seat is not heard."""
        with self.lock:
            seat = next((seat for seat in self.seats if seat.child is child), None)
            record = self.records.get(message.get("job", ""))
        if seat is None:
            return
        if message["is"] == "ready":
            self._ready(seat, message["device"])
        elif record is not None and record.seat is seat:
            getattr(self, f"_{message['is']}")(seat, record, message)

    def _ready(self, seat: Seat, device: str) -> None:
        with self.lock:
            seat.ready, seat.device, seat.failures, self.problem = True, device, 0, ""
            self.dispatch()

    def _snapshot(self, seat: Seat, record: Record, message: dict[str, Any]) -> None:
        snapshot = join(record.snapshot, message["new"])  # outside the lock: results may be megabytes
        with self.lock:
            if record.seat is seat:
                record.show(snapshot)

    def _extended(self, seat: Seat, record: Record, message: dict[str, Any]) -> None:
        with self.lock:
            record.more = max(0, record.more - message["extend"])

    def _paused(self, seat: Seat, record: Record, message: dict[str, Any]) -> None:
        with self.lock:
            if seat.current is record:
                record.end_turn()
                seat.current = None
                if record.status == "running" and record.stop_by is None:  # it only made room
                    record.status = "queued"
                    self.turns.add(record.id, record.visitor)
            else:
                record.stepping = False
            self.dispatch()

    def _ended(self, seat: Seat, record: Record, message: dict[str, Any]) -> None:
        with self.lock:
            told = record.snapshot.message if record.snapshot else ""
            self.turns.remove(record.id)
            record.end(message["status"], message.get("message") or record.message or told)
            if seat.current is record:
                seat.current = None
            self._after_end(seat, record)
            self.dispatch()
        self.wake.set()

    def _after_end(self, seat: Seat, record: Record) -> None:
        """A finished race can go on for a while; any other gives its memory back at once."""
        if record.status != "finished":
            seat.tell("drop", record)
            record.seat = None
            return
        self.pace.learn(record)
        seat.held.append(record)
        record.extended = True  # from now on there is something to lose
        if record.more:
            record.before, record.status = "finished", "queued"
            self.turns.add(record.id, record.visitor)
        while len(seat.held) > self.limits.held:
            self._drop(next((held for held in seat.held if held.ended), seat.held[0]))

    def on_end(self, child: Child) -> None:
        """A worker has ended: its current race fails with the reason, and the seat is filled again."""
        with self.lock:
            self.children.discard(child)
            seat = next((seat for seat in self.seats if seat.child is child), None)
            if seat is None or self.closed:
                return
            log.warning("%s: %s", child.name, child.why)
            if not seat.ready:
                self._not_started(seat, child.why)
            else:
                guilty = [r for r in self.records.values() if r.seat is seat and (r.active or r.stepping)]
                self.vacate(seat, guilty, "failed", f"The race failed: {child.why}.")
        self.wake.set()

    def _not_started(self, seat: Seat, why: str) -> None:
        seat.empty(failed=True)
        self.problem = f"Training cannot start: {why}."
        if seat.failures >= GIVE_UP:
            for record in [self.records[job] for job in self.turns.order]:
                self.turns.remove(record.id)
                record.end("failed", self.problem)

    def break_worker(self, seat: Seat, guilty: Record, status: str, message: str) -> None:
        """Kill the worker under a race that does not obey. Call with the lock held."""
        child = seat.child
        self.vacate(seat, [guilty], status, message)
        if child is not None:
            child.kill()

    def vacate(self, seat: Seat, guilty: Sequence[Record], status: str, message: str) -> None:
        """End the guilty races, begin an innocent running one anew, keep what paused ones have shown."""
        mine = [record for record in self.records.values() if record.seat is seat]
        seat.empty(failed=False)
        for record in mine:
            record.seat = None
            if record in guilty:
                record.end(status, message)
            elif record.active and not record.extended:
                record.restart()
                self.turns.add(record.id, record.visitor)
            elif not record.ended:
                self._lost(record)
        self.start_workers()

    def _lost(self, record: Record) -> None:
        if record.before and record.status == "queued":
            self.fall_back(record, NOT_EXTENDED)
        elif record.snapshot is not None or record.status == "paused":
            self.turns.remove(record.id)
            record.end("stopped", INNOCENT)
