"""A whole visit, with hostile names on the way: nothing is ever asked of another host, and nothing leads to one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from playground.exchange import export
from tests.serving import ROOT

pytestmark = pytest.mark.browser

PAGES = [re.sub(r"^\d+_", "", path.stem) for path in sorted((ROOT / "pages").glob("*.py"))]
EVIL = "evil.example"
NAMES = (f"![x](http://{EVIL}/x.png)", f"<img src=http://{EVIL}/y.png>", f"[c](//{EVIL})", f"www.{EVIL}", "$x$")
TEXTS = (
    f"![x](http://{EVIL}/x.png)", f"[click](http://{EVIL})", f"<img src=http://{EVIL}/x.png>", f"http://{EVIL}/x",
)  # fmt: skip
ASKED = (
    "losses", "ratio", "see", "run", "data", "lab_view", "lab_counts", "ex_rows", "ex_alpha", "model", "score", "v",
)  # fmt: skip
RACE = urlencode({"data": "digits", "samples": "3000", "losses": "cross_entropy;focal,gamma=2", "net": "mlp"})


@pytest.fixture
def visit(page_at: Callable[..., Page]) -> tuple[Page, list[str]]:
    """A tab, and every address that it asks for anything: of files, of scripts' answers, of sockets, of other tabs."""
    page, asked = page_at(), []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url.replace("ws", "http", 1)))
    return page, asked


def settle(page: Page) -> None:
    """Wait until the page is drawn: the app rests, and whatever it shows has been asked for."""
    expect(page.get_by_test_id("stMainBlockContainer")).to_be_visible()
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def no_way_out(page: Page, asked: list[str], server: str) -> None:
    assert [url for url in asked if not url.startswith((f"{server}/", "data:", "blob:"))] == []
    for attribute in ("href", "src", "srcset", "action", "xlink\\:href"):
        expect(page.locator(f"[{attribute}*='{EVIL}']")).to_have_count(0)


def test_a_request_to_another_host_would_be_seen(visit, app_server: str):
    page, asked = visit
    page.goto(app_server)
    page.evaluate("() => { new Image().src = 'http://127.0.0.1:9/x.png'; }")
    page.wait_for_timeout(500)
    with pytest.raises(AssertionError):
        no_way_out(page, asked, app_server)


def test_nine_pages_and_a_race_ask_this_server_alone(visit, app_server: str):
    page, asked = visit
    page.goto(f"{app_server}/?{RACE}")
    settle(page)
    page.get_by_role("button", name="Race", exact=True).click()
    expect(page.get_by_role("button", name="Race again")).to_be_enabled()
    for name in PAGES:
        page.goto(f"{app_server}/{name}")
        settle(page)
    no_way_out(page, asked, app_server)


def test_an_upload_with_hostile_names_asks_this_server_alone(visit, app_server: str, tmp_path: Path):
    page, asked = visit
    labels = np.arange(60) % len(NAMES)
    file = tmp_path / "![x](http:evil.example).npz"
    file.write_bytes(export.npz_bytes(np.eye(len(NAMES))[labels], labels, (900, 5, 50, 7, 8), NAMES))
    page.goto(f"{app_server}/your_model")
    settle(page)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("60 samples, 5 classes")).to_be_visible()
    no_way_out(page, asked, app_server)
    for i in range(page.get_by_test_id("stPageLink").count()):
        page.get_by_test_id("stPageLink").nth(i).click()
        expect(page.get_by_text("Your model: ").first).to_be_visible()
        settle(page)
        no_way_out(page, asked, app_server)
        page.go_back()
        expect(page.get_by_text("60 samples, 5 classes")).to_be_visible()


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_link_to_any_page_asks_this_server_alone(visit, app_server: str, text: str):
    page, asked = visit
    for name in PAGES:
        page.goto(f"{app_server}/{name}?{urlencode(dict.fromkeys(ASKED, text))}")
        settle(page)
        no_way_out(page, asked, app_server)
