"""The browser's half of a page's address, run by node on a history of its own: one gesture is at most one step."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.core.config import Entrant, Imbalance, LossChoice, RaceConfig
from playground.ui.live.scripts import joined
from playground.ui.shell import address, links, my_races, session_keys
from tests.ui.live.javascript import node

BROWSER = """
const listeners = [];
const store = new Map(Object.entries(given.kept));
const at = (url) => { const u = new URL(url, "http://here"); Object.assign(location, { pathname: u.pathname,
  search: u.search, hash: u.hash, href: u.href }); };
globalThis.location = {};
at(given.now);
globalThis.performance = { getEntriesByType: () => [{ name: new URL(given.opened, "http://here").href }] };
globalThis.localStorage = { getItem: (key) => { if (given.refused) throw new Error(); return store.get(key) ?? null; },
  setItem: (key, value) => { if (given.refused) throw new Error(); store.set(key, value); } };
const steps = [given.now];
globalThis.history = { state: null, pushState: (s, t, url) => { steps.push(url); at(url); },
  replaceState: (s, t, url) => { steps[steps.length - 1] = url; at(url); } };
globalThis.PopStateEvent = class { constructor(type) { this.type = type; } };
globalThis.window = { history, addEventListener: (type, heard) => listeners.push([type, heard]),
  dispatchEvent: (event) => { popped += event.type === "popstate"; fire(event.type); } };
