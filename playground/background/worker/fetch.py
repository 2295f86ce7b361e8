"""Download a data set, in a process of its own that may be killed at any moment."""

from __future__ import annotations

import importlib
import time
import traceback

from playground.background.worker.pipes import REPORT_INTERVAL, Send, told


def fetch(specs: str, key: str, folder: str, send: Send) -> None:
    """Download one data set, reporting its progress at most ten times a second."""
    sent = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal sent
        if time.monotonic() - sent >= REPORT_INTERVAL or done == total:
            sent = time.monotonic()
            send({"is": "progress", "done": done, "total": total})

    try:
        importlib.import_module(specs).SPECS[key].fetch(folder, progress)
    except Exception as error:
        traceback.print_exception(error)
        send({"is": "fetched", "message": told(error, f"{key} could not be downloaded")})
    else:
        send({"is": "fetched", "message": ""})
