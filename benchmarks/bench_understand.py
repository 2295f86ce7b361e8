"""How soon do all pictures follow a slider of the Confidence page? 10 000 test images, 4 losses, a real browser.

    PLAYGROUND_DATA=folder-with-MNIST python benchmarks/bench_understand.py [--quick]

From the key press that moves a slider to the moment when every picture that it changes has been repainted: matrix, bars
and reliability for the prior. Presses are so far apart that one has settled before the next. The same is measured for a
page of one slider and one line of text: the floor of this machine, browser and Streamlit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.serving import serve

# What each slider changes: a temperature changes no answer, so that matrix and recalls stay as they are.
SLIDERS = {
    "free_tau": ("live-reliability", "live-matrix", "live-recalls"),
    "free_heat": ("live-reliability",),
}
BARE = """import streamlit as st

x = st.slider("x", 0.0, 2.0, 0.0, 0.05, key="x")
with st.container(key="said"):
    st.markdown(f"{x:.2f}")
"""
PAINTED = """([key, names]) => new Promise((done, fail) => {
  const charts = names.map((name) => document.querySelector(`.st-key-${name} .js-plotly-plot`));
  const input = document.querySelector(`.st-key-${key} input[type=range]`);
  let left = charts.length, begun;
  charts.forEach((chart) => {
    const once = () => {
      chart.removeListener('plotly_afterplot', once);
      if (!--left) requestAnimationFrame(() => done(performance.now() - begun));
    };
    chart.on('plotly_afterplot', once);
  });
  setTimeout(() => fail(new Error('the charts were not repainted')), 10000);
  input.addEventListener('keydown', () => { begun = performance.now(); }, { once: true });
  input.focus();
})"""
CHANGED = """() => new Promise((done, fail) => {
  const input = document.querySelector('.st-key-x input[type=range]'), said = document.querySelector('.st-key-said');
  const before = said.textContent;
  let begun;
  input.addEventListener('keydown', () => { begun = performance.now(); }, { once: true });
  const seen = new MutationObserver(() => {
    if (said.textContent === before) return;
    seen.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  });
  seen.observe(said, { subtree: true, characterData: true, childList: true });
  setTimeout(() => fail(new Error('the text did not change')), 10000);
  input.focus();
})"""


def timed(page: Page, watch: str, argument: object, key: str) -> float:
    """Milliseconds from one key press to what `watch` waits for."""
    page.evaluate(f"(what) => {{ window.__took = ({watch})(what); }}", argument)
    page.keyboard.press(key)
    took = float(page.evaluate("() => window.__took"))
    page.wait_for_timeout(700)
    return took


def opened(page: Page, url: str, ready: str) -> Page:
    """Load a page and let it settle."""
    page.goto(url)
    page.wait_for_selector(ready, timeout=60_000)
    page.wait_for_timeout(3000)
    return page


def measure(presses: int) -> tuple[np.ndarray, np.ndarray]:
    """Interleaved presses on both pages: milliseconds of the page's sliders, and of the bare one."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        script = Path(folder, "bare.py")
        script.write_text(BARE)
        Path(folder, "a").mkdir()
        Path(folder, "b").mkdir()
        with serve(Path(folder, "a")) as app, serve(Path(folder, "b"), script) as bare:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            ours = opened(browser.new_page(viewport={"width": 1440, "height": 1000}), f"{app.url}/confidence", PLOT)
            floor = opened(browser.new_page(), bare.url, ".st-key-said p")
            rounds = [_round(ours, floor, i) for i in range(presses + 2)][2:]
            browser.close()
    return np.array([took for pair, _ in rounds for took in pair]), np.array([took for _, took in rounds])


PLOT = ".st-key-live-recalls .js-plotly-plot"


def _round(ours: Page, floor: Page, i: int) -> tuple[list[float], float]:
    key = "ArrowRight" if i % 20 < 10 else "ArrowLeft"
    ours.bring_to_front()
    pair = [timed(ours, PAINTED, [slider, list(names)], key) for slider, names in SLIDERS.items()]
    floor.bring_to_front()
    return pair, timed(floor, CHANGED, None, key)


def main() -> None:
    """Print the table and the RESULT line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer presses, under 50 s")
    presses = 10 if parser.parse_args().quick else 40
    ours, bare = measure(presses)
    print(f"{'':24}{'median':>10}{'p95':>10}  ms, n = {len(ours)} and {len(bare)}")
    for name, took in (("matrix, bars, reliability", ours), ("bare slider", bare)):
        print(f"{name:26}{np.median(took):8.0f}{np.quantile(took, 0.95):10.0f}")
    print(f"RESULT slider_p95_ms={np.quantile(ours, 0.95):.0f} bare_p95_ms={np.quantile(bare, 0.95):.0f}")


if __name__ == "__main__":
    main()
