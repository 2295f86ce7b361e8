"""Who trains next, with workers that the test advances by hand."""

import pytest
from background import race
from in_process import Child, Server

from playground.background.states import Event, State


@pytest.fixture(autouse=True)
def workers_in_this_process(monkeypatch):
    monkeypatch.setattr("playground.background.workers.Child", Child)


def served(server):
    """A server whose workers are ready."""
    server.workers.warm()
    server.talk()
    return server


def states(*records):
    return [record.state for record in records]


def test_a_race_begins_as_soon_as_a_worker_is_ready_and_not_before():
    server = Server()
    record = server.submit(race())
    assert record.state is State.QUEUED
    server.talk()
    assert record.state is State.RUNNING


def test_each_slot_trains_one_race_and_the_next_begins_when_one_has_ended():
    server = served(Server(slots=2))
    first, second, third = (server.submit(race(steps=n), v) for v, n in (("ann", 1), ("bob", 9), ("cid", 1)))
    assert states(first, second, third) == [State.RUNNING, State.RUNNING, State.QUEUED]
    server.train(2)
    assert states(first, second, third) == [State.EXTENDABLE, State.RUNNING, State.RUNNING]
    assert server.scheduler.slot_of(third) is server.scheduler.slot_of(first)


def test_a_race_at_rest_goes_on_in_its_own_worker_though_another_is_free():
    server = served(Server(slots=2))
    resting, long = server.submit(race(steps=9), "ann"), server.submit(race(steps=9), "bob")
    server.give(resting, Event.PAUSE)
    server.talk()
    taker = server.submit(race(steps=99), "cid")
    server.give(long, Event.STOP)
    server.train(3)
    server.give(resting, Event.RESUME)
    slot_of = server.scheduler.slot_of
    assert (slot_of(taker), slot_of(long)) == (slot_of(resting), None)
    assert resting.state is State.REQUEUED
    assert any(slot.free for slot in server.slots)


def test_a_time_slice_ends_only_where_somebody_waits_who_can_use_the_slot():
    server = served(Server(time_slice=0.0))
    long = server.submit(race(steps=99), "ann")
    server.scheduler.end_time_slices()
    assert long.state is State.RUNNING
    other = server.submit(race(steps=99), "bob")
    server.scheduler.end_time_slices()
    server.scheduler.end_time_slices()
    assert long.state is State.YIELDING
    server.talk()
    assert states(long, other) == [State.REQUEUED, State.RUNNING]


def test_within_its_time_slice_a_race_is_left_alone():
    server = served(Server(time_slice=3600.0))
    long, _ = server.submit(race(steps=99), "ann"), server.submit(race(steps=99), "bob")
    server.scheduler.end_time_slices()
    assert long.state is State.RUNNING


def test_the_first_finished_trainer_is_released_first():
    server = served(Server(extendable=2))
    records = []
    for seed in range(3):
        records.append(server.submit(race(steps=1, seed=seed)))
        server.settle()
    assert states(*records) == [State.FINISHED, State.EXTENDABLE, State.EXTENDABLE]
    assert server.slots[0].kept == records[1:]


def test_a_trainer_that_waits_for_its_extension_is_released_last_and_its_race_is_told():
    server = served(Server(extendable=1))
    first = server.submit(race(steps=1))
    server.settle()
    blocker = server.submit(race(steps=99), "bob")
    server.orders.extend(first.id, 10, "ann")
    assert first.state is State.QUEUED_TO_EXTEND
    server.give(blocker, Event.STEP)  # ignored, since it runs
    server.scheduler.apply(first, Event.RELEASE)
    assert (first.state, first.message) == (
        State.FINISHED,
        "It could not be extended; race again with more samples.",
    )
    assert blocker.state is State.RUNNING


@pytest.mark.parametrize("event", [Event.STOP, Event.PAUSE])
def test_an_extension_that_waits_is_cancelled_by_stop_and_pause_and_can_be_asked_for_again(event):
    server = served(Server(per_owner=5))
    first = server.submit(race(steps=1))
    server.settle()
    blocker = server.submit(race(steps=99), "bob")
    server.orders.extend(first.id, 10, "ann")
    server.give(first, event)
    assert (first.state, first.pending, first.message) == (State.EXTENDABLE, 0, "The extension was cancelled.")
    server.orders.extend(first.id, 20, "ann")
    assert first.message == ""
    server.give(blocker, Event.STOP)
    server.settle()
    assert first.snapshot.step == first.snapshot.steps == 3


