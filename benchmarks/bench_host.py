"""What hosting costs: memory of a server and its trainer while visitors do what visitors do. Linux only.

    PLAYGROUND_DATA=folder-with-MNIST python benchmarks/bench_host.py [--quick] [--rows tau,seeds] [--minutes 30]

Every group of rows has a server of its own, on which all nine pages were opened before, so that no row owes anything
to the one before it. Visitors speak Streamlit's websocket messages; memory is that of the server and of all processes
below it, what they share counted once, looked at twice a second. `--quick` has fewer visitors, smaller uploads, shorter
races, and waits seconds instead of minutes after the last visitor has gone: its figures show that the bench works,
and are below those of a full run.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks._host import PAGES, UNDERSTAND, Host, Look, raced, walk
from tests.serving import serve
from tests.visitors.visitor import Visitor

RESULTS = Path(__file__).parent / "results" / "bench_host.json"
SIX = "cross_entropy;focal,gamma=2;focal,gamma=2@inverse;logit_adjustment;ldam;class_balanced_focal"
GONE = {"seeds_gone", "upload_gone", "visitors_gone"}


@dataclass(frozen=True)
class Size:
    """How much is done. `samples` per run ("" is the page's own default); `wait` seconds after all have gone."""

    moves: int = 12
    samples: str = ""
    races: int = 4
    seeds: int = 10
    upload: int = 100_000
    visitors: int = 20
    seconds: float = 420
    wait: float = 180
    settle: float = 5


QUICK = Size(moves=3, samples="3,000", races=1, seeds=2, upload=20_000, visitors=4, seconds=6, wait=5, settle=1)


def warm(host: Host) -> None:
    """The landing page is drawn, and the trainer waits for races."""
    with host.visitor() as visitor:
        visitor.until(lambda text: "Trains on" in text, 120)


def pages(host: Host) -> None:
    """Each page once, in the order of the menu, in one tab."""
    with host.visitor() as visitor:
        for page in PAGES:
            visitor.go(page)


def tau(host: Host, size: Size) -> dict[str, Any]:
    """A race of six losses, then Confidence under so many priors and so many temperatures."""
    with host.visitor(losses=SIX, **_settings(size)) as visitor:
        assert raced(visitor, 300), "the race of six losses did not end"
        visitor.go("confidence")
        assert "6 losses" in visitor.text, visitor.text[:300]
        return {"steps_mb": priors(host, visitor, size) + temperatures(host, visitor, size)}


def priors(host: Host, visitor: Visitor, size: Size) -> list[int]:
    """Move the prior step by step; the words must follow, or nothing was measured."""
    before = visitor.text
    found = walk(visitor, "free_tau", [round(0.1 * (1 + i), 2) for i in range(size.moves)], host.gauge)
    assert visitor.text != before, "the page did not follow its slider"
    return found


def temperatures(host: Host, visitor: Visitor, size: Size) -> list[int]:
    """The same with the temperature."""
    return walk(visitor, "free_heat", [round(1.1 + 0.1 * i, 1) for i in range(size.moves)], host.gauge)


def seeds(host: Host, size: Size) -> None:
    """Races of several seeds, each of a visitor of its own, all waiting in one queue."""

    def one(number: int) -> None:
        with host.visitor(seeds=str(size.seeds), seed=str(number), **_settings(size)) as visitor:
            assert raced(visitor, 1200), f"race {number} did not end"

    _crowd(host, one, size.races)


def upload(host: Host, size: Size) -> dict[str, Any]:
    """Somebody's own results, then Confidence under so many priors."""
    with host.visitor("your_model") as visitor:
        visitor.upload("own.npz", own_results(size.upload))
        assert "are right" in visitor.text, visitor.text[:600]
        visitor.go("confidence")
        return {"steps_mb": priors(host, visitor, size)}


def own_results(samples: int) -> bytes:
    """Logits of a made-up model of ten classes, with labels and training counts, as NPZ."""
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 10, samples)
    logits = (draw.normal(0, 1, (samples, 10)) + 3 * np.eye(10)[labels]).astype(np.float32)
    file = io.BytesIO()
    np.savez(file, logits=logits, labels=labels, counts=np.array([5000] * 5 + [25] * 5))
    return file.getvalue()


def visitors(host: Host, size: Size) -> dict[str, Any]:
    """Many at once: each races, looks at the result on every page, turns sliders, and begins anew until time is up."""
    end, begun = time.monotonic() + size.seconds, host.gauge.now().at

    def one(number: int) -> int:
        rounds = 0
        with host.visitor(losses=f"cross_entropy;focal,gamma={0.1 + 0.1 * number:g}", seed=str(number)) as visitor:
            while time.monotonic() < end:
                around(visitor, size, end)
                rounds += 1
        return rounds

    rounds = _crowd(host, one, size.visitors)
    return {"rounds": sum(filter(None, rounds)), "trend": trend(host.gauge.looks, begun)}


