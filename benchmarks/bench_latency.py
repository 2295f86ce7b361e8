"""How fast the Loss Lab answers: pointer to repaint while dragging, release to exact picture, cold start, page switch.

Where it is small enough, the exact picture of every step of a slider lies in the browser beforehand, so that it stands
when the hand lets go; `confirm` is the way through the server and back. A bare Streamlit page with one slider is
measured in turn with it, in the same browser and the same minutes.
Run `python benchmarks/bench_latency.py [--quick]`; it needs Playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "latency.json"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
BARE = """import streamlit as st
gamma = st.slider("gamma", 0.0, 5.0, 2.0, 0.05, key="focal_gamma")
st.markdown(f"value {gamma}")
"""
IDLE = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
LINE = ".st-key-lab-chart .js-plotly-plot .scatterlayer path.js-line"
PICTURE = f"[class*=st-key-lab-chart] .poster svg, {LINE}"
# drags: from the pointer move that changed the slider's value to the frame after its repaint. releases: from the
# release to the frame in which the exact picture stands. confirms: to the frame after the server's own were painted.
PROBE = """() => {
  const lat = (window.__lat = { drags: [], releases: [], confirms: [], last: 0, pending: null, up: null, told: null });
  const frame = (list, since) => requestAnimationFrame(() => list.push(performance.now() - since));
  const exact = () => { if (lat.up !== null) { frame(lat.releases, lat.up); lat.up = null; } };
  const confirmed = () => { if (lat.told !== null) { frame(lat.confirms, lat.told); lat.told = null; } };
  addEventListener("pointermove", () => (lat.last = performance.now()), true);
  addEventListener("pointerup", () => {
    lat.up = lat.told = performance.now();
    if (lat.stands && lat.pending === null) exact();
  }, true);
  const input = document.querySelector(".st-key-focal_gamma input");
  new MutationObserver(() => {
    if (lat.value !== input.value && lat.told === null) lat.pending ??= lat.last;
    lat.value = input.value;
  }).observe(input, { attributes: true, attributeFilter: ["aria-valuetext", "value"] });
  document.addEventListener("playground-painted", (event) => {
    lat.stands = event.detail.exact;
    if (lat.pending !== null && lat.told === null) frame(lat.drags, lat.pending);
    lat.pending = null;
    if (event.detail.exact) exact();
    if (event.detail.confirmed) confirmed();
  });
  const all = [...document.querySelectorAll("[data-testid=stMarkdownContainer] p")];
  const words = all.find((p) => p.textContent.startsWith("value"));
  const answered = () => { exact(); confirmed(); };
  if (words) new MutationObserver(answered).observe(words, { characterData: true, childList: true, subtree: true });
}"""
# The frame after each selector was there first, in ms since the page was asked for.
FIRST = """(selectors) => {
  const found = (window.__first = {});
  const look = () => selectors.forEach((s, i) => {
    if (found[i] || !document.querySelector(s)) return;
    found[i] = -1;
    requestAnimationFrame(() => requestAnimationFrame(() => (found[i] = performance.now())));
  });
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}"""
# From the click on the menu's link to the frame after a curve of the Loss Lab is there.
SWITCH = f"""() => {{
  window.__switch = new Promise((done) => addEventListener("click", () => {{
    const start = performance.now();
    const seen = new MutationObserver(() => {{
      if (!document.querySelector("{PICTURE}")) return;
      seen.disconnect();
      requestAnimationFrame(() => done(performance.now() - start));
    }});
    seen.observe(document, {{ subtree: true, childList: true }});
  }}, {{ capture: true, once: true }}));
}}"""


def main() -> None:
    """Measure, write the JSON file and print the line that others read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under 50 s on two cores")
    rounds = 5 if parser.parse_args().quick else 16
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare_script = Path(folder) / "bare.py"
        bare_script.write_text(BARE, "utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS.split())
        with serve(bare_script, Path(folder)) as bare_url, serve(ROOT / "app.py", Path(folder)) as app_url:
            found = measure(browser.new_page, app_url, bare_url, rounds)
        browser.close()
    found["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    print(json.dumps(found, indent=2))
    keys = ("drag_p95_ms", "release_p95_ms", "bare_p95_ms", "cold_s", "confirm_p95_ms", "page_switch_ms")
    print("RESULT", *(f"{key}={found[key]}" for key in keys))


def measure(new_page, app_url: str, bare_url: str, rounds: int) -> dict:
    """Every number: medians and 95th percentiles in ms, `cold_s` in seconds, bytes per released slider."""
    app, received = new_page(viewport={"width": 1440, "height": 900}), []
    app.on("websocket", lambda ws: ws.on("framereceived", lambda data: received.append(len(data))))
    cold, cold_plotly = opened(app, f"{app_url}/loss_lab", PICTURE, LINE)
    app.wait_for_function("[...(window.__playgroundLive?.values() ?? [])].some((e) => e.drags)", timeout=60_000)
    warm = new_page()
    warm_s, _ = opened(warm, f"{app_url}/loss_lab", PICTURE, LINE)
    switch = page_switch(warm)
    warm.close()
    bare = new_page(viewport={"width": 1440, "height": 900})
    opened(bare, bare_url, ".st-key-focal_gamma input")
    for page in (app, bare):
        page.wait_for_selector(IDLE)
        page.evaluate(PROBE)
    before = sum(received)
    for turn in range(rounds):
        for page in (app, bare):
            drag(page, 1 if turn % 2 == 0 else -1)
    ours, floor = app.evaluate("window.__lat"), bare.evaluate("window.__lat")
    told = sum(received) - before
    return {
        **spreads(ours), **spread("bare", floor["releases"]), "drag_paints": len(ours["drags"]),
        "release_over_bare": round(p95(ours["releases"]) / p95(floor["releases"]), 2),
        "confirm_over_bare": round(p95(ours["confirms"]) / p95(floor["releases"]), 2),
        "bytes_per_release": round(told / rounds), "cold_s": round(cold, 2), "cold_plotly_s": round(cold_plotly, 2),
        "warm_s": round(warm_s, 2), "page_switch_ms": round(switch), **beside_a_race(new_page, app, app_url, rounds),
    }  # fmt: skip


def beside_a_race(new_page, app: Page, app_url: str, rounds: int) -> dict:
    """The same drags while a long race trains on the same machine, on a page of its own."""
    race = new_page()
    race.goto(f"{app_url}/?samples=240000&seed=7")
    race.locator(".st-key-race button:not([disabled])").click(timeout=60_000)
    race.get_by_text("Racing: step").wait_for(timeout=60_000)
    app.bring_to_front()
    app.evaluate("Object.assign(window.__lat, { drags: [], releases: [], confirms: [] })")
    for turn in range(max(3, rounds // 2)):
        drag(app, 1 if turn % 2 == 0 else -1)
    still = race.get_by_text("Racing: step").count() > 0
    race.get_by_role("button", name="Stop").click()
    race.close()
    return {**spreads(app.evaluate("window.__lat"), "racing_"), "raced_throughout": still}


def spreads(found: dict, name: str = "") -> dict[str, float]:
    """The spread of drags, releases and confirmations."""
    kinds = {"drag": "drags", "release": "releases", "confirm": "confirms"}
    return {k: v for kind, key in kinds.items() for k, v in spread(name + kind, found[key]).items()}


def drag(page: Page, direction: int) -> None:
    """Press the slider's thumb, move it for about a second, release, and wait for the answer."""
    box = page.locator(".st-key-focal_gamma [data-testid=stSliderThumbValue]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(x + direction * 2.5 * step, y)
        page.wait_for_timeout(12)
    count = page.evaluate("window.__lat.confirms.length")
    page.mouse.up()
    page.wait_for_function(f"window.__lat.confirms.length > {count}", timeout=20_000)
    page.wait_for_timeout(300)


def opened(page: Page, url: str, *selectors: str) -> list[float]:
    """Seconds from asking for the page to the frame in which each of the selectors shows."""
    page.add_init_script(f"({FIRST})({json.dumps(selectors)})")
    page.goto(url, wait_until="commit")
    page.wait_for_function(f"[...Array({len(selectors)}).keys()].every((i) => window.__first?.[i] > 0)", timeout=60_000)
    return [page.evaluate(f"window.__first[{i}]") / 1000 for i in range(len(selectors))]


def page_switch(page: Page) -> float:
    """Milliseconds from the click on the menu to the picture, coming back from the first page: the median of three."""
    found = []
    for _ in range(3):
        page.get_by_role("link", name="Race").first.click()
        page.wait_for_selector(".st-key-lab-chart", state="detached")
        page.wait_for_selector(IDLE)
        page.wait_for_timeout(500)
        page.evaluate(SWITCH)
        page.get_by_role("link", name="Loss Lab").first.click()
        found.append(page.evaluate("window.__switch"))
    return statistics.median(found)


def spread(name: str, values: list[float]) -> dict[str, float]:
    """Median and 95th percentile of milliseconds."""
    return {f"{name}_p50_ms": round(statistics.median(values), 1), f"{name}_p95_ms": round(p95(values), 1)}


def p95(values: list[float]) -> float:
    """The 95th percentile, by the nearest rank."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def chromium() -> str:
    """The browser's path; raises SystemExit with a sentence where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or sys.exit("No Chromium was found on the path.")


@contextmanager
def serve(script: Path, folder: Path) -> Iterator[str]:
    """Run a Streamlit server until the block ends; gives its address once it is healthy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
    command += ["--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    with (folder / f"{script.stem}.log").open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
    try:
        healthy(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def healthy(url: str) -> None:
    """Wait until a server answers; raises TimeoutError after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"The server at {url} did not answer within a minute.")


if __name__ == "__main__":
    main()
