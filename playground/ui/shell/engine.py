"""torch in the page process: loaded once, behind one lock, after the first picture; until then a stored picture."""

from __future__ import annotations

import gc
import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.config import LossChoice
from playground.curves.evaluate import Curve, Scene, evaluate
from playground.curves.path import grid

STORED = Path(__file__).with_name("first_paint.json")
STORED_LOSSES = (LossChoice(), LossChoice.of("focal", gamma=2.0))

_lock = threading.Lock()
_ready = threading.Event()


class TorchNeededError(RuntimeError):
    """What was asked for is not in the stored first picture, and torch is not loaded yet."""


def ready() -> bool:
    """Whether every curve can be computed at once."""
    return _ready.is_set()


def ensure_torch() -> None:
    """Import torch (some 2 s, once per process), use one thread, and freeze the heap so that collections stay short.

    numpy, pandas and plotly come first: two threads must never be half-way through importing numpy.
    """
    with _lock:
        if _ready.is_set():
            return
        import pandas  # noqa: F401
        import plotly.graph_objects  # noqa: F401
        import torch

        torch.set_num_threads(1)
        for choice in STORED_LOSSES:
            evaluate(choice, Scene((1,) * 10))
        gc.collect()
        gc.freeze()
        _ready.set()


def curve(choice: LossChoice, scene: Scene) -> Curve:
    """A loss along p_t: computed, or before torch is there taken from the stored first picture.

    Raises TorchNeededError when it is neither.
    """
    if _ready.is_set():
        return evaluate(choice, scene)
    stored = _stored().get(choice) if len(scene.counts) == 10 else None
    if stored is None:
        raise TorchNeededError(choice.key)
    return Curve(grid(), *stored)


def need(what: str) -> None:
    """Raise TorchNeededError, naming what needs it, unless torch is loaded."""
    if not _ready.is_set():
        raise TorchNeededError(what)


def stored_picture() -> dict[str, Any]:
    """What first_paint.json holds: the default page's curves, computed by the losses themselves (needs torch)."""
    curves = {choice.key: evaluate(choice, Scene((1,) * 10)) for choice in STORED_LOSSES}
    return {key: {"loss": c.loss.tolist(), "gradient": c.gradient.tolist()} for key, c in curves.items()}


@cache
def _stored() -> dict[LossChoice, tuple[np.ndarray, np.ndarray]]:
    data = json.loads(STORED.read_text("utf-8"))
    return {c: (np.array(data[c.key]["loss"]), np.array(data[c.key]["gradient"])) for c in STORED_LOSSES}


if __name__ == "__main__":  # python -m playground.ui.shell.engine: write the stored picture anew
    STORED.write_text(json.dumps(stored_picture()) + "\n", "utf-8")
