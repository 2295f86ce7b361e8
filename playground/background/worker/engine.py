"""A process that answers questions: forked from the worker before that has threads, or started by itself."""

from __future__ import annotations

import gc
import os
import threading
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

Questions = Mapping[str, Callable[..., Any]]


def fork(descriptor: int, questions: Questions) -> None:
    """Leave a copy of this process behind that answers; returns in the worker alone."""
    gc.collect()
    gc.freeze()  # a collection would write to the memory that the two share
    pid = os.fork()
    if pid == 0:
        _let_go(descriptor)
        try:
            serve(descriptor, questions)
        finally:
            os._exit(0)
    os.close(descriptor)
    threading.Thread(target=os.waitpid, args=(pid, 0), name="engine-reaper", daemon=True).start()


def serve(descriptor: int, questions: Questions) -> None:
    """Answer until nobody is there to ask."""
    with Connection(descriptor) as connection:
        connection.send(os.getpid())
        while True:
            try:
                name, arguments = connection.recv()
                connection.send(answer(questions[name], arguments))
            except (EOFError, OSError):
                return


def answer(question: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """("answer", what it returns), ("refused", the sentence of its ValueError) or ("failed", any other error)."""
    try:
        return "answer", question(*arguments)
    except ValueError as error:
        return "refused", str(error)
    except Exception as error:
        traceback.print_exception(error)
        return "failed", f"The calculation failed: {type(error).__name__}: {error}"


def _let_go(descriptor: int) -> None:
    """Close what belongs to the worker: its pipes must end with it."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))
