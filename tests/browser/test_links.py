"""The address bar: keys of what was chosen, restored by a link, by reload, by Back and on the way round the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from playwright.sync_api import Page, expect

from playground.data import SPECS
from playground.losses import SPECS as LOSSES

pytestmark = pytest.mark.browser


def settings(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def view(page: Page, name: str) -> None:
    """Wait until the Loss Lab shows this view."""
    expect(page.locator(".st-key-lab_view").get_by_role("radio", name=name)).to_be_checked()


def test_the_race_page_always_says_which_data_and_which_ratio(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto(app_server)
    page.wait_for_url(re.compile("data="))
    found = settings(page)
    assert found["data"][0] in SPECS
    assert found["ratio"][0] in ("200", "50")
    assert found["v"] == ["1"]


def test_a_view_comes_back_by_back_by_reload_and_from_another_page(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto(f"{app_server}/loss_lab")
    view(page, "Loss")
    page.locator(".st-key-lab_view").get_by_text("Gradient").click()
    page.wait_for_url(re.compile("lab_view=gradient"))
    page.locator(".st-key-lab_view").get_by_text("Multiplier").click()
    page.wait_for_url(re.compile("lab_view=multiplier"))
    page.go_back()
    page.wait_for_url(re.compile("lab_view=gradient"))
    view(page, "Gradient")
    page.reload()
    view(page, "Gradient")
    assert settings(page) == {"lab_view": ["gradient"], "v": ["1"]}
    page.get_by_role("link", name="Worked example").click()
    page.wait_for_selector(".st-key-ex_loss")
    assert "lab_view" not in settings(page)
    page.get_by_role("link", name="Loss Lab").click()
    view(page, "Gradient")
    page.wait_for_url(re.compile("lab_view=gradient"))
    page.go_back()
    page.go_back()
    page.wait_for_selector(".st-key-ex_loss")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_back_to_before_the_first_choice_brings_the_default_back(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto(f"{app_server}/loss_lab")
    view(page, "Loss")
    page.locator(".st-key-lab_view").get_by_text("Gradient").click()
    page.wait_for_url(re.compile("lab_view=gradient"))
    page.go_back()
    view(page, "Loss")
    page.go_forward()
    view(page, "Gradient")


def test_an_old_link_opens_and_costs_no_step_of_the_history(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto(app_server)  # a server's very first visitor with a deep link goes through the menu
    page.wait_for_url(re.compile("data="))
    page.goto("about:blank")
    page.goto(f"{app_server}/loss_lab?lab_view=Easy+or+hard&lab_loss={quote_plus(LOSSES['poly1'].title)}")
    view(page, "Easy or hard")
    page.wait_for_selector(".st-key-poly1_epsilon")
    page.go_back()
    assert page.url == "about:blank"


def test_ten_alphas_typed_by_hand_take_less_than_eighty_characters(app_server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto(f"{app_server}/loss_lab?lab_view=classes")
    box = page.locator(".st-key-alpha input")
    box.fill("0.009975, 0.01234, 1.995, 1.995, 0.1234, 0.5, 12.34, 1.2345, 0.00012, 3")
    box.press("Enter")
    page.wait_for_url(re.compile("alpha="))
    written = next(part for part in urlsplit(page.url).query.split("&") if part.startswith("alpha="))
    assert len(written) < 80
    page.reload()
    expect(box).to_have_value("0.009975, 0.01234, 1.995, 1.995, 0.1234, 0.5, 12.34, 1.2345, 0.00012, 3")