def around(visitor: Visitor, size: Size, end: float) -> None:
    """One round of one visitor; a race that does not end in time is left, as people leave."""
    query = visitor.query
    raced(visitor, end - time.monotonic())
    for page in UNDERSTAND:
        if time.monotonic() < end:
            visitor.go(page)
            time.sleep(0.5)
    for page, key, values in (
        ("confidence", "free_tau", [round(0.1 * (1 + i), 2) for i in range(size.moves)]),
        ("loss_lab", "focal_gamma", [round(0.25 * i, 2) for i in range(size.moves)]),
    ):
        if time.monotonic() < end:
            visitor.go(page)
            walk(visitor, key, values)
    visitor.page, visitor.query = "", query
    visitor.rerun()


def trend(looks: list[Look], begun: float, every: float = 10) -> list[Look]:
    """A look each so many seconds since `begun`, rounded, for whoever searches for a leak."""
    found: list[Look] = []
    for look in looks:
        if look.at >= begun + every * len(found):
            found.append(Look(*(round(value) for value in look)))
    return found


def _crowd(host: Host, one: Callable[[int], Any], count: int) -> list[Any]:
    with ThreadPoolExecutor(count) as crowd:
        return list(crowd.map(lambda number: host.attempt(lambda: one(number)), range(count)))


def _settings(size: Size) -> dict[str, str]:
    return {"samples": size.samples} if size.samples else {}


GROUPS: dict[str, Callable[[Host, Size], Any]] = {"tau": tau, "seeds": seeds, "upload": upload, "visitors": visitors}


def group(name: str, size: Size, quick: bool) -> tuple[dict[str, Any], list[str]]:
    """One server: warm, all pages, what the group is about, and what is left when everybody has gone."""
    environment = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "2"} if quick else {}
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), **environment) as server:
        host = Host(server, size.settle)
        host.row("warm", lambda: warm(host))
        host.row("pages", lambda: pages(host))
        for each in GROUPS if name == "all" else (name,):
            host.row(each, lambda each=each: GROUPS[each](host, size))
            if f"{each}_gone" in GONE:
                host.row(f"{each}_gone", lambda: time.sleep(size.wait))
        host.close()
    return host.rows, host.errors


def measure(names: list[str], size: Size, quick: bool) -> tuple[dict[str, Any], list[str]]:
    """All rows of the groups, the highest of what several have, and everything that broke."""
    rows: dict[str, Any] = {}
    errors: list[str] = []
    for name in ["all"] if quick else names:
        found, broken = group(name, size, quick)
        errors += broken
        for key, row in found.items():
            if key not in rows or row["end_mb"] > rows[key]["end_mb"]:
                rows[key] = row
    return rows, errors


def result(rows: dict[str, Any], errors: list[str]) -> str:
    """The line that others read: resting figures, peaks of what is done, and the most that is left at the end."""

    def told(row: str, figure: str) -> object:
        return rows[row][figure] if row in rows else "-"

    after = max((rows[key]["end_mb"] for key in GONE & rows.keys()), default="-")
    figures = {
        "warm_mb": told("warm", "end_mb"), "pages_mb": told("pages", "end_mb"), "tau_mb": told("tau", "peak_mb"),
        "seeds_mb": told("seeds", "peak_mb"), "upload_mb": told("upload", "peak_mb"),
        "visitors_mb": told("visitors", "peak_mb"), "after_mb": after, "errors": len(errors),
    }  # fmt: skip
    return " ".join(["RESULT", *(f"{key}={value}" for key, value in figures.items())])


def save(kind: str, rows: dict[str, Any], errors: list[str]) -> None:
    """Put the rows beside those of earlier runs of this kind, "quick" or "full"."""
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    known = {key: version(key) for key in ("streamlit", "torch", "numpy", "plotly")}
    kept["machine"] = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        **known,
    }
    before = kept.get(kind, {})
    kept[kind] = {
        "rows": before.get("rows", {}) | rows, "errors": sorted(set(errors))[:20], "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def main() -> None:
    """Measure, write the JSON file and print the line that others read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="everything small, on one server: under 60 s on two cores")
    parser.add_argument("--rows", default=",".join(GROUPS), help=f"which groups to measure, of {', '.join(GROUPS)}")
    parser.add_argument("--minutes", type=float, default=Size.seconds / 60, help="how long the many visitors stay")
    asked = parser.parse_args()
    if asked.quick:
        print(
            f"Quick: after the last visitor {QUICK.wait:g} s are waited instead of {Size.wait:g}, sessions end early."
        )
    size = QUICK if asked.quick else replace(Size(), seconds=60 * asked.minutes)
    rows, errors = measure(asked.rows.split(","), size, asked.quick)
    save("quick" if asked.quick else "full", rows, errors)
    print(*sorted(set(errors)), sep="\n")
    print(result(rows, errors))


if __name__ == "__main__":
    main()
