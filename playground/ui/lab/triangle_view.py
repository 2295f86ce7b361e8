"""The Lab's view of three classes at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from playground.core.config import LossChoice
from playground.curves.evaluate import Scene
from playground.curves.simplex import Simplex
from playground.figures.curve_lines import nice_top
from playground.figures.simplex import simplex as draw_simplex
from playground.figures.theme import Figure
from playground.losses import SPECS
from playground.ui.lab.curve_views import View
from playground.ui.lab.state import LabState, full
from playground.ui.shell import engine

FINE, COARSE = 72, 20  # columns of the triangle; the second for losses that need a whole batch per point


def _three(state: LabState) -> tuple[int, int, int]:
    """Rarest, middle and commonest count: the true class is the rarest."""
    ordered = sorted(state.scene.counts)
    return ordered[0], ordered[len(ordered) // 2], ordered[-1]


def _triangle(state: LabState) -> Figure:
    spec = SPECS[state.choice.key]
    counts = _three(state) if spec.needs_counts else (1, 1, 1)
    choice = full(spec.key, state.choice.kwargs, 3)
    made: Simplex = engine.ask("simplex", choice, counts, COARSE if spec.batch_statistic else FINE)
    names = [f" (n = {n})" if spec.needs_counts else "" for n in counts]
    corners = [f"true class{names[0]}", f"second class{names[1]}", f"third class{names[2]}"]
    low = made.loss[round(0.05 * len(made.y))]
    return draw_simplex(
        made.x, made.y, made.loss, made.tails, made.steps, corners, nice_top(low[np.isfinite(low)].tolist())
    )


def _triangle_sentence(state: LabState) -> str:
    sure, torn = _at_points(full(state.choice.key, state.choice.kwargs, 3), _three(state))
    return (
        f"Sure and right (p_t = 0.9) costs {sure:.3g} nats, torn between two classes (p_t = 0.45) {torn:.3g}. Arrows: "
        "where one gradient step moves the probabilities."
    )


@lru_cache(maxsize=2048)
def _at_points(choice: LossChoice, counts: tuple[int, ...]) -> tuple[float, float]:
    points = np.array([[0.9, 0.05, 0.05], [0.45, 0.45, 0.1]])
    z = np.log(points)
    values, _ = engine.ask("rows", choice, Scene(counts), z - z.mean(axis=1, keepdims=True))
    return float(values[0]), float(values[1])


TRIANGLE = View(
    "Triangle", _triangle, _triangle_sentence, "The loss over all probabilities of three classes.", axes=False
)
