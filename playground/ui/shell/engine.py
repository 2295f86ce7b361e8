"""Curves, examples and answers for the pages. They need torch, which another process has; this one never loads it."""

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


def ready() -> bool:
    """Whether torch is loaded, so that an answer comes at once."""
    return server.jobs().engine.ready


def ensure() -> None:
    """Wait until torch is loaded, saying so on the page. Where it does not come, the next question tells why."""
    jobs = server.jobs()
    jobs.warm()
    if not jobs.engine.ready:
        with st.spinner("Loading PyTorch, once per server: about two seconds."):
            jobs.engine.wait()


def ask(question: str, *arguments: Any) -> Any:
    """What needs torch, once that is loaded: one of the worker's `QUESTIONS`.

    Raises ValueError as the question does, and EngineError in one sentence where no answer comes.
    """
    ensure()
    return server.jobs().engine.ask(question, *arguments)


def curve(choice: LossChoice, scene: Scene) -> Curve:
    """A loss along p_t: of the default page as it is stored, before anything has loaded torch; any other is asked for.

    Raises as `ask`.
    """
    stored = stored_curve(choice, scene)
    return _curve(choice, scene) if stored is None else stored


def curve_now(choice: LossChoice, scene: Scene) -> Curve | None:
    """The same where it needs no waiting, None while torch is still being loaded. Raises as `ask`."""
    return curve(choice, scene) if ready() or stored_curve(choice, scene) else None


@lru_cache(maxsize=2048)  # 10 MB
def _curve(choice: LossChoice, scene: Scene) -> Curve:
    found: Curve = ask("curve", choice, scene)
    return found


@lru_cache(maxsize=512)  # 3 MB
def fine_loss(choice: LossChoice, scene: Scene) -> np.ndarray:
    """A loss (800,) at the steps of `curves.share.fine_grid`, in nats; raises as `ask`."""
    loss: np.ndarray = ask("curve", choice, scene, fine_grid()).loss
    return loss
