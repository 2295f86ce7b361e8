"""A race belongs to the browser that started it: everybody else watches it, and races it too. Against a real server."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from playground.data import SPECS
from tests.serving import Server, serve
from tests.visitors.visitor import Visitor, token_headers

LONG = {"data": SPECS["digits"].title, "samples": "240,000"}
WATCHING = "Somebody else started this race; you are watching."
ORDERS = ("pause", "step", "stop")
_addresses = (f"203.0.113.{i}" for i in itertools.count(1))


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("server"), PLAYGROUND_DATA=str(tmp_path_factory.mktemp("none"))) as server:
        warm = Visitor(server.url)
        warm.until(lambda text: "Trains on" in text, 90)
        warm.close()
        yield server


def browser(server: Server, cookie: bool = True, address: str = "") -> dict[str, str]:
    """What a browser sends along: the cookie that this server gave it, and what a proxy here says of its address."""
    sent = {"X-Forwarded-For": address or next(_addresses)}
    return sent | ({"Cookie": token_headers(server.url)["Cookie"]} if cookie else {})


def tab(server: Server, sent: dict[str, str], page: str = "", **query: str) -> Visitor:
    return Visitor(server.url, page, sent, **query)


def started(server: Server, sent: dict[str, str], **query: str) -> tuple[Visitor, str]:
    """A tab in which a long race was started, and the race's name."""
    visitor = tab(server, sent, **LONG, **query)
    visitor.press("race")
    visitor.until(lambda text: "Racing: step" in text or "Waiting" in text, 60)
    name = next(e.text_input.value for e in visitor.elements.values() if e.WhichOneof("type") == "text_input"
                and e.text_input.label == "Race")  # fmt: skip
    assert re.fullmatch("[0-9a-f]{12}", name)
    return visitor, name


def stop(visitor: Visitor) -> None:
    visitor.press("stop")
    visitor.until(lambda text: "Stopped" in text, 30)
    assert not visitor.exceptions
    visitor.close()


def test_whoever_has_the_link_watches_and_cannot_pause_step_or_stop(server: Server):
    owner, name = started(server, browser(server))
    watcher = tab(server, browser(server), run=name)
    assert WATCHING in watcher.text
    assert WATCHING not in owner.text
    for order in ORDERS:
        assert watcher.button(order).disabled
        assert "Somebody else" in watcher.button(order).help
        watcher.press(order)  # by hand, as a browser would not
    watcher.tick()
    owner.until(lambda text: "Racing: step" in text, 60)
    assert not owner.button("stop").disabled
    assert not watcher.exceptions
    watcher.close()
    stop(owner)


def test_a_reload_and_a_second_tab_of_the_same_browser_are_the_owner(server: Server):
    sent = browser(server)
    first, name = started(server, sent)
    first.close()
    again = tab(server, sent, run=name)
    assert WATCHING not in again.text
    stop(again)


def test_a_new_tab_of_the_same_browser_tells_of_its_race_on_every_page(server: Server):
    sent = browser(server)
    first, name = started(server, sent)
    elsewhere, other = tab(server, sent, "loss_lab"), tab(server, browser(server), "loss_lab")
    assert "Your race" in elsewhere.text
    assert "Your race" not in other.text
    assert "Your race" not in tab(server, sent, run=name).text, "its own page draws it"
    elsewhere.press(f"stop-{name}")
    first.until(lambda text: "Stopped" in text, 30)


def test_without_a_cookie_the_session_is_the_owner(server: Server):
    sent = browser(server, cookie=False)
    owner, name = started(server, sent)
    reloaded = tab(server, sent, run=name)
    assert WATCHING in reloaded.text
    reloaded.close()
    stop(owner)


def test_race_this_too_starts_the_same_settings_as_an_own_race(server: Server):
    owner, name = started(server, browser(server), losses="cross_entropy;focal,gamma=1.7", seed="77")
    watcher = tab(server, browser(server), run=name)  # the link has the race's name alone
    watcher.press("race-too")
    watcher.until(lambda text: WATCHING not in text and "Focal γ=1.7" in text, 60)
    assert not watcher.button("stop").disabled
    stop(watcher)
    stop(owner)


def test_reloading_does_not_reset_the_limit_of_a_browser(server: Server):
    sent = browser(server)
    own = [started(server, sent)[0] for _ in range(2)]
    third = tab(server, sent, **LONG)
    third.press("race")
    assert "You have 2 unfinished races, and 2 is the most; stop one first." in third.text
    assert not third.exceptions
    third.close()
    for visitor in own:
        stop(visitor)


def test_throwing_cookies_away_does_not_reset_the_limit_of_an_address(server: Server):
    address = next(_addresses)
    own = [started(server, browser(server, address=address))[0] for _ in range(20)]
    more, neighbour = tab(server, browser(server, address=address), **LONG), tab(server, browser(server), **LONG)
    more.press("race")
    assert "20 races from your network address are waiting or running already; try again in a minute." in more.text
    neighbour.press("race")
    neighbour.until(lambda text: "Racing" in text or "Waiting" in text, 30)
    assert not more.exceptions
    more.close()
    for visitor in (*own, neighbour):
        stop(visitor)
