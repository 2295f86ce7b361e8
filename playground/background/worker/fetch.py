"""Download a data set, in a process of its own that may be killed at any moment."""

from __future__ import annotations

import importlib
import time
import traceback

from playground.background.worker.pipes import EVERY, Post, reason


def fetch(specs: str, key: str, folder: str, post: Post) -> None:
    """Download one data set, telling of its progress at most ten times a second."""
    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= EVERY or done == total:
            told = time.monotonic()
            post({"is": "progress", "done": done, "total": total})

    try:
        importlib.import_module(specs).SPECS[key].fetch(folder, progress)
    except Exception as error:
        traceback.print_exception(error)
        post({"is": "fetched", "message": reason(error)})
    else:
        post({"is": "fetched", "message": ""})
