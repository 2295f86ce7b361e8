"""Looking into a result as a person does: click a cell, move a slider, draw with every kind of pointer, upload."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from playground import data
from playground.core.config import Entrant, Imbalance, LossChoice, RaceConfig
from playground.exchange import export
from playground.race.result_file import save_result
from playground.training import train
from tests.serving import serve

pytestmark = pytest.mark.browser

RACE = RaceConfig(
    (Entrant(), Entrant(LossChoice.of("focal", gamma=2.0))), "digits", Imbalance("balanced", 1, 100), "mlp",
    learning_rate=0.004, samples=6_400,
)  # fmt: skip
RING = [(0.5 + 0.22 * np.cos(a), 0.5 + 0.33 * np.sin(a)) for a in np.linspace(-1.5, 4.8, 25)]
GREY_SUM = "c => c.getContext('2d').getImageData(0, 0, 28, 28).data.reduce((sum, v, i) => (i % 4 ? sum : sum + v), 0)"
PAGES = ("mistakes", "scores", "confidence", "gradient", "draw", "your_model")
Open = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """The first page that draws loads torch, which takes its time on a busy machine."""
    expect.set_options(timeout=25_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app without MNIST, and with one finished race on its disk: "shelf01"."""
    results, own = tmp_path_factory.mktemp("results"), tmp_path_factory.mktemp("server")
    *_, last = (s for s in train(RACE, folder=data.default_folder()) if s.status != "running")
    save_result(results / "shelf01.npz", RACE, last)
    with serve(own, PLAYGROUND_RESULTS=str(results), PLAYGROUND_DATA=str(own)) as running:
        yield running.url


