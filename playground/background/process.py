"""A child process of the server: messages in and out, the last lines of its errors, and a certain end."""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from playground.background.wire import from_line, to_line

ROOT = Path(__file__).parents[2]
CLOSE_SECONDS = 1.0  # seconds that a child gets to end by itself once its input is closed
log = logging.getLogger(__name__)


class Child:
    """One child process with two daemon threads that read it.

    `on_message(child, message)` and `on_end(child)` are called in the reading thread; `on_end` exactly once, when
    the process has ended and `ending` says how. `descriptors`: what it inherits of the open files beside its pipes.
    """

    def __init__(
        self,
        command: Sequence[str],
        name: str,
        on_message: Callable[[Child, dict[str, Any]], None],
        on_end: Callable[[Child], None],
        *,
        descriptors: Collection[int] = (),
    ) -> None:
        self.name, self._on_message, self._on_end = name, on_message, on_end
        self.started = time.monotonic()
        self.killed = False
        self._last_errors: deque[str] = deque(maxlen=20)
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            pass_fds=tuple(descriptors),
            env=_environment(),
            bufsize=0,
        )
        self._threads = [
            threading.Thread(target=self._read, name=f"{name}-reader", daemon=True),
            threading.Thread(target=self._read_errors, name=f"{name}-errors", daemon=True),
        ]
        for thread in reversed(self._threads):
            thread.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def send(self, message: dict[str, Any]) -> None:
        """Write one message; a child that has gone is found by its reader, not here."""
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(to_line(message))
        except (OSError, ValueError) as error:
            log.info("%s did not take a message: %s", self.name, error)

    def kill(self) -> None:
        """End the process now; `on_end` follows."""
        self.killed = True
        self._process.kill()

    def close(self) -> None:
        """Close the child's input, which ends it, and kill it if that does not."""
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.close()
        except OSError as error:
            log.info("%s was gone already: %s", self.name, error)

    def join(self, deadline: float) -> None:
        """Wait for the end until `deadline` (monotonic seconds), then kill; waits for the threads too."""
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(CLOSE_SECONDS)

    @property
    def ending(self) -> str:
        """How the process ended, in a few words with its last error."""
        code = self._process.poll()
        if code is not None and code < 0:
            hint = ", perhaps for want of memory" if -code == signal.SIGKILL and not self.killed else ""
            return f"the training process was ended by {signal.Signals(-code).name}{hint}"
        last = next((line for line in reversed(self._last_errors) if line.strip()), "")
        return f"the training process ended with code {code}" + (f": {last.strip()}" if last else "")

    def _read(self) -> None:
        pipe: Any = self._process.stdout
        assert pipe is not None
        with io.BufferedReader(pipe, 1 << 16) as lines:
            try:
                for line in lines:
                    self._on_message(self, from_line(line))
            except Exception:
                log.exception("%s sent something that could not be used; it is ended", self.name)
                self.kill()
        self._process.wait()
        self._threads[1].join(CLOSE_SECONDS)
        self.close()
        self._on_end(self)

    def _read_errors(self) -> None:
        pipe: Any = self._process.stderr
        assert pipe is not None
        with io.BufferedReader(pipe) as lines:
            for line in lines:
                text = line.decode(errors="replace").rstrip()[:500]
                self._last_errors.append(text)
                log.info("%s: %s", self.name, text)


def _environment() -> dict[str, str]:
    """The server's environment, with this project importable and the thread setting told to torch."""
    threads = os.environ.get("PLAYGROUND_THREADS", "1")
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
