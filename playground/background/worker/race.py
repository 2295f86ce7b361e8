"""One race inside the worker: the trainer's generator, its commands, and what has been told of it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator
from typing import Any

from playground.background.wire import difference
from playground.background.worker.pipes import EVERY, Post
from playground.core.snapshots import Snapshot


class Race:
    """One generator of the trainer, and what has been told about it."""

    def __init__(self, job: str, generator: Generator[Snapshot, Any, None], post: Post) -> None:
        self.job = job
        self._generator = generator
        self._post = post
        self._newest: Snapshot | None = None
        self._sent: Snapshot | None = None
        self._told = 0.0
        self._stopping = False
        self._more: deque[int] = deque()

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
        return not self.live and not (self._more and self.status == "finished")

    def stop(self) -> None:
        """Ask it to end at the next snapshot."""
        if self.live:
            self._stopping = True
            self._more.clear()

    def extend(self, samples: int) -> None:
        """Ask it to train so many more samples once it has finished; 0 asks for nothing."""
        if samples:
            self._more.append(samples)

    def advance(self) -> None:
        """Train to the next snapshot, handing over what was asked for, and tell of it if it is time."""
        try:
            self._newest = self._generator.send(self._command())
        except StopIteration:
            raise RuntimeError("the trainer gave no further snapshot") from None
        if not self.live or time.monotonic() - self._told >= EVERY:
            self.tell()

    def _command(self) -> tuple[Any, ...] | None:
        if self._newest is None:
            return None  # a generator that has not begun takes nothing
        if self.live:
            return ("stop",) if self._stopping else None
        return ("extend", self._more.popleft())

    def tell(self) -> None:
        """Send what is new since the last message."""
        if self._newest is not None and self._newest is not self._sent:
            self._post({"is": "snapshot", "job": self.job, "new": difference(self._sent, self._newest)})
            self._sent, self._told = self._newest, time.monotonic()

    def close(self) -> None:
        """End the generator where it stands."""
        self._generator.close()
