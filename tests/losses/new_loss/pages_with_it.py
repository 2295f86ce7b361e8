"""Run in a copy of the project to which sharpened.py was added: every page that shows a loss opens with it."""

from dataclasses import replace

import numpy as np
import pytest

import playground.losses as losses
from playground.analysis.evaluation import evaluate_race
from playground.core.config import Entrant, LossChoice
from playground.exchange.link import entrants_to_text
from playground.ui.shell import engine
from tests.analysis.conftest import CONFIG, labels, made_snapshot  # noqa: F401
from tests.ui.analysis.test_pages import LOOKING, Job, table, words  # noqa: F401
from tests.ui.analysis.test_pages import page as understand
from tests.ui.lab import test_lab_page as lab
from tests.ui.race.test_race_page import app, texts  # noqa: F401

KEY = "sharpened"
CHOICE = LossChoice.of(KEY, sharpness=3.0)
RACE = replace(CONFIG, entrants=(Entrant(), Entrant(CHOICE), Entrant(LossChoice.of("focal", gamma=2.0))))


@pytest.fixture(autouse=True)
def _torch():
    engine.ensure()


def test_sharpened_is_a_class_with_a_signature():
    assert str(losses.SharpenedLoss(times=2.0)).startswith("SharpenedLoss(sharpness=2.0, label=None, times=2.0")


def test_sharpened_is_drawn_in_every_view_of_the_loss_lab():
    for view in lab.VIEWS.values():
        at = lab.page(lab_loss=losses.SPECS[KEY].title, lab_view=view.title)
        assert not at.error
        assert lab.chart(at)["data"]
    assert {f"{KEY}_{param.name}" for param in losses.SPECS[KEY].params} <= {slider.key for slider in at.slider}


def test_sharpened_stands_in_the_line_up_of_a_race(app):  # noqa: F811
    app.query_params["losses"] = entrants_to_text(RACE.entrants)
    said = texts(app.run())
    assert losses.SPECS[KEY].summary in said
    app.slider(f"e1.{KEY}.label").set_value(3.0).run()
    assert "label=3" in app.session_state.losses


@pytest.mark.parametrize("name", LOOKING)
def test_sharpened_is_shown_by_every_page_of_understand(name, table, labels):  # noqa: F811
    table.races["new001"] = Job("new001", RACE, "me", "finished", snapshot=made_snapshot(labels))
    app = understand(name, run="new001")  # noqa: F811
    assert not app.exception
    assert "3 losses on" in words(app)


def test_sharpened_answers_with_its_own_probabilities(labels):  # noqa: F811
    snapshot = made_snapshot(labels)
    found = evaluate_race(RACE, snapshot, "", "made up")
    np.testing.assert_allclose(found.runs[1][0], 3 * snapshot.results[1].logits, rtol=1e-6)
