"""How the learning rate moves, and when a race is measured: pure functions of the step."""

from __future__ import annotations

import math
from collections.abc import Callable

WARM_UP = 0.1
EXTENSION = 0.1
POINTS = 24


def _one_cycle(progress: float) -> float:
    """A straight rise over the first tenth, then half a cosine down to 0 (Smith 2018, 1803.09820, annealed so)."""
    if progress < WARM_UP:
        return 0.04 + 0.96 * progress / WARM_UP
    return _cosine((progress - WARM_UP) / (1 - WARM_UP))


def _cosine(progress: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * progress))


SHAPES: dict[str, Callable[[float], float]] = {
    "one_cycle": _one_cycle,
    "cosine": _cosine,
    "constant": lambda _progress: 1.0,
    "step": lambda progress: 0.1 ** (2 * progress // 1 if progress < 0.75 else 2),
}


def rate(schedule: str, step: int, steps: int) -> float:
    """The share of the peak learning rate for step 0, 1, ..., steps - 1, and for the steps of an extension after."""
    if step >= steps:
        return 1.0 if schedule == "constant" else EXTENSION
    return SHAPES[schedule](step / steps)


def measured_steps(steps: int, every: int | None = None, begin: int = 0) -> frozenset[int]:
    """The steps after which a race of `steps` more steps is measured: dense at first, so that curves move at once."""
    if every is not None:
        return frozenset({*range(begin + every, begin + steps, every), begin + steps})
    wanted = (steps * (i / POINTS) ** 2 for i in range(1, POINTS + 1))
    return frozenset(begin + max(1, round(step)) for step in wanted)
