"""`python -m playground.background.worker`: train races for the server, JSON lines in and out.

It loads the trainer and the data once, then does what it is told. It ends when its input closes, so it never outlives
the server, however that ends. With --fetch it downloads one data set instead, and ends.
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
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it closes the pipe
    send = sender(private_pipe())
    inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(inbox,), name="worker-input", daemon=True).start()
    lower_priority()
    try:
        work(options, send, inbox)
    except BaseException as error:
        traceback.print_exception(error)
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)  # a plain end would wait for the thread that waits for the input, and abort


def work(options: argparse.Namespace, send: Send, inbox: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Download and return, or train and never return."""
    if options.fetch:
        fetch(options.specs, options.fetch, options.data, send)
    else:
        worker = Worker(importlib.import_module(options.trainer), options.data, send)
        worker.warm()
        worker.serve(inbox)


def lower_priority() -> None:
    """Low priority for this thread and those that it starts; first to go if the machine runs out of memory."""
    with contextlib.suppress(OSError, AttributeError):  # not on Windows
        os.nice(NICENESS)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("500")


if __name__ == "__main__":
    main()