def go(page: Page, server: str, name: str, query: str = "run=shelf01") -> Page:
    page.goto(f"{server}/{name}?{query}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def cell(page: Page, true: int, called: int) -> tuple[float, float]:
    """Where a cell of the confusion matrix is on the screen."""
    plot = page.locator(".st-key-matrix .js-plotly-plot")
    expect(plot.locator(".heatmaplayer")).to_be_visible()
    x, y = plot.evaluate(
        """(plot, [row, column]) => {
          const { xaxis, yaxis } = plot._fullLayout, box = plot.getBoundingClientRect();
          return [box.left + xaxis._offset + xaxis.c2p(column), box.top + yaxis._offset + yaxis.c2p(row)];
        }""",
        [true, called],
    )
    return x, y


def pad(page: Page) -> Locator:
    found = page.locator(".paper")
    expect(found).to_be_visible()
    return found


def place(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    box = pad(page).bounding_box()
    assert box
    return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]


def draw_by_mouse(page: Page, points: list[tuple[float, float]]) -> None:
    page.mouse.move(*place(page, points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(page, point))
    page.mouse.up()


def digits(page: Page) -> Locator:
    return page.locator(".answers .digit")


def drawn(page: Page) -> int:
    """The sum of the picture that the networks see."""
    return page.locator(".seen").evaluate(GREY_SUM)


def test_a_click_on_a_cell_shows_the_images_behind_it(server: str, page_at: Open):
    page = go(page_at(), server, "mistakes")
    page.mouse.click(*cell(page, 4, 4))
    expect(page.get_by_role("heading", name=re.compile("^4, recognised: "))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Image of 4, called 4")).nth(5)).to_be_visible()


def test_images_fade_by_their_focal_weight(server: str, page_at: Open):
    page = go(page_at(), server, "mistakes", "run=shelf01&fade=4")
    page.get_by_role("radio", name="Most suppressed").or_(page.get_by_text("Most suppressed")).first.click()
    image = page.locator("img[style*='opacity:0.08']").first
    expect(image).to_be_visible()


def test_a_slider_moves_the_pictures_in_place(server: str, page_at: Open):
    page = go(page_at(), server, "confidence", "")
    charts = [page.locator(f".st-key-live-{name} .js-plotly-plot") for name in ("reliability", "matrix", "recalls")]
    for chart in charts:
        expect(chart).to_be_visible()
    page.wait_for_timeout(2500)
    for chart in charts:
        chart.evaluate("gd => { gd.mine = true; }")
    before = charts[2].evaluate("gd => Array.from(gd.data[0].y)")
    slider = page.locator(".st-key-free_tau input[type=range]")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Hindsight: tau = 0.3")).to_be_visible()
    page.wait_for_timeout(500)
    assert charts[2].evaluate("gd => Array.from(gd.data[0].y)") != before
    assert all(chart.evaluate("gd => gd.mine === true") for chart in charts)
    assert "free_tau=0.3" in page.url


def test_every_model_answers_a_digit_drawn_by_mouse(server: str, page_at: Open):
    page = go(page_at(), server, "draw")
    expect(digits(page)).to_have_text(["–", "–"])
    draw_by_mouse(page, RING)
    expect(digits(page)).to_have_text(["0", "0"])
    expect(page.get_by_text("All say 0.")).to_be_visible()
    assert drawn(page) > 20_000


def test_undo_takes_back_a_stroke_and_clear_takes_all(server: str, page_at: Open):
    page = go(page_at(), server, "draw")
    draw_by_mouse(page, RING)
    expect(digits(page).first).to_have_text("0")
    one = drawn(page)
    draw_by_mouse(page, [(0.2, 0.2), (0.8, 0.8)])
    for _ in range(100):
        if drawn(page) != one:
            break
        page.wait_for_timeout(100)
    assert drawn(page) != one
    page.get_by_role("button", name="Undo").click()
    expect(digits(page).first).to_have_text("0")
    page.get_by_role("button", name="Clear").click()
    expect(digits(page)).to_have_text(["–", "–"])
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert drawn(page) == 0


def test_a_finger_draws_and_does_not_scroll(server: str, page_at: Open):
    page = go(page_at(390, 844, touch=True), server, "draw")
    assert pad(page).evaluate("c => getComputedStyle(c).touchAction") == "none"
    pad(page).scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)
    for kind, point in [("touchStart", RING[0]), *(("touchMove", p) for p in RING[1:])]:
        x, y = place(page, point)
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(digits(page)).to_have_text(["0", "0"])


def test_the_keyboard_draws_too(server: str, page_at: Open):
    page = go(page_at(), server, "draw")
    pad(page).focus()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    for _ in range(10):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Space")
    expect(digits(page)).not_to_have_text(["–", "–"])
    page.keyboard.press("Control+z")
    expect(digits(page)).to_have_text(["–", "–"])


def test_a_drawing_is_still_there_after_another_page(server: str, page_at: Open):
    page = go(page_at(), server, "draw")
    draw_by_mouse(page, RING)
    expect(digits(page).first).to_have_text("0")
    page.get_by_text("Understand").first.click()
    page.get_by_role("menuitem", name="Scores").click()
    expect(page.get_by_role("heading", name="How good is it for each class?")).to_be_visible()
    page.get_by_text("Understand").first.click()
    page.get_by_role("menuitem", name="Draw a digit").click()
    expect(digits(page).first).to_have_text("0")
    assert drawn(page) > 20_000


def test_an_uploaded_model_is_looked_at_and_garbage_refused(server: str, page_at: Open, tmp_path: Path):
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 3, 300)
    good, bad = tmp_path / "mine.npz", tmp_path / "bad.npz"
    good.write_bytes(export.npz_bytes(draw.normal(size=(300, 3)) + 2 * np.eye(3)[labels], labels, (500, 400, 9)))
    bad.write_bytes(b"PK\x03\x04" + bytes(200))
    page = go(page_at(), server, "your_model", "")
    page.locator("input[type=file]").set_input_files(bad)
    expect(page.get_by_text("not a readable NPZ file")).to_be_visible()
    page.locator("input[type=file]").set_input_files(good)
    expect(page.get_by_text("300 samples, 3 classes")).to_be_visible()
    page.get_by_test_id("stPageLink").get_by_text("Confidence").click()
    expect(page.get_by_text("Your model: mine")).to_be_visible()
    expect(page.locator(".st-key-live-matrix .heatmaplayer")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_scrolls_sideways_on_a_phone(server: str, page_at: Open, dark: bool):
    page = page_at(390, 844, dark=dark)
    for name in PAGES:
        go(page, server, name)
        page.wait_for_timeout(600)
        main = page.get_by_test_id("stMain")
        assert main.evaluate("m => m.scrollWidth - m.clientWidth") <= 0, name
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_images_fade_while_the_slider_moves_and_the_server_agrees(server: str, page_at: Open) -> None:
    page = go(page_at(), server, "mistakes")
    images = page.locator(".st-key-gallery-tiles figure img")
    expect(images.first).to_be_visible()
    page.get_by_role("radio", name="Hardest").click()
    page.wait_for_function("window.__playgroundLive?.get('gallery-tiles')?.fades")
    page.wait_for_timeout(1000)
    fading = """() => [...document.querySelectorAll('.st-key-gallery-tiles figure')].map((figure) =>
      [Number(figure.querySelector('img').style.opacity), figure.querySelector('[data-note]').textContent])"""
    assert {opacity for opacity, _ in page.evaluate(fading)} == {1}
    thumb = page.locator(".st-key-fade [data-testid=stSliderThumbValue]")
    thumb.evaluate("e => e.scrollIntoView({ block: 'center' })")
    box = thumb.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=6)
    page.wait_for_timeout(100)
    dragged = page.evaluate(fading)
    assert "fade" not in page.url
    assert min(opacity for opacity, _ in dragged) < 1
    assert all(note.startswith("weight ") for _, note in dragged)
    page.mouse.up()
    page.wait_for_url("**fade=*")
    page.wait_for_timeout(1500)
    released = page.evaluate(fading)
    assert [note for _, note in released] == [note for _, note in dragged]
    assert np.allclose([o for o, _ in released], [o for o, _ in dragged], atol=5e-3)


def test_the_papers_figure_and_its_sentence_follow_the_slider(server: str, page_at: Open) -> None:
    page = go(page_at(), server, "gradient")
    page.wait_for_selector(".st-key-paper .js-plotly-plot .main-svg", timeout=60_000)
    page.wait_for_function("window.__playgroundLive?.get('paper')?.drags", timeout=60_000)
    page.wait_for_timeout(500)
    curve = "Array.from(document.querySelector('.st-key-paper .js-plotly-plot').data[0].y)"
    before, words = page.evaluate(curve), page.locator(".st-key-paper-words p").inner_text()
    page.locator(".st-key-paper_gamma input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"JSON.stringify({curve}) !== {json.dumps(json.dumps(before, separators=(',', ':')))}")
    at_once = page.evaluate(curve)
    page.wait_for_url("**paper_gamma=2.1*")
    page.wait_for_timeout(2000)
    assert page.evaluate(curve) == at_once
    assert page.locator(".st-key-paper-words p").inner_text() != words
