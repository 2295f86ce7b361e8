"""The way from the Loss Lab to the race: what its link says, with whom the loss races, and when there is no room."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.exchange.link import entrants_from_text
from playground.losses import SPECS
from playground.race.menus import MOST_ENTRANTS
from playground.race.presets import STORY
from playground.ui.lab.race_this import FULL, joined_by
from playground.ui.shell import engine

APP = Path(__file__).parents[3] / "app.py"
VECTOR = (9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.5)
choices = st.sampled_from(list(SPECS)).map(lambda key: Entrant(LossChoice.of(key, **SPECS[key].defaults)))


@pytest.fixture(scope="module", autouse=True)
def _torch():
    engine.ensure()


def opened(losses: str = "", **query: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60)
    if losses:
        at.session_state["losses"] = losses
    for name, text in query.items():
        at.query_params[name] = text
    at.switch_page("pages/2_loss_lab.py").run()
    assert not at.exception
    return at


def link(at: AppTest):
    return next(each.proto for each in at.get("page_link") if each.proto.label == "Race this loss")


def entrants(at: AppTest) -> tuple[Entrant, ...]:
    return entrants_from_text(parse_qs(link(at).query_string)["losses"][0])


def test_a_loss_that_races_already_leads_to_the_race_as_it_is():
    assert entrants(opened()) == (STORY[0], *STORY[1:])


def test_the_loss_joins_with_its_parameters_as_the_slider_leaves_them():
    at = opened(lab_loss="poly1")
    at.slider(key="poly1_epsilon").set_value(3.0).run()
    assert entrants(at) == (*STORY, Entrant(LossChoice.of("poly1", epsilon=3.0)))


def test_alpha_goes_along_from_the_view_that_shows_it_and_from_no_other():
    at = opened(lab_loss="gce", lab_view="classes", alpha_rule="effective")
    alpha = AlphaChoice("effective", 0.9999)
    assert entrants(at)[-1] == Entrant(LossChoice.of("gce", q=SPECS["gce"].defaults["q"]), alpha)
    at.segmented_control(key="lab_view").set_value("loss").run()
    assert entrants(at)[-1].alpha == AlphaChoice()


def test_a_vector_of_one_s_own_goes_along_as_it_stands():
    at = opened(lab_view="classes")
    at.text_input(key="alpha").set_value(" ".join(map(str, VECTOR))).run()
    assert entrants(at)[-1] == Entrant(
        LossChoice.of("focal", gamma=2.0), AlphaChoice("custom", custom=VECTOR, normalise=False)
    )


def test_a_vector_that_cannot_be_read_does_not_go_along():
    at = opened(lab_view="classes", lab_loss="gce")
    at.text_input(key="alpha").set_value("1 2 three").run()
    assert at.error
    assert entrants(at)[-1].alpha == AlphaChoice()


def test_it_joins_the_line_up_that_the_race_page_was_left_with():
    at = opened("cross_entropy;gce,q=0.5", lab_loss="mae")
    assert [entrant.loss.key for entrant in entrants(at)] == ["cross_entropy", "gce", "mae"]


def test_what_is_no_line_up_gives_way_to_the_page_s_own():
    assert entrants(opened("cross_entropy;no_such", lab_loss="mae"))[:-1] == STORY


def test_a_full_race_is_told_in_one_sentence_and_keeps_its_losses():
    at = opened(";".join(["cross_entropy"] * MOST_ENTRANTS), lab_loss="mae")
    assert link(at).disabled
    assert FULL in [caption.value for caption in at.caption]
    assert not link(opened(lab_loss="mae")).disabled


def test_the_race_page_opens_with_the_loss_from_the_lab():
    wanted = entrants(opened(lab_loss="poly1", poly1_epsilon="3"))
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["losses"] = parse_qs(link(opened(lab_loss="poly1", poly1_epsilon="3")).query_string)["losses"][0]
    at.run()
    assert entrants_from_text(at.session_state.losses) == wanted
    assert at.slider(key="e4.poly1.epsilon").value == 3.0


@given(st.lists(choices, min_size=1, max_size=6).map(tuple), choices)
def test_who_joins_comes_last_once_and_moves_nobody(racing, newcomer):
    found = joined_by(racing, newcomer)
    assert found[: len(racing)] == racing
    assert found.count(newcomer) == max(1, racing.count(newcomer))
    assert joined_by(found, newcomer) == found
