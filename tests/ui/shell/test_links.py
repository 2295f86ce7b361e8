"""What stands in a page's address: keys, also where an old link says titles; and nothing that a wording changes."""

from __future__ import annotations

import ast
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from playground.background.api import Jobs
from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.ui.shell import session_keys
from tests.ui.old_titles import LOSSES, TITLES
from tests.ui.race_links import link_of

ROOT = Path(__file__).parents[3]
RACE = (
    "data", "profile", "net", "samples", "batch", "opt", "sched", "sampling", "augment", "reduction", "head", "see",
    "look",
)  # fmt: skip
WORKED = "3_worked_example.py"
LAB = ("lab_view", "lab_x", "alpha_rule", "lab_samples")


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr(Jobs, "warm", lambda self: None)


def page(name: str, **query: object) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.switch_page(f"pages/{name}").run()
    assert not at.exception
    return at


def link(at: AppTest) -> dict[str, str]:
    return {name: value for name, value in at.query_params.items() if value}


def refusals(at: AppTest) -> list[str]:
    return [warning.value for warning in at.warning if warning.value.startswith("The link")]


def nth(names: tuple[str, ...], i: int) -> dict[str, tuple[str, object]]:
    """The i-th option of each of these menus: name -> (title, key)."""
    return {name: list(TITLES[name].items())[i % len(TITLES[name])] for name in names}


@pytest.mark.parametrize("i", range(max(len(TITLES[name]) for name in RACE)))
def test_an_old_link_opens_the_race_page_with_the_same_settings(i):
    wanted = nth(RACE, i)
    if wanted["data"][1] == "mnist":
        wanted.pop("data")  # not on every machine; its title is read all the same, see below
    counts = "100 90 80 70 60 50 40 30 20 10"  # of the profile "custom"
    at = page("1_race.py", counts=counts, **{name: title for name, (title, _) in wanted.items()})
    assert {name: at.session_state[name] for name in wanted} == {name: key for name, (_, key) in wanted.items()}
    assert not refusals(at)


@pytest.mark.parametrize(("title", "ratio"), TITLES["ratio"].items())
def test_an_old_ratio_is_read(title, ratio):
    assert page("1_race.py", ratio=title).session_state["ratio"] == ratio


@pytest.mark.parametrize("i", range(7))
def test_an_old_link_opens_the_loss_lab_with_the_same_settings(i):
    loss_title, loss = list(LOSSES.items())[5 * i]
    wanted = nth(LAB[:1], i) | {"lab_loss": (loss_title, loss)}
    view = wanted["lab_view"][1]
    wanted |= nth(("lab_x",), i) if view not in ("simplex", "share") else {}
    wanted |= nth(("alpha_rule",), i) if view == "classes" else {}
    wanted |= nth(("lab_samples",), i) if view == "share" else {}
    at = page("2_loss_lab.py", **{name: title for name, (title, _) in wanted.items()})
    assert {name: at.session_state[name] for name in wanted} == {name: key for name, (_, key) in wanted.items()}
    assert not refusals(at)


def test_an_old_link_compares_the_same_losses():
    at = page("2_loss_lab.py", lab_with=["Poly-1 cross-entropy", "LDAM"])
    assert at.session_state["lab_with"] == ["poly1", "ldam"]


def test_an_old_link_asks_for_the_same_class_and_sample():
    at = page("2_loss_lab.py", lab_loss="Logit adjustment", lab_class="2 (n = 5000)")
    assert at.session_state["lab_class"] == 2
    assert page(WORKED, ex_sample="2").session_state["ex_sample"] == 2


@pytest.mark.parametrize(
    ("name", "menu"),
    [("4_mistakes.py", "model"), ("4_mistakes.py", "cells"), ("5_scores.py", "score"), (WORKED, "ex_kind")],
)
def test_an_old_link_opens_the_other_pages_with_the_same_settings(name, menu):
    for title, key in TITLES[menu].items():
        if (menu, key) != ("cells", "difference"):  # the example's favourite has a baseline, but not every model
            assert page(name, **{menu: title}).session_state[menu] == key


def one_menu() -> None:
    """A page with nothing but the menu of losses."""
    from playground.ui.widgets.controls import loss_select

    loss_select("ex_loss")


@pytest.mark.parametrize(("title", "key"), LOSSES.items())
def test_every_loss_is_read_by_its_old_title_and_by_its_key(title, key):
    for text in (title, key):
        at = AppTest.from_function(one_menu)
        at.query_params["ex_loss"] = text
        at.run()
        assert at.selectbox(key="ex_loss").value == key
        assert not refusals(at)


def test_a_menu_writes_its_key_and_the_version():
    at = page("1_race.py")
    at.selectbox(key="opt").set_value("sgd").run()
    at.select_slider(key="samples").set_value(60_000).run()
    found = link(at)
    assert found["opt"] == "sgd"
    assert found["samples"] == "60000"
    assert found["v"] == "1"
    at.selectbox(key="opt").set_value("adam").run()
    assert "opt" not in link(at)


def test_data_and_ratio_are_written_before_anything_is_touched():
    found = link(page("1_race.py"))
    assert set(found) == {"data", "ratio", "v"}


def test_a_page_opened_from_the_menu_finds_its_settings_again():
    at = page("2_loss_lab.py", lab_view="gradient", lab_x="margin")
    at.switch_page("pages/" + WORKED)
    at.query_params.clear()  # as the browser does on a click in the menu
    at.run()
    at.switch_page("pages/2_loss_lab.py").run()
    assert at.segmented_control(key="lab_view").value == "gradient"
    assert link(at) == {"lab_view": "gradient", "lab_x": "margin", "v": "1"}


