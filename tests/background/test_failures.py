"""What goes wrong in one race stays in that race."""

import logging
import os
import signal

import pytest
from background import COMMAND, ended, race, shown, steps_of, until

from playground.background.api import Limits


def worker_pid(jobs):
    return until(lambda: (child := jobs._workers.slots[0].child) and child.pid)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("raise", "Training failed: RuntimeError: the loss has a hole"),
        ("memory", "The race ran out of memory; try a smaller batch, network or number of losses."),
        ("cuda_memory", "The race ran out of memory; try a smaller batch, network or number of losses."),
        ("exit", "The race failed: the training process ended with code 3: the library gave up: bad magic."),
        ("sysexit", "Training failed: SystemExit: a loss called exit"),
        ("killed", "The race failed: the training process was ended by SIGKILL, perhaps for want of memory."),
    ],
)
def test_a_race_that_breaks_tells_why_keeps_its_points_and_lets_the_next_one_run(jobs, kind, told):
    bad, good = jobs.submit(race(kind, sleep=0.15), "ann"), jobs.submit(race(seed=2), "bob")
    view = ended(jobs, bad)
    assert (view.status, view.message) == ("failed", told)
    assert steps_of(view) == [0]
    assert (view.snapshot.status, {lane.status for lane in view.snapshot.lanes}) == ("failed", {"failed"})
    assert ended(jobs, good).status == "finished"


def test_a_worker_that_answers_nothing_is_told_while_that_lasts(jobs):
    job = jobs.submit(race(steps=100_000, sleep=0.01), "ann")
    shown(jobs, job, 2)
    pid = worker_pid(jobs)
    os.kill(pid, signal.SIGSTOP)
    try:
        first = until(lambda: jobs.get(job).silence > 1 and jobs.get(job).silence)
        assert until(lambda: jobs.get(job).silence > first + 0.5), "it counts on"
        assert jobs.get(job).status == "running"
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: jobs.get(job).silence < 0.5)
    jobs.stop(job, "ann")
    assert ended(jobs, job).silence == 0


def test_settings_that_the_trainer_refuses_are_told_in_its_own_words(jobs):
    view = ended(jobs, jobs.submit(race("refuse"), "ann"))
    assert (view.status, view.message, view.snapshot) == ("failed", "The ratio must be at least 1, not 0.", None)


@pytest.mark.parametrize("kind", ["hang", "spin", "deaf"])
def test_a_race_that_does_not_obey_stop_is_killed_and_keeps_its_points(make, kind, caplog):
    caplog.set_level(logging.INFO)  # what a worker writes to its standard error
    jobs = make(limits=Limits(stop=0.5))
    bad, good = jobs.submit(race(kind, steps=10_000, sleep=0.02), "ann"), jobs.submit(race(seed=2), "bob")
    shown(jobs, bad)
    pid = worker_pid(jobs)
    until(lambda: kind == "deaf" or "hangs" in caplog.text)  # told earlier, it would still obey
    jobs.stop(bad, "ann")
    view = ended(jobs, bad)
    assert (view.status, view.snapshot.status) == ("stopped", "stopped")
    assert "by force" in view.message
    assert steps_of(view)[0] == 0
    assert ended(jobs, good).status == "finished"
    assert worker_pid(jobs) != pid


def test_a_race_that_falls_silent_is_ended_and_the_next_one_runs(make):
    jobs = make(limits=Limits(silence=2.5))
    bad, good = jobs.submit(race("hang"), "ann"), jobs.submit(race(seed=2), "bob")
    view = ended(jobs, bad)
    assert (view.status, view.message) == ("failed", "The race was ended: it had shown nothing new for 2 s.")
    assert steps_of(view) == [0]
    assert ended(jobs, good).status == "finished"


def test_stray_prints_do_not_disturb_the_messages(jobs):
    view = ended(jobs, jobs.submit(race("print", steps=5), "ann"))
    assert (view.status, steps_of(view)) == ("finished", list(range(6)))


def test_a_paused_race_keeps_its_points_when_the_worker_dies_under_another(jobs):
    paused = jobs.submit(race(steps=300, sleep=0.02), "ann")
    shown(jobs, paused, 3)
    jobs.pause(paused, "ann")
    until(lambda: jobs._workers.slots[0].current is None)
    assert ended(jobs, jobs.submit(race("killed"), "bob")).status == "failed"
    view = ended(jobs, paused)
    assert view.status == "stopped"
    assert "what was shown so far is kept" in view.message
    assert len(steps_of(view)) >= 3


