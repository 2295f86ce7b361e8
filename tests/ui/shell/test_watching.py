"""What an open tab looks at is seen, however rarely it asks; what a closed one looked at is not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from playground.ui.shell import held, watching


@pytest.fixture
def seen(monkeypatch):
    """The races that the background was told of; nothing else is held."""
    told: list[str] = []
    things = {held.JOBS: SimpleNamespace(seen=told.append)}
    monkeypatch.setattr(held, "_things", things)
    return told


@pytest.fixture
def tab(monkeypatch):
    """A function that makes a tab the one whose page runs."""

    def turn(name: str | None) -> None:
        run = name and SimpleNamespace(session_id=name)
        monkeypatch.setattr(watching, "get_script_run_ctx", lambda: run)

    return turn


def test_the_races_of_connected_tabs_are_seen_each_once(seen, tab):
    tab("one")
    watching.watch(["a", "b"])
    tab("two")
    watching.watch(["b", "c"])
    watching.see(["one", "two"], ["one", "two"])
    assert sorted(seen) == ["a", "b", "c"]


def test_a_tab_looks_at_what_it_looked_at_last(seen, tab):
    tab("one")
    watching.watch(["a"])
    watching.watch(["b"])
    watching.see(["one"], ["one"])
    assert seen == ["b"]


def test_the_races_of_a_tab_that_is_away_are_not_seen_until_it_is_back(seen, tab):
    tab("one")
    watching.watch(["a"])
    watching.see([], ["one"])
    assert seen == []
    watching.see(["one"], ["one"])
    assert seen == ["a"]


def test_a_tab_that_is_gone_is_forgotten(seen, tab):
    tab("one")
    watching.watch(["a"])
    watching.see([], [])
    watching.see(["one"], ["one"])
    assert seen == []


def test_before_the_first_race_there_is_nobody_to_tell(seen, tab, monkeypatch):
    tab("one")
    watching.watch(["a"])
    held.release(held.JOBS)
    watching.see(["one"], ["one"])
    assert seen == []


def test_without_a_page_that_runs_nobody_watches(seen, tab):
    tab(None)
    watching.watch(["a"])
    watching.see(["one", ""], ["one", ""])
    assert seen == []
