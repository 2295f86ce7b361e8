"""The table of races: who runs where, and what happens when a worker speaks or dies."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from playground.jobs._pace import Pace, total
from playground.jobs._process import Child
from playground.jobs._record import Record
from playground.jobs._seats import Seat
from playground.jobs._shelf import Shelf
from playground.jobs._turns import Turns
from playground.jobs._views import Job, Limits
from playground.wire import join

GIVE_UP = 3  # failed starts of a worker before waiting races are told
INNOCENT = "The worker was restarted because another race broke it; what was shown so far is kept."
NOT_EXTENDED = "It could not be extended; race again with more samples."
log = logging.getLogger(__name__)


class Table:
    """All state of the background. Every method takes the lock by itself; pages, readers and the keeper call it."""

    def __init__(self, command: Sequence[str], seats: int, limits: Limits, results: str | None) -> None:
        self.command, self.limits = command, limits
        self.lock = threading.RLock()
        self.wake = threading.Event()
        self.seats = [Seat() for _ in range(seats)]
        self.children: set[Child] = set()
        self.records: dict[str, Record] = {}
        self.turns = Turns()
        self.pace = Pace()
        self.shelf = Shelf(results)
        self.warmed = self.closed = False
        self.problem = ""

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

    def dispatch(self) -> None:
        """Let every free worker begin the next race that it may take."""
        with self.lock:
            for seat in self.seats:
                while seat.free and (record := self._next(seat)) is not None:
                    self._begin(seat, record)

    def _next(self, seat: Seat) -> Record | None:
        job = self.turns.take(lambda job: self.records[job].seat in (None, seat))
        return self.records[job] if job else None

    def _begin(self, seat: Seat, record: Record) -> None:
        record.begin_turn()
        record.before = ""
        seat.current = record
        if record.seat is seat:
            seat.held = [held for held in seat.held if held is not record]
            seat.tell("go", record, extend=record.more)
            record.more = 0
            return
        record.seat = seat
        seat.tell("run", record, config=record.config.to_json())
        if record.more:
            seat.tell("extend", record, extend=record.more)
        if record.once:
            record.status, record.once, record.stepping = "paused", False, True
            seat.tell("pause", record)
            seat.tell("step", record)

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

    def _drop(self, record: Record) -> None:
        """Let go of an ended race's generator; an extension that still waits falls back."""
        seat, record.seat = record.seat, None
        seat.held.remove(record)
        seat.tell("drop", record)
        self.fall_back(record, NOT_EXTENDED)

    def fall_back(self, record: Record, message: str) -> None:
        """A race that waits for its extension is what it was before."""
        if record.before and record.status == "queued":
            self.turns.remove(record.id)
            record.status, record.more, record.message = record.before, 0, message

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

    def view(self, record: Record) -> Job:
        """The frozen view of one race."""
        with self.lock:
            order = self.turns.order
            if record.active and not record.ended:
                return record.view(0, self.pace.remaining(record))
            if record.id not in order:
                return record.view(0, None)
            place = order.index(record.id)
            return record.view(place + 1, self._wait(order[: place + 1]))

    def _wait(self, ahead: Sequence[str]) -> float | None:
        """Seconds until the last of `ahead` has ended, the running ones included."""
        running = [seat.current for seat in self.seats if seat.current is not None]
        own = self.pace.remaining(self.records[ahead[-1]])
        others = total(self.pace.remaining(record) for record in [*running, *(self.records[j] for j in ahead[:-1])])
        return None if own is None or others is None else own + others / len(self.seats)
