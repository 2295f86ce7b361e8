"""Answers that need torch, from a process beside the first worker's, so that the server never loads torch itself.

The worker forks that process as soon as it has imported torch: the two share its memory. Where forking after such an
import is not safe (outside Linux), the server answers for itself; see `local_engine`.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import Any

from playground.background.links import Links
from playground.background.process import Child

FORKS = sys.platform == "linux"
PATIENCE = 60.0  # seconds for a process to come, and for one answer


class EngineError(RuntimeError):
    """No answer came. The message is one sentence for a person."""


class Engine:
    """Asks one process at a time, from any thread. The newest process that has come answers.

    `command` starts a process of its own when the one beside the worker is lost while the worker lives. `links.offer`
    is for whoever starts a worker.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self.links = Links()
        self._asking = threading.Lock()  # held while one question is asked
        self._alone: list[Child] = []
        self._listing = threading.Lock()  # a process may end before it is listed

    @property
    def ready(self) -> bool:
        """Whether a question is answered at once."""
        return self.links.ready

    @property
    def children(self) -> list[Child]:
        """The processes that no worker has forked."""
        return list(self._alone)

    def wait(self) -> bool:
        """Wait until a process has come; starts one where none is on its way. False where none comes."""
        if self.links.hopeless:
            self._start_alone()
        return self.links.wait(PATIENCE)

    def ask(self, question: str, *arguments: Any) -> Any:
        """The answer of the worker's `QUESTIONS[question]`; waits for the process if it has not come yet.

        Raises ValueError as the question does, and EngineError where no answer comes. A process that is found dead is
        replaced once.
        """
        with self._asking:
            try:
                kind, value = self._asked(question, arguments)
            except (OSError, EOFError):
                self.links.lose()
                kind, value = self._asked_again(question, arguments)
        if kind == "refused":
            raise ValueError(value)
        if kind == "failed":
            raise EngineError(value)
        return value

    def close(self) -> None:
        """End every process that answers."""
        self.links.close()

    def _asked(self, question: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
        if not self.wait():
            raise EngineError("PyTorch could not be loaded on this server; try again in a minute.")
        connection = self.links.newest()
        connection.send((question, arguments))
        if not connection.poll(PATIENCE):
            self.links.lose()
            raise EngineError(f"There was no answer within {PATIENCE:g} seconds.")
        answer: tuple[str, Any] = connection.recv()
        return answer

    def _asked_again(self, question: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
        try:
            return self._asked(question, arguments)
        except (OSError, EOFError):
            self.links.lose()
            raise EngineError("The process that calculates was lost; try again in a minute.") from None

    def _start_alone(self) -> None:
        with self.links.offer() as (arguments, descriptor):
            command = [*self._command, *arguments, "--alone"]
            try:
                with self._listing:
                    self._alone.append(Child(command, "engine", _unheard, self._forget, descriptors=(descriptor,)))
            except OSError as error:
                raise EngineError(f"PyTorch cannot be loaded on this server: {error}.") from None

    def _forget(self, child: Child) -> None:
        with self._listing:
            self._alone.remove(child)


def _unheard(child: Child, message: dict[str, Any]) -> None:
    """A process that only answers questions says nothing on its standard output."""
    raise ValueError(f"{child.name} sent {message}")
