"""The end of the background, however it comes: workers first, then what can still be saved."""

from __future__ import annotations

import time

from playground.background.downloads import Downloads
from playground.background.engine import Engine
from playground.background.local_engine import LocalEngine
from playground.background.process import CLOSE_SECONDS
from playground.background.scheduler import Scheduler
from playground.background.table import Table
from playground.background.watchdog import Watchdog
from playground.background.workers import Workers


def close(
    table: Table,
    scheduler: Scheduler,
    workers: Workers,
    downloads: Downloads,
    engine: Engine | LocalEngine,
    watchdog: Watchdog,
) -> None:
    """End workers, downloads and threads within about two seconds."""
    with table.lock:
        table.closed = True
        scheduler.close()
        children = [*workers.leave(), *downloads.children, *engine.children]
    engine.close()
    deadline = time.monotonic() + CLOSE_SECONDS
    for child in children:
        child.close()
    table.wake.set()
    for child in children:
        child.join(deadline)
    watchdog.save()
    watchdog.join(CLOSE_SECONDS)
