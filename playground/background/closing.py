"""The end of the background, however it comes: workers first, then what can still be saved."""

from __future__ import annotations

import threading
import time

from playground.background.downloads import Downloads
from playground.background.orders import Orders
from playground.background.process import PATIENCE
from playground.background.watchdog import save


def close(table: Orders, downloads: Downloads, keeper: threading.Thread) -> None:
    """End workers, downloads and threads within about two seconds."""
    with table.lock:
        table.closed = True
        for record in table.records.values():
            if not record.ended:
                table.turns.remove(record.id)
                record.end("stopped", "Stopped because the server was closed.")
        children = [*table.children, *downloads.children]
        for seat in table.seats:
            seat.empty(failed=False)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.close()
    table.wake.set()
    for child in children:
        child.join(deadline)
    save(table)
    if keeper is not threading.current_thread():
        keeper.join(PATIENCE)
