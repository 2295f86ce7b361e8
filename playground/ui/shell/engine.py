"""Curves, examples and answers for the pages. They need torch, which another process has; this one never loads it.

Until that process has come, the default page's curves are taken from a stored picture.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from playground.core.config import LossChoice
from playground.curves.evaluate import Curve, Scene
from playground.curves.share import fine_grid
from playground.ui.shell import server
from playground.ui.shell.first_paint import stored_curve


class TorchNeededError(RuntimeError):
    """What was asked for is not in the stored first picture, and torch is not loaded yet."""


def ready() -> bool:
    """Whether every curve comes at once."""
    return server.jobs().engine.ready


def ensure() -> None:
    """Wait until torch is loaded, saying so on the page."""
    if not ready():
        with st.spinner("Loading PyTorch, once per server: about two seconds."):
            jobs = server.jobs()
            jobs.warm()
            jobs.engine.wait()


def ask(question: str, *arguments: Any) -> Any:
    """What needs torch; raises ValueError as the question does, and EngineError in one sentence without an answer."""
    jobs = server.jobs()
    jobs.warm()
    return jobs.engine.ask(question, *arguments)


def curve(choice: LossChoice, scene: Scene) -> Curve:
    """A loss along p_t, or before torch is there the one of the stored first picture.

    Raises TorchNeededError when it is neither.
    """
    if ready():
        return _curve(choice, scene)
    stored = stored_curve(choice, scene)
    if stored is None:
        raise TorchNeededError(choice.key)
    return stored


def fine_loss(choice: LossChoice, scene: Scene) -> np.ndarray:
    """A loss (800,) at the steps of `curves.share.fine_grid`, in nats. Raises TorchNeededError too."""
    need(choice.key)
    return _fine_loss(choice, scene)


def need(what: str) -> None:
    """Raise TorchNeededError, naming what needs it, unless torch is loaded."""
    if not ready():
        raise TorchNeededError(what)


@lru_cache(maxsize=2048)  # 10 MB
def _curve(choice: LossChoice, scene: Scene) -> Curve:
    found: Curve = ask("curve", choice, scene)
    return found


@lru_cache(maxsize=512)  # 3 MB
def _fine_loss(choice: LossChoice, scene: Scene) -> np.ndarray:
    loss: np.ndarray = ask("curve", choice, scene, fine_grid()).loss
    return loss
