"""A loss in small: its curve beside cross-entropy's, where that needs no waiting."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from playground.background.api import EngineError
from playground.core.config import LossChoice
from playground.core.loss_spec import LossSpec
from playground.curves.evaluate import Curve, Scene
from playground.figures import loss_sketch
from playground.losses import SPECS
from playground.ui.shell import engine

WHOLE_BATCH = "It depends on the whole batch, so it has no single curve; the Loss Lab draws one of many."


def loss_curve(choice: LossChoice, counts: Sequence[int], hue: str) -> None:
    """Draw it in colour `hue` for classes with these counts (C,); nothing while torch is still being loaded."""
    spec = SPECS[choice.key]
    if spec.batch_statistic:
        st.caption(WHOLE_BATCH)
        return
    try:
        curves = _curves(choice, scene_of(spec, counts))
    except (EngineError, ValueError) as error:
        st.caption(str(error))
        return
    if curves:
        loss, reference = curves
        st.html(loss_sketch.draw(loss.p, loss.loss, reference.loss, spec.title, hue))
        st.caption(_words(spec))


def scene_of(spec: LossSpec, counts: Sequence[int]) -> Scene:
    """Where the loss is looked at: in the rarest class where it counts, in the last where it tells classes apart."""
    if spec.needs_counts:
        return Scene(tuple(max(n, 1) for n in counts), int(np.argmin(counts)))
    return Scene((1,) * len(counts), len(counts) - 1 if spec.names_classes else 0)


def _curves(choice: LossChoice, scene: Scene) -> tuple[Curve, Curve] | None:
    """The loss and cross-entropy; None while torch is still being loaded."""
    fitted = SPECS[choice.key].fitted(len(scene.counts))
    full = {p.name: min(choice.kwargs.get(p.name, p.default), p.high) for p in fitted}
    loss = engine.curve_now(LossChoice.of(choice.key, **full), scene)
    reference = engine.curve_now(LossChoice(), Scene((1,) * len(scene.counts)))
    return (loss, reference) if loss and reference else None


def _words(spec: LossSpec) -> str:
    seen = "the rarest" if spec.needs_counts else "the last"
    of = f" of {seen} class" if spec.needs_counts or spec.names_classes else ""
    return f"The loss{of} against p_t; dashed is cross-entropy."
