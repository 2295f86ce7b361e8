"""The table of races: who waits, who runs where, and how each stands."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from playground.background.eta import Pace, total
from playground.background.process import Child
from playground.background.queue import Turns
from playground.background.record import Record
from playground.background.slots import Seat
from playground.background.store import Shelf
from playground.background.views import Job, Limits

NOT_EXTENDED = "It could not be extended; race again with more samples."


class Table:
    """The state of the background, and the next race for a free worker. Everything happens under `lock`."""

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
