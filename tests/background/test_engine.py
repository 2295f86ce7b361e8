"""Questions for torch: answered by a process beside the first worker, and by another one when that is lost."""

import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import fake_trainer
import pytest
from background import ended, race, until

from playground.background import engine as engine_module
from playground.background.api import EngineError
from playground.background.local_engine import LocalEngine


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return file.read().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture
def jobs(make):
    made = make()
    made.warm()
    return made


def test_a_question_is_answered_by_another_process(jobs):
    assert jobs.engine.ask("add", 1, 2) == 3
    assert jobs.engine.ready
    assert jobs.engine.ask("pid") != os.getpid()


def test_before_anybody_asks_nothing_is_started(make):
    jobs = make()
    assert not jobs.engine.ready
    assert jobs.engine.wait()
    assert jobs.engine.ready


def test_a_refusal_and_a_failure_are_told_apart(jobs):
    with pytest.raises(ValueError, match=r"^There is nothing to add\.$"):
        jobs.engine.ask("add")
    with pytest.raises(EngineError, match="ZeroDivisionError"):
        jobs.engine.ask("divide", 1, 0)
    assert jobs.engine.ask("divide", 6, 3) == 2


def test_twenty_threads_get_their_own_answers(jobs):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: jobs.engine.ask("add", n, n), range(200)))
    assert answers == [2 * n for n in range(200)]


def test_a_process_that_is_killed_is_replaced_before_the_next_answer(jobs):
    first = jobs.engine.ask("pid")
    os.kill(first, signal.SIGKILL)
    second = jobs.engine.ask("pid")
    assert second != first
    assert jobs.engine.ask("add", 2, 2) == 4


def test_a_question_that_kills_its_process_is_told_and_the_next_one_is_answered(jobs):
    with pytest.raises(EngineError, match="was lost"):
        jobs.engine.ask("die")
    assert jobs.engine.ask("add", 2, 2) == 4


def test_a_question_without_an_answer_ends_its_process(jobs, monkeypatch):
    pid = jobs.engine.ask("pid")
    with monkeypatch.context() as patch:
        patch.setattr(engine_module, "PATIENCE", 0.2)
        with pytest.raises(EngineError, match=r"no answer within 0\.2 seconds"):
            jobs.engine.ask("sleep", 60)
    until(lambda: not alive(pid))
    assert jobs.engine.ask("add", 2, 2) == 4


def test_the_process_outlives_a_worker_that_a_race_kills_and_yields_to_the_next_ones(jobs):
    first = jobs.engine.ask("pid")
    assert ended(jobs, jobs.submit(race("killed"), "me")).status == "failed"
    assert jobs.engine.ask("add", 1, 1) == 2
    newer = until(lambda: (pid := jobs.engine.ask("pid")) != first and pid)
    until(lambda: not alive(first))
    assert ended(jobs, jobs.submit(race(), "me")).status == "finished"
    assert jobs.engine.ask("pid") == newer


def test_a_worker_that_ends_is_noticed_although_its_copy_lives_on(jobs):
    jobs.engine.ask("pid")
    failed = ended(jobs, jobs.submit(race("exit"), "me"))
    assert "bad magic" in failed.message


def test_it_answers_while_the_worker_trains(jobs):
    job = jobs.submit(race(steps=2000, sleep=0.01), "me")
    until(lambda: jobs.get(job).status == "running")
    assert jobs.engine.ask("add", 1, 1) == 2
    assert jobs.get(job).status == "running"


def test_closing_ends_every_process_that_answers(jobs):
    beside = jobs.engine.ask("pid")
    os.kill(beside, signal.SIGKILL)
    alone = jobs.engine.ask("pid")
    jobs.close()
    until(lambda: not alive(alone) and not alive(beside))
    with pytest.raises(EngineError):
        jobs.engine.ask("add", 1, 1)
    assert "engine-greeter" not in [t.name for t in threading.enumerate()]


def test_where_no_process_can_answer_the_asker_is_told(make):
    jobs = make(command=(sys.executable, "-c", "raise SystemExit"))
    with pytest.raises(EngineError, match="could not be loaded"):
        jobs.engine.ask("add", 1, 1)


def test_where_no_process_can_start_the_asker_is_told(make):
    jobs = make(command=("/no/such/program",))
    with pytest.raises(EngineError, match="cannot be loaded on this server"):
        jobs.engine.ask("add", 1, 1)


def test_without_a_fork_the_server_answers_itself(monkeypatch):
    monkeypatch.setattr("playground.background.local_engine.QUESTIONS", fake_trainer.__name__)
    engine = LocalEngine()
    assert not engine.ready
    assert engine.ask("add", 1, 2) == 3
    assert engine.ready
    with pytest.raises(ValueError, match="nothing to add"):
        engine.ask("add")


@pytest.mark.skipif(not engine_module.FORKS, reason="only there does the engine start processes")
def test_a_process_that_ends_before_it_is_listed_is_forgotten_all_the_same():
    made = engine_module.Engine([sys.executable, "-c", "pass"])
    for _ in range(5):
        made._start_alone()
    until(lambda: not made.children)
