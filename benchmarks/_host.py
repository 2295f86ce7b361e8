"""What a server and all its child processes hold, and visitors who do on it what people do."""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.serving import Server
from tests.visitors.visitor import Visitor

PAGES = ("", "loss_lab", "mistakes", "scores", "confidence", "gradient", "draw", "worked_example", "your_model")
UNDERSTAND = ("mistakes", "scores", "confidence", "gradient", "draw")
MAPPING = re.compile(
    r"^[0-9a-f]+-[0-9a-f]+ \S+ (?P<offset>[0-9a-f]+) \S+ [1-9]\d* +(?P<file>/.*)\n"
    r"(?:(?!Rss:)\w+:.*\n)*Rss:\s+(?P<rss>\d+) kB\n(?:(?!Anonymous:)\w+:.*\n)*Anonymous:\s+(?P<changed>\d+) kB",
    re.MULTILINE,
)
FILES_EVERY = 4.0  # seconds
EVERY = 0.5  # seconds between two looks at the memory, and between two repaints of a page that watches a race


class Look(NamedTuple):
    """One look: seconds since the first; megabytes (1e6 bytes) of the server's own, of its children, of files that
    any of them has mapped; and how many files and threads the server keeps."""

    at: float
    server_mb: float
    children_mb: float
    mapped_mb: float
    files: int
    threads: int

    @property
    def total(self) -> float:
        """Megabytes of the server and its children together."""
        return self.server_mb + self.children_mb + self.mapped_mb


class Gauge:
    """Looks at a server's memory twice a second, from a thread of its own; `looks` are all looks so far.

    What processes of this server share counts once: anonymous memory by its proportional share (PSS), pages of files
    (libraries, above all torch's) by the most that any of them has mapped. So the figure is the tree's PSS on a machine
    where nothing else maps these files, whatever else runs here; plain PSS would fall with every other torch process.
    Pages of files are only looked at every few seconds: that takes longer, and they move little.
    """

    def __init__(self, pid: int) -> None:
        self.looks: list[Look] = []
        self._pid, self._begun = pid, time.monotonic()
        self._over = threading.Event()
        self._files_mb, self._files_at = 0.0, -FILES_EVERY
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def now(self) -> Look:
        """One look, at once."""
        pids = family(self._pid)
        server, *children = (anonymous(pid) for pid in pids)
        self._look_at_files(pids)
        here = Path(f"/proc/{self._pid}")
        files, threads = (len(list((here / what).iterdir())) for what in ("fd", "task"))
        return Look(time.monotonic() - self._begun, server, sum(children), self._files_mb, files, threads)

    def _look_at_files(self, pids: list[int]) -> None:
        if time.monotonic() - self._files_at > FILES_EVERY:
            self._files_mb, self._files_at = mapped(pids), time.monotonic()

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            self.looks.append(self.now())


def family(pid: int) -> list[int]:
    """A process and all that descend from it, itself first."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
    found = [pid]
    for each in found:  # grows while it is walked through
        found += [child for child, parent in parents.items() if parent == each]
    return found


def anonymous(pid: int) -> float:
    """Megabytes that belong to no file, shared ones by their share; 0 for a process that has ended."""
    text = _read(f"/proc/{pid}/smaps_rollup")
    return sum(int(kb) for kb in re.findall(r"^Pss_(?:Anon|Shmem):\s+(\d+) kB", text, re.MULTILINE)) * 1024 / 1e6


def mapped(pids: list[int]) -> float:
    """Megabytes of files that any of the processes has in memory, each part of a file once."""
    most: dict[tuple[str, str], int] = {}
    for pid in pids:
        for part, kb in _mappings(_read(f"/proc/{pid}/smaps")):
            most[part] = max(kb, most.get(part, 0))
    return sum(most.values()) * 1024 / 1e6


def _mappings(smaps: str) -> Iterator[tuple[tuple[str, str], int]]:
    """(file, offset) and kB in memory of each mapping of a file, without what the process has changed in it."""
    for found in MAPPING.finditer(smaps):
        yield (found["file"], found["offset"]), int(found["rss"]) - int(found["changed"])


def _read(path: str) -> str:
    """A file of /proc; empty where its process has ended."""
    try:
        return Path(path).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Host:
    """A server under observation: what each moment cost (`rows`), and everything that broke (`errors`)."""

    def __init__(self, server: Server, settle: float) -> None:
        self.server, self.settle = server, settle
        self.gauge = Gauge(server.process.pid)
        self.rows: dict[str, dict[str, Any]] = {}
        self.errors: list[str] = []
        self._addresses = count(1)

    def row(self, name: str, work: Callable[[], Mapping[str, Any] | None]) -> None:
        """Do `work`, let the server settle, and keep under `name` what it held meanwhile and holds now."""
        first, begun = len(self.gauge.looks), time.monotonic()
        more = self.attempt(work) or {}
        seconds = time.monotonic() - begun
        time.sleep(self.settle)
        looks = self.gauge.looks[first:]
        last = looks[-max(1, round(self.settle / EVERY)) :]
        self.rows[name] = {
            "end_mb": _middle(each.total for each in last), "peak_mb": round(max(each.total for each in looks)),
            "median_mb": _middle(each.total for each in looks), "server_mb": _middle(each.server_mb for each in last),
            "children_mb": _middle(each.children_mb for each in last),
            "mapped_mb": _middle(each.mapped_mb for each in last), "files": last[-1].files,
            "threads": last[-1].threads, "seconds": round(seconds, 1), **more,
        }  # fmt: skip
        print(f"{name:14}", *(f"{key}={value}" for key, value in self.rows[name].items()), flush=True)

    def attempt(self, work: Callable[[], Any]) -> Any:
        """What `work` returns; if it fails, the reason is one of the errors and None is returned."""
        try:
            return work()
        except Exception as error:
            self.errors.append(f"{type(error).__name__}: {str(error)[-300:]}")
            return None

    @contextmanager
    def visitor(self, page: str = "", **query: str) -> Iterator[Visitor]:
        """Somebody with one tab, which is closed in the end; the exceptions that it was shown are errors."""
        address = f"203.0.113.{next(self._addresses) % 256}"  # a crowd behind one address would be held to 20 races
        visitor = Visitor(self.server.url, page, {"X-Forwarded-For": address}, **query)
        try:
            yield visitor
        finally:
            visitor.close()
            self.errors += visitor.exceptions

    def close(self) -> None:
        """Stop looking, and count what the server's log tells of."""
        self.gauge.close()
        log = self.server.log.read_text("utf-8", "replace")
        self.errors += ["a traceback in the server's log"] * log.count("Traceback (most recent call last)")


def _middle(values: Iterator[float]) -> int:
    return round(statistics.median(values))


def raced(visitor: Visitor, seconds: float) -> bool:
    """Press Race and watch until the result stands; returns whether it did within the time.

    Raises AssertionError where no race begins.
    """
    visitor.press("race")
    assert not over(visitor.text), f"no race began: {visitor.text[:300]}"
    end = time.monotonic() + seconds
    while not over(visitor.text):
        if time.monotonic() > end:
            return False
        time.sleep(EVERY)
        visitor.tick()
    return True


def over(text: str) -> bool:
    """Whether a page that shows a race shows its result."""
    return "recognises" in text and "Racing" not in text and "Waiting" not in text


def walk(visitor: Visitor, key: str, values: list[float], gauge: Gauge | None = None) -> list[int]:
    """Move one slider to each of the values; returns the megabytes after each, where a gauge is given."""
    after = []
    for value in values:
        visitor.move(key, value)
        after += [round(gauge.now().total)] if gauge else []
    return after
