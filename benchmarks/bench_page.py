"""What a page costs the training beside it, and training a page. `--quick`: fewer rounds, about a minute on two cores.

One server with MNIST (`PLAYGROUND_DATA`) and one worker. Its visitors speak Streamlit's websocket messages, so that no
browser's own work on the same cores is counted. Rounds take turns; medians, and the 95th percentile of latencies.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.serving import Server, serve
from tests.visitors.visitor import Visitor

RESULTS = Path(__file__).parent / "results" / "bench_page.json"


def race_seconds(server: Server, results: Path, seed: int, watched: bool) -> float:
    """From the press of Race until its result lies on the disk, with or without a page that redraws twice a second."""
    known = set(results.glob("*.npz"))
    visitor = Visitor(server.url, seed=str(seed))
    begin = time.time()
    visitor.press("race")
    while not (fresh := set(results.glob("*.npz")) - known):
        assert time.time() - begin < 120, "the race does not end"
        time.sleep(0.5)
        if watched:
            visitor.tick()
    visitor.close()
    return fresh.pop().stat().st_mtime - begin


def reruns(visitor: Visitor, until: Callable[[list[float]], bool]) -> list[float]:
    """Milliseconds of each rerun of the page, one every 0.2 s."""
    found: list[float] = []
    while not until(found):
        begin = time.perf_counter()
        visitor.rerun()
        found.append(1000 * (time.perf_counter() - begin))
        time.sleep(0.2)
    return found


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def measure(server: Server, results: Path, rounds: int) -> dict[str, float]:
    """Seconds of a race watched and unwatched, and milliseconds of the Loss Lab idle and beside a race."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for seed in range(rounds):
        for watched in (True, False):
            seconds[watched].append(race_seconds(server, results, seed, watched))
    page, racer = Visitor(server.url, "loss_lab"), Visitor(server.url, seed="99", samples="60000")
    idle = reruns(page, lambda found: len(found) >= 30)
    racer.press("race")
    beside = reruns(page, lambda found: len(found) >= 30)
    watched_s, alone_s = (statistics.median(seconds[key]) for key in (True, False))
    return {
        "race_watched_s": watched_s, "race_alone_s": alone_s, "training_slowdown": watched_s / alone_s - 1,
        "rerun_idle_p95_ms": p95(idle), "rerun_racing_p95_ms": p95(beside), "growth_ms": p95(beside) - p95(idle),
    }  # fmt: skip


def main() -> None:
    """Measure, write the JSON file and print the line that others read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds instead of five")
    rounds = 2 if parser.parse_args().quick else 5
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results"
        results.mkdir()
        with serve(Path(folder), PLAYGROUND_RESULTS=str(results)) as server:
            warm = Visitor(server.url)
            warm.until(lambda text: "Trains on" in text, 90)
            found = {key: round(value, 3) for key, value in measure(server, results, rounds).items()}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print("RESULT " + " ".join(f"{key}={value}" for key, value in found.items()))


if __name__ == "__main__":
    main()
