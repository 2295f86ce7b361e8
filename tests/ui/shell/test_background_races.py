"""What every page says of the visitor's own races, without a browser and without a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.ui.shell import server
from playground.ui.shell.background_races import words

APP = Path(__file__).parents[3] / "app.py"
HALF = Snapshot("x", step=50, steps=100)


def job(status: str = "running", **more) -> Job:
    return Job("abc", RaceConfig(), "me", status, snapshot=HALF, **more)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (job(eta_seconds=4.2), "is 50% done, about 4 s left"),
        (Job("abc", RaceConfig(), "me", position=3, eta_seconds=61.0), "waits as number 3, about 61 s left"),
        (job("paused"), "rests at 50%"),
        (job("finished"), "has finished"),
        (job("stopped"), "was stopped at 50%; results kept"),
        (job("failed", message="It ran out of memory."), "failed. It ran out of memory."),
    ],
)
def test_a_race_is_told_in_one_line(found, said):
    assert words(found) == f"Your race {said}"


@pytest.fixture
def app(monkeypatch):
    """The Loss Lab of a visitor whose races are in `table`; orders land in `table["stopped"]`."""
    table: dict = {"jobs": {}, "stopped": []}
    monkeypatch.setattr(Jobs, "warm", lambda self: None)
    monkeypatch.setattr(Jobs, "get", lambda self, key, seen=False: table["jobs"].get(key))

    def unfinished(self, owner):
        return [job for job in table["jobs"].values() if job.owner == owner and not job.ended]

    monkeypatch.setattr(Jobs, "unfinished", unfinished)
    monkeypatch.setattr(Jobs, "stop", lambda self, key, owner: table["stopped"].append((key, owner)))
    server.close()
    server.jobs()  # somebody has been on the Race page
    at = AppTest.from_file(str(APP), default_timeout=60)
    yield at, table
    server.close()


def lines(at: AppTest) -> list[str]:
    assert not at.exception
    return [m.value for m in at.markdown if m.value.startswith("Your race")]


def test_who_has_started_nothing_sees_nothing(app):
    at, table = app
    table["jobs"]["abc"] = job()
    assert lines(at.switch_page("pages/2_loss_lab.py").run()) == []


def test_a_running_race_is_told_on_other_pages_and_stopped_there(app):
    at, table = app
    table["jobs"]["abc"] = job()
    at.session_state["_owner"] = "me"
    assert lines(at.switch_page("pages/2_loss_lab.py").run()) == ["Your race is 50% done"]
    at.button(key="stop-abc").click().run()
    assert table["stopped"] == [("abc", "me")]


def test_an_ended_race_is_told_until_it_has_been_seen(app):
    at, table = app
    table["jobs"]["abc"] = job()
    at.session_state["_owner"] = "me"
    at.switch_page("pages/2_loss_lab.py").run()
    table["jobs"]["abc"] = job("finished")
    assert lines(at.run()) == ["Your race has finished"]
    at.session_state["run"] = "abc"
    assert lines(at.switch_page("pages/1_race.py").run()) == []
    assert lines(at.switch_page("pages/2_loss_lab.py").run()) == []


def test_a_race_that_is_no_longer_kept_leaves_no_line(app):
    at, table = app
    table["jobs"]["abc"] = job()
    at.session_state["_owner"] = "me"
    at.switch_page("pages/2_loss_lab.py").run()
    table["jobs"].clear()
    assert lines(at.run()) == []
