"""From the click on Race to its first point and to its result, in a real browser. `--quick`: 4 races, about 50 s.

    PLAYGROUND_DATA=folder-with-MNIST python benchmarks/bench_click.py [--quick]

The default race, each time with another seed, on a server whose worker is warm. The first point counts from the frame
in which the chart holds it and the page shows how far every loss is; the result from the one in which Race is offered
again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.serving import serve

RESULTS = Path(__file__).parent / "results" / "bench_click.json"
WATCH = """() => { window.__took = new Promise((done, fail) => {
  const found = {};
  setTimeout(() => fail(new Error(`no result within a minute: ${JSON.stringify(found)}`)), 60000);
  document.addEventListener('click', () => {
    const begun = performance.now();
    const look = () => {
      const plot = document.querySelector('.st-key-race_chart .js-plotly-plot');
      const points = Math.max(0, ...(plot?.data ?? []).map((trace) => trace.x?.length ?? 0));
      const racing = document.querySelector('[data-testid=stHtml] [role=list]');
      if (racing && points >= 1 && points < 20) found.first ??= performance.now() - begun;
      const button = document.querySelector('.st-key-race button');
      if (found.first && !racing && button && !button.disabled) {
        return done({ ...found, result: performance.now() - begun });
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true });
}); }"""


def race(page: Page, url: str, seed: int) -> dict[str, float]:
    """Milliseconds to the first point and to the result of one race."""
    page.goto(f"{url}/?seed={seed}")
    page.get_by_text("Trains on").wait_for(timeout=90_000)
    page.locator(".st-key-race_chart .js-plotly-plot .main-svg").first.wait_for()
    page.wait_for_timeout(1500)
    page.evaluate(WATCH)
    page.locator(".st-key-race button").click()
    return page.evaluate("window.__took")


def main() -> None:
    """Measure, write the JSON file and print the line that others read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="4 races instead of 20")
    races = 4 if parser.parse_args().quick else 20
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, serve(Path(folder)) as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        found = [race(page, server.url, seed) for seed in range(races)]
        browser.close()
    first, result = (sorted(each[what] for each in found) for what in ("first", "result"))
    numbers = {
        "first_p50_ms": round(statistics.median(first)), "first_p95_ms": round(first[-(-95 * races // 100) - 1]),
        "first_of_all_ms": round(found[0]["first"]), "result_p50_s": round(statistics.median(result) / 1000, 2),
        "result_max_s": round(result[-1] / 1000, 2), "races": races,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(numbers, indent=1) + "\n", "utf-8")
    print("RESULT", *(f"{key}={value}" for key, value in numbers.items()))


if __name__ == "__main__":
    main()
