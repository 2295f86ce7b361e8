"""Orders, messages, training and crashes in any order: the server and the worker's loop never lose track of a race."""

import random
from collections import Counter

import pytest
from background import race
from fake_trainer import point
from in_process import Child, Server

from playground.background import record as record_module
from playground.background.states import (
    BUSY,
    ENDED,
    IN_QUEUE,
    IN_STOP,
    KEPT,
    ORDERS,
    TRAINING,
    WITHOUT_WORKER,
    Event,
    State,
)
from playground.background.transitions import TABLE

WALKS, MOVES = 80, 150
KINDS = ("good", "good", "good", "raise", "halt")
NOT_WALKED = {Event.CLOSE, Event.UNSTARTABLE}  # other tests'
MOST_DEATHS = 3  # of workers in one walk; with more, no race would live long


class Walk:
    """A random walk over all that can happen. Each method is one move; it does nothing where it does not apply."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.server = Server(slots=self.dice.choice((1, 2)), time_slice=0.0, extendable=1, per_owner=9)
        self.deaths = 0
        self.moves = [
            (self.submit, 2), (self.order, 6), (self.extend, 2), (self.worker_reads, 6), (self.worker_trains, 6),
            (self.server_reads, 6), (self.everybody_reads, 2), (self.time_slices_end, 2), (self.worker_dies, 1),
            (self.watchdog_kills, 1),
        ]  # fmt: skip

    def move(self):
        moves, weights = zip(*self.moves, strict=True)
        self.dice.choices(moves, weights)[0]()

    @property
    def records(self):
        return list(self.server.table)

    def submit(self):
        if len(self.server.table.unfinished()) < 4:
            config = race(self.dice.choice(KINDS), steps=self.dice.randint(1, 5), seed=len(self.records))
            self.server.submit(config, self.dice.choice("ab"))

    def order(self):
        """Whatever a page shows a button for; the orders that are ignored are another test's."""
        records = [record for record in self.records if ORDERS & set(TABLE[record.state]) - {Event.EXTEND}]
        if records:
            record = self.dice.choice(records)
            self.server.give(record, self.dice.choice(sorted(ORDERS & set(TABLE[record.state]) - {Event.EXTEND})))

    def extend(self):
        if not self.records:
            return
        record = self.dice.choice(self.records)
        if not record.ended or record.state is State.EXTENDABLE:
            self.server.orders.extend(record.id, 10, record.owner)
        else:
            with pytest.raises(ValueError, match="race again"):
                self.server.orders.extend(record.id, 10, record.owner)

    def child(self):
        return self.dice.choice(self.server.children) if self.server.children else None

    def worker_reads(self):
        if child := self.child():
            child.worker_reads()

    def worker_trains(self):
        if child := self.child():
            child.worker_trains()

    def server_reads(self):
        if child := self.child():
            child.server_reads()

    def everybody_reads(self):
        self.server.talk()

    def time_slices_end(self):
        self.server.scheduler.end_time_slices()

    def worker_dies(self):
        if self.deaths < MOST_DEATHS and (child := self.child()):
            self.deaths += 1
            child.die()

    def watchdog_kills(self):
        guilty = [record for record in self.records if record.state in IN_STOP | BUSY]
        if self.deaths < MOST_DEATHS and guilty:
            self.deaths += 1
            record = self.dice.choice(guilty)
            event = Event.FORCED if record.state in IN_STOP else Event.CRASHED
            self.server.workers.kill(self.server.scheduler.slot_of(record), record, event, "Killed.")

    def check(self):
        """What must be true at any moment."""
        records, slots = self.records, self.server.slots
        waiting = Counter(record.id for record in records if record.state in IN_QUEUE)
        assert Counter(record.id for record in self.server.scheduler.order) == waiting
        for slot in slots:
            assert sum(record.state in TRAINING for record in slot.records) <= 1
            assert sum(record.state in KEPT for record in slot.records) <= 1, "as many as Limits.extendable"
        for record in records:
            holders = [slot for slot in slots if record in slot.records]
            assert len(holders) == (record.state not in WITHOUT_WORKER)
            assert record.training or record.progress.slice_seconds == 0
            assert record.message or record.state is not State.FAILED
            for entrant, lane in enumerate(record.snapshot.lanes if record.snapshot else ()):
                assert lane.points == tuple(point(record.config, entrant, step) for step in range(len(lane.points)))
        begin_now = [record for record in records if record.state in (State.QUEUED, State.QUEUED_TO_STEP)]
        assert not (begin_now and any(slot.free for slot in slots)), "a race waits beside a free worker"

    def come_to_the_end(self):
        """Leave everything alone, after resuming what had been paused."""
        for _ in range(2):  # the second time for what was pausing or stepping
            for record in self.records:
                self.server.give(record, Event.RESUME)
            self.server.settle()
            self.server.scheduler.dispatch()
            self.server.settle()


@pytest.fixture(autouse=True)
def workers_in_this_process(monkeypatch):
    monkeypatch.setattr("playground.background.workers.Child", Child)
    monkeypatch.setattr("playground.background.worker.race.REPORT_INTERVAL", 0.0)  # a walk is the same every time


@pytest.fixture
def taken(monkeypatch):
    """The ways of the table that have been taken."""
    found = set()

    def move(state, event):
        found.add((state, event))
        return original(state, event)

    original = record_module.move
    monkeypatch.setattr(record_module, "move", move)
    return found


def test_whatever_the_order_of_things_no_race_is_lost_and_all_that_was_asked_is_trained(taken):
    """The oracle: no illegal transition is raised, `check` holds after each move, and every race comes to an end."""
    for seed in range(WALKS):
        walk = Walk(seed)
        for _ in range(MOVES):
            walk.move()
            walk.check()
        walk.come_to_the_end()
        for record in walk.records:
            assert record.state in ENDED, (seed, record.state)
            if record.state is State.EXTENDABLE:
                assert record.snapshot.step == record.snapshot.steps == record.config.steps + record.asked // 10, seed
    ways = {(state, event) for state, row in TABLE.items() for event in row if event not in NOT_WALKED}
    assert len(ways & taken) > 0.7 * len(ways), "the walks see too little of the table"


def test_closing_in_the_midst_of_things_ends_every_race_and_keeps_what_it_showed():
    for seed in range(30):
        walk = Walk(seed)
        for _ in range(MOVES):
            walk.move()
        shown = {record.id: record.snapshot and record.snapshot.step for record in walk.records}
        walk.server.table.closed = True
        walk.server.scheduler.close()
        walk.server.workers.leave()
        assert {record.state for record in walk.records} <= {State.FINISHED, State.STOPPED, State.FAILED}
        assert {record.id: record.snapshot and record.snapshot.step for record in walk.records} == shown
        assert walk.server.scheduler.order == []
        assert all(slot.records == [] for slot in walk.server.slots)
