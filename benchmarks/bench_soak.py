"""Does anything grow? Visitors come and go for half an hour while two browser tabs stay open. Linux, with Chromium.

    PLAYGROUND_DATA=folder-with-MNIST python benchmarks/bench_soak.py [--minutes 30] [--visitors 20]

Visitors speak Streamlit's websocket messages: each opens the app, races, looks at the result on every page, turns
sliders, leaves, and another one comes. A real browser keeps one tab on a race and one on the Loss Lab. Every
ten seconds the memory of the server, of the trainer and of what answers questions, and the server's open files and
threads are noted, and each tab's JavaScript heap after a forced collection. Printed are the slopes per minute, by
least squares over the second half: the first half fills the caches up to their bounds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks._host import Host, anonymous, family
from benchmarks.bench_host import Size, around
from tests.browser.conftest import FLAGS
from tests.serving import Server, serve

RESULTS = Path(__file__).parent / "results" / "bench_soak.json"
EVERY = 10.0  # seconds between two notes
TABS = {"race": "", "lab": "loss_lab"}
SERVER_FIGURES = ("server_mb", "trainer_mb", "engine_mb", "files", "threads")


def come_and_go(host: Host, number: int, end: float) -> int:
    """Visits one after another until time is up, each in a tab of its own; returns how many."""
    visits = 0
    while time.monotonic() < end:
        losses = f"cross_entropy;focal,gamma={0.1 + 0.1 * number:g}"

        def visit(seed: int = 100 * number + visits, losses: str = losses) -> None:
            with host.visitor(losses=losses, seed=str(seed)) as visitor:
                around(visitor, Size(), end)

        host.attempt(visit)
        visits += 1
    return visits


@contextmanager
def tabs(url: str) -> Iterator[dict[str, Page]]:
    """A browser with a tab on each page of TABS, left open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        opened = {name: browser.new_page() for name in TABS}
        for name, page in opened.items():
            page.goto(f"{url}/{TABS[name]}")
            page.wait_for_selector(".js-plotly-plot .main-svg", timeout=120_000)
        opened["race"].locator(".st-key-race button").click()  # it watches one race, and then shows its result
        yield opened
        browser.close()


def heap(page: Page) -> float:
    """Megabytes of a tab's JavaScript objects, once what is unused has been collected."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return float(metrics["JSHeapUsedSize"]) / 1e6


def note(server: Server, host: Host, opened: dict[str, Page]) -> dict[str, float]:
    """All figures of this moment; the trainer is the server's first child, and what answers questions the trainer's."""
    look, pids = host.gauge.now(), family(server.process.pid)
    trainer, engine = ([anonymous(pid) for pid in pids[1:]] + [0.0, 0.0])[:2]
    figures = (look.server_mb, trainer, engine, look.files, look.threads)
    heaps = {f"{name}_heap_mb": heap(page) for name, page in opened.items()}
    return {"at": look.at, "total_mb": look.total, **dict(zip(SERVER_FIGURES, figures, strict=True)), **heaps}


def slope(notes: list[dict[str, float]], figure: str) -> float:
    """How much a figure grows per minute, by least squares."""
    minutes = np.array([each["at"] for each in notes]) / 60
    return float(np.polyfit(minutes, [each[figure] for each in notes], 1)[0])


def soak(minutes: float, visitors: int) -> dict[str, Any]:
    """Run it; returns all notes, the visits and the errors."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(serve(Path(folder)))
        host, end = Host(server, 1), time.monotonic() + 60 * minutes
        opened = stack.enter_context(tabs(server.url))
        visits: list[int] = []
        crowd = [
            threading.Thread(target=lambda n=n: visits.append(come_and_go(host, n, end)), daemon=True)
            for n in range(visitors)
        ]
        for each in crowd:
            each.start()
        notes = []
        while time.monotonic() < end:
            opened["race"].wait_for_timeout(1000 * EVERY)  # not a sleep: the browser's messages are taken meanwhile
            notes.append(note(server, host, opened))
            print(*(f"{key}={value:.1f}" for key, value in notes[-1].items()), flush=True)
        for each in crowd:
            each.join(180)
        host.close()
    return {"minutes": minutes, "visitors": visitors, "visits": sum(visits), "notes": notes, "errors": host.errors}


def main() -> None:
    """Measure, write the JSON file and print the line that others read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--visitors", type=int, default=20)
    asked = parser.parse_args()
    found = soak(asked.minutes, asked.visitors)
    late = found["notes"][len(found["notes"]) // 2 :]
    figures = ("total_mb", *SERVER_FIGURES, *(f"{name}_heap_mb" for name in TABS))
    found["per_minute"] = {figure: round(slope(late, figure), 2) for figure in figures}
    found["middle"] = {figure: round(float(np.median([each[figure] for each in late])), 1) for figure in figures}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(*sorted(set(found["errors"]))[:10], sep="\n")
    for kind in ("middle", "per_minute"):
        print("RESULT", kind, *(f"{key}={value}" for key, value in found[kind].items()))
    print(f"RESULT visits={found['visits']} errors={len(found['errors'])}")


if __name__ == "__main__":
    main()
