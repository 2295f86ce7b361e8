"""The background: races in worker processes, a fair queue, and views for the pages. Knows no screen, loads no torch.

A page keeps ids and asks for views; `Jobs` is the one long-lived object. docs/background.md tells the rest.
"""

from __future__ import annotations

import sys
import time
import weakref
from collections.abc import Sequence

from playground.background.closing import close
from playground.background.downloads import Downloads
from playground.background.orders import GONE, Orders
from playground.background.record import Record
from playground.background.slots import seat_count
from playground.background.views import Download, Job, Limits
from playground.background.watchdog import keep
from playground.core.config import RaceConfig

__all__ = ["Download", "Job", "Jobs", "Limits"]
WORKER = (sys.executable, "-m", "playground.background.worker")


class Jobs:
    """All races of this server. Safe to call from any thread; no call waits for training, disk or network.

    `folder` holds the data sets; ended races are also written to `results`, if given. `command` starts a worker and
    gets `--data folder`. Closed by `close`, at the end of the process, or when nobody holds it any more. Raises
    ValueError for an unusable PLAYGROUND_WORKERS.
    """

    def __init__(
        self,
        folder: str,
        *,
        results: str | None = None,
        limits: Limits | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        start = [*(command or WORKER), "--data", folder]
        self._table = table = Orders(start, seat_count(), limits or Limits(), results)
        self._downloads = Downloads(start, table.refresh)
        self._closer = weakref.finalize(self, close, table, self._downloads, keep(table))

    def warm(self) -> None:
        """Start the workers, if that has not happened; returns at once."""
        self._table.warm()

    @property
    def ready(self) -> bool:
        """Whether a worker waits for races with torch and the data loaded."""
        return any(seat.ready for seat in self._table.seats)

    @property
    def device(self) -> str:
        """What trains, in words; "" until known."""
        return next((seat.device for seat in self._table.seats if seat.device), "")

    @property
    def problem(self) -> str:
        """One sentence while the worker cannot start, else ""."""
        return self._table.problem

    def submit(self, config: RaceConfig, visitor: str) -> str:
        """Queue a race and return its id; raises ValueError with one sentence when over a limit."""
        return self._table.submit(config, visitor)

    def get(self, job_id: str, *, seen: bool = False) -> Job | None:
        """The newest view of a race, or None where it is not kept; `seen` also says that its page is alive."""
        record = self._table.find(job_id)
        if record is None:
            return None
        if seen:
            record.seen = time.monotonic()
        return self._table.view(record)

    def unfinished(self, visitor: str) -> list[Job]:
        """The races of a visitor that wait, run or rest, the oldest first."""
        return [self._table.view(record) for record in self._table.unfinished(visitor)]

    def seen(self, job_id: str) -> None:
        """Say that the page of this race is alive."""
        record = self._table.find(job_id)
        if record is not None:
            record.seen = time.monotonic()

    def stop(self, job_id: str) -> None:
        """End a race and keep what it has shown. All orders raise ValueError for a race that is not kept."""
        self._table.stop(self._record(job_id))

    def pause(self, job_id: str) -> None:
        """Let a race rest after its next snapshot; others train meanwhile."""
        self._table.pause(self._record(job_id))

    def resume(self, job_id: str) -> None:
        """Queue a paused race again."""
        self._table.resume(self._record(job_id))

    def step(self, job_id: str) -> None:
        """Advance a paused race to its next snapshot."""
        self._table.step(self._record(job_id))

    def extend(self, job_id: str, samples: int) -> None:
        """Train `samples` more per run; raises ValueError with one sentence where that is not possible."""
        self._table.extend(self._record(job_id), samples)

    def fetch_data(self, dataset: str) -> None:
        """Download a data set in the background; `download` tells how it goes."""
        self._downloads.start(dataset)

    def download(self, dataset: str) -> Download:
        """The download of a data set as it stands."""
        return self._downloads.view(dataset)

    def stop_download(self, dataset: str) -> None:
        """Give up a running download."""
        self._downloads.stop(dataset)

    def close(self) -> None:
        """End all workers within about two seconds, saving what can be saved; safe to call twice."""
        self._closer()

    def _record(self, job_id: str) -> Record:
        record = self._table.find(job_id)
        if record is None:
            raise ValueError(GONE)
        return record
