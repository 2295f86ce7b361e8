"""torch's random generators and memory, touched only where the trainer has loaded torch."""

from __future__ import annotations

import sys
from collections.abc import Callable


def dice() -> list[Callable[[], None]]:
    """Remember the state of torch's random generators, as functions that restore it."""
    torch = sys.modules.get("torch")
    if torch is None:
        return []
    state = torch.get_rng_state()
    restore: list[Callable[[], None]] = [lambda: torch.set_rng_state(state)]
    if torch.cuda.is_initialized():
        states = torch.cuda.get_rng_state_all()
        restore.append(lambda: torch.cuda.set_rng_state_all(states))
    return restore


def free() -> None:
    """Give a failed race's memory back to the GPU's other users."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
