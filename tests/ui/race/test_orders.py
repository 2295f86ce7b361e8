"""Every button of the Race page gives its own order to the background, and what stands there is told in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground import data
from playground.background.api import Download, Job, Jobs
from tests.analysis.conftest import CONFIG, made_snapshot
from tests.ui.race.recording import recording, words

WHOLE = replace(CONFIG, seed=7)


def press(app, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def opened(app, run: str = "race01"):
    app.query_params["run"] = run
    return app.run()


@pytest.mark.parametrize(
    ("status", "label", "order"),
    [
        ("queued", "Stop", "stop"), ("running", "Stop", "stop"), ("running", "Pause", "pause"),
        ("paused", "Stop", "stop"), ("paused", "Resume", "resume"), ("paused", "Step", "step"),
    ],
)  # fmt: skip
def test_a_button_orders_what_it_says_of_this_race_alone(labels, status, label, order):
    job = Job("race01", WHOLE, "me", status, position=1, snapshot=made_snapshot(labels, seeds=1))
    with recording("/nowhere", job) as (app, asked):
        press(opened(app), label)
        assert asked.orders == [(order, "race01", "me")]


@pytest.mark.parametrize(
    ("status", "offered"),
    [("queued", {"Stop"}), ("running", {"Stop", "Pause"}), ("paused", {"Stop", "Resume", "Step"}), ("stopped", set()),
     ("failed", set())],
)  # fmt: skip
def test_only_what_a_race_can_obey_is_offered(labels, status, offered):
    job = Job("race01", WHOLE, "me", status, position=1, snapshot=made_snapshot(labels, seeds=1))
    with recording("/nowhere", job) as (app, _):
        enabled = {button.label for button in opened(app).button if not button.disabled}
        assert enabled & {"Stop", "Pause", "Resume", "Step"} == offered
        assert not any(button.label.startswith("Train ") for button in app.button)


@pytest.mark.parametrize("status", ["", "queued", "running", "paused", "stopped", "failed", "finished"])
def test_the_buttons_of_a_race_keep_their_places_whatever_it_does(labels, status):
    job = Job("race01", WHOLE, "me", status, position=1, snapshot=made_snapshot(labels, seeds=1)) if status else None
    with recording("/nowhere", job) as (app, _):
        keys = [button.key for button in opened(app).button if button.key in ("race", "pause", "step", "stop")]
        assert keys == ["race", "pause", "step", "stop"]


def test_going_on_asks_for_half_as_many_images_again(labels):
    job = Job("race01", replace(WHOLE, samples=10_001), "me", "finished", snapshot=made_snapshot(labels, seeds=1))
    with recording("/nowhere", job) as (app, asked):
        press(opened(app), "Train 5,000 images more")
        assert asked.orders == [("extend", "race01", 5000, "me")]


def test_a_refused_extension_says_why_once(labels, monkeypatch):
    def refuse(self, job_id, samples, owner):
        raise ValueError("Its weights are gone.")

    job = Job("race01", WHOLE, "me", "finished", snapshot=made_snapshot(labels, seeds=1))
    with recording("/nowhere", job) as (app, _):
        opened(app)
        monkeypatch.setattr(Jobs, "extend", refuse)
        press(app, "Train 15,000 images more")
        assert [error.value for error in app.error] == ["Its weights are gone."]
        assert not app.run().error


@pytest.mark.parametrize(
    ("device", "ready", "problem", "says"),
    [
        ("", False, "", "The engine is warming up; a race started now waits for it."),
        ("CPU, 2 threads", True, "", "Trains on CPU, 2 threads"),
        ("CPU, 2 threads", True, "The worker cannot start: torch is missing.", "torch is missing."),
    ],
)
def test_what_trains_here_is_told(monkeypatch, device, ready, problem, says):
    for name, value in (("device", device), ("ready", ready), ("problem", problem)):
        monkeypatch.setattr(Jobs, name, property(lambda self, value=value: value))
    with recording("/nowhere") as (app, _):
        assert any(caption.value.endswith(says) for caption in app.run().caption)


def shown_download(monkeypatch, download: Download):
    monkeypatch.setattr(Jobs, "download", lambda self, dataset: download)


def test_a_click_fetches_the_data_that_the_button_names():
    with recording("/nowhere") as (app, asked):
        press(app.run(), "Fetch MNIST (11 MB)")
        assert asked.orders == [("fetch_data", "mnist")]


def test_a_running_download_shows_how_far_it_is_and_no_button(monkeypatch):
    shown_download(monkeypatch, Download("mnist", "running", 2_500_000, 10_000_000))
    with recording("/nowhere") as (app, _):
        bar = app.run().get("progress")[0].proto
        assert bar.text == "Fetching MNIST: 2.5 of 10.0 MB"
        assert bar.value == 25
        assert not [button for button in app.button if button.key == "fetch_mnist"]
        assert not app.info


def test_a_failed_download_says_why_and_may_be_tried_again(monkeypatch):
    shown_download(monkeypatch, Download("mnist", "failed", message="No server answered."))
    with recording("/nowhere") as (app, asked):
        said = app.run().info[0].value
        assert said.startswith("Fetching MNIST failed. No server answered. ")
        assert f"Meanwhile every page works on {data.SPECS['digits'].title}." in said
        assert said.endswith("MNIST is not on this machine.")
        press(app, "Try MNIST again")
        assert asked.orders == [("fetch_data", "mnist")]


def test_what_stands_in_for_missing_data_is_told_in_its_own_words():
    with recording("/nowhere") as (app, _):
        assert data.SPECS["digits"].note in words(app.run())


@pytest.mark.parametrize(
    ("status", "disabled"), [("queued", True), ("running", True), ("paused", True), ("failed", False)]
)
def test_a_race_runs_once_at_a_time_and_again_when_it_has_ended(labels, status, disabled):
    job = Job("race01", WHOLE, "me", status, position=1, snapshot=made_snapshot(labels, seeds=1))
    with recording("/nowhere", job) as (app, _):
        race = opened(app).button("race")
        assert (race.label, race.disabled) == ("Race again", disabled)