@pytest.mark.parametrize(
    ("name", "query", "says"),
    [
        ("1_race.py", {"ratio": "0"}, "The link asks for the ratio '0'; allowed is 1, 2, 5, 10, 20, 50, 100,"),
        ("1_race.py", {"opt": "Adam **x**"}, "The link asks for Optimizer 'Adam x'; allowed is adam, adamw, sgd,"),
        ("1_race.py", {"data": "cifar"}, "The link asks for Data 'cifar'; allowed is "),
        (
            "1_race.py",
            {"lr": "9"},
            "The link asks for Learning rate '9'; allowed is a number from 1e-05 to 1. Shown is",
        ),
        ("1_race.py", {"lr": "nan"}, "The link asks for Learning rate 'nan'"),
        ("1_race.py", {"rare": "12"}, "The link asks for Rare digits '12'; allowed is a whole number from 1 to 9."),
        ("1_race.py", {"log": "maybe"}, "The link asks for Logarithmic scale 'maybe'; allowed is true or false."),
        ("2_loss_lab.py", {"lab_loss": "nope"}, "and 26 more. Shown is focal."),
        ("2_loss_lab.py", {"focal_gamma": "99"}, "allowed is a number from 0 to 5. Shown is "),
        ("2_loss_lab.py", {"lab_with": ["poly1", "x" * 99]}, f"'{'x' * 40}'; allowed is "),
        ("5_scores.py", {"score": "luck"}, "The link asks for Score 'luck'; allowed is recall, precision, f1."),
        (WORKED, {"ex_sample": "7"}, "The link asks for Sample '7'; allowed is 0, 1, 2. Shown is 0."),
        ("2_loss_lab.py", {"v": "2"}, "The link is of version '2', this app reads version 1"),
    ],
)
def test_what_a_link_asks_for_in_vain_is_told_in_one_sentence(name, query, says):
    at = page(name, **query)
    assert len(refusals(at)) == 1
    assert says in refusals(at)[0]
    assert "\n" not in refusals(at)[0]


def test_the_sentence_goes_when_the_control_is_moved():
    at = page("1_race.py", opt="nope")
    at.selectbox(key="sched").set_value("cosine").run()
    assert len(refusals(at)) == 1
    at.selectbox(key="opt").set_value("sgd").run()
    assert not refusals(at)


HALVES = Entrant(LossChoice.of("focal", gamma=0.5), AlphaChoice("custom", custom=(0.5,) * 10))
EVERYTHING = RaceConfig(
    (HALVES,), "digits", Imbalance("step", 10.0, rare=2, seed=3), "mlp", "sgd", "cosine", 0.05, 0.001, 128, 3_000,
    "sqrt", "shift", "sum", seed=7, seeds=2,
)  # fmt: skip
RACES = (
    RaceConfig(dataset="digits", samples=10_000, imbalance=Imbalance("long_tail", 50.0, rare=1)),
    EVERYTHING,
    RaceConfig(dataset="digits", samples=3_000, imbalance=Imbalance("custom", counts=tuple(range(90, 100)))),
)


@pytest.mark.parametrize("config", RACES, ids=["long tail", "everything", "own counts"])
def test_the_link_of_a_race_opens_the_page_that_races_it(config, monkeypatch):
    raced = []
    monkeypatch.setattr(Jobs, "submit", lambda self, config, owner, address: raced.append(config) or "abc")
    at = page("1_race.py", **link_of(config))
    assert not refusals(at)
    assert not at.error
    at.button(key="race").click().run()
    smallest = min(config.imbalance.largest, raced[0].imbalance.largest)  # the page caps it by what the data set has
    as_raced = [c.to_json() for c in (config, raced[0])]
    assert as_raced[1] == as_raced[0].replace(f'"largest":{config.imbalance.largest}', f'"largest":{smallest}')


def test_ten_weights_of_one_s_own_take_less_than_eighty_characters():
    weights = (0.123, 0.00998, 1.99, 0.5, 12.3, 1.0, 0.000123, 3.21, 0.2, 99.9)
    losses = link_of(RaceConfig((Entrant(alpha=AlphaChoice("custom", custom=weights)),)))["losses"]
    assert len(urlencode({"": losses.partition("@")[2]})) < 80
    at = page("2_loss_lab.py", lab_view="classes")
    at.text_input(key="alpha").set_value(", ".join(map(str, weights))).run()
    assert len(urlencode({"alpha": link(at)["alpha"]})) < 80


def test_only_the_linked_controls_bind_to_the_address_and_only_the_links_write_it():
    for path in (ROOT / "playground").rglob("*.py"):
        source = path.read_text("utf-8")
        if path.name not in ("linked.py",):
            assert 'bind="query-params",' not in source, path
        if path.name != "links.py":
            assert "query_params[" not in source, path
            assert "query_params.update" not in source, path


def test_every_key_of_the_session_is_listed_once():
    values = [value for name, value in vars(session_keys).items() if name.isupper()]
    assert len(set(values)) == len(values)
    for path in (ROOT / "playground" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "st.session_state":
                key = ast.unparse(node.slice)
                assert not key.startswith(("'_", '"_')), f"{path.name} spells {key}"
    app = (ROOT / "app.py").read_text("utf-8")  # imports nothing of ours: it spells its two keys
    assert f'"{session_keys.SHELL}"' in app
    assert f'"{session_keys.WANTED}"' in app