def test_an_innocent_running_race_begins_anew_when_a_paused_one_hangs_in_its_step(make):
    jobs = make(limits=Limits(silence=2.5))
    bad = jobs.submit(race("hang"), "ann")
    jobs.pause(bad, "ann")
    jobs.step(bad, "ann")
    shown(jobs, bad)
    good = jobs.submit(race(steps=40, sleep=0.02), "bob")
    shown(jobs, good, 3)
    jobs.step(bad, "ann")
    view = ended(jobs, bad)
    assert (view.status, steps_of(view)) == ("failed", [0])
    view = ended(jobs, good)
    assert (view.status, steps_of(view)) == ("finished", list(range(41)))


def test_a_finished_race_keeps_its_results_when_the_worker_dies_but_cannot_be_extended(jobs):
    good = jobs.submit(race(), "ann")
    ended(jobs, good)
    os.kill(worker_pid(jobs), signal.SIGKILL)
    until(lambda: jobs._scheduler.slot_of(jobs._table[good]) is None)
    view = jobs.get(good)
    assert (view.status, view.snapshot.results[0].logits.shape) == ("finished", (5, 3))
    with pytest.raises(ValueError, match="can no longer be extended"):
        jobs.extend(good, 10, "ann")
    assert ended(jobs, jobs.submit(race(seed=2), "ann")).status == "finished"


def test_a_crash_while_a_race_is_extended_keeps_its_first_results(jobs):
    job = jobs.submit(race(), "ann")
    ended(jobs, job)
    jobs.extend(job, 1_000_000, "ann")
    until(lambda: jobs.get(job).snapshot.step > 3)
    os.kill(worker_pid(jobs), signal.SIGKILL)
    view = ended(jobs, job)
    assert view.status == "failed"
    assert steps_of(view)[:4] == [0, 1, 2, 3]


def test_a_worker_that_cannot_start_is_a_problem_in_one_sentence_and_the_races_are_told(make, monkeypatch):
    monkeypatch.setenv("FAKE_WARM", "raise")
    jobs = make()
    view = ended(jobs, jobs.submit(race(), "ann"))
    assert jobs.problem == "Training cannot start: the training process ended with code 1: RuntimeError: no such chip."
    assert (view.status, view.message) == ("failed", jobs.problem)
    assert not jobs.ready
    monkeypatch.delenv("FAKE_WARM")
    job = jobs.submit(race(), "ann")
    assert ended(jobs, job).status == "finished"
    assert (jobs.problem, jobs.ready) == ("", True)


def test_a_worker_program_that_is_not_there_is_a_problem_in_one_sentence(make):
    jobs = make(command=("/nowhere/python",))
    jobs.warm()
    assert jobs.problem.startswith("Training cannot start: ")
    assert "/nowhere/python" in jobs.problem


def test_a_worker_that_never_gets_ready_is_tried_again(make, monkeypatch):
    monkeypatch.setenv("FAKE_WARM", "hang")
    jobs = make(limits=Limits(start=4.0))
    jobs.warm()
    until(lambda: "SIGKILL" in jobs.problem)
    monkeypatch.delenv("FAKE_WARM")
    until(lambda: jobs.ready)
    assert jobs.problem == ""


def test_a_worker_that_talks_nonsense_is_ended_and_replaced(make, caplog):
    caplog.set_level(logging.CRITICAL, "playground.background.api")
    nonsense = "import os, time; os.write(1, b'{}\\nnonsense\\n'); time.sleep(600)"
    jobs = make(command=(COMMAND[0], "-c", nonsense))
    jobs.warm()
    assert until(lambda: jobs.problem).startswith("Training cannot start: ")


@pytest.mark.parametrize("text", ["0", "-1", "two", "17", "1.5"])
def test_an_unusable_number_of_workers_is_refused(make, monkeypatch, text):
    monkeypatch.setenv("PLAYGROUND_WORKERS", text)
    with pytest.raises(ValueError, match="PLAYGROUND_WORKERS must be a whole number from 1 to 16"):
        make()


def test_two_workers_train_two_races_at_once(make, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_WORKERS", "2")
    jobs = make()
    one, two = jobs.submit(race(steps=400, sleep=0.02), "ann"), jobs.submit(race(steps=400, sleep=0.02, seed=2), "bob")
    shown(jobs, one, 2)
    shown(jobs, two, 2)
    assert (jobs.get(one).status, jobs.get(two).status) == ("running", "running")
    jobs.stop(one, "ann")
    jobs.stop(two, "bob")
    assert {ended(jobs, one).status, ended(jobs, two).status} == {"stopped"}
