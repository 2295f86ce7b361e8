"""How soon do all pictures follow a slider of the Confidence page? 10 000 test images, 4 losses, a real browser.

    PLAYGROUND_DATA=folder-with-MNIST python benchmarks/bench_understand.py [--quick]

From the key press that moves a slider to the frame in which every picture that it changes shows the exact numbers of
its new value: matrix, bars and reliability. They lie in the browser beforehand, one for every step of the slider; how
long the server takes to send its own, and all words, is told beside it. Presses are so far apart that one has settled
before the next. The same is measured for a page of one slider and one line of text: the floor of this machine.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

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
# From the key press to the frame after every picture's exact numbers were drawn, and after the server's own were.
PAINTED = """([key, names]) => new Promise((done, fail) => {
  const input = document.querySelector(`.st-key-${key} input[type=range]`);
  const exact = new Set(names), confirmed = new Set(names), found = {};
  let begun;
  const frame = (what) => requestAnimationFrame(() => {
    found[what] = performance.now() - begun;
    if (found.exact && found.confirmed) { document.removeEventListener('playground-painted', seen); done(found); }
  });
  const seen = ({ detail }) => {
    if (begun && detail.exact && exact.delete(detail.host) && !exact.size) frame('exact');
    if (begun && detail.confirmed && confirmed.delete(detail.host) && !confirmed.size) frame('confirmed');
  };
  document.addEventListener('playground-painted', seen);
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


def timed(page: Page, watch: str, argument: object, key: str) -> Any:
    """Milliseconds from one key press to what `watch` waits for."""
    page.evaluate(f"(what) => {{ window.__took = ({watch})(what); }}", argument)
    page.keyboard.press(key)
    took = page.evaluate("() => window.__took")
    page.wait_for_timeout(700)
    return took


def opened(page: Page, url: str, ready: str) -> Page:
    """Load a page and let it settle."""
    page.goto(url)
    page.wait_for_selector(ready, timeout=60_000)
    page.wait_for_timeout(3000)
    return page


def measure(presses: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Interleaved presses on both pages: ms to the exact pictures, to the server's, and of the bare slider."""
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
    exact, confirmed = ([took[what] for pair, _ in rounds for took in pair] for what in ("exact", "confirmed"))
    return np.array(exact), np.array(confirmed), np.array([took for _, took in rounds])


PLOT = ".st-key-live-recalls .js-plotly-plot"


def _round(ours: Page, floor: Page, i: int) -> tuple[list[dict[str, float]], float]:
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
    exact, confirmed, bare = measure(presses)
    print(f"{'':36}{'median':>10}{'p95':>10}  ms, n = {len(exact)} and {len(bare)}")
    rows = {
        "matrix, bars, reliability, exact": exact,
        "... and confirmed by the server": confirmed,
        "bare slider": bare,
    }
    for name, took in rows.items():
        print(f"{name:36}{np.median(took):10.0f}{np.quantile(took, 0.95):10.0f}")
    exact_p95, confirmed_p95, bare_p95 = (np.quantile(took, 0.95) for took in rows.values())
    print(f"RESULT slider_p95_ms={exact_p95:.0f} confirmed_p95_ms={confirmed_p95:.0f} bare_p95_ms={bare_p95:.0f}")


if __name__ == "__main__":
    main()
