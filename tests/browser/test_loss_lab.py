"""What a hand does in the Loss Lab, in a real browser: the picture follows the drag, and nothing is lost on the way."""

import math
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

IDLE = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
LINE = "(() => Array.from(document.querySelector('.st-key-lab-chart .js-plotly-plot').data[1].y))()"
LIVE = "[...(window.__playgroundLive?.values() ?? [])].some((e) => e.drags && e.dragStructure === e.structure)"
GD = "document.querySelector('.st-key-lab-chart .js-plotly-plot')"


@pytest.fixture
def lab(app_server, page_at):
    """Open the Loss Lab and wait until it is live: the families of its sliders have arrived."""

    def open_lab(query="", **how):
        page = page_at(**how)
        page.goto(f"{app_server}/loss_lab{query}")
        page.wait_for_selector(".st-key-lab-chart .js-plotly-plot .main-svg", timeout=90_000)
        page.wait_for_function(LIVE, timeout=90_000)
        page.wait_for_selector(IDLE)
        return page

    return open_lab


def thumb(page, key="focal_gamma"):
    value = page.locator(f".st-key-{key} [data-testid=stSliderThumbValue]")
    value.evaluate("e => e.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(300)
    box = value.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] + 6


def said(page):
    return page.locator(".st-key-lab-words p").first.inner_text()


def wait_change(page, before):
    page.wait_for_function(f"JSON.stringify({LINE}) !== {before!r}", timeout=20_000)


def snapshot(page):
    return page.evaluate(f"JSON.stringify({LINE})")


def test_the_curve_and_its_sentence_follow_the_pointer_before_release_and_are_exact_after(lab):
    page = lab()
    before, words, url = snapshot(page), said(page), page.url
    x, y = thumb(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=8)
    wait_change(page, before)
    dragged = page.evaluate(LINE)
    assert said(page) != words
    assert page.url == url  # nothing was released: the server has not been asked
    page.mouse.up()
    page.wait_for_url("**focal_gamma=*")
    page.wait_for_selector(IDLE)
    page.wait_for_timeout(300)
    gamma = float(page.url.split("focal_gamma=")[1])
    p = page.evaluate(f"Array.from({GD}.data[1].x)")
    exact = page.evaluate(LINE)
    for p_t, drawn, shown in zip(p, exact, dragged, strict=True):
        true = -((1 - p_t) ** gamma) * math.log(p_t)
        assert drawn == pytest.approx(true, rel=2e-3, abs=1e-6)  # x and y are float32: 1 - p_t loses digits
        assert shown == drawn  # every step of this slider lies in the browser


DRAWN = """() => [...document.querySelectorAll('.st-key-lab-chart .scatterlayer .trace')].map((trace) =>
  trace.querySelector('path.js-line')?.getAttribute('d') ??
  trace.querySelector('path.point')?.getAttribute('transform'))"""


@pytest.mark.parametrize("query", ["", "?lab_view=Multiplier&lab_log=true&lab_x=margin", "?lab_log_x=true"])
def test_what_is_repainted_while_dragging_is_what_plotly_itself_draws(lab, query):
    page = lab(query)
    x, y = thumb(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 45, y, steps=8)
    assert page.evaluate("[...window.__playgroundLive.values()].every((e) => e.unsettled)")
    repainted = page.evaluate(DRAWN)
    page.mouse.up()
    page.wait_for_url("**focal_gamma=*")
    page.wait_for_function("[...window.__playgroundLive.values()].every((e) => !e.unsettled)")
    plotted = page.evaluate(DRAWN)
    for ours, theirs in zip(map(points, repainted), map(points, plotted), strict=True):
        assert ours.keys() >= theirs.keys()  # Plotly leaves out what lies far below the plot
        assert all(abs(ours[x] - theirs[x]) <= 0.5 for x in theirs)


def points(path):
    numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", path)]
    return {x: y for x, y in zip(numbers[::2], numbers[1::2], strict=True) if 0 <= y <= 400}


