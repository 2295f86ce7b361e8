"""Who races, set by hand: a loss is added and edited, its bars of alpha are dragged, and the Lab sends one."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.core.numbers import numbers

pytestmark = pytest.mark.browser

TWO = urlencode({"data": "digits", "losses": "cross_entropy;focal,gamma=2@custom~1~2~3~4~5~6~7~8~9~10!"})


def open_race(page: Page, server: str, query: str) -> None:
    page.goto(f"{server}/?{query}")
    expect(page.get_by_text(re.compile("Trains on"))).to_be_visible()


def editor(page: Page) -> Locator:
    return page.get_by_test_id("stPopoverBody")


def losses(url: str) -> list[str]:
    return parse_qs(urlsplit(url).query)["losses"][0].split(";")


def test_a_dragged_bar_moves_the_vector_of_its_loss_and_the_link(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server, TWO)
    page.get_by_role("button", name="Focal γ=2 + α custom", exact=True).click()
    bar = page.get_by_label("alpha of class 0", exact=True)
    bar.evaluate("e => e.scrollIntoView({ block: 'center' })")
    box = bar.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] - 3)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    line = editor(page).get_by_role("textbox", name="Its numbers, one per class")
    expect(line).not_to_have_value("1, 2, 3, 4, 5, 6, 7, 8, 9, 10")
    vector = numbers(line.input_value())
    assert vector[0] == pytest.approx(float(bar.get_attribute("aria-valuemax")) / 2, rel=0.1)
    assert vector[1:] == (2, 3, 4, 5, 6, 7, 8, 9, 10)
    page.wait_for_url(lambda url: "custom~1~" not in url)
    assert losses(page.url)[1] == f"focal,gamma=2@custom~{vector[0]:g}~2~3~4~5~6~7~8~9~10!"


def test_an_added_loss_opens_and_keeps_its_slider_under_the_hand(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    open_race(page, app_server, TWO)
    page.get_by_role("button", name="Add a loss").click()
    slider = editor(page).get_by_test_id("stSlider").locator("input")
    expect(slider).to_have_attribute("aria-valuetext", "1.00")
    slider.focus()
    for tau in ("1.05", "1.10"):
        page.keyboard.press("ArrowRight")
        page.wait_for_url(lambda url, tau=tau: f"tau={float(tau):g}" in losses(url)[-1])
        expect(slider).to_be_focused()
        expect(slider).to_have_attribute("aria-valuetext", tau)
    page.keyboard.press("Escape")
    expect(editor(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Logit adjustment τ=1.1", exact=True)).to_be_visible()


def test_the_lab_s_loss_joins_the_line_up_that_the_race_page_was_left_with(
    app_server: str, page_at: Callable[..., Page]
):
    page = page_at()
    open_race(page, app_server, TWO)
    page.get_by_role("link", name="Loss Lab").click()
    page.get_by_role("link", name="Race this loss").wait_for()
    page.locator(".st-key-focal_gamma_typed input").fill("3.5")
    page.locator(".st-key-focal_gamma_typed input").press("Enter")
    page.wait_for_function("[...document.querySelectorAll('a')].some((a) => a.href.includes('gamma%3D3.5'))")
    page.get_by_role("link", name="Race this loss").click()
    expect(page.get_by_role("button", name="Focal γ=3.5", exact=True)).to_be_visible()
    assert losses(page.url) == [
        "cross_entropy", "focal,gamma=2@custom~1~2~3~4~5~6~7~8~9~10!", "focal,gamma=3.5",
    ]  # fmt: skip
