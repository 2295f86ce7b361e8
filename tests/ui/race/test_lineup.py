"""Who races: the line of text is the truth, and every button and menu of the editor writes it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.alpha import RULES, expand
from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.exchange.link import entrants_from_text, entrants_to_text
from playground.losses import SPECS
from playground.race.menus import MOST_ENTRANTS
from playground.race.names import entrant_names
from playground.race.presets import PRESETS, STORY
from playground.ui.race import lineup
from tests.ui.race.recording import recording, words

COUNTS = (2, 2, 116, 116, 116, 2, 116, 116, 2, 2)  # the step of 50:1 that the page opens with


@pytest.fixture(scope="module")
def opened():
    with recording("/nowhere") as (app, asked):
        yield app.run(), asked


@pytest.fixture
def page(opened):
    """The page on the default line-up, and the races begun on it."""
    app, asked = opened
    app.session_state["losses"] = entrants_to_text(STORY)
    for i in range(MOST_ENTRANTS):
        app.session_state[f"e{i}.open"] = False  # what a browser does at the next click elsewhere
    return app.run(), asked


def button(app, label: str):
    return next(button for button in app.button if button.label == label)


def rows(app) -> list[str]:
    """The names on the line-up's buttons."""
    return [block.proto.popover.label for block in app.get("popover") if block.proto.popover.label in known(app)]


def known(app) -> list[str]:
    return entrant_names(entrants_from_text(app.session_state.losses))


def captions(app) -> list[str]:
    return [c.value for c in app.caption if c.value.startswith("alpha for digits 0 to 9: ")]


def test_a_row_has_the_name_that_charts_and_tables_use(page):
    app, _ = page
    app.session_state["closer"] = True
    app.run()
    assert rows(app) == entrant_names(STORY) == app.dataframe[0].value["Loss"].tolist()


@pytest.mark.parametrize("title", PRESETS)
def test_a_line_up_of_the_menu_is_raced_as_it_stands(page, title):
    app, asked = page
    app.get("menu_button")[0].set_value(title).run()
    app.button("race").click().run()
    assert asked.races[-1].entrants == PRESETS[title]
    assert app.text_input("losses").value == entrants_to_text(PRESETS[title])


def test_losses_that_race_not_yet_are_added_up_to_six_in_the_order_of_the_menu(page):
    app, asked = page
    for count in range(len(STORY), MOST_ENTRANTS):
        assert len(known(app)) == count
        button(app, "Add a loss").click().run()
    assert button(app, "Add a loss").disabled
    app.button("race").click().run()
    racing = [entrant.loss.key for entrant in asked.races[-1].entrants]
    rest = [key for key in SPECS if key not in {entrant.loss.key for entrant in STORY}]
    assert asked.races[-1].entrants[: len(STORY)] == STORY
    assert racing[len(STORY) :] == rest[: MOST_ENTRANTS - len(STORY)]


def test_an_added_loss_has_its_published_numbers_and_opens(page):
    app, asked = page
    button(app, "Add a loss").click().run()
    spec = SPECS["class_balanced_focal"]
    opened = [each.proto.popover for each in app.get("popover") if each.proto.popover.open]
    assert [each.label for each in opened] == [spec.title]
    app.button("race").click().run()
    assert asked.races[-1].entrants[-1] == Entrant(LossChoice.of(spec.key, **spec.defaults))


def test_an_opened_editor_stays_the_same_widget_while_its_numbers_move_and_is_no_other_once_closed(page):
    app, _ = page
    button(app, "Add a loss").click().run()
    before = [each.proto.popover for each in app.get("popover") if each.proto.popover.open]
    app.slider("e4.class_balanced_focal.gamma").set_value(3.0).run()
    app.selectbox("e4.alpha").set_value("sqrt").run()
    after = [each.proto.popover for each in app.get("popover") if each.proto.popover.open]
    assert [each.id for each in before] == [each.id for each in after] != [""]
    app.session_state["e4.open"] = False
    app.run()
    assert not [each for each in app.get("popover") if each.proto.popover.open]
    assert rows(app) == known(app)
    assert known(app)[-1] == "Class-balanced focal γ=3 + α square-root inverse"


@given(st.lists(st.sampled_from(list(SPECS)), min_size=1, max_size=5), st.integers(2, 20))
def test_a_newcomer_is_new_and_all_before_it_in_the_menu_race(keys, classes):
    entrants = tuple(Entrant(LossChoice.of(key)) for key in keys)
    found = lineup.newcomer(entrants, classes)
    assert found.key not in keys
    assert set(list(SPECS)[: list(SPECS).index(found.key)]) <= set(keys)
    assert found.kwargs == {param.name: param.default for param in SPECS[found.key].fitted(classes)}


@pytest.mark.parametrize("gone", range(len(STORY)))
def test_removing_a_row_leaves_the_others_in_their_order(page, gone):
    app, asked = page
    app.button(f"drop{gone}").click().run()
    app.button("race").click().run()
    assert asked.races[-1].entrants == STORY[:gone] + STORY[gone + 1 :]


