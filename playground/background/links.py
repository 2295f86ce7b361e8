"""The ways to processes that answer questions: which are on their way, and which has come last."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True)
class Link:
    """The way to one process that answers, and its number."""

    connection: Connection
    pid: int

    def end(self) -> None:
        """Kill the process, which may hang, and forget it; its parent reaps it."""
        self.connection.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class Links:
    """The process that answers now, and a newer one that takes its place when the next question comes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()  # held for moments
        self._link: Link | None = None
        self._newer: Link | None = None
        self._coming = 0  # processes that have been started and have not come yet
        self._closed = False

    @property
    def ready(self) -> bool:
        """Whether there is a process to ask."""
        return self._link is not None or self._newer is not None

    @property
    def hopeless(self) -> bool:
        """Whether none has come and none is on its way, though one may still be started."""
        with self._changed:
            return not (self.ready or self._coming or self._closed)

    def wait(self, seconds: float) -> bool:
        """Wait until one has come; False where none comes."""
        with self._changed:
            self._changed.wait_for(lambda: self.ready or not self._coming, seconds)
            return self.ready

    @contextmanager
    def offer(self) -> Iterator[tuple[list[str], int]]:
        """Within it, start a process with these arguments and this file descriptor: it will answer from now on."""
        ours, theirs = socket.socketpair()
        with self._changed:
            self._coming += 1
        try:
            yield ["--engine", str(theirs.fileno())], theirs.fileno()
        finally:
            theirs.close()
            connection = Connection(ours.detach())
            threading.Thread(target=self._greet, args=(connection,), name="engine-greeter", daemon=True).start()

    def newest(self) -> Connection:
        """The way to ask; the process that answered before ends. Raises EOFError where there is none."""
        with self._changed:
            if self._newer is not None:
                self._end(self._link)
                self._link, self._newer = self._newer, None
            if self._link is None:
                raise EOFError
            return self._link.connection

    def lose(self) -> None:
        """End the process that answers, since it does not."""
        with self._changed:
            self._end(self._link)
            self._link = None

    def close(self) -> None:
        """End every process, also those on their way once they come."""
        with self._changed:
            self._closed = True
            self._end(self._link)
            self._end(self._newer)
            self._link = self._newer = None

    def _greet(self, connection: Connection) -> None:
        """Wait for a process's first word, its number; one that never says it has ended, or never began."""
        try:
            link = Link(connection, connection.recv())
        except (OSError, EOFError):
            link = None
        with self._changed:
            self._coming -= 1
            if link is None or self._closed:
                connection.close()
            else:
                self._end(self._newer)
                self._newer = link
            self._changed.notify_all()

    def _end(self, link: Link | None) -> None:
        if link is not None:
            link.end()