let popped = 0;
const fire = (type) => { for (const [wanted, heard] of listeners) if (wanted === type) heard(); };
"""
AFTER = """
const mount = (await import("./address.mjs")).default;
for (const races of given.races) mount({ data: { races } });
for (const [what, url] of given.events) what === "push" ? history.pushState(null, "", url) : fire(what);
process.stdout.write(JSON.stringify({ steps, popped, kept: Object.fromEntries(store) }));
"""


def walked(folder: Path, events: list[tuple[str, str]], now: str = "/", **more: Any) -> dict[str, Any]:
    """The steps of the history after these events: ("push", url) of Streamlit's, or a gesture's type and ""."""
    given = {"now": now, "opened": now, "kept": {}, "refused": False, "events": events, "races": [[], []]} | more
    folder.mkdir(exist_ok=True)
    (folder / "address.mjs").write_text(joined(Path(address.__file__).parent, address.SCRIPTS), "utf-8")
    (folder / "main.mjs").write_text(f"const given = {json.dumps(given)};\n{BROWSER}\n{AFTER}", "utf-8")
    ran = subprocess.run([node(), "main.mjs"], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def place(path: str) -> str:
    return f"playground address of {path}"


def test_what_a_page_writes_by_itself_is_no_step(tmp_path):
    found = walked(tmp_path, [("push", "/?a=1"), ("push", "/?a=1&b=2")])
    assert found["steps"] == ["/?a=1&b=2"]
    assert found["kept"] == {place("/"): "?a=1&b=2"}


def test_a_click_in_the_menu_is_one_step_though_the_old_page_is_emptied_and_the_new_one_filled(tmp_path):
    events = [("pointerdown", ""), ("click", ""), ("push", "/"), ("push", "/scores"), ("push", "/scores?run=x")]
    found = walked(tmp_path, events, now="/?run=x")
    assert found["steps"] == ["/?run=x", "/scores?run=x"]


def test_where_the_browser_keeps_nothing_the_history_is_the_same(tmp_path):
    events = [("keydown", ""), ("push", "/?a=1"), ("push", "/?a=2")]
    assert walked(tmp_path / "a", events)["steps"] == walked(tmp_path / "b", events, refused=True)["steps"]


def test_a_document_opened_without_settings_goes_on_where_its_page_was_left(tmp_path):
    kept = {place("/"): "?ratio=100", place("/scores"): "?run=x"}
    found = walked(tmp_path, [], now="/?v=1&ratio=50", opened="/", kept=kept)
    assert (found["steps"], found["popped"]) == (["/?ratio=100"], 1)


def test_a_document_opened_with_settings_keeps_them(tmp_path):
    found = walked(tmp_path, [], now="/?ratio=5", kept={place("/"): "?ratio=100"})
    assert (found["steps"], found["popped"], found["kept"]) == (["/?ratio=5"], 0, {place("/"): "?ratio=5"})


def test_after_back_the_page_must_be_touched_again(tmp_path):
    events = [("keydown", ""), ("popstate", ""), ("push", "/?a=1")]
    assert walked(tmp_path, events)["steps"] == ["/?a=1"]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from(["pointerdown", "keydown", "click", "push"]), max_size=12))
def test_any_mixture_has_a_step_for_each_gesture_that_something_follows(tmp_path_factory, mixture):
    events = [(what, f"/?n={i}" if what == "push" else "") for i, what in enumerate(mixture)]
    pairs = zip(["", *mixture], mixture, strict=False)
    steps = sum(before not in ("", "push") and now == "push" for before, now in pairs)
    found = walked(tmp_path_factory.mktemp("mixture"), events)
    assert len(found["steps"]) == 1 + steps
    pushed = [url for what, url in events if what == "push"]
    assert found["steps"][-1] == (pushed[-1] if pushed else "/")


RACE = {"run": "abc", "name": "200:1, Cross-entropy", "query": "ratio=200&run=abc"}


def test_a_race_is_kept_once_and_one_that_was_forgotten_stays_so(tmp_path):
    def races(found: dict[str, Any]) -> list[dict[str, Any]]:
        kept = json.loads(found["kept"]["playground races"])
        return [{name: value for name, value in each.items() if name != "when"} for each in kept]

    other = RACE | {"run": "def"}
    assert races(walked(tmp_path, [], races=[[RACE], [RACE, other]])) == [other, RACE]
    forgotten = {"run": "abc", "forgotten": True}
    kept = {"playground races": json.dumps([forgotten])}
    assert races(walked(tmp_path, [], races=[[RACE]], kept=kept)) == [forgotten]


def test_what_else_a_browser_keeps_under_that_name_is_no_list_of_races(tmp_path):
    found = walked(tmp_path, [], races=[[RACE]], kept={"playground races": "{"})
    assert len(json.loads(found["kept"]["playground races"])) == 1


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (RaceConfig(), "200:1, Cross-entropy"),
        (RaceConfig((Entrant(), Entrant(LossChoice.of("focal", gamma=2.0)))), "200:1, Cross-entropy, Focal γ=2"),
        (RaceConfig((Entrant(),) * 4), "200:1, Cross-entropy (1), Cross-entropy (2) and 2 more"),
        (RaceConfig(imbalance=Imbalance("custom", counts=(9,) * 10)), "own counts, Cross-entropy"),
    ],
)
def test_a_race_is_named_by_its_first_losses_and_its_shape(config, name):
    assert my_races.race_name(config) == name


def test_a_page_has_one_component_of_its_address_and_it_takes_no_room():
    def script() -> None:
        from playground.ui.shell import address

        address.follow()

    at = AppTest.from_function(script).run()
    assert not at.exception
    assert address.UNSEEN == "<style>.st-key-address { position: absolute; width: 1px; overflow: hidden; }</style>"


def test_back_to_an_address_that_says_nothing_keeps_the_session_on_another_page_and_not_on_the_same(monkeypatch):
    class Run:
        is_history_navigation = True

    run = Run()
    monkeypatch.setattr(links, "get_script_run_ctx", lambda: run)
    monkeypatch.setattr(links.st, "session_state", state := {session_keys.PAGE: "5_scores.py"})
    monkeypatch.setattr(links.st, "query_params", {})
    links.begin("1_race.py")
    assert not run.is_history_navigation
    run.is_history_navigation = True
    links.begin("1_race.py")
    assert run.is_history_navigation
    assert state[session_keys.LINK_READ] == set()
