"""The engine without a process: torch is loaded here. For systems on which a process with torch must not fork."""

from __future__ import annotations

import importlib
import threading
from functools import cached_property
from typing import Any

from playground.background.process import Child

QUESTIONS = "playground.background.worker.questions"


class LocalEngine:
    """Answers as `Engine` does, in the thread that asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether torch is loaded."""
        return "_questions" in self.__dict__

    @property
    def children(self) -> list[Child]:
        """None."""
        return []

    def wait(self) -> bool:
        """Load torch, however long it takes."""
        with self._lock:
            return bool(self._questions)

    def ask(self, question: str, *arguments: Any) -> Any:
        """The answer of `QUESTIONS[question]`; raises what it raises."""
        self.wait()
        return self._questions[question](*arguments)

    def close(self) -> None:
        """Nothing is held."""

    @cached_property
    def _questions(self) -> dict[str, Any]:
        found: dict[str, Any] = importlib.import_module(QUESTIONS).QUESTIONS
        return found
