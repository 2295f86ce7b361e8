"""The background: races in worker processes, a fair queue, and views for the pages. Knows no screen, loads no torch.

A page keeps ids and asks for views; `Jobs` is the one long-lived object. docs/background.md tells the rest.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Sequence

from playground.background.closing import close
from playground.background.downloads import Downloads
from playground.background.engine import FORKS, Engine, EngineError
from playground.background.local_engine import LocalEngine
from playground.background.orders import Orders
from playground.background.room import Room
from playground.background.scheduler import Scheduler
from playground.background.slots import Slot, slot_count
from playground.background.states import Event
from playground.background.store import Store
from playground.background.table import Table
from playground.background.views import Download, Job, Limits
from playground.background.watchdog import Watchdog
from playground.background.workers import Workers
from playground.core.config import RaceConfig

__all__ = ["Download", "EngineError", "Job", "Jobs", "Limits"]
WORKER = (sys.executable, "-m", "playground.background.worker")


class Jobs:
    """All races of this server. Safe to call from any thread; no call waits for training, disk or network.

    `folder` holds the data sets; ended races are also written to `results`, if given. `command` starts a worker and
    gets `--data folder`. Closed by `close`, at the end of the process, or when nobody holds it any more. Raises
    ValueError for an unusable PLAYGROUND_WORKERS. `engine` answers what needs torch, once `warm` was called.
    """

    def __init__(
        self,
        folder: str,
        *,
        results: str | None = None,
        limits: Limits | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        limits = limits or Limits()
        start = [*(command or WORKER), "--data", folder]
        slots = [Slot(f"worker-{index}") for index in range(slot_count())]
        store = Store(results)
        self._table = Table()
        self._scheduler = Scheduler(self._table, slots, limits)
        engine = Engine(start) if FORKS else None
        self.engine = engine or LocalEngine()
        self._workers = Workers(start, slots, self._table, self._scheduler, engine)
        self._orders = Orders(self._table, self._scheduler, store, Room(self._table, limits))
        self._downloads = Downloads(start, self._workers.refresh)
        self._watchdog = Watchdog(self._table, self._scheduler, self._workers, store, limits)
        self._watchdog.start()
        # none of the parts knows this object, so that it is closed when its last holder goes
        parts = (self._table, self._scheduler, self._workers, self._downloads, self.engine, self._watchdog)
        self._closer = weakref.finalize(self, close, *parts)

    def warm(self) -> None:
        """Start the workers, if that has not happened; returns at once."""
        self._workers.warm()

    @property
    def ready(self) -> bool:
        """Whether a worker waits for races with torch and the data loaded."""
        return any(slot.ready for slot in self._workers.slots)

    @property
    def device(self) -> str:
        """What trains, in words; "" until known."""
        return next((slot.device for slot in self._workers.slots if slot.device), "")

    @property
    def problem(self) -> str:
        """One sentence while the worker cannot start, else ""."""
        return self._workers.problem

    def submit(self, config: RaceConfig, owner: str, address: str = "") -> str:
        """Queue a race and return its id; raises ValueError with one sentence when over a limit.

        `owner` and `address` are opaque: who alone may give the race orders, and from where it came, if that is known.
        """
        job = self._orders.submit(config, owner, address)
        self._workers.warm()
        return job

    def get(self, job_id: str, *, seen: bool = False) -> Job | None:
        """The newest view of a race, or None where it is not kept; `seen` also says that its page is alive."""
        record = self._orders.find(job_id)
        if record is None:
            return None
        with self._table.lock:
            if seen:
                record.see()
            return self._scheduler.view(record)

    def unfinished(self, owner: str) -> list[Job]:
        """The races of an owner that wait, run or rest, the oldest first."""
        with self._table.lock:
            own = [record for record in self._table.unfinished() if record.owner == owner]
            return [self._scheduler.view(record) for record in own]

    def seen(self, job_id: str) -> None:
        """Say that the page of this race is alive."""
        self.get(job_id, seen=True)

    def stop(self, job_id: str, owner: str) -> None:
        """End a race and keep what it has shown. All orders raise ValueError for a race not kept, or not of `owner`."""
        self._orders.give(job_id, Event.STOP, owner)

    def pause(self, job_id: str, owner: str) -> None:
        """Let a race rest after its next snapshot; others train meanwhile."""
        self._orders.give(job_id, Event.PAUSE, owner)

    def resume(self, job_id: str, owner: str) -> None:
        """Queue a paused race again."""
        self._orders.give(job_id, Event.RESUME, owner)

    def step(self, job_id: str, owner: str) -> None:
        """Advance a paused race to its next snapshot."""
        self._orders.give(job_id, Event.STEP, owner)

    def extend(self, job_id: str, samples: int, owner: str) -> None:
        """Train `samples` more per run; raises ValueError with one sentence where that is not possible."""
        self._orders.extend(job_id, samples, owner)

    def shrink(self) -> None:
        """Say that nobody is here: the workers forget finished races, which then can no longer be extended."""
        self._watchdog.shrink()

    def fetch_data(self, dataset: str) -> None:
        """Download a data set in the background; `download` tells how it goes."""
        self._downloads.start(dataset)

    def download(self, dataset: str) -> Download:
        """The download of a data set as it stands."""
        return self._downloads.view(dataset)

    def close(self) -> None:
        """End all workers within about two seconds, saving what can be saved; safe to call twice."""
        self._closer()
