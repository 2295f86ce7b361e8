"""What all visitors share is made once, and neither a cleared cache nor an edit of the source takes it away."""

from __future__ import annotations

import importlib
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st

from playground.background.api import Jobs
from playground.ui import shell
from playground.ui.shell import held, server


@pytest.fixture
def name():
    yield "a thing of a test"
    held.release("a thing of a test")


def test_a_thing_is_made_once_however_many_ask_at_the_same_moment(name):
    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    with ThreadPoolExecutor(16) as crowd:
        found = list(crowd.map(lambda _: held.hold(name, make), range(200)))
    assert len(made) == 1
    assert all(thing is made[0] for thing in found)


def test_what_could_not_be_made_is_asked_for_again(name):
    def fail() -> object:
        raise ValueError("not yet")

    with pytest.raises(ValueError, match="not yet"):
        held.hold(name, fail)
    assert held.held(name) is None
    assert held.hold(name, lambda: "now") == "now"


def test_what_is_let_go_of_is_handed_back_once(name):
    held.hold(name, lambda: "thing")
    assert held.release(name) == "thing"
    assert held.release(name) is None
    assert held.held(name) is None


def test_a_module_that_is_loaded_anew_finds_what_the_old_one_held(name, monkeypatch):
    thing = held.hold(name, object)
    monkeypatch.setattr(shell, "held", held)  # undone at the end: the next line's import sets it
    monkeypatch.delitem(sys.modules, held.__name__)  # as Streamlit does after an edit of the source
    new = importlib.import_module(held.__name__)
    assert new is not held
    assert new.hold(name, object) is thing


def test_clearing_all_caches_leaves_the_table_of_races_open(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    server.close()
    jobs = server.jobs()
    try:
        st.cache_data.clear()
        st.cache_resource.clear()
        assert server.jobs() is jobs
        assert jobs.get("none") is None
        assert jobs._closer.alive
    finally:
        server.close()
    assert not jobs._closer.alive


def test_a_closed_table_makes_room_for_a_new_one(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    first = server.jobs()
    server.close()
    server.close()  # nothing is open: no error
    try:
        assert isinstance(server.jobs(), Jobs)
        assert server.jobs() is not first
    finally:
        server.close()