def test_the_picture_stands_before_plotly_is_loaded_and_gives_way_to_it(app_server, page_at):
    page = page_at()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/PlotlyChart*.js", hold)
    page.goto(f"{app_server}/loss_lab")
    posters = page.locator(".poster svg")
    expect(posters).to_have_count(2)  # one before the controls, for a page without a link, and the chart's own
    places = [poster.bounding_box() for poster in posters.all()]
    height = page.locator(".st-key-lab-chart").bounding_box()["height"]
    for route in held:
        route.continue_()
    page.wait_for_selector(".st-key-lab-chart .js-plotly-plot .main-svg", timeout=60_000)
    expect(page.locator(".poster:visible")).to_have_count(0)
    plot = page.locator(".js-plotly-plot .nsewdrag").bounding_box()
    for place in places:  # nothing jumps
        assert all(abs(place[side] - plot[side]) <= 2 for side in plot)
    assert abs(page.locator(".st-key-lab-chart").bounding_box()["height"] - height) <= 2


def test_a_link_to_another_view_begins_with_its_own_picture(app_server, page_at):
    page = page_at()
    page.route("**/PlotlyChart*.js", lambda route: None)
    page.goto(f"{app_server}/loss_lab?lab_view=Gradient")
    page.wait_for_selector(".st-key-lab-chart .poster svg", timeout=60_000)
    expect(page.locator(".poster")).to_have_count(1)
    assert "gradient" in page.locator(".poster").inner_text()


def test_zoom_and_hidden_lines_survive_a_drag_and_its_release(lab):
    page = lab()
    page.evaluate(f"Plotly.relayout({GD}, {{'xaxis.range': [0.2, 0.6]}})")
    page.evaluate(f"Plotly.restyle({GD}, {{visible: 'legendonly'}}, [0])")
    before = snapshot(page)
    x, y = thumb(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 50, y, steps=6)
    page.mouse.up()
    wait_change(page, before)
    page.wait_for_url("**focal_gamma=*")
    page.wait_for_selector(IDLE)
    assert page.evaluate(f"{GD}.layout.xaxis.range") == [0.2, 0.6]
    assert page.evaluate(f"{GD}.data[0].visible") == "legendonly"


def test_a_key_press_does_what_a_drag_does(lab):
    page = lab()
    before, words = snapshot(page), said(page)
    page.locator(".st-key-focal_gamma input").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**focal_gamma=2.05")
    wait_change(page, before)
    page.wait_for_selector(IDLE)
    assert said(page) != words


def test_the_read_out_is_dragged_along_the_curve(lab):
    page = lab()
    x, y = thumb(page, "lab_at")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=6)
    page.wait_for_function(f"{GD}.data[2].x[0] < 0.85")
    told = f"document.querySelector('.st-key-lab-words p').innerText.includes('p_t = ' + {GD}.data[2].x[0].toFixed(2))"
    page.wait_for_function(told)
    page.mouse.up()


@pytest.mark.parametrize("query", ["", "?lab_x=margin", "?lab_log_x=true&lab_log=true"])
def test_the_dot_itself_is_taken_and_turns_its_slider(lab, query):
    page = lab(query)
    dot = page.locator(".st-key-lab-chart path.point").first
    dot.evaluate("e => e.scrollIntoView({ block: 'center' })")
    box, plot, words = dot.bounding_box(), page.locator(".nsewdrag").bounding_box(), said(page)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    goal = plot["x"] + 0.55 * plot["width"]
    page.mouse.move(goal, y - 40, steps=6)
    expect(page.locator(".st-key-lab-words p").first).not_to_have_text(words)
    assert "lab_at" not in page.url
    page.mouse.up()
    page.wait_for_url("**lab_at=*")
    page.wait_for_selector(IDLE)
    at = float(page.url.split("lab_at=")[1].split("&")[0])
    assert f"p_t = {at:g} " in said(page)
    expect(page.locator(".st-key-lab_at_typed input")).to_have_value(f"{at:.2f}")
    placed = dot.bounding_box()
    step = 0.06 * plot["width"]  # where the margin is stretched, or the axis a logarithm, a step is wide
    assert abs(placed["x"] + placed["width"] / 2 - goal) < step
    assert page.evaluate(f"{GD}.layout.xaxis.range") == page.evaluate(f"{GD}._fullLayout.xaxis.range")  # no zoom


def test_a_thumb_on_a_phone_moves_the_curve_before_it_is_lifted(lab):
    page = lab(width=390, height=844, dark=True, touch=True)
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    chart, slider = page.locator(".st-key-lab-chart").bounding_box(), page.locator(".st-key-focal_gamma").bounding_box()
    assert chart["y"] + chart["height"] <= slider["y"]  # the picture first, then the knobs
    x, y = thumb(page)
    before, session = snapshot(page), page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 8):
        point = {"x": x + 8 * step, "y": y}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    wait_change(page, before)
    assert "focal_gamma" not in page.url
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_url("**focal_gamma=*")


