"""Many people on one small server: nothing fails, nobody sees another's race, and everything is given back."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from playground.data import SPECS
from playground.models import SPECS as NETWORKS
from tests.serving import Server, serve
from tests.visitors.visitor import Visitor

MANY = 20
MOST_MEMORY = 1.5e9  # bytes, of the page process and its worker together
SHORT = {"data": SPECS["digits"].title, "samples": "3,000", "net": NETWORKS["mlp"].title}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("visitors"), PLAYGROUND_DATA=str(tmp_path_factory.mktemp("none"))) as server:
        warm = Visitor(server.url)
        warm.until(lambda text: "Trains on" in text, 90)
        warm.close()
        yield server


def race(server: Server, number: int) -> str:
    """Race cross-entropy against a gamma that no other visitor has; returns the page's words at the end."""
    gamma = f"{0.1 + 0.05 * number:g}"
    visitor = Visitor(server.url, losses=f"cross_entropy;focal,gamma={gamma}", seed=str(number), **SHORT)
    visitor.press("race")
    seen = [text := visitor.text]
    while "recognises" not in text or "Racing" in text or "Waiting" in text:
        assert len(seen) < 600, text[-2000:]
        time.sleep(0.5)
        visitor.tick()
        seen.append(text := visitor.text)
    visitor.close()
    assert not visitor.exceptions
    positions = [int(found) for words in seen for found in re.findall(r"number (\d+) in the queue", words)]
    assert positions == sorted(positions, reverse=True), "a place in the queue only moves forward"
    assert all(1 <= place <= MANY for place in positions)
    assert f"Focal γ={gamma}: rare recall" in text.replace("*", ""), "the race shown is the visitor's own"
    return text


def memory(server: Server) -> float:
    """Bytes that the server and all its children hold for themselves; what they share counts once.

    Libraries mapped from files do not count: other programs of the machine may share them for a while.
    """
    return sum(_own(pid) for pid in family(server.process.pid))


def family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    own = [int(child) for child in children.read_text().split()] if children.exists() else []
    tasks = [int(c) for task in Path(f"/proc/{pid}/task").iterdir() for c in (task / "children").read_text().split()]
    return [pid, *(grand for child in {*own, *tasks} for grand in family(child))]


def _own(pid: int) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = re.findall(r"^Pss_(?:Anon|Shmem):\s+(\d+) kB", text, re.MULTILINE)
    assert kilobytes
    return 1024 * sum(map(int, kilobytes))


def test_twenty_visitors_at_once_each_finish_their_own_race_in_little_memory(server: Server):
    with ThreadPoolExecutor(MANY) as crowd:
        texts = list(crowd.map(lambda number: race(server, number), range(MANY)))
    assert len(texts) == MANY
    assert not any("Traceback" in text or "Error" in text for text in texts)
    assert memory(server) < MOST_MEMORY
    assert "Traceback" not in server.log.read_text()


def test_memory_is_back_after_fifty_races(server: Server):
    for number in range(5):
        race(server, number)
    before = memory(server)
    for number in range(45):
        race(server, number)
    assert memory(server) < 1.1 * before


def test_the_worker_ends_with_a_server_that_is_killed(tmp_path):
    with serve(tmp_path) as server:
        visitor = Visitor(server.url, data=SHORT["data"], samples="240,000")
        visitor.until(lambda text: "Trains on" in text, 90)
        visitor.press("race")
        visitor.until(lambda text: "Racing: step" in text, 30)
        workers = family(server.process.pid)[1:]
        assert workers
        server.process.send_signal(signal.SIGKILL)
        assert gone(workers, 15), "a worker outlived its server"


def test_sigterm_during_a_race_ends_server_and_worker_cleanly(tmp_path):
    with serve(tmp_path) as server:
        visitor = Visitor(server.url, data=SHORT["data"], samples="240,000")
        visitor.until(lambda text: "Trains on" in text, 90)
        visitor.press("race")
        visitor.until(lambda text: "Racing: step" in text, 30)
        workers = family(server.process.pid)[1:]
        visitor.close()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        assert gone(workers, 15)


def gone(pids: list[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(Path(f"/proc/{pid}/cmdline").exists() and _running(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
