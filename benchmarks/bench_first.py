"""How soon the landing page stands, against a bare page of one heading and one Plotly chart; and whether it jumps.

    PLAYGROUND_DATA=folder-with-MNIST python benchmarks/bench_first.py [--quick]

In every round both pages are opened in turn, each on a new server (cold) and then once more by somebody else who has
nothing in the cache (warm): milliseconds from asking for the page to the frame in which its words, its first picture
and its Plotly chart stand. Then whole races are run, and all layout shifts from the click to the result are added up,
those that follow an input within half a second included: a chart that jumps away under the hand is what is looked for.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.bench_click import WATCH
from benchmarks.bench_latency import FIRST
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.serving import ROOT, serve

RESULTS = Path(__file__).parent / "results" / "bench_first.json"
BARE = """import streamlit as st
from plotly.graph_objects import Figure, Scatter

st.set_page_config(layout="wide")
main, side = st.columns([2, 1], gap="large")
main.title("A heading", anchor=False)
lines = [Scatter(x=list(range(20)), y=[k + i % 3 for i in range(20)], mode="lines") for k in range(4)]
main.plotly_chart(Figure(lines, layout={"height": HEIGHT}), key="race_chart")
"""
LINE = ".st-key-race_chart .js-plotly-plot .scatterlayer path.js-line"
SEEN = {"words": "[data-testid=stHeading] h1", "picture": f".poster svg, {LINE}", "chart": LINE}
SIZE = {"width": 1440, "height": 1000}
# All layout shifts from now on, and where the chart's upper edge is in each frame.
JUMPS = """() => {
  const found = (window.__jumps = { all: 0, unasked: 0, tops: [] });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    found.all += entry.value;
    if (!entry.hadRecentInput) found.unasked += entry.value;
  })).observe({ type: 'layout-shift' });
  const look = () => {
    const chart = document.querySelector('.st-key-race_chart .js-plotly-plot');
    const top = chart && Math.round(chart.getBoundingClientRect().top + scrollY);
    if (top && found.tops.at(-1) !== top) found.tops.push(top);
    requestAnimationFrame(look);
  };
  look();
}"""


class Visit(NamedTuple):
    """Milliseconds until each of `SEEN` stood, on a server's first visit and on its second."""

    cold: dict[str, float]
    warm: dict[str, float]


def first(browser: Browser, url: str) -> dict[str, float]:
    """Milliseconds to words, picture and chart for somebody who has never been here."""
    page = browser.new_page(viewport=SIZE)
    page.add_init_script(f"({FIRST})({json.dumps(list(SEEN.values()))})")
    page.goto(url, wait_until="commit")
    page.wait_for_function(f"[...Array({len(SEEN)}).keys()].every((i) => window.__first?.[i] > 0)", timeout=90_000)
    found = {key: float(page.evaluate(f"window.__first[{i}]")) for i, key in enumerate(SEEN)}
    page.close()
    return found


def visit(browser: Browser, script: Path) -> Visit:
    """Two first visits to a new server, one after the other."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), script) as server:
        return Visit(first(browser, server.url), first(browser, server.url))


def ratios(ours: list[Visit], bare: list[Visit]) -> dict[str, float]:
    """Medians over the rounds of our milliseconds by the bare page's; our picture is held against its words."""
    found = {}
    for when in Visit._fields:
        for what, floor in {"words": "words", "picture": "words", "chart": "chart"}.items():
            pairs = zip((getattr(v, when) for v in ours), (getattr(v, when) for v in bare), strict=True)
            found[f"{what}_vs_bare_{when}"] = round(statistics.median(a[what] / b[floor] for a, b in pairs), 2)
    return found


def medians(visits: list[Visit]) -> dict[str, dict[str, int]]:
    """Milliseconds of one page."""
    return {
        when: {what: round(statistics.median(getattr(v, when)[what] for v in visits)) for what in SEEN}
        for when in Visit._fields
    }


def jumps(page: Page, url: str, seed: int) -> dict[str, Any]:
    """All layout shifts of one race from the click to its result, and where the chart stood in between."""
    page.goto(f"{url}/?seed={seed}")
    page.get_by_text("Trains on").wait_for(timeout=90_000)
    page.locator(LINE).first.wait_for()
    page.wait_for_timeout(1500)
    page.evaluate(JUMPS)
    page.evaluate(WATCH)
    page.locator(".st-key-race button").click()
    page.evaluate("window.__took")
    page.wait_for_timeout(1000)  # what the result itself moves
    return page.evaluate("window.__jumps")


def races(browser: Browser, count: int) -> list[dict[str, Any]]:
    """The jumps of so many races of a new visitor on a server of their own."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        page = browser.new_page(viewport=SIZE)
        return [jumps(page, server.url, seed) for seed in range(count)]


def chart_height(browser: Browser) -> int:
    """How high the landing page's chart is, in pixels: the bare one gets the same."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        page = browser.new_page(viewport=SIZE)
        page.goto(server.url)
        page.locator(LINE).first.wait_for(timeout=90_000)
        return round(page.locator(".st-key-race_chart .js-plotly-plot").bounding_box()["height"])


def measure(browser: Browser, rounds: int, count: int) -> dict[str, Any]:
    """Everything that goes into the JSON file."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE.replace("HEIGHT", str(chart_height(browser))), "utf-8")
        pairs = [(visit(browser, ROOT / "app.py"), visit(browser, bare)) for _ in range(rounds)]
    ours, floor = (list(each) for each in zip(*pairs, strict=True))
    found = races(browser, count)
    return {
        "ratios": ratios(ours, floor), "ours_ms": medians(ours), "bare_ms": medians(floor), "rounds": rounds,
        "shift": round(max(each["all"] for each in found), 4), "races": found,
    }  # fmt: skip


def result(found: Mapping[str, Any]) -> str:
    """The line that others read."""
    figures = {**found["ratios"], "shift": found["shift"]}
    order = [f"{what}_vs_bare_{when}" for what in ("words", "chart") for when in Visit._fields]
    rest = [key for key in figures if key not in order]
    return " ".join(["RESULT", *(f"{key}={figures[key]}" for key in [*order, *reversed(rest)])])


def main() -> None:
    """Measure, write the JSON file and print the line that others read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two rounds and one race: under 60 s on two cores")
    quick = parser.parse_args().quick
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = measure(browser, *((2, 1) if quick else (9, 3)))
        browser.close()
    known = {key: version(key) for key in ("streamlit", "plotly", "playwright")}
    found["machine"] = {"python": platform.python_version(), "cores": os.cpu_count(), **known}
    found["machine"]["load"] = round(os.getloadavg()[0], 1)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))
    print(result(found))


if __name__ == "__main__":
    main()
