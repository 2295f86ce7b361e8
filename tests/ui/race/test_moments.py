"""The Race page at every moment of a race: what it says while one waits, runs, rests, breaks and ends."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.background.api import Job, Jobs
from playground.core.config import Imbalance
from playground.race.digest import digest
from playground.ui.race.start import start
from playground.ui.shell import owners, server
from tests.analysis.conftest import CONFIG, made_snapshot

APP = Path(__file__).parents[3] / "app.py"
WHOLE = replace(CONFIG, seed=7)


@pytest.fixture
def show(monkeypatch, tmp_path):
    """Open the page on a job, with a worker that never starts and MNIST away."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setattr(Jobs, "warm", lambda self: None)
    server.close()

    def opened(job: Job | None, **query: str) -> AppTest:
        monkeypatch.setattr(Jobs, "get", lambda self, run, *, seen=False: job if job and run == job.id else None)
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.query_params["run"] = "race01"
        app.session_state["_owner"] = "someone"
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    yield opened
    server.close()


def job(status: str, snapshot=None, **more) -> Job:
    return Job("race01", WHOLE, "someone", status, snapshot=snapshot, **more)


def words(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return re.sub(r":small\[(.*)\]", r"\1", "\n".join(str(part.value) for part in parts))


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def broken(snapshot, place: int, status: str = "diverged"):
    """The snapshot with one lane that broke before its end."""
    lanes = list(snapshot.lanes)
    lanes[place] = replace(lanes[place], status=status, message="Its loss was not finite at step 10.")
    return replace(snapshot, lanes=tuple(lanes))


def test_a_queued_race_says_its_place_and_how_long(show):
    app = show(job("queued", position=2, eta_seconds=30.4))
    progress = [element.proto.text for element in app.get("progress")]
    assert progress == ["Waiting: number 2 in the queue · about 30 s left"]
    assert not app.dataframe
    assert [button.label for button in app.button if button.label == "Stop"] == ["Stop"]


def test_a_race_that_has_shown_nothing_yet_is_starting(show):
    assert "Racing: starting" in words(show(job("running")))


def test_a_running_race_says_how_far_it_is_and_draws_a_line_for_each_entrant(show, labels):
    running = made_snapshot(labels, seeds=1)
    lanes = tuple(replace(lane, status="running") for lane in running.lanes)
    app = show(job("running", replace(running, lanes=lanes, step=5), rate=1234.0, eta_seconds=0.2))
    assert "Racing: step 5 of 10 · about 1 s left · 1,234 images/s" in words(app)
    for name in digest(WHOLE, running).names:
        assert f'aria-label="{name}: running, 50%"' in html(app)
    assert "Pause" in [button.label for button in app.button]
    assert app.button("race").disabled


@pytest.mark.parametrize(("silence", "said"), [(4.9, False), (5.0, True), (12.3, True)])
def test_a_trainer_that_is_silent_for_seconds_is_told_instead_of_speed_and_time_left(show, silence, said):
    told = words(show(job("running", rate=1234.0, eta_seconds=9.0, silence=silence)))
    assert (f"Racing: starting. No sign from the trainer for {silence:.0f} s." in told) == said
    assert ("images/s" in told) != said
    assert ("s left" in told) != said


def test_a_finished_race_that_is_not_on_the_disk_says_so(show, labels):
    refused = "This race could not be kept on the disk (the disk is full)."
    snapshot = made_snapshot(labels)
    assert [warning.value for warning in show(job("finished", snapshot, message=refused)).warning] == [refused]
    assert not show(job("finished", snapshot)).warning


def test_a_paused_race_offers_to_go_on_or_one_step(show, labels):
    app = show(job("paused", made_snapshot(labels, seeds=1)))
    assert "Paused: step 10 of 10" in words(app)
    assert {"Resume", "Step", "Stop"} <= {button.label for button in app.button}


def test_a_stopped_race_says_how_far_it_came_and_tells_its_story(show, labels):
    app = show(job("stopped", replace(made_snapshot(labels), step=4), message="Stopped by its visitor."))
    assert "Stopped 40% of the way; results kept. Stopped by its visitor." in words(app)
    assert "recognises" in words(app)


def test_a_failed_race_says_why_or_that_nothing_was_said(show):
    assert "Out of memory." in words(show(job("failed", message="Out of memory.")))
    assert "The race failed without saying why." in words(show(job("failed")))


def test_a_finished_race_shows_every_sentence_and_number_of_its_digest(show, labels):
    snapshot = made_snapshot(labels)
    found = digest(WHOLE, snapshot)
    app = show(job("finished", snapshot), look="numbers")
    for sentence in (*found.sentences, found.facts.sentence):
        assert sentence in words(app)
    standings, differences = app.dataframe[0].value, app.dataframe[1].value
    assert standings["Loss"].tolist() == list(found.names)
    assert standings["Rare recall"].tolist() == [each.rare for each in found.standings]
    assert standings["Δ"].tolist() == [each.gain for each in found.standings]
    assert differences["Loss"].tolist() == list(found.names[1:])
    assert f"**Against {found.names[0]}, seed by seed**" in words(app)
    assert "Train 15,000 images more" in [button.label for button in app.button]


def test_one_seed_has_no_table_of_differences(show, labels):
    app = show(job("finished", made_snapshot(labels, seeds=1)), look="numbers")
    assert len(app.dataframe) == 1
    assert "seed by seed" not in words(app)


@pytest.mark.parametrize("status", ["diverged", "failed"])
def test_a_lane_that_broke_is_told_with_its_loss(show, labels, status):
    app = show(job("finished", broken(made_snapshot(labels), 1, status)), look="numbers")
    assert [warning.value for warning in app.warning] == ["Focal γ=2. Its loss was not finite at step 10."]
    assert len(app.dataframe) == 2


def test_a_lost_baseline_still_opens_every_look(show, labels):
    race = job("finished", broken(made_snapshot(labels), 0))
    for look in ("Confusion matrices", "Each digit", "Sample predictions"):
        assert show(race, look=look)


@pytest.mark.parametrize(("look", "charts"), [("Confusion matrices", 3), ("Each digit", 1), ("Sample predictions", 0)])
def test_only_the_open_look_is_drawn(show, labels, look, charts):
    app = show(job("finished", made_snapshot(labels)), look=look)
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    looks = [alt for alt in alts if alt.startswith(("Confusion matrix", "Recall of each digit"))]
    assert len(looks) == charts


def test_sample_predictions_count_what_is_right_among_the_images_shown(show, labels):
    app = show(job("finished", made_snapshot(labels)), look="Sample predictions")
    assert "of these 20 test images are right" in words(app)
    assert html(app).count("<figure") == 20


@pytest.mark.parametrize(("see", "title"), [("nll", "Test cross-entropy"), ("accuracy", "Accuracy")])
def test_the_chart_says_which_yardstick_it_shows_and_for_whom(show, labels, see, title):
    snapshot = made_snapshot(labels)
    app = show(job("finished", snapshot))
    app.segmented_control("see").set_value(see).run()
    alt = app.get("plotly_chart")[0].proto.alt
    assert alt.startswith(f"{title}, where all classes are equally common, against")
    assert alt.endswith(", ".join(digest(WHOLE, snapshot).names))


def test_a_race_of_other_settings_says_that_it_shows_the_old_ones(show, labels):
    other = replace(job("finished", made_snapshot(labels)), config=replace(WHOLE, imbalance=Imbalance("balanced")))
    assert "it shows the old ones" in words(show(other))


def test_a_start_that_is_refused_keeps_the_sentence_for_the_page(monkeypatch):
    kept: dict[str, str] = {}
    monkeypatch.setattr(st, "session_state", kept)
    monkeypatch.setattr(owners, "owner", lambda: "someone")
    start(OneRace(), replace(WHOLE, samples=1))
    assert "samples must be a whole number" in kept["_refused"]


class OneRace:
    """A table of jobs that takes one race and shows it as it is told to."""

    def __init__(self, *moments: Job) -> None:
        self.moments = list(moments)

    def submit(self, config, owner, address):
        return "race01"

    def get(self, run):
        return self.moments.pop(0) if len(self.moments) > 1 else self.moments[0]


def test_a_start_waits_for_the_first_point_and_not_for_a_place_in_the_queue(monkeypatch, labels):
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    monkeypatch.setattr(owners, "owner", lambda: "someone")
    table = OneRace(job("running"), job("running"), job("running", made_snapshot(labels, seeds=1)))
    start(table, WHOLE)
    assert len(table.moments) == 1
    [(run, _name, query)] = kept.pop("_started")
    assert (run, query) == ("race01", "run=race01")
    assert kept == {"run": "race01", "_begun": "race01"}
    waiting = OneRace(job("queued", position=1), job("running"))
    start(waiting, WHOLE)
    assert len(waiting.moments) == 1
