"""A trainer without torch: `config.network` says how it behaves, `learning_rate` how long a step sleeps."""

import os
import signal
import sys
import time

import numpy as np

from playground.core.snapshots import Lane, Point, Result, Snapshot

CLASSES = 3


def warm(folder):
    if os.environ.get("FAKE_WARM") == "raise":
        raise RuntimeError("no such chip")
    if os.environ.get("FAKE_WARM") == "hang":
        time.sleep(600)
    return f"Fake device with {folder}"


def add(*numbers):
    if not numbers:
        raise ValueError("There is nothing to add.")
    return sum(numbers)


def die():
    os._exit(1)


QUESTIONS = {"add": add, "die": die, "divide": lambda a, b: a / b, "pid": os.getpid, "sleep": time.sleep}


def point(config, entrant, step):
    """What any reader can compute by itself: numbers that no two races share."""
    number = config.seed * 1000 + entrant * 100 + step
    return Point(
        step, step * config.batch_size, float(number), number / 7, ((number, 1, 0),) * CLASSES, (0.5,) * CLASSES, 0.1,
        class_nll=(number / 7,) * CLASSES, calls=(1, 0), sure=(0.5, 0.75), test_loss=number / 9,
    )  # fmt: skip


def result(config, entrant, step):
    rows = 2_000_000 // CLASSES if config.network == "huge" else 5
    return Result(np.full((rows, CLASSES), config.seed + entrant / 8 + step, np.float32), {"w": np.ones(2)})


def shot(config, step, steps, status, points):
    lanes = tuple(Lane(i, config.seed, status, "", tuple(p)) for i, p in enumerate(points))
    results = tuple(result(config, i, step) if status != "running" else None for i in range(len(points)))
    return Snapshot(config.id, status, step, steps, "Fake", ("ab" * 32,), (5, 5, 5), lanes, results)


def train(config, *, folder, device=None, every=None):
    points, step, goal = [[] for _ in config.entrants], 0, config.steps
    while True:
        while step < goal:
            misbehave(config.network, step)
            time.sleep(config.learning_rate)
            for i, own in enumerate(points):
                own.append(point(config, i, step))
            if config.network == "halt" and step == 1:
                yield shot(config, step, goal, "stopped", points)
                return
            command = yield shot(config, step, goal, "running", points)
            if command == ("stop",) and config.network != "deaf":
                yield shot(config, step, goal, "stopped", points)
                return
            step += 1
        for i, own in enumerate(points):
            own.append(point(config, i, step))
        command = yield shot(config, step, goal, "finished", points)
        if not command or command[0] != "extend":
            return
        goal += command[1] // config.batch_size
        step += 1


def misbehave(kind, step):
    """Step 0 always works, so that there is something to keep."""
    if kind == "refuse":
        raise ValueError("The ratio must be at least 1, not 0.")
    if step == 0:
        return
    if kind == "raise":
        raise RuntimeError("the loss has a hole\nand a second line")
    if kind == "memory":
        raise MemoryError
    if kind == "cuda_memory":
        raise RuntimeError("CUDA out of memory. Tried to allocate 20 GiB.")
    if kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "exit":
        print("the library gave up: bad magic", file=sys.stderr, flush=True)
        os._exit(3)
    if kind == "hang":
        print("hangs", file=sys.stderr, flush=True)
        time.sleep(600)
    if kind == "spin":
        print("hangs", file=sys.stderr, flush=True)
        while True:
            pass
    if kind == "print":
        print("stray words on standard output")
        os.write(1, b"and from C\n")
    if kind == "sysexit":
        sys.exit("a loss called exit")
