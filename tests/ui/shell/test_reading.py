"""The rules of a page's link, without controls: who decides, when it is read, and in how many steps it is written."""

from __future__ import annotations

import itertools

import pytest
from streamlit.testing.v1 import AppTest

from playground.ui.shell import links


def page(steps, query=(), state=()) -> AppTest:
    """A page that runs `steps`, and keeps what they answer."""

    def script() -> None:
        import streamlit as st

        st.session_state["_answers"] = st.session_state["_steps"]()

    at = AppTest.from_function(script)
    for name, value in dict(query).items():
        at.query_params[name] = value
    for key, value in {"_steps": steps, **dict(state)}.items():
        at.session_state[key] = value
    return again(at)


def again(at: AppTest, steps=None):
    if steps is not None:
        at.session_state["_steps"] = steps
    at.run()
    assert not at.exception
    return at


def answers(at: AppTest):
    return at.session_state["_answers"]


@pytest.fixture
def writes(monkeypatch) -> list[dict]:
    """What is written into the address, one entry for each step of the browser's history."""
    found: list = []
    whole = links._write
    monkeypatch.setattr(links, "_write", lambda changes: (found.append(changes), whole(changes)))
    return found


def reading(name="a", file="page.py"):
    return lambda: (links.begin(file), links.read(name))[1]


def test_a_link_decides_once_after_its_page_was_opened():
    at = page(reading(), {"a": "1"})
    assert answers(at) == ["1"]
    assert answers(again(at)) is None
    assert answers(again(at, reading(file="other.py"))) == ["1"]


def test_a_link_that_says_nothing_leaves_the_session_to_decide():
    assert answers(page(reading(), {"b": "1"})) is None


def test_all_values_of_a_name_are_read_in_their_order():
    assert answers(page(reading(), {"a": ["2", "1", "2"]})) == ["2", "1", "2"]


def test_after_back_the_address_decides_also_where_it_says_nothing(monkeypatch):
    at = page(reading(), {"a": "1"})
    monkeypatch.setattr(links, "_after_history", lambda: True)
    assert answers(again(at)) == ["1"]
    at.query_params.clear()
    assert answers(again(at)) == []


def test_a_changed_setting_is_written_with_the_version_and_its_default_takes_the_name_out(writes):
    at = page(lambda: (links.begin("p"), links.keep("a", ["x", "y"], [])))
    assert at.query_params["a"] == ["x", "y"]
    assert at.query_params["v"] in ("1", ["1"])
    again(at, lambda: links.keep("a", [], ["x", "y"]))
    assert "a" not in at.query_params
    assert writes == [{"a": ["x", "y"]}, {"a": []}]


@pytest.mark.parametrize("wanted", [[], ["x"], ["x", "y"]])
def test_what_means_the_same_is_not_written_again(wanted, writes):
    page(lambda: (links.begin("p"), links.keep("a", wanted, tuple(wanted))))
    assert writes == []


def test_what_changes_together_is_one_step_of_the_history(writes):
    def steps():
        links.begin("p")
        with links.together():
            links.keep("a", ["1"], [])
            links.keep("b", ["2"], None)
            links.keep("c", ["3"], ["3"])
        links.keep("d", ["4"], [])

    at = page(steps)
    assert writes == [{"a": ["1"], "b": ["2"]}, {"d": ["4"]}]
    assert {name: at.query_params[name] for name in "abd"} in (
        {"a": "1", "b": "2", "d": "4"}, {"a": ["1"], "b": ["2"], "d": ["4"]},
    )  # fmt: skip


def test_where_nothing_changes_together_nothing_is_written(writes):
    def steps():
        with links.together():
            links.keep("a", [], [])

    page(steps)
    assert writes == []


def test_what_changed_before_an_error_is_written_and_the_next_change_is_written_again(writes):
    def broken():
        with links.together():
            links.keep("a", ["1"], [])
            raise ZeroDivisionError

    def steps():
        with pytest.raises(ZeroDivisionError):
            broken()
        links.keep("b", ["2"], [])

    page(steps)
    assert writes == [{"a": ["1"]}, {"b": ["2"]}]


def test_a_page_opened_from_the_menu_gets_its_own_settings_back_in_one_step():
    def first():
        links.begin("one.py")
        links.keep("a", ["1"], [])
        links.keep("b", [], [])

    def second():
        links.begin("two.py")
        links.keep("c", ["3"], [])

    at = again(page(first), second)
    at.query_params.clear()  # as the browser does on a click in the menu
    again(at, lambda: links.begin("one.py"))
    held = {name: value if isinstance(value, str) else value[0] for name, value in at.query_params.items()}
    assert held == {"a": "1", "v": "1"}, "neither what was at its default nor what belongs to the other page"


@pytest.mark.parametrize(("version", "told"), [("1", False), ("2", True), ("0.9", True), ("**x**", True)])
def test_only_a_foreign_version_is_told(version, told):
    at = page(lambda: links.begin("p"), {"v": version})
    said = [warning.value for warning in at.warning]
    assert [one.startswith("The link is of version '") for one in said] == [True] * told
    assert not any("*" in one for one in said)


def test_a_refusal_is_told_until_the_control_shows_something_else():
    tell = lambda shown: lambda: links.tell_refused("a", "Size", shown, "1 or 2")  # noqa: E731
    at = page(lambda: (links.refuse("a", "[9](x)"), tell("1")())[0])
    assert [warning.value for warning in at.warning] == ["The link asks for Size '9x'; allowed is 1 or 2. Shown is 1."]
    assert len(again(at, tell("1")).warning) == 1
    assert len(again(at, tell("2")).warning) == 0
    assert len(again(at, tell("1")).warning) == 0, "it was told, and the hand has answered"


def test_a_control_that_was_not_refused_says_nothing():
    at = page(lambda: (links.refuse("b", "9"), links.tell_refused("a", "Size", "1", "1 or 2"))[1])
    assert not at.warning


def test_names_of_two_pages_are_kept_apart():
    def visit(file, name):
        return lambda: (links.begin(file), links.keep(name, [file], []))

    at = page(visit("x.py", "a"))
    for file, name in itertools.product(("x.py", "y.py"), "ab"):
        again(at, visit(file, name))
    assert at.session_state["_link_names"] == {"x.py": {"a", "b"}, "y.py": {"a", "b"}}
