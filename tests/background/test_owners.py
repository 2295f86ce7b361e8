"""Whose a race is, how many there may be, and whose place is given to others. Workers advanced by hand, a clock too."""

from types import SimpleNamespace

import pytest
from background import race
from in_process import Child, Server

from playground.background import progress, record, slots, watchdog, workers
from playground.background.orders import NOT_YOURS
from playground.background.record import Record
from playground.background.states import ORDERS, Event, State
from playground.core.snapshots import Snapshot


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    fake = SimpleNamespace(monotonic=lambda: now.seconds, time=lambda: 1e9 + now.seconds)
    for module in (progress, record, slots, watchdog, workers):
        monkeypatch.setattr(module, "time", fake)
    monkeypatch.setattr("in_process.time", fake)
    monkeypatch.setattr("playground.background.workers.Child", Child)
    return now


def away(server, clock, seconds, *watched):
    """Let so many seconds pass in which only these races are watched, as often as an open tab does."""
    end = clock.seconds + seconds
    while clock.seconds < end:
        clock.seconds += min(5.0, end - clock.seconds)
        for one in watched:
            one.see()
        server.watchdog.tick()
    server.talk()
    server.train()


@pytest.mark.parametrize("event", sorted(ORDERS - {Event.EXTEND}))
def test_another_owners_order_is_refused_and_changes_nothing(event):
    server = Server()
    running, waiting = server.submit(race(steps=99)), server.submit(race(steps=99), "bob")
    server.train(2)
    for own, stranger in ((running, "bob"), (waiting, "ann"), (running, ""), (waiting, "ann ")):
        before = own.state
        with pytest.raises(ValueError, match="Somebody else started this race") as refused:
            server.orders.give(own.id, event, stranger)
        assert str(refused.value) == NOT_YOURS
        assert own.state is before


def test_another_owners_extension_is_refused_before_and_after_the_end():
    server = Server()
    own = server.submit(race(steps=2))
    for _ in range(2):
        with pytest.raises(ValueError, match="Somebody else"):
            server.orders.extend(own.id, 10, "bob")
        server.settle()
    server.orders.extend(own.id, 10, "ann")
    server.settle()
    assert own.snapshot.step == 3


def test_a_race_from_the_disk_is_nobodys_and_takes_no_order():
    server = Server()
    old = server.table.add(Record.restored("old", race(), Snapshot("x", status="finished")))
    for owner in ("ann", ""):
        server.orders.give(old.id, Event.STOP, owner)
        assert old.state is State.FINISHED
        with pytest.raises(ValueError, match="can no longer be extended"):
            server.orders.extend(old.id, 10, owner)


def test_one_address_has_its_own_number_of_places_whatever_its_owners_are_called():
    server = Server(per_address=3, queue=9)
    own = [server.submit(race(steps=99), f"v{i}", "here") for i in range(3)]
    with pytest.raises(ValueError, match="3 races from your network address are waiting or running already"):
        server.submit(race(), "v9", "here")
    server.submit(race(), "v9", "there")
    server.give(own[1], Event.STOP)
    server.submit(race(), "v9", "here")


def test_without_an_address_only_owners_and_the_queue_bound_the_races():
    server = Server(per_address=1, queue=9)
    for i in range(9):
        server.submit(race(steps=99), f"v{i}")
    with pytest.raises(ValueError, match="9 races are waiting or running already"):
        server.submit(race(), "v9")


def test_by_default_one_address_cannot_hold_all_places():
    limits = Server().limits
    assert limits.per_owner < limits.per_address <= limits.queue / 2


def test_an_extension_needs_a_place_of_its_address():
    server = Server(per_address=2)
    done = server.submit(race(steps=2), "ann", "here")
    server.settle()
    for i in range(2):
        server.submit(race(steps=99), f"v{i}", "here")
    with pytest.raises(ValueError, match="from your network address"):
        server.orders.extend(done.id, 10, "ann")


def test_a_waiting_race_that_nobody_watches_loses_its_place_after_a_minute_while_others_wait(clock):
    server = Server(per_owner=9)
    running = server.submit(race(steps=999), "ann")
    left, waiting = server.submit(race(), "bob"), server.submit(race(), "cid")
    away(server, clock, 60.0, running, waiting)
    assert left.state is State.QUEUED
    away(server, clock, 5.0, running, waiting)
    assert (left.state, left.message) == (
        State.STOPPED, "Stopped because its page had been closed for 60 s while others waited.",
    )  # fmt: skip
    assert not running.ended
    assert not waiting.ended


def test_a_training_and_a_resting_race_give_way_too_and_keep_what_they_have_shown(clock):
    server = Server()
    resting = server.submit(race(steps=999), "ann")
    server.train(3)
    server.give(resting, Event.PAUSE)
    server.talk()
    running = server.submit(race(steps=999), "bob")
    server.train(3)
    waiting = server.submit(race(steps=999), "cid")
    away(server, clock, 65.0, waiting)
    server.train(3)
    assert (resting.state, running.state) == (State.STOPPED, State.STOPPED)
    assert resting.snapshot.lanes[0].points
    assert running.snapshot.lanes[0].points
    assert waiting.state is State.RUNNING


def test_where_nobody_waits_a_race_goes_on_unwatched_for_ten_minutes(clock):
    server = Server()
    running, own = server.submit(race(steps=99_999), "ann"), server.submit(race(), "ann")
    away(server, clock, 590.0)
    assert (running.state, own.state) == (State.RUNNING, State.QUEUED), "one's own second race is no other"
    away(server, clock, 20.0)
    assert running.ended
    assert running.message == "Stopped because its page had been closed for 10 minutes."


def test_places_come_free_although_whom_they_kept_out_waits_in_no_queue(clock):
    server = Server(queue=3)
    own = [server.submit(race(steps=999), name) for name in ("ann", "bob", "cid")]
    for one in own:
        server.give(one, Event.PAUSE)
    server.talk()
    with pytest.raises(ValueError, match="3 races are waiting or running already"):
        server.submit(race(), "dan")
    away(server, clock, 65.0, own[0])
    assert [one.ended for one in own] == [False, True, False], "one place is free then, and nobody waits any more"
    server.submit(race(), "dan")


def test_the_places_of_an_address_come_free_for_its_others_alone(clock):
    server = Server(per_address=1, queue=9)
    own = [server.submit(race(steps=999), name, name) for name in ("ann", "bob")]
    for one in own:
        server.give(one, Event.PAUSE)
    server.talk()
    away(server, clock, 65.0, own[0])
    assert [one.ended for one in own] == [False, True]


def test_a_place_is_lost_within_a_minute_however_many_have_closed_their_tabs(clock):
    server = Server(queue=40, per_address=40)
    own = [server.submit(race(steps=999), f"v{i // 2}", f"v{i // 4}") for i in range(40)]
    with pytest.raises(ValueError, match="40 races are waiting"):
        server.submit(race(), "new", "new")
    away(server, clock, 60.25)
    server.settle(3000)
    server.submit(race(), "new", "new")
    assert sum(one.ended for one in own) >= 37, "those of one owner may stay: nobody else waits behind them"
