"""The Race page without a browser and without a worker: what it says, asks and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground import data
from playground.background.api import Jobs
from playground.exchange.link import entrants_to_text
from playground.race import examples
from playground.race.presets import PRESETS
from playground.ui.race.lineup import STORY
from playground.ui.shell import server

APP = Path(__file__).parents[3] / "app.py"


@pytest.fixture
def app(monkeypatch, tmp_path):
    """The app on the embedded digits, with a worker that never starts."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.setattr(Jobs, "warm", lambda self: None)
    monkeypatch.setattr(Jobs, "submit", lambda self, config, owner, address: "abc")
    server.close()
    yield AppTest.from_file(str(APP), default_timeout=30)
    server.close()


def texts(at: AppTest) -> str:
    assert not at.exception
    assert at.title[0].value == "Which loss finds the rare digits?"
    parts = [*at.markdown, *at.caption, *at.error, *at.warning, *at.info]
    return "\n".join(part.value for part in parts)


def test_the_first_screen_shows_the_finished_example_of_the_default_settings(app):
    said = texts(app.run())
    assert "A finished example with these settings." in said
    assert "recognises" in said
    assert "SHA-256" in said


def test_without_mnist_the_page_says_so_and_offers_to_fetch_it(app):
    assert "MNIST is not on this machine" in texts(app.run())
    assert app.button("fetch_mnist").label == "Fetch MNIST (11 MB)"


def test_the_examples_are_made_with_the_settings_that_a_first_visitor_sees(app):
    config, snapshot = examples.load("digits")
    assert config == examples.configs()["digits"]
    assert snapshot.status == "finished"
    assert len(snapshot.results) == 4


def test_other_settings_are_no_longer_called_those_of_the_example(app):
    app.run()
    app.select_slider("ratio").set_value(10).run()
    assert "An example; press Race for your own settings." in texts(app)


def test_a_loss_is_edited_added_and_removed(app):
    app.run()
    app.selectbox("e1.loss").set_value("logit_adjustment").run()
    assert app.session_state.losses.split(";")[1] == "logit_adjustment,tau=1"
    app.slider("e1.logit_adjustment.tau").set_value(2.0).run()
    assert app.session_state.losses.split(";")[1] == "logit_adjustment,tau=2"
    app.selectbox("e1.alpha").set_value("effective").run()
    assert app.session_state.losses.split(";")[1] == "logit_adjustment,tau=2@effective:0.9999"
    app.button("drop0").click().run()
    assert app.session_state.losses.startswith("logit_adjustment,tau=2@effective:0.9999;focal")
    texts(app)


def test_every_line_up_can_be_raced(app):
    for text in map(entrants_to_text, PRESETS.values()):
        app.query_params["losses"] = text
        app.run()
        app.session_state["losses"] = text
        app.run()
        assert not app.error
        assert not app.button("race").disabled


@pytest.mark.parametrize(
    ("losses", "says"),
    [("nope", "There is no loss called 'nope'"), ("focal,gamma=9", "gamma must be a number from 0 to 5")],
)
def test_an_unknown_loss_in_the_link_gets_one_sentence_and_a_way_back(app, losses, says):
    app.query_params["losses"] = losses
    said = texts(app.run())
    assert says in said
    assert app.button("race").disabled
    next(button for button in app.button if button.label == "Back to the default losses").click().run()
    assert app.session_state.losses == STORY
    assert not app.error


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ("many", "Counts are whole numbers"),
        ("1,2,3", "Give one count per class"),
        ("9999," * 9 + "1", "are too many"),
        ("5," + "0," * 8 + "0", "At least two classes need images"),
    ],
)
def test_counts_that_make_no_sense_get_one_sentence(app, counts, says):
    app.run()
    app.selectbox("profile").set_value("custom").run()
    app.text_input("counts").set_value(counts).run()
    assert says in texts(app)
    assert app.button("race").disabled


def test_a_ratio_of_zero_in_the_link_gets_one_sentence(app):
    app.query_params["ratio"] = "0"
    assert "The link asks for the ratio '0'" in texts(app.run())
    app.select_slider("ratio").set_value(100).run()
    assert "The link asks" not in texts(app)


def test_a_race_that_is_gone_gets_one_sentence_and_the_example_stays(app):
    app.query_params["run"] = "gone"
    said = texts(app.run())
    assert "no longer holds that race" in said
    assert "recognises" in said


def test_a_corrupted_data_file_gets_one_sentence(app, tmp_path, monkeypatch):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in ("train-images", "t10k-images"):
        (raw / f"{name}-idx3-ubyte").write_bytes(b"rubbish")
    for name in ("train-labels", "t10k-labels"):
        (raw / f"{name}-idx1-ubyte").write_bytes(b"rubbish")
    data.load.cache_clear()
    app.run()
    assert not app.exception
    assert len(app.error) == 1
    assert "train-images" in app.error[0].value
    assert app.button("race").disabled
    app.segmented_control("data").set_value("digits").run()
    assert not app.error


def test_a_refused_race_says_why(app, monkeypatch):
    def refuse(self, config, owner, address):
        raise ValueError("You have two races under way already.")

    monkeypatch.setattr(Jobs, "submit", refuse)
    app.run()
    app.button("race").click().run()
    assert "You have two races under way already." in texts(app)
