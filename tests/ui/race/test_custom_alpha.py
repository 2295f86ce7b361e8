"""An alpha vector of one's own on the Race page: how it begins, what is taken, what is refused, and what is raced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.alpha import LEAST, MOST, RULES, expand
from playground.core.config import AlphaChoice, Entrant
from playground.core.numbers import joined, numbers
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.race.presets import STORY
from playground.ui.race import custom_alpha
from playground.ui.race.custom_alpha import _problem, as_custom, own
from tests.ui.race.recording import recording, words

COUNTS = (2, 2, 116, 116, 116, 2, 116, 116, 2, 2)  # the step of 50:1 that the page opens with
TYPED = (0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9.25)
REFUSED = [
    ("1 2 3", "Give 10 numbers, not 3."),
    ("", "Give 10 numbers, not 0."),
    ("1 1 1 1 1 1 1 1 1 one", "'one' is not a number."),
    ("1 1 1 1 1 1 1 1 1 nan", "'nan' is not a finite number."),
    ("1 1 1 1 1 1 1 1 1 -1", "Each alpha must be a finite number of at least 0, and one of them above 0."),
    ("0 0 0 0 0 0 0 0 0 0", "Each alpha must be a finite number of at least 0, and one of them above 0."),
    ("1 1 1 1 1 1 1 1 1 1e7", "Each alpha must be at most 1e+06, and the largest of them at least 1e-06."),
]
vectors = st.lists(st.floats(LEAST, MOST), min_size=10, max_size=10).map(tuple)


@pytest.fixture(scope="module")
def opened():
    with recording("/nowhere") as (app, asked):
        yield app.run(), asked


@pytest.fixture
def page(opened):
    """The page on the default line-up, whose first loss has a vector of its own, and the races begun on it."""
    app, asked = opened
    app.session_state["losses"] = entrants_to_text(STORY)
    app.run()
    app.selectbox("e0.alpha").set_value("custom").run()
    return app, asked


def type_in(app, text: str):
    return app.text_input("e0.vector").set_value(text).run()


def bars(app) -> list[str]:
    return [each.key for each in app.get("bidi_component") if each.key.endswith("bars")]


def raced(page):
    app, asked = page
    app.button("race").click().run()
    assert not app.exception
    return asked.races[-1].entrants[0].alpha


def test_without_a_rule_before_it_begins_with_ones(page):
    app, _ = page
    assert numbers(app.text_input("e0.vector").value) == (1.0,) * 10
    assert raced(page) == AlphaChoice("custom", custom=(1.0,) * 10, normalise=False)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in ("none", "custom")])
def test_it_begins_with_the_vector_of_the_rule_before(page, rule):
    app, _ = page
    app.selectbox("e0.alpha").set_value(rule).run()
    app.selectbox("e0.alpha").set_value("custom").run()
    param = RULES[rule].param
    before = expand(AlphaChoice(rule, param.default if param else 0.0), COUNTS)
    assert numbers(app.text_input("e0.vector").value) == pytest.approx(before, rel=5e-3)
    assert raced(page).custom == pytest.approx(before, rel=5e-3)


def test_a_typed_vector_is_raced_as_it_stands_and_opens_from_its_link(page):
    app, _ = page
    type_in(app, "[0.5 1;2,3 4 5 6 7 8 9.25]")
    assert raced(page) == AlphaChoice("custom", custom=TYPED, normalise=False)
    link = app.session_state.losses
    assert link.split(";")[0] == "cross_entropy@custom~.5~1~2~3~4~5~6~7~8~9.25!"
    with recording("/nowhere") as (other, asked):
        other.query_params["losses"] = link
        other.run()
        assert numbers(other.text_input("e0.vector").value) == TYPED
        assert raced((other, asked)).custom == TYPED


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_a_vector_that_cannot_be_is_refused_in_one_sentence_kept_for_mending_and_not_raced(page, text, sentence):
    app, _ = page
    type_in(app, joined(TYPED))
    type_in(app, text)
    assert [error.value for error in app.error] == [sentence]
    assert app.text_input("e0.vector").value == text
    assert raced(page).custom == TYPED
    type_in(app, joined(TYPED[::-1]))
    assert not app.error
    assert raced(page).custom == TYPED[::-1]


def test_what_was_refused_is_forgotten_with_the_loss_that_it_stood_beside(page):
    app, _ = page
    type_in(app, "one two")
    assert "Give 10 numbers, not 2." in words(app)
    app.selectbox("e0.alpha").set_value("inverse").run()
    app.selectbox("e0.alpha").set_value("custom").run()
    assert not app.error
    assert len(numbers(app.text_input("e0.vector").value)) == 10


def test_two_losses_have_two_vectors(page):
    app, asked = page
    app.selectbox("e1.alpha").set_value("custom").run()
    type_in(app, joined(TYPED))
    app.text_input("e1.vector").set_value(joined(TYPED[::-1])).run()
    app.button("race").click().run()
    assert [entrant.alpha.custom for entrant in asked.races[-1].entrants[:2]] == [TYPED, TYPED[::-1]]


@pytest.mark.parametrize("link", ["custom~1~2~3", "custom~0~0~0~0~0~0~0~0~0~0", "custom~nan~1~1~1~1~1~1~1~1~1"])
def test_a_link_with_a_vector_that_cannot_be_can_be_mended_in_its_line(page, link):
    app, _ = page
    app.text_input("losses").set_value(f"cross_entropy@{link}").run()
    assert app.error
    assert not bars(app), "no bars of what is no vector"
    type_in(app, joined(TYPED))
    assert not app.error
    assert raced(page).custom == TYPED


def test_bars_stand_beside_each_vector_of_one_s_own_and_nowhere_else(page):
    app, _ = page
    assert bars(app) == ["e0.bars"]
    app.selectbox("e2.alpha").set_value("custom").run()
    assert bars(app) == ["e0.bars", "e2.bars"]


@pytest.mark.parametrize(("values", "raced"), [(TYPED, TYPED), ((0.0,) * 10, None)])
def test_a_moved_bar_goes_the_same_way_as_a_typed_line(monkeypatch, values, raced):
    changes, state = [], {}
    monkeypatch.setattr(custom_alpha, "moved", lambda key: values)
    monkeypatch.setattr(custom_alpha, "change", lambda i, alpha: changes.append((i, alpha.custom)))
    monkeypatch.setattr(custom_alpha.st, "session_state", state)
    custom_alpha._moved(3, "before", COUNTS)
    assert changes == ([(3, raced)] if raced else [])
    assert list(state.values()) == [{} if raced else {3: ["before", joined(values)]}]


@given(vectors)
def test_every_vector_of_allowed_numbers_is_taken_and_survives_line_and_link(vector):
    entrant = Entrant(alpha=own(vector))
    assert not _problem(", ".join(map(repr, vector)), COUNTS)
    assert expand(own(vector), COUNTS) == vector
    assert entrants_from_text(entrants_to_text((entrant,))) == (entrant,)


@given(vectors)
def test_what_begins_as_one_s_own_is_the_expanded_vector_to_three_digits_and_begins_the_same_again(vector):
    alpha = as_custom(AlphaChoice("custom", custom=vector), COUNTS)
    assert alpha.custom == pytest.approx(expand(AlphaChoice("custom", custom=vector), COUNTS), rel=5e-3)
    assert as_custom(alpha, COUNTS) == alpha


@given(st.lists(st.floats(1e-3, 1e3), min_size=10, max_size=10).map(tuple))
def test_ten_ordinary_weights_take_under_80_characters_of_a_link(vector):
    alpha = as_custom(own(vector), COUNTS)
    assert len(entrants_to_text((Entrant(alpha=alpha),)).removeprefix("cross_entropy")) < 80


def test_a_choice_that_gives_no_vector_begins_with_ones():
    assert as_custom(AlphaChoice("custom", custom=(1.0, 2.0)), COUNTS) == own((1.0,) * 10)
