"""Who a visitor is to the races: the same browser is the same owner, nobody can be taken for another."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.ui.shell import owners, session_keys

TOKEN = bytes(range(16))


@pytest.fixture
def tab(monkeypatch):
    """A function that opens a tab: a session of its own, with what its browser sends along."""

    def opened(cookie: str | None = None, address: str | None = None) -> dict:
        cookies = {} if cookie is None else {"_streamlit_xsrf": cookie}
        monkeypatch.setattr(st, "session_state", state := {})
        monkeypatch.setattr(st, "context", SimpleNamespace(cookies=cookies, ip_address=address))
        return state

    return opened


def test_all_tabs_of_a_browser_are_one_owner_though_each_answer_masks_its_cookie_anew(tab):
    found = set()
    for _ in range(20):
        tab(generate_xsrf_token_string(TOKEN, 1))
        found.add(owners.owner())
    assert len(found) == 1


@given(one=some.binary(min_size=1, max_size=40), other=some.binary(min_size=1, max_size=40))
def test_two_secrets_are_two_strings_that_do_not_show_them(one, other):
    assert (owners.opaque(one) == owners.opaque(other)) == (one == other)
    assert re.fullmatch("[0-9a-f]{32}", owners.opaque(one))
    assert len(one) < 8 or one.hex() not in owners.opaque(one)


@pytest.mark.parametrize("cookie", [None, "", "2|", "2|zz|zz|1", "nonsense", "2|00000000||1", "é|" * 99])
def test_without_a_cookie_that_can_be_read_each_session_is_an_owner_and_stays_it(tab, cookie):
    tab(cookie)
    one = owners.owner()
    assert one == owners.owner()
    tab(cookie)
    assert owners.owner() != one


def test_a_session_stays_the_owner_that_it_was_when_its_cookie_is_replaced(tab, monkeypatch):
    state = tab(generate_xsrf_token_string(TOKEN, 1))
    one = owners.owner()
    tab(generate_xsrf_token_string(TOKEN[::-1], 1))
    other = owners.owner()
    monkeypatch.setattr(st, "session_state", state)
    assert owners.owner() == one != other


def test_an_app_test_is_an_owner_of_its_own():
    def script() -> None:
        import streamlit as st

        from playground.ui.shell import owners

        st.text(f"{owners.owner()} {owners.address()}")

    first, second = (AppTest.from_function(script).run() for _ in range(2))
    assert not first.exception
    assert first.text[0].value.split()[0] != second.text[0].value.split()[0]
    assert first.text[0].value.split()[1] == second.text[0].value.split()[1]
    assert first.text[0].value == first.run().text[0].value


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"), ("not an address", "not an address"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::", "2001:db8:1:2::/64"),
    ],
)  # fmt: skip
def test_an_address_counts_as_the_network_that_one_person_commands(address, network):
    assert owners.network(address) == network


@given(some.ip_addresses(v=6), some.integers(0, 2**64 - 1))
def test_no_visitor_gets_more_places_by_changing_the_lower_half_of_an_ipv6_address(address, low):
    if not address.ipv4_mapped:
        other = type(address)((int(address) >> 64 << 64) + low)
        assert owners.network(str(address)) == owners.network(str(other)) or other.ipv4_mapped


def test_two_addresses_are_two_and_one_without_any_is_this_machine(tab):
    found = []
    for address in ("203.0.113.7", "203.0.113.8", None, None):
        tab(address=address)
        found.append(owners.address())
    assert len(set(found)) == 3
    assert found[2] == found[3] != ""


@pytest.mark.parametrize(("owner", "anothers"), [("me", False), ("", False), ("you", True)])
def test_a_race_is_anothers_where_another_browser_began_it(tab, owner, anothers):
    tab()[session_keys.OWNER] = "me"
    assert owners.is_anothers(Job("race01", RaceConfig(), owner)) is anothers


def test_an_order_is_given_in_this_browsers_name_and_its_refusal_kept(tab):
    state = tab()
    state[session_keys.OWNER] = "me"
    given: list[tuple] = []
    owners.give(lambda *order: given.append(order), "race01", 10)
    assert given == [("race01", 10, "me")]
    assert session_keys.RACE_REFUSED not in state

    def refuse(*order: object) -> None:
        raise ValueError("Not now.")

    owners.give(refuse, "race01")
    assert state[session_keys.RACE_REFUSED] == "Not now."


def test_only_refusals_are_taken_for_refusals(tab):
    tab()

    def break_down(*order: object) -> None:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        owners.give(break_down)


def test_no_order_of_the_background_does_without_an_owner(tmp_path):
    jobs = Jobs(str(tmp_path))
    try:
        for order, more in ((jobs.stop, ()), (jobs.pause, ()), (jobs.resume, ()), (jobs.step, ()), (jobs.extend, (1,))):
            with pytest.raises(TypeError, match="owner"):
                order("race01", *more)
    finally:
        jobs.close()