def test_the_last_loss_cannot_be_removed(page):
    app, asked = page
    for _ in STORY[1:]:
        app.button("drop0").click().run()
    assert not [b for b in app.button if (b.key or "").startswith("drop")]
    app.button("race").click().run()
    assert asked.races[-1].entrants == STORY[-1:]


@pytest.mark.parametrize("text", ["cross_entropy;;gce,q=0.5;ldam", ";cross_entropy;gce,q=0.5 ; ;ldam;;;"])
def test_empty_parts_of_a_typed_line_up_count_as_no_losses(page, text):
    app, _ = page
    app.text_input("losses").set_value(text).run()
    assert rows(app) == entrant_names(entrants_from_text("cross_entropy;gce,q=0.5;ldam"))
    assert not button(app, "Add a loss").disabled
    app.button("drop1").click().run()
    assert rows(app) == entrant_names(entrants_from_text("cross_entropy;ldam"))
    button(app, "Add a loss").click().run()
    assert known(app) == [*entrant_names(entrants_from_text("cross_entropy;ldam")), "Focal γ=2"]


def test_a_text_that_is_not_understood_is_kept_for_mending_and_nothing_is_added_to_it(page):
    app, _ = page
    app.text_input("losses").set_value("cross_entropy;focal,gama=2").run()
    assert "The loss 'focal' has no parameter 'gama'; it has gamma." in words(app)
    assert button(app, "Add a loss").disabled
    assert app.text_input("losses").value == "cross_entropy;focal,gama=2"


def test_a_link_with_six_losses_opens_a_full_line_up():
    with recording("/nowhere") as (app, _):
        app.query_params["losses"] = ";".join(["cross_entropy"] * MOST_ENTRANTS)
        assert button(app.run(), "Add a loss").disabled
        assert len(rows(app)) == MOST_ENTRANTS


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "custom"])
def test_the_vector_of_every_alpha_rule_is_shown_and_raced(page, rule):
    app, asked = page
    app.selectbox("e1.alpha").set_value(rule).run()
    param = RULES[rule].param
    choice = AlphaChoice(rule, param.default if param else 0.0)
    shown = [float(n) for n in captions(app)[1].split(": ")[1].split(", ")]
    assert shown == pytest.approx(list(expand(choice, COUNTS)), rel=5e-3)
    app.button("race").click().run()
    assert asked.races[-1].entrants == (STORY[0], replace(STORY[1], alpha=choice), *STORY[2:])


def test_the_number_of_a_rule_moves_its_vector(page):
    app, asked = page
    app.selectbox("e1.alpha").set_value("scalar").run()
    app.number_input("e1.scalar.value").set_value(0.75).run()
    assert captions(app)[1].endswith(": " + ", ".join(["2.5", *["0.833"] * 9]))
    app.button("race").click().run()
    assert asked.races[-1].entrants[1].alpha == AlphaChoice("scalar", 0.75)


def test_a_vector_of_another_number_of_classes_is_told_beside_its_loss_and_not_raced(page):
    app, asked = page
    before = len(asked.races)
    app.text_input("losses").set_value("cross_entropy@custom~1~2~3").run()
    assert "alpha needs one number per class: 10, not 3." in words(app)
    app.button("race").click().run()
    assert len(asked.races) == before
    assert "alpha needs one number per class: 10, not 3." in words(app)


@pytest.mark.parametrize("key", ["asymmetric", "class_balanced_focal", "cost_matrix", "vs"])
def test_a_loss_is_chosen_with_its_published_numbers_and_each_slider_moves_its_own(page, key):
    app, asked = page
    app.selectbox("e1.loss").set_value(key).run()
    published = {param.name: param.default for param in SPECS[key].fitted(10)}
    for param in SPECS[key].fitted(10):
        slider = app.slider(f"e1.{key}.{param.name}")
        assert (slider.min, slider.max, slider.value) == (param.low, param.high, param.default)
        end = param.low if param.default == param.high else param.high
        slider.set_value(end)
        published[param.name] = end
    app.run()
    app.button("race").click().run()
    assert asked.races[-1].entrants[1].loss.kwargs == published


texts = st.lists(st.sampled_from(["cross_entropy", "focal,gamma=2", "gce", " ", ""]), max_size=9).map(";".join)


@given(texts)
def test_the_line_up_is_full_exactly_when_one_more_would_be_refused(text):
    try:
        entrants_from_text(text)
    except ValueError:
        assert lineup.is_full(text)
        return
    more = f"{text};gce"
    if lineup.is_full(text):
        with pytest.raises(ValueError, match=re.escape(f"1 to {MOST_ENTRANTS} losses")):
            entrants_from_text(more)
    else:
        assert len(entrants_from_text(more)) == len(entrants_from_text(text)) + 1
