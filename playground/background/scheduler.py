"""Who trains next: the fair queue, the free slots, time slices, and the one way in which a race changes its state."""

from __future__ import annotations

from collections.abc import Sequence

from playground.background.eta import Eta, total
from playground.background.queue import FairQueue
from playground.background.record import Record
from playground.background.slots import Slot
from playground.background.states import IN_QUEUE, WITHOUT_WORKER, Event, State
from playground.background.table import Table
from playground.background.transitions import TABLE
from playground.background.views import Job, Limits, job_view


class Scheduler:
    """Brings events to races and races to free slots. Call its methods with the table's lock held."""

    def __init__(self, table: Table, slots: Sequence[Slot], limits: Limits) -> None:
        self._table, self._slots, self._limits = table, slots, limits
        self._queue = FairQueue()
        self._eta = Eta()

    @property
    def order(self) -> list[Record]:
        """The waiting races, next first."""
        return [self._table[job] for job in self._queue.order]

    def slot_of(self, record: Record) -> Slot | None:
        """The slot whose worker keeps the trainer of this race, if any does."""
        return next((slot for slot in self._slots if record in slot.records), None)

    def add(self, record: Record) -> None:
        """Take in a new race."""
        self._table.add(record)
        self._queue.add(record.id, record.owner)
        self.dispatch()

    def apply(self, record: Record, event: Event, message: str = "") -> None:
        """Let an event happen to a race, and do all that follows from its new state.

        Raises IllegalTransitionError where the table of transitions does not know the event, unless a page ordered it.
        """
        was = record.state
        move = record.change(event, message)
        if move is None:
            return
        self._follow_queue(record, was)
        slot = self.slot_of(record)
        if slot is not None:
            for do in move.send:
                slot.send(do, record)
            if record.state in WITHOUT_WORKER:
                slot.unassign(record)
        if record.ended:
            self._table.wake.set()  # there is something to save

    def end(self, record: Record, event: Event, message: str) -> None:
        """A worker says that a race has ended; a finished one stays extendable for a while."""
        slot = self.slot_of(record)
        self.apply(record, event, message)
        if event is Event.FINISHED and slot is not None:
            self._eta.learn(record)
            if record.pending:  # asked for too late for the worker to know
                self.apply(record, Event.EXTEND)
            self._bound_kept(slot)
        self.dispatch()

    def dispatch(self) -> None:
        """Let every free slot begin the next race that it may take."""
        for slot in self._slots:
            while slot.free and (record := self._next(slot)) is not None:
                if self.slot_of(record) is None:
                    slot.assign(record)
                self.apply(record, Event.BEGIN)

    def end_time_slices(self) -> None:
        """A race that has trained for its whole time slice makes room for the next one in the queue."""
        for slot in self._slots:
            record = slot.current
            if record is None or record.state is not State.RUNNING:
                continue
            waited_for = any(self.slot_of(other) in (None, slot) for other in self.order)
            if waited_for and record.progress.slice_seconds >= self._limits.time_slice:
                self.apply(record, Event.YIELD)

    def give_up(self, message: str) -> None:
        """No worker starts: races that wait for a first one fail."""
        for record in self.order:
            if self.slot_of(record) is None:
                self.apply(record, Event.UNSTARTABLE, message)

    def close(self) -> None:
        """The server ends, and every race with it."""
        for record in self._table:
            if Event.CLOSE in TABLE[record.state]:
                self.apply(record, Event.CLOSE)

    def forget(self, record: Record) -> None:
        """Remove an ended race from memory."""
        if record.state is State.EXTENDABLE:
            self.apply(record, Event.RELEASE)
        self._table.remove(record)

    def view(self, record: Record) -> Job:
        """The frozen view of one race, with its place in the queue and the seconds until its end."""
        if record.training:
            return job_view(record, 0, self._eta.remaining(record))
        if record.state not in IN_QUEUE:
            return job_view(record, 0, None)
        order = self.order
        position = order.index(record)
        return job_view(record, position + 1, self._seconds_until(record, order[:position]))

    def _next(self, slot: Slot) -> Record | None:
        def may_begin(job: str) -> bool:
            record = self._table[job]
            return Event.BEGIN in TABLE[record.state] and self.slot_of(record) in (None, slot)

        job = self._queue.take(may_begin)
        return self._table[job] if job else None

    def _follow_queue(self, record: Record, was: State) -> None:
        if record.state not in IN_QUEUE:
            self._queue.remove(record.id)
        elif was not in IN_QUEUE:
            self._queue.add(record.id, record.owner)

    def _bound_kept(self, slot: Slot) -> None:
        """Release the oldest finished trainers; those that wait for an extension go last."""
        while self._too_much(kept := slot.kept):
            self.apply(next((record for record in kept if record.ended), kept[0]), Event.RELEASE)

    def _too_much(self, kept: Sequence[Record]) -> bool:
        size = sum(record.progress.trainer_bytes for record in kept)
        return len(kept) > self._limits.extendable or (len(kept) > 1 and size > self._limits.extendable_memory)

    def _seconds_until(self, record: Record, ahead: Sequence[Record]) -> float | None:
        """Seconds until the race has ended, those ahead in the queue and those that train now included."""
        current = [slot.current for slot in self._slots]
        training = [other for other in current if other is not None]
        own = self._eta.remaining(record)
        others = total(self._eta.remaining(other) for other in [*training, *ahead])
        return None if own is None or others is None else own + others / len(self._slots)
