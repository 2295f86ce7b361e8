"""However the server ends, nothing of it is left, and what can be saved is."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from background import COMMAND, HERE, PATIENCE, ended, race, shown, until

from playground.background.api import Jobs
from playground.race.result_file import load_result

ROOT = Path(__file__).parents[2]


def alive(pid):
    return os.path.exists(f"/proc/{pid}") and "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")


def gone(pid, seconds=PATIENCE):
    until(lambda: not alive(pid), seconds)


@pytest.fixture
def server(tmp_path):
    """Starts a server; returns its process, its worker's pid and its race. None is left behind."""
    started = []

    def start(kind, prelude=""):
        environment = {**os.environ, "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}", "PLAYGROUND_WORKERS": "1"}
        code = f"{prelude}\nimport sys, a_server; a_server.main({kind!r}, {str(tmp_path)!r}, {str(tmp_path)!r})"
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        pid, job = process.stdout.readline().split()
        started.append((process, int(pid)))
        assert alive(int(pid))
        return process, int(pid), job

    yield start
    for process, pid in started:
        process.kill()
        process.communicate()
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("kind", ["good", "hang", "spin"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGABRT])
def test_the_worker_ends_when_the_server_is_killed_while_it_trains(server, kind, number):
    process, pid, _ = server(kind)
    process.send_signal(number)
    process.wait(PATIENCE)
    gone(pid)


GRACEFUL = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))"


@pytest.mark.parametrize("kind", ["good", "hang", "spin"])
def test_a_server_that_handles_sigterm_is_gone_with_its_worker_within_three_seconds(server, kind):
    process, pid, _ = server(kind, GRACEFUL)
    begin = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(3) == 0
    gone(pid, max(0.1, begin + 3 - time.monotonic()))


def test_a_race_that_was_running_at_the_end_is_saved_as_far_as_it_came(server, tmp_path):
    process, _, job = server("good", GRACEFUL)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    _, snapshot = load_result(tmp_path / f"{job}.npz")
    assert (snapshot.status, snapshot.message) == ("stopped", "Stopped because the server was closed.")
    assert len(snapshot.lanes[0].points) >= 3


def test_a_server_that_simply_ends_leaves_no_worker(server):
    process, pid, _ = server("good")
    process.communicate("\n", PATIENCE)
    assert process.returncode == 0
    gone(pid)


def test_ctrl_c_is_the_servers_business_and_does_not_reach_the_worker(jobs):
    job = jobs.submit(race(steps=30, sleep=0.02), "ann")
    shown(jobs, job, 2)
    os.kill(jobs._workers.slots[0].child.pid, signal.SIGINT)
    assert ended(jobs, job).status == "finished"


def test_closing_ends_the_worker_and_all_threads_quickly_and_twice_is_once(make):
    before = threading.active_count()
    jobs = make()
    job = jobs.submit(race("spin"), "ann")
    shown(jobs, job)
    pid = jobs._workers.slots[0].child.pid
    begin = time.monotonic()
    jobs.close()
    jobs.close()
    assert time.monotonic() - begin < 3
    assert not alive(pid)
    until(lambda: threading.active_count() == before)
    assert (jobs.get(job).status, jobs.get(job).message) == ("stopped", "Stopped because the server was closed.")
    with pytest.raises(ValueError, match="closing"):
        jobs.submit(race(), "ann")


def test_a_table_that_nobody_holds_any_more_ends_its_worker_and_threads(make, tmp_path):
    make()  # for the environment
    before = threading.active_count()
    jobs = Jobs(str(tmp_path), command=COMMAND)
    shown(jobs, jobs.submit(race(steps=1000, sleep=0.02), "ann"))
    pid = jobs._workers.slots[0].child.pid
    del jobs
    gc.collect()
    gone(pid)
    until(lambda: threading.active_count() == before)


def test_threads_are_daemons_and_have_names(jobs):
    shown(jobs, jobs.submit(race(steps=100, sleep=0.02), "ann"))
    expected = {"jobs-watchdog": True, "worker-0-reader": True, "worker-0-errors": True}
    until(
        lambda: {t.name: t.daemon for t in threading.enumerate() if t.name.startswith(("jobs-", "worker-"))} == expected
    )


def test_a_reload_of_the_source_leaves_a_running_table_alone(jobs):
    """Streamlit drops local modules from sys.modules when a file is edited; old objects must go on working."""
    job = jobs.submit(race(steps=50, sleep=0.02), "ann")
    shown(jobs, job, 2)
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] == "playground"}
    try:
        from playground.core.config import Entrant, RaceConfig

        assert RaceConfig is not kept["playground.core.config"].RaceConfig
        new = RaceConfig((Entrant(),), network="good", samples=30, batch_size=10, learning_rate=0.0)
        other = jobs.submit(new, "bob")
        assert ended(jobs, job).status == "finished"
        view = ended(jobs, other)
        assert (view.status, view.config.id) == ("finished", new.id)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "playground"]:
            del sys.modules[name]
        sys.modules.update(kept)
