"""`python -m playground.background.worker`: train races for the server, JSON lines in and out.

It loads the trainer and the data once, then does what it is told. It ends when its input closes, so it never outlives
the server, however that ends. With --engine it leaves a copy of itself behind that answers what pages ask; with
--alone too, it only answers. With --fetch it downloads one data set instead, and ends.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import Any

from playground.background.worker import engine
from playground.background.worker.fetch import fetch
from playground.background.worker.loop import Worker
from playground.background.worker.pipes import Send, listen, private_pipe, sender

TRAINER = "playground.background.worker.trainer"
NICENESS = 10  # the page comes first


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the input closes."""
    parser = argparse.ArgumentParser(prog="python -m playground.background.worker", description=__doc__)
    parser.add_argument("--data", default="", help="folder of the data sets")
    parser.add_argument("--trainer", default=TRAINER, help="module with train() and warm()")
    parser.add_argument("--specs", default="playground.data", help="module with SPECS, for --fetch")
    parser.add_argument("--fetch", metavar="KEY", help="download this data set and end")
    parser.add_argument("--engine", type=int, metavar="FD", help="answer questions on this socket")
    parser.add_argument("--alone", action="store_true", help="with --engine: do nothing else")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it closes the pipe
    send = sender(private_pipe())
    try:
        work(options, send)
    except BaseException as error:
        traceback.print_exception(error)
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)  # a plain end would wait for the thread that waits for the input, and abort


def work(options: argparse.Namespace, send: Send) -> None:
    """Download, or answer until nobody asks, and return; or train and never return."""
    if options.fetch:
        hear()
        lower_priority()
        fetch(options.specs, options.fetch, options.data, send)
        return
    trainer = importlib.import_module(options.trainer)
    if options.alone:
        engine.serve(options.engine, trainer.QUESTIONS)
    else:
        train(trainer, options, send)


def train(trainer: Any, options: argparse.Namespace, send: Send) -> None:
    """Train what the server sends, for ever. A copy that answers questions has no threads and usual priority."""
    if options.engine is not None:
        engine.fork(options.engine, trainer.QUESTIONS)
    inbox = hear()
    lower_priority()
    worker = Worker(trainer, options.data, send)
    worker.warm()
    worker.serve(inbox)


def hear() -> queue.SimpleQueue[dict[str, Any]]:
    """From now on, messages come into this queue, and the end of the input ends the process."""
    inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(inbox,), name="worker-input", daemon=True).start()
    return inbox


def lower_priority() -> None:
    """Low priority for this thread and those that it starts; first to go if the machine runs out of memory."""
    with contextlib.suppress(OSError, AttributeError):  # not on Windows
        os.nice(NICENESS)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("500")


if __name__ == "__main__":
    main()
