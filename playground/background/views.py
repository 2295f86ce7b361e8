"""What the pages see of the background: frozen views and the limits. Strings and numbers, no live objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.background.states import SHOWN
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot

if TYPE_CHECKING:
    from playground.background.record import Record

ENDED = ("finished", "stopped", "failed")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the background takes on, and how long it waits; times in seconds, sizes in bytes.

    `per_owner`, `per_address`, `queue`: unfinished races (queued, running, paused): one owner's, those from
    one address, and all.
    `grace`: a race whose page has not been seen for so long is stopped.
    `absence`: the same, where others wait for its turn or its place.
    `time_slice`: after so long a race lets the next one in the queue train, and queues again.
    `stop`: a race that has not obeyed Stop for so long is killed with its worker.
    `silence`: a race that has shown nothing new for so long is killed with its worker.
    `start`: a worker that is not ready after so long counts as broken.
    `extendable`, `extendable_memory`: finished races per worker that can still be extended, and what their weights
    and optimizers take there, about; the newest one always can.
    `memory`, `jobs`: how much of ended races, and how many, stay in memory; the least recently seen go first,
    and the one seen last stays whatever it takes.
    """

    per_owner: int = 2
    per_address: int = 20
    queue: int = 40
    grace: float = 600.0
    absence: float = 60.0
    time_slice: float = 30.0
    stop: float = 10.0
    silence: float = 600.0
    start: float = 180.0
    extendable: int = 4
    extendable_memory: int = 48 * 2**20
    memory: int = 64 * 2**20
    jobs: int = 400


@dataclass(frozen=True, slots=True)
class Job:
    """One race as it stands. `status`: "queued", "running", "paused", "finished", "stopped" or "failed".

    `position`: 1 = next in the queue, 0 = not in it. `eta_seconds`: until it ends, those ahead included; None
    while unknown. `started`: Unix time, or None. `elapsed`: seconds of training, pauses excluded. `rate`: training
    samples per second, summed over the lanes. `silence`: seconds for which a worker that trains it has shown nothing
    new. `message`: one sentence, or "". `saved`: it lies on the disk.
    `owner`: who alone may give it orders; "" for a race read back from the disk, which takes none.
    """

    id: str
    config: RaceConfig
    owner: str
    status: str = "queued"
    position: int = 0
    eta_seconds: float | None = None
    started: float | None = None
    elapsed: float = 0.0
    rate: float = 0.0
    silence: float = 0.0
    snapshot: Snapshot | None = None
    message: str = ""
    saved: bool = False

    @property
    def ended(self) -> bool:
        """Whether nothing more comes, unless it is extended."""
        return self.status in ENDED


def job_view(record: Record, position: int, eta: float | None) -> Job:
    """A race as it stands, from its record and what the scheduler knows of it."""
    return Job(
        id=record.id,
        config=record.config,
        owner=record.owner,
        status=SHOWN[record.state],
        position=position,
        eta_seconds=eta,
        started=record.started,
        elapsed=record.progress.elapsed,
        rate=record.progress.rate,
        silence=record.silence,
        snapshot=record.snapshot,
        message=record.message,
        saved=record.on_disk == "saved",
    )


@dataclass(frozen=True, slots=True)
class Download:
    """A download as it stands. `status`: "idle", "running", "finished" or "failed"; sizes in bytes."""

    dataset: str
    status: str = "idle"
    done: int = 0
    total: int = 0
    message: str = ""

    @property
    def fraction(self) -> float:
        """The part that has come, from 0 to 1; 0 while the size is unknown."""
        return min(1.0, self.done / self.total) if self.total else 0.0
