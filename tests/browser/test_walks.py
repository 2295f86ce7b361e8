"""Walks through the app by menu, Back, Forward, reload and links: nothing that was chosen or raced gets lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.serving import serve

pytestmark = pytest.mark.browser

START = "data=digits&ratio=200&samples=3000&losses=cross_entropy"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server without MNIST: every walk races on the digits that need no file."""
    with serve(tmp_path_factory.mktemp("walks"), PLAYGROUND_DATA=str(tmp_path_factory.mktemp("empty"))) as found:
        yield found.url


def asked(page: Page) -> dict[str, str]:
    return {name: texts[-1] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def says(page: Page, **wanted: str) -> None:
    """Wait until the address says this; "" where it does not name a setting."""
    page.wait_for_function(
        """wanted => {
            const found = new URLSearchParams(location.search);
            return Object.entries(wanted).every(([name, text]) => (found.get(name) ?? "") === text);
        }""",
        arg=wanted,
    )


def section(page: Page) -> Locator:
    """The menu's only section; what does not fit stands in another of no width."""
    return page.get_by_test_id("stTopNavSection").filter(has_text="Understand")


def menu(page: Page, name: str) -> None:
    """Open a page by the menu, as it is at this width."""
    link = page.get_by_test_id("stTopNavLink").get_by_text(name, exact=True)
    if not link.count():
        section(page).click()
        link = page.get_by_test_id("stTopNavDropdownLink").get_by_text(name, exact=True)
    link.click()


def on_race(page: Page, ratio: str, run: str = "", *, owner: bool = True) -> None:
    """The Race page is shown, with this ratio and this race (or none), in the address and in its controls.

    `owner`: whether the race is this browser's own.
    """
    expect(page).to_have_title(re.compile("^Race - "))
    expect(page.locator(f".st-key-ratio input[aria-valuetext='{ratio}:1']")).to_have_count(1)
    expect(
        page.locator(".st-key-race button").filter(has_text=re.compile("Race again$" if run and owner else "Race$"))
    ).to_have_count(1)
    says(page, ratio=ratio, run=run)


def on_page(page: Page, title: str) -> None:
    expect(page).to_have_title(re.compile(f"^{title} - "))
    expect(page.get_by_test_id("stException")).to_have_count(0)


def at_rest(page: Page) -> None:
    """Nothing is drawn anew any more: what is clicked meanwhile may be replaced under the pointer."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def raced(page: Page, server: str) -> str:
    """Open the Race page, set the ratio to 100:1 by hand, race; the race's name, once the address has it."""
    page.goto(f"{server}/?{START}")
    on_race(page, "200")
    page.locator(".st-key-ratio input").focus()
    page.keyboard.press("ArrowLeft")
    on_race(page, "100")
    at_rest(page)
    page.get_by_role("button", name="Race", exact=True).click()
    page.wait_for_function("new URLSearchParams(location.search).has('run')")
    run = asked(page)["run"]
    on_race(page, "100", run)
    return run


Walk = tuple[str, ...]
WALKS: list[Walk] = [
    ("Scores", "back", "race"),
    ("Scores", "back", "forward", "Scores at the race", "back", "race"),
    ("Scores", "reload", "Scores at the race", "back", "race"),
    ("Scores", "Loss Lab", "back", "Scores at the race", "back", "race"),
    ("Loss Lab", "Worked example", "back", "back", "race"),
    ("Loss Lab", "Race", "race", "back", "back", "race"),
    ("reload", "race", "back", "before the race", "forward", "race"),
]


@pytest.mark.parametrize("walk", WALKS, ids=" ".join)
def test_a_walk_loses_neither_the_ratio_nor_the_race(server: str, page_at: Callable[..., Page], walk: Walk):
    page = page_at()
    run = raced(page, server)
    moves = {"back": page.go_back, "forward": page.go_forward, "reload": page.reload}
    for step in walk:
        if step in moves:
            moves[step]()
        elif step == "race":
            on_race(page, "100", run)
        elif step == "before the race":
            on_race(page, "100")
        elif step == "Scores at the race":
            on_page(page, "Scores")
            says(page, run=run)
        else:
            menu(page, step)
            on_page(page, step)


def test_the_menu_costs_one_step_of_the_history_and_a_first_page_none(server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto("about:blank")
    page.goto(f"{server}/?{START}")
    on_race(page, "200")
    menu(page, "Scores")
    on_page(page, "Scores")
    menu(page, "Race")
    on_race(page, "200")
    page.go_back()
    on_page(page, "Scores")
    page.go_back()
    on_race(page, "200")
    page.go_back()
    assert page.url == "about:blank"


def test_a_tab_without_settings_goes_on_where_this_browser_was_and_another_browser_starts_afresh(
    server: str, page_at: Callable[..., Page]
):
    page = page_at()
    run = raced(page, server)
    second = page.context.new_page()
    second.goto(server)
    on_race(second, "100", run)
    stranger = page_at()
    stranger.goto(server)
    on_race(stranger, "50")
    assert "losses" not in asked(stranger)


def test_a_copied_link_shows_the_same_in_another_browser(server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    run = raced(page, server)
    page.get_by_role("button", name="Link").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert link.startswith(server)
    other = page_at()
    other.goto(link)
    on_race(other, "100", run, owner=False)
    expect(other.get_by_text("Somebody else started this race")).to_be_visible()


def test_where_the_clipboard_is_refused_the_link_is_selected_for_copying_by_hand(
    server: str, page_at: Callable[..., Page]
):
    page = page_at()
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false;"
    )
    page.goto(f"{server}/?{START}")
    on_race(page, "200")
    page.get_by_role("button", name="Link").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Press Ctrl+C")).to_be_visible()
    assert page.get_by_label("The link of this page").evaluate("it => it.value.slice(it.selectionStart)") == page.url


def test_start_over_brings_the_defaults_and_back_brings_everything_again(server: str, page_at: Callable[..., Page]):
    page = page_at()
    run = raced(page, server)
    page.get_by_role("button", name="Link").click()
    page.get_by_role("button", name="Start over").click()
    on_race(page, "50")
    assert set(asked(page)) == {"v", "data", "ratio"}
    expect(page.locator("[class*=st-key-drop]")).to_have_count(4)
    page.go_back()
    on_race(page, "100", run)
    assert asked(page)["losses"] == "cross_entropy"


def test_the_menu_and_the_tab_say_which_page_is_open(server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto(f"{server}/scores")
    on_page(page, "Scores")
    expect(section(page)).to_contain_text("Understand: Scores")
    menu(page, "Loss Lab")
    on_page(page, "Loss Lab")
    expect(page.locator("[aria-current=page]")).to_contain_text("Loss Lab")
    expect(section(page)).not_to_contain_text("Scores")


def test_a_link_that_asks_for_mnist_where_there_is_none_says_so(server: str, page_at: Callable[..., Page]):
    page = page_at()
    page.goto(f"{server}/?data=mnist&ratio=50")
    told = "The link asks for MNIST, which is not on this machine. Shown is Embedded digits (8x8)."
    expect(page.get_by_text(told)).to_be_visible()
    on_race(page, "50")


def test_a_race_of_this_browser_is_opened_again_from_the_list_and_forgotten(server: str, page_at: Callable[..., Page]):
    page = page_at()
    run = raced(page, server)
    page.goto(f"{server}/?data=digits&ratio=5")
    on_race(page, "5")
    page.get_by_role("button", name="Link").click()
    page.get_by_role("button", name=re.compile("100:1, Cross-entropy$")).first.click()
    on_race(page, "100", run)
    assert asked(page)["losses"] == "cross_entropy"
    page.reload()
    on_race(page, "100", run)
    page.get_by_role("button", name="Link").click()
    expect(page.locator("li.row")).to_have_count(1)
    page.get_by_role("button", name="Forget 100:1, Cross-entropy").click()
    expect(page.locator("li.row")).to_have_count(0)
    page.reload()
    on_race(page, "100", run)
    page.get_by_role("button", name="Link").click()
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    expect(page.locator("li.row")).to_have_count(0)
