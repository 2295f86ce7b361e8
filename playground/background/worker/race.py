"""One race inside the worker: the trainer's generator, what it is asked to do, and what has been reported of it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator
from dataclasses import replace
from typing import Any

from playground.background.wire import difference
from playground.background.worker.memory import give_back
from playground.background.worker.pipes import REPORT_INTERVAL, Send
from playground.core.snapshots import Snapshot


class Race:
    """One generator of the trainer, and what has been reported of it."""

    def __init__(self, job: str, generator: Generator[Snapshot, Any, None], send: Send) -> None:
        self.job = job
        self._generator = generator
        self._send = send
        self._newest: Snapshot | None = None
        self._sent: Snapshot | None = None
        self._sent_at = 0.0
        self._stopping = False
        self._extended = 0  # samples per run beyond the settings, those in `_extensions` included
        self._extensions: deque[int] = deque()
        self.ended = False  # whether its end has been reported; only `Worker` sets it

    @property
    def status(self) -> str:
        """As its newest snapshot says."""
        return self._newest.status if self._newest else "running"

    @property
    def live(self) -> bool:
        """Whether it trains on."""
        return self.status == "running"

    @property
    def over(self) -> bool:
        """Whether it has ended, and nobody has asked for more."""
        return not self.live and not (self._extensions and self.status == "finished")

    @property
    def extended(self) -> int:
        """Samples per run beyond its settings that it has trained, or will."""
        return self._extended

    def stop(self) -> None:
        """Ask it to end at the next snapshot; an extension that has not begun is forgotten."""
        self._extended -= sum(self._extensions)
        self._extensions.clear()
        self._stopping = self.live

    def go_on(self, total: int) -> None:
        """Ask it to train, in the end `total` samples per run beyond its settings."""
        self._stopping = self.ended = False
        self.extend(total)

    def extend(self, total: int) -> None:
        """Ask it to have trained `total` samples per run beyond its settings in the end; hearing it twice is once."""
        if total > self._extended:
            self._extensions.append(total - self._extended)
            self._extended = total

    def advance(self) -> None:
        """Train to the next snapshot, handing over what was asked for; report it if it is time or brings a result."""
        try:
            self._newest = self._generator.send(self._command())
        except StopIteration:
            raise RuntimeError("the trainer gave no further snapshot") from None
        if not self.live or any(self._newest.results) or time.monotonic() - self._sent_at >= REPORT_INTERVAL:
            self.report()

    def report(self) -> None:
        """Send what is new since the last message, and hold no result that has been sent."""
        if self._newest is not None and self._newest is not self._sent:
            self._send({"is": "snapshot", "job": self.job, "new": difference(self._sent, self._newest)})
            brought_results = any(self._newest.results)
            self._sent = self._newest = replace(self._newest, results=())
            self._sent_at = time.monotonic()
            if brought_results:
                give_back()

    def close(self) -> None:
        """End the generator where it stands, and give back what it held."""
        self._generator.close()
        give_back()

    def _command(self) -> tuple[Any, ...] | None:
        if self._newest is None:
            return None  # a generator that has not begun takes nothing
        if self.live:
            return ("stop",) if self._stopping else None
        return ("extend", self._extensions.popleft())
