"""What happens by the clock, with a clock that the test moves and workers that it advances by hand."""

import os
from types import SimpleNamespace

import pytest
from background import race
from in_process import Child, Server

from playground.background import progress, record, slots, watchdog, workers
from playground.background.states import Event, State
from playground.race.result_file import load_result


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    fake = SimpleNamespace(monotonic=lambda: now.seconds, time=lambda: 1e9 + now.seconds)
    for module in (progress, record, slots, watchdog, workers):
        monkeypatch.setattr(module, "time", fake)
    monkeypatch.setattr("in_process.time", fake)
    monkeypatch.setattr("playground.background.workers.Child", Child)
    return now


def running(server, **settings):
    job = server.submit(race(**{"steps": 99, **settings}))
    server.talk()
    server.train(2)
    return job


def finished(server):
    job = server.submit(race(steps=2))
    server.talk()
    server.train(4)
    assert job.state is State.EXTENDABLE
    return job


def test_a_race_that_has_not_stopped_in_time_is_killed_with_its_worker(clock):
    server = Server(stop=10.0)
    job = running(server)
    server.give(job, Event.STOP)
    worker = server.children[0]
    clock.seconds += 10.0
    server.watchdog.tick()
    assert (job.state, worker.killed) == (State.STOPPING, False)
    clock.seconds += 0.1
    server.watchdog.tick()
    assert (job.state, worker.killed) == (State.STOPPED, True)
    assert "by force" in job.message
    assert server.children[0] is not worker, "another one has been started"


def test_the_time_to_stop_runs_from_the_order_though_the_race_came_to_rest_meanwhile(clock):
    server = Server(stop=10.0)
    job = running(server)
    server.give(job, Event.PAUSE)
    server.give(job, Event.STOP)
    clock.seconds += 6.0
    server.children[0].worker_reads()
    server.children[0].server_reads()
    while job.state is not State.STOPPING_PAUSED:
        server.children[0].server_reads()
    clock.seconds += 6.0
    server.watchdog.tick()
    assert job.state is State.STOPPED


def test_a_silent_race_fails_and_a_race_that_shows_something_lives_on(clock):
    server = Server(silence=60.0)
    job = running(server)
    for _ in range(3):
        clock.seconds += 50.0
        job.show(job.snapshot)
        server.watchdog.tick()
        assert job.state is State.RUNNING
    clock.seconds += 61.0
    server.watchdog.tick()
    assert (job.state, job.message) == (State.FAILED, "The race was ended: it had shown nothing new for 60 s.")


def test_a_race_at_rest_may_be_silent_for_ever(clock):
    server = Server(silence=60.0, grace=1e9)
    job = running(server)
    server.give(job, Event.PAUSE)
    server.talk()
    clock.seconds += 1e6
    server.watchdog.tick()
    assert job.state is State.PAUSED


def test_the_step_that_holds_up_a_worker_is_blamed_and_not_the_race_that_trains(clock):
    server = Server(silence=60.0)
    resting = running(server)
    server.give(resting, Event.PAUSE)
    server.talk()
    other = running(server)
    server.give(resting, Event.STEP)
    clock.seconds += 61.0
    server.watchdog.tick()
    assert (resting.state, other.state) == (State.FAILED, State.QUEUED)


@pytest.mark.parametrize("pause", [False, True])
def test_a_race_whose_page_has_gone_is_stopped_after_the_grace_period(clock, pause):
    server = Server(grace=600.0, silence=1e9)
    job = running(server)
    if pause:
        server.give(job, Event.PAUSE)
        server.talk()
    clock.seconds += 599.0
    server.watchdog.tick()
    job.see()
    clock.seconds += 599.0
    server.watchdog.tick()
    assert not job.ended
    clock.seconds += 2.0
    job.show(job.snapshot)
    server.watchdog.tick()
    server.settle()
    assert (job.state, job.message) == (State.STOPPED, "Stopped because its page had been closed for 10 minutes.")


def test_a_worker_that_is_not_ready_in_time_is_killed(clock):
    server = Server(start=180.0)
    server.workers.warm()
    worker = server.children[0]
    clock.seconds += 181.0
    server.watchdog.tick()
    assert worker.killed


def test_a_ready_worker_may_be_as_old_as_it_likes(clock):
    server = Server(start=180.0)
    server.workers.warm()
    server.talk()
    clock.seconds += 1e6
    server.watchdog.tick()
    assert not server.children[0].killed


