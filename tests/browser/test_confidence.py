"""The Confidence page's sliders in a real browser: what is repainted at once is what Plotly draws, and it is exact."""

import re

import pytest

pytestmark = pytest.mark.browser

HOSTS = ("live-reliability", "live-matrix", "live-recalls")
# Every chart shows the server's own numbers, and has what its sliders will do.
LIVE = f"""{list(HOSTS)}.map((key) => window.__playgroundLive?.get(key))
  .every((chart) => chart?.wanted?.size && Object.keys(chart.drags ?? {{}}).length)"""
SETTLED = "[...window.__playgroundLive.values()].every((e) => !e.unsettled)"
# Plotly is told the numbers 100 or 400 ms after a repaint. These moments are held back until they are wanted: a busy
# machine would let them pass before the test has looked.
HOLD = """() => { window.__held = []; window.__later = window.setTimeout;
  window.setTimeout = (run, ms, ...more) =>
    [100, 400].includes(ms) ? (window.__held.push(run), 0) : window.__later(run, ms, ...more); }"""
RELEASE = "() => { window.setTimeout = window.__later; window.__held.forEach((run) => run()); }"
LINES = "() => [...document.querySelectorAll('.st-key-live-reliability path.js-line')].map((p) => p.getAttribute('d'))"
BARS = """(key) => [...document.querySelectorAll(`.st-key-${key} .barlayer .point > path`)]
  .map((path) => path.getAttribute('d'))"""
LABELS = """() => [...document.querySelectorAll('.st-key-live-matrix .heatmap-label text')]
  .map((t) => [t.textContent, getComputedStyle(t).fill])"""
NUMBERS = """(key) => JSON.stringify(document.querySelector(`.st-key-${key} .js-plotly-plot`).data
  .map((t) => ['x', 'y', 'z'].map((a) => Array.from(t[a] ?? [], (row) => (row?.length ? Array.from(row) : row)))))"""


@pytest.fixture
def confidence(app_server, page_at):
    def open_page(query="", **how):
        page = page_at(**how)
        page.goto(f"{app_server}/confidence{query}")
        page.wait_for_function(LIVE, timeout=90_000)
        page.wait_for_timeout(500)
        return page

    return open_page


def numbers(paths):
    return [[float(n) for n in re.findall(r"-?\d+\.?\d*", path)] for path in paths]


def drawn(page):
    return page.evaluate(LINES), page.evaluate(BARS, HOSTS[2]), page.evaluate(BARS, HOSTS[0]), page.evaluate(LABELS)


@pytest.mark.parametrize(("key", "presses"), [("free_tau", 7), ("free_heat", 9)])
@pytest.mark.parametrize("dark", [False, True])
def test_a_pressed_slider_repaints_what_plotly_then_draws(confidence, key, presses, dark):
    page = confidence(dark=dark)
    first = drawn(page)
    page.evaluate(HOLD)
    page.locator(f".st-key-{key} input[type=range]").focus()
    for _ in range(presses):
        page.keyboard.press("ArrowRight")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    repainted, told = drawn(page), [page.evaluate(NUMBERS, host) for host in HOSTS]
    assert repainted != first
    assert not page.evaluate(SETTLED)
    page.evaluate(RELEASE)
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(1500)
    plotted, exact = drawn(page), [page.evaluate(NUMBERS, host) for host in HOSTS]
    assert told == exact  # the server's own numbers, before it was asked
    assert repainted[3] == plotted[3]  # the matrix: every number and its colour
    for ours, theirs in zip(repainted[:3], plotted[:3], strict=True):
        for a, b in zip(numbers(ours), numbers(theirs), strict=True):
            if len(a) == len(b):  # a bar without height is written in another way
                assert max(abs(u - v) for u, v in zip(a, b, strict=True)) <= 1


def test_a_second_slider_waits_until_it_knows_what_the_first_one_did(confidence):
    page = confidence()
    page.locator(".st-key-free_tau input[type=range]").focus()
    page.keyboard.press("PageUp")
    page.locator(".st-key-free_heat input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**free_heat=1.1*")
    page.wait_for_timeout(3000)
    told = page.evaluate(NUMBERS, HOSTS[0])
    page.reload()
    page.wait_for_function(LIVE, timeout=90_000)
    page.wait_for_timeout(1000)
    page.locator(".st-key-free_heat input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(SETTLED)
    fresh = page.evaluate(NUMBERS, HOSTS[0])
    assert told == fresh
