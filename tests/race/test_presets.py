"""The line-ups to begin with: each can be raced, can be told apart and asks one question."""

import pytest

from playground.core.config import Entrant, RaceConfig
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.race.menus import MOST_ENTRANTS, check
from playground.race.names import entrant_names
from playground.race.presets import CROSS_ENTROPY, PRESETS, STORY

each = pytest.mark.parametrize("title", PRESETS)


@each
def test_a_preset_passes_the_check_of_every_race_and_has_someone_to_compare_with(title):
    assert check(RaceConfig(PRESETS[title])).entrants == PRESETS[title]
    assert 2 <= len(PRESETS[title]) <= MOST_ENTRANTS


@each
def test_its_first_entrant_is_plain_cross_entropy_the_baseline(title):
    assert PRESETS[title][0] == CROSS_ENTROPY == Entrant()


@each
def test_no_entrant_is_in_it_twice_and_all_have_names_of_their_own(title):
    names = entrant_names(PRESETS[title])
    assert len(set(PRESETS[title])) == len(set(names)) == len(names)


@each
def test_it_survives_a_link(title):
    assert entrants_from_text(entrants_to_text(PRESETS[title])) == PRESETS[title]


def test_no_two_presets_are_the_same():
    assert len(set(PRESETS.values())) == len(PRESETS)


def test_gamma_alone_moves_gamma_alone_and_alpha_alone_alpha_alone():
    gamma, alpha = PRESETS["Gamma alone"], PRESETS["Alpha alone"]
    assert {entrant.alpha for entrant in gamma} == {CROSS_ENTROPY.alpha}
    assert {entrant.loss.key for entrant in gamma[1:]} == {"focal"}
    values = [entrant.loss.kwargs["gamma"] for entrant in gamma[1:]]
    assert values == sorted(set(values))
    assert {entrant.loss for entrant in alpha} == {CROSS_ENTROPY.loss}


def test_the_story_opens_the_menu_and_two_losses_are_its_beginning():
    assert next(iter(PRESETS.values())) == STORY
    assert PRESETS["Two losses"] == STORY[:2]