def test_an_extension_asked_for_while_the_worker_was_finishing_is_still_trained():
    server = served(Server())
    record = server.submit(race(steps=2))
    child = server.children[0]
    server.train(2)
    child.worker_trains()  # it has finished, and the server does not know yet
    server.orders.extend(record.id, 10, "ann")
    server.settle()
    assert (record.state, record.snapshot.step) == (State.EXTENDABLE, 3)


def test_a_race_that_begins_anew_is_still_extended_as_was_asked():
    server = served(Server(slots=1))
    bad, good = server.submit(race(steps=9), "ann"), server.submit(race(steps=4, seed=2), "bob")
    server.give(bad, Event.PAUSE)
    server.talk()
    server.orders.extend(good.id, 20, good.owner)
    server.talk()
    server.give(bad, Event.STEP)
    server.workers.kill(server.slots[0], bad, Event.CRASHED, "It hung.")
    assert states(bad, good) == [State.FAILED, State.QUEUED]
    server.settle()
    assert (good.state, good.snapshot.step) == (State.EXTENDABLE, 6)


def test_stop_between_the_order_to_go_on_and_the_first_step_is_answered():
    server = served(Server())
    record = server.submit(race(steps=1))
    server.settle()
    server.orders.extend(record.id, 10, "ann")
    assert record.state is State.RUNNING
    server.give(record, Event.STOP)
    server.settle()
    assert (record.state, record.pending, record.snapshot.step) == (State.EXTENDABLE, 0, 1)


def test_resuming_during_a_single_step_goes_on_and_later_steps_are_obeyed():
    server = served(Server())
    record = server.submit(race(steps=99))
    server.train(2)
    server.give(record, Event.PAUSE)
    server.talk()
    server.give(record, Event.STEP)
    server.give(record, Event.RESUME)
    server.train(2)
    assert record.state is State.RUNNING
    server.give(record, Event.PAUSE)
    server.talk()
    before = record.snapshot.step
    server.give(record, Event.STEP)
    server.talk()
    assert (record.state, record.snapshot.step) == (State.PAUSED, before + 1)


def test_where_no_worker_starts_only_races_without_one_fail():
    server = served(Server(slots=2))
    resting = server.submit(race(steps=9), "ann")
    server.give(resting, Event.PAUSE)
    server.talk()
    for visitor in "bcd":
        server.submit(race(steps=99), visitor)
    server.give(resting, Event.RESUME)
    server.scheduler.give_up("Nothing starts.")
    assert resting.state is State.REQUEUED
    failed = [record for record in server.table if record.state is State.FAILED]
    assert [(record.owner, record.message) for record in failed] == [("d", "Nothing starts.")]


def test_forgetting_a_race_tells_its_worker_to_release_the_trainer():
    server = served(Server())
    record = server.submit(race(steps=1))
    server.settle()
    server.scheduler.forget(record)
    assert len(server.table) == 0
    assert b'"release"' in server.children[0].to_worker[-1]
    assert server.slots[0].records == []


def test_positions_follow_the_queue_and_the_time_left_adds_up():
    server = served(Server())
    running = server.submit(race(steps=99), "ann")
    waiting = [server.submit(race(steps=99), visitor) for visitor in ("ann", "bob")]
    assert [server.view(record).position for record in (running, *waiting)] == [0, 2, 1]
    assert server.view(waiting[0]).eta_seconds is None, "nothing is known of this network"
    server.scheduler._eta.remaining = lambda record: 10.0
    assert [server.view(record).eta_seconds for record in (running, *waiting)] == [10.0, 30.0, 20.0]


def test_a_message_that_makes_no_sense_is_an_error_that_names_state_and_event():
    server = served(Server())
    server.submit(race(steps=9))
    child = server.children[0]
    child._on_message(child, {"is": "extended", "job": "nobody", "extend": 0})  # of a race that is not its own
    with pytest.raises(RuntimeError, match='A race that is running cannot take the event "rested"'):
        child._on_message(child, {"is": "paused", "job": next(iter(server.table)).id})
