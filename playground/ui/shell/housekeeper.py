"""Gives back what departed visitors held, by the clock.

Streamlit keeps the session of a closed tab for `server.disconnectedSessionTTL` seconds, and then until the next tab is
closed: on a server that everybody has left, for ever. With it stay the visitor's upload, the messages of a page and
three open files. Sessions are cycles of objects, and freed memory stays with the process until it is asked for.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from streamlit import runtime
from streamlit.runtime.runtime import Runtime

from playground.ui.shell import watching

EVERY = 5.0  # seconds between two looks
TIDY = 60.0  # seconds until cycles are collected at the latest; that takes some 0.1 s, during which no page answers
log = logging.getLogger(__name__)
_starting = threading.Lock()
_when_empty: list[Callable[[], object]] = []


def when_empty(empty: Callable[[], object]) -> None:
    """Have a cache emptied whenever the last visitor has gone."""
    _when_empty.append(empty)


def start() -> None:
    """Look after this server from now on; nothing where none runs, as in a script or a test of one page."""
    if not runtime.exists() or not hasattr(runtime.get_instance(), "_session_mgr"):
        return
    with _starting:
        if not any(isinstance(thread, Housekeeper) for thread in threading.enumerate()):
            Housekeeper(runtime.get_instance()).start()


class Housekeeper(threading.Thread):
    """A thread that looks after one server's sessions until the process ends."""

    def __init__(self, server: Runtime) -> None:
        super().__init__(name="housekeeper", daemon=True)
        self._sessions: Any = server._session_mgr
        self._loop = server._get_async_objs().eventloop
        self._visited = False  # whether anybody was connected at the last look
        self._tidied = time.monotonic()

    def run(self) -> None:
        """Look again and again."""
        while True:
            time.sleep(EVERY)
            try:
                self.look()
            except Exception:
                log.exception("the housekeeper failed once, and goes on")

    def look(self) -> None:
        """One look: sessions whose time is over go, and when the last visitor has gone, caches too."""
        connected = [info.session.id for info in self._sessions.list_active_sessions()]
        watching.see(connected, [info.session.id for info in self._sessions.list_sessions()])
        emptied = self._visited and not connected
        self._visited = bool(connected)
        if emptied:
            for empty in _when_empty:
                empty()
        if self._expire() or emptied or time.monotonic() > self._tidied + TIDY:
            tidy()
            self._tidied = time.monotonic()

    def _expire(self) -> bool:
        """Let go of the sessions whose tabs have been closed for long enough; whether there were any."""
        stored = self._sessions._session_storage._cache  # Streamlit offers no other way to them
        before, done = len(stored._data), threading.Event()

        def expire() -> None:
            stored.expire()
            done.set()

        self._loop.call_soon_threadsafe(expire)  # in the thread that makes all other changes to it
        done.wait(EVERY)
        return len(stored._data) < before


def tidy() -> None:
    """Collect cycles, and return freed memory to the system.

    Every run of a page has a thread, every thread may get a heap of its own from glibc, and that keeps what is freed.
    """
    gc.collect()
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # another libc than glibc
            ctypes.CDLL(None).malloc_trim(0)