def test_waiting_races_are_told_after_three_failed_starts_with_longer_and_longer_waits(clock):
    server = Server()
    job = server.submit(race())
    waits = []
    for _ in range(3):
        before = clock.seconds
        server.children[0].to_server.clear()  # it dies before it is ready
        server.children[0].die()
        assert server.children == []
        while not server.children and clock.seconds < before + 60:
            clock.seconds += 0.125
            server.watchdog.tick()
        waits.append(clock.seconds - before)
    assert waits == [0.5, 1.0, 2.0]
    assert (job.state, job.message) == (State.FAILED, server.workers.problem)
    assert job.message == "Training cannot start: the training process was ended by the test."
    server.talk()
    assert server.workers.problem == "", "once a worker is ready, there is none"


def test_the_wait_before_another_start_has_a_bound(clock):
    slot = slots.Slot("worker-0")
    for _ in range(20):
        slot.fail_start()
    assert slot.retry_at - clock.seconds == slots.MAX_RETRY_DELAY


def test_an_ended_race_is_saved_by_the_next_look_and_only_once(tmp_path):
    server = Server(folder=str(tmp_path / "kept"))
    job = running(server, steps=2)
    server.settle()
    assert job.on_disk == "due"
    server.watchdog.tick()
    assert job.on_disk == "saved"
    file = tmp_path / "kept" / f"{job.id}.npz"
    assert load_result(file)[1].step == 2
    os.remove(file)
    server.watchdog.tick()
    assert not file.exists()


def test_the_least_recently_seen_ended_races_go_first_and_unfinished_ones_never(clock):
    server = Server(jobs=2, per_owner=9)
    ended = []
    for seed in range(3):
        ended.append(running(server, steps=1, seed=seed))
        server.settle()
        clock.seconds += 1.0
    alive = running(server)
    ended[0].see()
    server.watchdog.tick()
    assert list(server.table) == [ended[0], ended[2], alive]


def test_a_race_larger_than_the_bound_stays_until_another_is_seen(clock):
    server = Server(memory=1, extendable=9)
    first = finished(server)
    server.watchdog.tick()
    assert list(server.table) == [first]
    clock.seconds += 1
    second = finished(server)
    server.watchdog.tick()
    assert list(server.table) == [second]


def test_a_finished_race_whose_page_was_closed_for_long_is_forgotten_by_its_worker(clock):
    server = Server(grace=600.0)
    unseen, seen = finished(server), finished(server)
    clock.seconds += 500
    seen.see()
    clock.seconds += 101
    server.watchdog.tick()
    server.talk()
    assert (unseen.state, seen.state) == (State.FINISHED, State.EXTENDABLE)
    assert unseen.snapshot.results[0] is not None, "what it showed is kept"
    assert list(server.children[0].worker._races) == [seen.id]


def test_when_nobody_is_here_workers_keep_nothing_that_has_finished(clock):
    server = Server()
    done, going = finished(server), running(server)
    server.watchdog.shrink()
    server.talk()
    assert (done.state, going.state) == (State.FINISHED, State.RUNNING)
    assert list(server.children[0].worker._races) == [going.id]


def test_trainers_that_can_be_extended_fit_their_bytes_and_the_newest_always_can(clock):
    server = Server(extendable_memory=1)
    first = finished(server)
    assert first.state is State.EXTENDABLE
    clock.seconds += 1
    second = finished(server)
    assert (first.state, second.state) == (State.FINISHED, State.EXTENDABLE)


def test_what_must_still_be_saved_is_not_dropped(tmp_path):
    server = Server(folder=str(tmp_path / "kept"), jobs=0)
    job = running(server, steps=1)
    server.settle()
    server.watchdog._trim()
    assert list(server.table) == [job]
    server.watchdog.tick()
    assert list(server.table) == []
    assert server.orders.find(job.id).state is State.FINISHED, "it is read back from the disk"


def test_a_stumble_is_logged_and_the_watchdog_goes_on(monkeypatch, caplog):
    server, looks = Server(), []

    def tick():
        looks.append(None)
        if len(looks) == 1:
            server.table.wake.set()
            raise RuntimeError("a stone")
        server.table.closed = True

    monkeypatch.setattr(server.watchdog, "tick", tick)
    server.watchdog.start()
    server.watchdog.join(60)
    assert "failed once, and goes on" in caplog.text
    assert len(looks) == 2


def test_a_closed_table_is_not_looked_at(clock):
    server = Server(grace=1.0)
    job = running(server)
    server.table.closed = True
    clock.seconds += 1e6
    server.watchdog.tick()
    assert job.state is State.RUNNING
