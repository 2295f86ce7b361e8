"""The main job, done as a person would: open, race, watch, read, stop, come back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.serving import ROOT

pytestmark = pytest.mark.browser

QUICK = urlencode({"data": "digits", "samples": "60000", "losses": "cross_entropy;focal,gamma=2@inverse"})
LONG = urlencode({"data": "digits", "samples": "240000", "losses": "cross_entropy;focal,gamma=2"})


def open_race(page: Page, server: str, query: str = "") -> None:
    page.goto(f"{server}/?{query}")
    expect(page.get_by_role("heading", name="Which loss finds the rare digits?")).to_be_visible()
    expect(page.get_by_text(re.compile("Trains on"))).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def drawn_points(page: Page) -> int:
    """Points of the longest line on the race chart."""
    return page.evaluate(
        "() => Math.max(0, ...[...document.querySelectorAll('.st-key-race_chart .js-plotly-plot')]"
        ".flatMap(plot => plot.data.map(trace => (trace.x || []).length)))"
    )


def small_matrix(page: Page) -> Locator:
    """The baseline's matrix on the first screen, once it says a recall."""
    return page.get_by_role("img", name=re.compile("Confusion matrix of Cross-entropy. Recall of 0: "))


def no_traceback(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_first_screen_tells_a_finished_story(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server)
    expect(page.get_by_text(re.compile(r"recognises \d+% of the common digits"))).to_be_visible()
    expect(page.locator(".st-key-race_chart .js-plotly-plot")).to_be_visible()
    no_traceback(page)


def test_a_race_runs_and_its_matrices_and_images_can_be_read(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server, QUICK)
    press(page, "Race")
    expect(page.get_by_text(re.compile(r"Racing: step"))).to_be_visible()
    expect(page.get_by_role("button", name="Race again")).to_be_enabled(timeout=60_000)
    assert drawn_points(page) > 5
    expect(page.get_by_text(re.compile(r"rare recall"))).to_be_visible()
    expect(small_matrix(page)).to_be_visible()
    page.get_by_text("Look closer").click()
    page.get_by_role("radio", name="Confusion matrices").click()
    expect(page.locator(".st-key-matrix0 .js-plotly-plot")).to_be_visible()
    expect(page.locator(".st-key-matrix1 .js-plotly-plot")).to_be_visible()
    page.get_by_role("radio", name="Sample predictions").click()
    expect(page.get_by_alt_text(re.compile(r"Image of \d, called \d")).first).to_be_visible()
    no_traceback(page)


def test_stop_half_way_keeps_the_results(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server, LONG)
    press(page, "Race")
    expect(page.get_by_text(re.compile(r"Racing: step [1-9]"))).to_be_visible(timeout=60_000)
    press(page, "Stop")
    expect(page.get_by_text(re.compile(r"Stopped \d+% of the way; results kept"))).to_be_visible(timeout=30_000)
    expect(small_matrix(page)).to_be_visible()
    no_traceback(page)


def test_the_link_brings_a_running_race_back_in_another_tab(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server, LONG)
    press(page, "Race")
    expect(page.get_by_text(re.compile(r"Racing: step [1-9]"))).to_be_visible(timeout=60_000)
    page.wait_for_url(re.compile("run="))
    link = page.url
    again = page.context.new_page()
    page.close()
    again.goto(link)
    expect(again.get_by_text(re.compile(r"Racing: step"))).to_be_visible()
    press(again, "Stop")
    expect(again.get_by_text(re.compile("results kept"))).to_be_visible(timeout=30_000)


def test_a_page_change_does_not_disturb_a_race(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server, LONG)
    press(page, "Race")
    expect(page.get_by_text(re.compile(r"Racing: step [1-9]"))).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Loss Lab").click()
    expect(page.get_by_text(re.compile(r"Racing: step"))).to_have_count(0)
    time.sleep(1)
    page.get_by_role("link", name="Race", exact=True).click()
    expect(page.get_by_text(re.compile(r"Racing: step [1-9]"))).to_be_visible()
    press(page, "Stop")
    expect(page.get_by_text(re.compile("results kept"))).to_be_visible(timeout=30_000)


def test_a_race_is_watched_and_stopped_from_another_page(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server, LONG)
    press(page, "Race")
    expect(page.get_by_text(re.compile(r"Racing: step [1-9]"))).to_be_visible(timeout=60_000)
    expect(page.get_by_role("listitem")).to_have_count(2)  # a line for each entrant
    page.get_by_role("link", name="Loss Lab").click()
    expect(page.get_by_text(re.compile(r"Your race is \d+% done"))).to_be_visible()
    press(page, "Stop")
    expect(page.get_by_text(re.compile(r"Your race was stopped at \d+%; results kept"))).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name="See it")).to_have_count(1)
    page.get_by_role("link", name="See it").click()
    expect(page.get_by_text(re.compile(r"Stopped \d+% of the way; results kept"))).to_be_visible()
    expect(page.get_by_text("Your race")).to_have_count(0)
    page.get_by_role("link", name="Loss Lab").click()
    page.wait_for_selector(".st-key-lab-chart")
    expect(page.get_by_text("Your race")).to_have_count(0)  # it has been seen
    no_traceback(page)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("losses=nope", "There is no loss called 'nope'"),
        ("losses=focal,gamma=99", "gamma must be a number from 0 to 5"),
        ("profile=My+own+counts&counts=many", "Counts are whole numbers"),
        ("profile=My+own+counts&counts=1,2,3", "Give one count per class: 10 numbers, not 3"),
        ("ratio=0", "The link asks for the ratio '0'"),
        ("run=nowhere", "no longer holds that race"),
    ],
)
def test_a_bad_link_gets_one_sentence(app_server: str, page_at: Callable[..., Page], query: str, says: str):
    page = page_at()
    open_race(page, app_server, query)
    expect(page.get_by_test_id("stAlert").filter(has_text=says)).to_be_visible()
    no_traceback(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(app_server: str, page_at: Callable[..., Page], width: int):
    page = page_at(width, 844)
    open_race(page, app_server)
    expect(page.locator(".st-key-race_chart .js-plotly-plot")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


PAGES = [re.sub(r"^\d+_", "", path.stem) for path in sorted((ROOT / "pages").glob("*.py"))]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_by_its_own_link_and_asks_nobody_else_for_anything(
    app_server: str, page_at: Callable[..., Page], name: str
):
    page = page_at()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{app_server}/{name}")
    expect(
        page.get_by_test_id("stMainBlockContainer").locator("h1, .js-plotly-plot, [data-testid=stMetric]").first
    ).to_be_visible()
    no_traceback(page)
    assert [url for url in asked if not url.startswith((app_server, "data:", "blob:"))] == []


IN_VIEW = {
    "title": "h1", "Race": ".st-key-race button", "Pause": ".st-key-pause button", "Step": ".st-key-step button",
    "Stop": ".st-key-stop button", "curves": ".st-key-race_chart .js-plotly-plot", "strip": "table img",
    "losses": "[data-testid=stPopover] >> text=Focal γ=2 + α", "ratio": ".st-key-ratio", "words": ".st-key-race-words",
}  # fmt: skip


def test_the_whole_race_is_on_one_screen(app_server: str, page_at: Callable[..., Page]):
    page = page_at(1440, 900)
    open_race(page, app_server)
    expect(page.locator(".st-key-race_chart .js-plotly-plot")).to_be_visible()
    for name, selector in IN_VIEW.items():
        assert lies_within(page.locator(selector).first, 0, 0, 1440, 900), name
    for card in page.get_by_role("img", name=re.compile("Confusion matrix of")).all():
        assert lies_within(card, 0, 0, 1440, 900)


def lies_within(found: Locator, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether an element is drawn wholly inside this part of the screen, in pixels."""
    box = found.bounding_box()
    assert box is not None
    across = left <= box["x"] and box["x"] + box["width"] <= right
    return across and top <= box["y"] and box["y"] + box["height"] <= bottom


def test_on_a_phone_the_buttons_lie_below_and_the_controls_are_near(app_server: str, page_at: Callable[..., Page]):
    page = page_at(390, 844, touch=True)
    open_race(page, app_server)
    expect(page.locator(".st-key-race_chart .js-plotly-plot")).to_be_visible()
    for key in ("race", "pause", "step", "stop"):
        assert lies_within(page.locator(f".st-key-{key} button").last, 0, 760, 390, 844), key
    assert lies_within(page.locator(".st-key-ratio"), 0, 0, 390, 1500)


SHIFTS = """() => { window.__shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  window.__shift += entry.value; })).observe({ type: 'layout-shift' }); }"""


def place_of_chart(page: Page) -> Any:
    """Where the chart is seen: one of other losses takes its place, and both are in the page for a moment."""
    return page.locator(".st-key-race_chart .js-plotly-plot").filter(visible=True).first.bounding_box()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_a_whole_race_moves_nothing_on_the_screen(app_server: str, page_at: Callable[..., Page], size: tuple[int, int]):
    page = page_at(*size)
    open_race(page, app_server, QUICK)
    expect(small_matrix(page)).to_be_visible()
    page.wait_for_function("document.querySelector('.st-key-race_chart .main-svg')")
    page.wait_for_timeout(1500)
    before = place_of_chart(page)
    page.evaluate(SHIFTS)
    press(page, "Race")
    expect(page.get_by_text(re.compile(r"Racing: step"))).to_be_visible()
    assert place_of_chart(page) == before
    expect(page.get_by_role("button", name="Race again")).to_be_enabled(timeout=60_000)
    assert place_of_chart(page) == before
    assert page.evaluate("window.__shift") <= 0.01
