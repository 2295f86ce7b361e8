"""Downloads of data sets, each in a short-lived process of its own: nothing waits for it, and it can be killed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from playground.background.process import Child
from playground.background.views import Download
from playground.background.wire import FROM_DOWNLOAD, check


class Downloads:
    """At most one download per data set; `on_done()` is called after each one that succeeded."""

    def __init__(self, command: Sequence[str], on_done: Callable[[], None]) -> None:
        self._command, self._on_done = tuple(command), on_done
        self._lock = threading.Lock()
        self._views: dict[str, Download] = {}
        self._children: dict[str, Child] = {}

    def start(self, dataset: str) -> None:
        """Begin, or begin again after a failure; one that is running is left alone."""
        with self._lock:
            if dataset in self._children:
                return
            command = [*self._command, "--fetch", dataset]
            self._views[dataset] = Download(dataset, "running")
            try:
                self._children[dataset] = Child(command, f"fetch-{dataset}", self._on_message, self._on_end)
            except OSError as error:
                self._views[dataset] = Download(dataset, "failed", message=f"The download cannot start: {error}.")

    def view(self, dataset: str) -> Download:
        """The download as it stands."""
        with self._lock:
            return self._views.get(dataset, Download(dataset))

    @property
    def children(self) -> list[Child]:
        """The processes that download at this moment."""
        with self._lock:
            return list(self._children.values())

    def _dataset(self, child: Child) -> str:
        return child.name.removeprefix("fetch-")

    def _on_message(self, child: Child, message: dict[str, Any]) -> None:
        check(message, "is", FROM_DOWNLOAD)
        dataset = self._dataset(child)
        with self._lock:
            view = self._views[dataset]
            if view.status != "running":
                return
            if message["is"] == "progress":
                view = replace(view, done=message["done"], total=message["total"])
            else:
                view = replace(view, status="failed" if message["message"] else "finished", message=message["message"])
            self._views[dataset] = view
        if view.status == "finished":
            self._on_done()

    def _on_end(self, child: Child) -> None:
        dataset = self._dataset(child)
        with self._lock:
            del self._children[dataset]
            if self._views[dataset].status == "running":
                message = f"The download broke off: {child.ending}."
                self._views[dataset] = replace(self._views[dataset], status="failed", message=message)