def test_changing_the_theme_keeps_the_numbers_of_the_last_drag(lab):
    page = lab()
    page.locator(".st-key-focal_gamma input").focus()
    before = snapshot(page)
    page.keyboard.press("End")
    page.wait_for_url("**focal_gamma=5*")
    wait_change(page, before)
    page.wait_for_selector(IDLE)
    now = snapshot(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(1500)
    assert snapshot(page) == now


def test_a_bar_of_alpha_is_typed_and_the_link_carries_it(lab):
    page = lab("?lab_view=Classes")
    box = page.get_by_label("alpha of class 2, typed")
    box.fill("3.5")
    box.press("Enter")
    page.wait_for_url("**alpha_rule=custom**")
    page.wait_for_selector(IDLE)
    expect(page.locator("code").first).to_contain_text("3.5")
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_function("document.querySelector('code')?.innerText.includes('3.5')", timeout=60_000)


def test_a_bar_of_alpha_is_dragged(lab):
    page = lab("?lab_view=Classes")
    bar = page.get_by_label("alpha of class 0", exact=True)
    bar.evaluate("e => e.scrollIntoView({ block: 'center' })")
    box = bar.bounding_box()
    before = page.evaluate("history.length")
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] - 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    page.wait_for_url("**alpha_rule=custom**")
    page.wait_for_selector(IDLE)
    assert page.evaluate("history.length") == before + 1
    now, most = (float(bar.get_attribute(f"aria-value{end}")) for end in ("now", "max"))
    assert now == pytest.approx(most / 2, rel=0.1)


def test_a_typed_value_moves_the_slider_and_a_dragged_slider_fills_the_box(lab):
    page = lab()
    box = page.locator(".st-key-focal_gamma_typed input")
    before = snapshot(page)
    box.fill("3.52")
    box.press("Enter")
    page.wait_for_url("**focal_gamma=3.5")  # the slider's nearest step
    wait_change(page, before)
    page.wait_for_selector(IDLE)
    expect(box).to_have_value("3.50")
    x, y = thumb(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y, steps=6)
    shown = page.locator(".st-key-focal_gamma input").get_attribute("aria-valuetext")
    assert shown != "3.50"
    assert box.input_value() == shown
    page.mouse.up()
    page.wait_for_url(f"**focal_gamma={float(shown):g}")
    page.wait_for_selector(IDLE)
    expect(box).to_have_value(shown)


def test_a_typed_value_reaches_the_picture_of_a_loss_that_no_drag_can_follow(lab):
    page = lab("?lab_loss=Normalised+focal")
    before = snapshot(page)
    box = page.locator(".st-key-normalised_focal_gamma_typed input")
    box.fill("0.3")
    box.press("Enter")
    wait_change(page, before)


def test_the_curve_of_a_class_follows_its_bar_before_it_is_released(lab):
    page = lab("?lab_view=Classes")
    page.wait_for_function("[...window.__playgroundLive.values()].some((e) => e.drags?.['alpha-bar-0'])")
    page.wait_for_timeout(1000)  # the page may still grow, and move the bar from under the pointer
    curve = f"{GD}.data.find((trace) => trace.name === 'class 0').y[40]"
    other = f"{GD}.data.find((trace) => trace.name === 'class 1').y[40]"
    bar = page.get_by_label("alpha of class 0", exact=True)
    bar.evaluate("e => e.scrollIntoView({ block: 'end' })")
    box, before, words = bar.bounding_box(), (page.evaluate(curve), page.evaluate(other)), said(page)
    alpha = float(bar.get_attribute("aria-valuenow"))
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] - 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] * 0.6, steps=4)
    page.wait_for_function(f"{curve} !== {before[0]!r}")
    page.wait_for_timeout(100)
    turned = float(bar.get_attribute("aria-valuenow"))
    assert page.evaluate(curve) == pytest.approx(before[0] * turned / alpha, rel=0.02)
    assert page.evaluate(other) == before[1]
    assert said(page) != words
    assert "alpha_rule" not in page.url  # nothing was released
    page.mouse.up()
    page.wait_for_url("**alpha_rule=custom**")
