"""The worker's side of the pipes: JSON lines in and out, and the end of the process when they close."""

from __future__ import annotations

import os
import queue
import sys
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from playground.background.wire import from_line, to_line

REPORT_INTERVAL = 0.1  # seconds between two messages about one thing, at least

Send = Callable[[dict[str, Any]], None]


def private_pipe() -> BinaryIO:
    """Keep standard output for the protocol; whatever prints from now on prints to standard error."""
    pipe = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return pipe


def listen(inbox: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Read messages for ever; the end of the input is the end of the process, whatever else is going on."""
    for line in sys.stdin.buffer:
        inbox.put(from_line(line))
    os._exit(0)


def sender(pipe: BinaryIO) -> Send:
    """A function that writes messages; when nobody reads any more, the process ends."""

    def send(message: dict[str, Any]) -> None:
        try:
            write_all(pipe, to_line(message))
        except BrokenPipeError:
            os._exit(0)

    return send


def write_all(pipe: BinaryIO, data: bytes) -> None:
    """Write to the last byte; an unbuffered pipe takes what it has room for."""
    view = memoryview(data)
    while view:
        view = view[pipe.write(view) :]


def reason(error: BaseException) -> str:
    """Why a race failed, in one sentence for a person: memory in plain words, else as `told`."""
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "The race ran out of memory; try a smaller batch, network or number of losses."
    return told(error, "Training failed")


def told(error: BaseException, what: str) -> str:
    """One sentence for a person: a ValueError's or an OSError's own, else `what` failed, the kind and a line."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    return text if isinstance(error, ValueError | OSError) else f"{what}: {type(error).__name__}: {text}"


def ended(job: str, status: str, *, extend: int = 0, error: BaseException | None = None) -> dict[str, Any]:
    """The message that a race has ended; `extend`: samples per run that it has trained beyond its settings."""
    if error is not None:
        traceback.print_exception(error)
    message = reason(error) if error is not None else ""
    return {"is": "ended", "job": job, "status": status, "message": message, "extend": extend}
