"""Every control of the Race page changes what it says, and nothing else: read off the race that a click begins."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from playground import data, models
from playground.core.config import Imbalance
from playground.core.reductions import REDUCTIONS
from playground.race import examples, menus
from playground.ui.race.settings import BATCHES, BUDGETS
from tests.ui.race.recording import recording, words

SIZES = (119, 122, 118, 122, 121, 122, 121, 119, 116, 120)  # images of each digit to train on, counted by hand
MENUS = {
    "net": ("network", models.SPECS),
    "opt": ("optimizer", menus.OPTIMIZERS),
    "sched": ("schedule", menus.SCHEDULES),
    "sampling": ("sampling", menus.SAMPLINGS),
    "augment": ("augment", menus.AUGMENTS),
    "reduction": ("reduction", REDUCTIONS),
    "head": ("head", menus.HEADS),
}
NUMBERS = [
    ("slider", "seeds", "seeds", 3),
    ("select_slider", "samples", "samples", BUDGETS[0]),
    ("select_slider", "batch", "batch_size", BATCHES[-1]),
    ("number_input", "lr", "learning_rate", 0.001),
    ("number_input", "wd", "weight_decay", 0.05),
    ("number_input", "seed", "seed", 41),
]
SHAPES = [
    ("balanced", Imbalance("balanced", ratio=1.0, largest=116, rare=1)),
    ("step", Imbalance(ratio=50.0, largest=116)),
    ("single", Imbalance("single", ratio=50.0, largest=116, rare=1)),
    ("long_tail", Imbalance("long_tail", ratio=50.0, largest=116, rare=1)),
    ("linear", Imbalance("linear", ratio=50.0, largest=116, rare=1)),
]


@pytest.fixture(scope="module")
def page():
    with recording("/nowhere") as (app, asked):
        yield app.run(), asked


def raced(page):
    """The settings of the race that a click on Race begins now."""
    app, asked = page
    before = len(asked.races)
    app.button("race").click().run()
    assert not app.exception
    assert len(asked.races) == before + 1
    return asked.races[-1]


def set_to(page, kind: str, key: str, value):
    """Set a control; returns what it was set to before."""
    control = getattr(page[0], kind)(key)
    before = control.value
    control.set_value(value).run()
    return before


def chart_of_counts(app) -> str:
    """What the bars of the training images say."""
    drawn = next(e.proto.body for e in app.get("html") if "Training images per" in e.proto.body)
    return re.findall('aria-label="([^"]+)"', drawn)[0]


def told(counts) -> str:
    return "Training images per digit: " + ", ".join(f"{c}: {n}" for c, n in enumerate(counts))


def test_untouched_controls_race_what_the_example_was_raced_with(page):
    assert page[0].button("race").label == "Race"
    assert raced(page) == examples.configs()["digits"]


@pytest.mark.parametrize("key", MENUS)
def test_every_entry_of_a_menu_is_raced_and_moves_no_other_setting(page, key):
    field, table = MENUS[key]
    menu, whole = page[0].selectbox(key), raced(page)
    assert menu.options == [entry.title for entry in table.values()]
    entry = next(entry for entry in table if entry != getattr(whole, field))
    before = set_to(page, "selectbox", key, entry)
    assert raced(page) == replace(whole, **{field: entry})
    set_to(page, "selectbox", key, before)
    assert raced(page) == whole


@pytest.mark.parametrize(("kind", "key", "field", "value"), NUMBERS)
def test_every_number_is_raced_and_moves_no_other_setting(page, kind, key, field, value):
    whole = raced(page)
    before = set_to(page, kind, key, value)
    assert raced(page) == replace(whole, **{field: value})
    set_to(page, kind, key, before)
    assert raced(page) == whole


@pytest.mark.parametrize(("profile", "means"), SHAPES)
def test_a_profile_is_raced_and_its_counts_are_drawn(page, profile, means):
    set_to(page, "selectbox", "profile", profile)
    assert raced(page).imbalance == means
    assert chart_of_counts(page[0]) == told(data.class_counts(means, SIZES))
    set_to(page, "selectbox", "profile", "step")


def test_only_a_profile_with_a_ratio_asks_for_it_and_only_one_with_rare_classes_for_their_number(page):
    app = page[0]
    asked = {}
    for profile, _ in SHAPES:
        app.selectbox("profile").set_value(profile).run()
        controls = {control.key for control in (*app.slider, *app.select_slider, *app.text_input)}
        asked[profile] = controls & {"ratio", "rare", "counts"}
    assert asked == {
        "balanced": set(), "step": {"ratio", "rare"}, "single": {"ratio"}, "long_tail": {"ratio"}, "linear": {"ratio"},
    }  # fmt: skip
    app.selectbox("profile").set_value("step").run()


def test_the_ratio_and_the_number_of_rare_classes_thin_the_drawn_classes(page):
    set_to(page, "select_slider", "ratio", 10)
    set_to(page, "slider", "rare", 2)
    assert raced(page).imbalance == Imbalance(ratio=10.0, largest=116, rare=2)
    drawn = [int(part.split(": ")[1]) for part in chart_of_counts(page[0]).split(": ", 1)[1].split(", ")]
    assert sorted(drawn) == [11] * 2 + [116] * 8
    set_to(page, "select_slider", "ratio", 50)
    set_to(page, "slider", "rare", 5)


def test_another_draw_makes_other_classes_rare_and_leaves_the_seed_of_the_weights(page):
    whole, drawn = raced(page), chart_of_counts(page[0])
    set_to(page, "number_input", "pick", 3)
    assert raced(page) == replace(whole, imbalance=replace(whole.imbalance, seed=3))
    assert chart_of_counts(page[0]) != drawn
    set_to(page, "number_input", "pick", 0)
    assert chart_of_counts(page[0]) == drawn


def test_counts_of_one_s_own_begin_within_what_there_is_and_are_raced_as_typed(page):
    app = page[0]
    app.selectbox("profile").set_value("custom").run()
    offered = [int(n) for n in app.text_input("counts").value.split(",")]
    assert all(n <= most for n, most in zip(offered, SIZES, strict=True))
    assert chart_of_counts(app) == told(offered)
    app.text_input("counts").set_value("[100 90;80,70 60 50 40 30 20 10]").run()
    assert raced(page).imbalance == Imbalance("custom", counts=tuple(range(100, 0, -10)))
    app.selectbox("profile").set_value("step").run()


def test_what_is_typed_for_a_class_too_few_stays_while_it_is_refused(page):
    app = page[0]
    app.selectbox("profile").set_value("custom").run()
    app.text_input("counts").set_value("5 5").run()
    assert [error.value for error in app.error] == ["Give one count per class: 10 numbers, not 2."]
    assert app.text_input("counts").value == "5 5"
    assert len(app.expander) == 1, "the settings of a race that cannot be are not asked for"
    app.selectbox("profile").set_value("step").run()
    assert not app.error


def test_a_link_sets_the_controls_and_the_race():
    link = {"net": "mlp", "lr": "0.01", "seeds": "4", "pick": "7", "batch": "128", "sampling": "class_balanced"}
    with recording("/nowhere") as (app, asked):
        for name, text in link.items():
            app.query_params[name] = text
        app.run()
        race = raced((app, asked))
    assert (race.network, race.learning_rate, race.seeds, race.batch_size) == ("mlp", 0.01, 4, 128)
    assert (race.imbalance.seed, race.sampling) == (7, "class_balanced")


def test_all_titles_of_the_page_say_what_a_class_is_called(page):
    app = page[0]
    assert app.title[0].value == "Which loss finds the rare digits?"
    assert app.slider("rare").label == "Rare digits"
    assert app.number_input("pick").label == "Draw of the rare digits"
    assert "alpha for digits 0 to 9: " in words(app)
