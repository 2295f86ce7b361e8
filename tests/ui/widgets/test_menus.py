"""Menus and the link: keys are written, keys and old titles are read, and nothing else is taken for an answer."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from playground.ui.widgets.menus import MOST_LISTED, _listed

FRUIT = ("fig", "pear", "plum")
SIZES = (10, 20, 50)


def every_menu(default: str = "fig", fruit: tuple = ("fig", "pear", "plum"), always: bool = False) -> None:
    """A page with one menu of each kind; the title of a key is the key in capitals, but that of a fig is "pear"."""
    import streamlit as st

    from playground.ui.shell import links
    from playground.ui.widgets import menus

    def title(key):
        return "pear" if key == "fig" else key.upper()

    links.begin("page.py")
    st.session_state["_found"] = {
        "menu": menus.select("Menu", list(fruit), default, "menu", title),
        "row": menus.segments("Row", list(fruit), default, "row", title, always=always),
        "size": menus.select_slider("Size", [10, 20, 50], 20, "size", lambda n: f"{n}:1", what="the size"),
        "some": menus.multiselect("Some", list(fruit), "some", title, max_selections=2),
    }


def opened(query=(), **settings) -> AppTest:
    at = AppTest.from_function(every_menu, kwargs=settings)
    for name, value in dict(query).items():
        at.query_params[name] = value
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def found(at: AppTest) -> dict:
    return dict(at.session_state["_found"])


def link(at: AppTest) -> dict:
    return {name: value for name, value in at.query_params.items() if value}


def said(at: AppTest) -> list[str]:
    return [warning.value for warning in at.warning]


def test_at_their_defaults_menus_leave_the_link_empty_but_where_each_server_has_its_own():
    assert link(opened()) == {}
    assert link(opened(always=True)) == {"row": "fig", "v": "1"}


@pytest.mark.parametrize("key", FRUIT)
def test_every_key_is_read_and_written_as_itself(key):
    at = opened({"menu": key, "row": key, "some": key})
    assert [found(at)[name] for name in ("menu", "row", "some")] == [key, key, [key]]
    assert not said(at)
    chosen = opened()
    chosen.selectbox(key="menu").set_value(key)
    chosen.multiselect(key="some").set_value([key])
    run(chosen)
    assert link(chosen).get("menu", "fig") == key
    assert link(chosen)["some"] == key


@pytest.mark.parametrize("size", SIZES)
def test_numbers_are_read_as_keys_and_as_titles_and_come_back_as_numbers(size):
    for text in (str(size), f"{size}:1"):
        assert found(opened({"size": text}))["size"] == size
    assert link(opened({"size": "50:1"})) == {"size": "50:1"}, "an old link is not rewritten: that costs a step of Back"


def test_a_key_wins_over_the_old_title_of_another_option():
    assert found(opened({"menu": "pear"}))["menu"] == "pear"
    assert found(opened({"menu": "PLUM"}))["menu"] == "plum"


HOSTILE = ["", "nope", "Fig", "0", "nan", "x" * 100_000, "[a](//b.c)", "www.a.b", "é\u202e", "-10", "10 "]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:9]))
def test_anything_else_is_refused_in_one_sentence_that_lists_what_is_allowed(text):
    at = opened(dict.fromkeys(("menu", "row", "size", "some"), text))
    assert found(at) == {"menu": "fig", "row": "fig", "size": 20, "some": []}
    whats, allowed = ("Menu", "Row", "the size", "Some"), ("fig, pear, plum", "10, 20, 50")
    assert len(said(at)) == 4
    for what, one in zip(whats, said(at), strict=True):
        assert one.startswith(f"The link asks for {what} '")
        assert f"; allowed is {allowed[what == 'the size']}. Shown is " in one
        assert len(one) < 130
    assert link(at) in ({}, {"v": "1"}), "what is not shown does not stay in the address"


def test_a_choice_that_the_page_no_longer_offers_gives_way_to_the_default():
    at = opened({"menu": "plum", "some": ["plum", "fig"]})
    assert found(at)["some"] == ["plum", "fig"]
    fewer = AppTest.from_function(every_menu, kwargs={"fruit": ("fig", "pear")})
    for key in ("menu", "some", "_page", "_link_read"):
        fewer.session_state[key] = at.session_state[key]
    assert found(run(fewer)) == {"menu": "fig", "row": "fig", "size": 20, "some": ["fig"]}


def test_several_choices_keep_their_order_lose_their_doubles_and_end_at_the_most():
    at = opened({"some": ["plum", "plum", "fig", "pear"]})
    assert found(at)["some"] == ["plum", "fig"]
    assert at.query_params["some"] == ["plum", "fig"]


def another_default() -> None:
    """A page whose menu begins with what the session says."""
    import streamlit as st

    from playground.ui.shell import links
    from playground.ui.widgets import menus

    links.begin("page.py")
    st.session_state["_found"] = menus.select("Menu", ["fig", "pear", "plum"], st.session_state["begin"], "menu")


@pytest.mark.parametrize(("chosen", "then"), [("fig", "plum"), ("pear", "pear")])
def test_a_new_default_moves_who_held_the_old_one_and_nobody_else(chosen, then):
    at = AppTest.from_function(another_default)
    at.session_state["begin"] = "fig"
    run(at).selectbox(key="menu").set_value(chosen).run()
    at.session_state["begin"] = "plum"
    assert run(at).session_state["_found"] == then
    assert run(at).session_state["_found"] == then


@pytest.mark.parametrize("count", [1, MOST_LISTED, MOST_LISTED + 1, 100])
def test_a_sentence_lists_a_dozen_options_and_counts_the_rest(count):
    listed = _listed(range(count))
    shown, _, more = listed.partition(" and ")
    assert shown.split(", ") == [str(i) for i in range(min(count, MOST_LISTED))]
    assert more == (f"{count - MOST_LISTED} more" if count > MOST_LISTED else "")
