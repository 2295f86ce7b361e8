"""A loss over all probabilities of three classes: a triangle of values, and where a step downhill moves them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.core.config import LossChoice
from playground.curves.evaluate import Scene, rows

HEIGHT = math.sqrt(3) / 2
INSIDE = 2e-3  # the least probability looked at: at 0 the loss has no value
ARROW_CELLS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Simplex:
    """`x` (W,), `y` (H,) and `loss` (H, W), nan outside the triangle: the true class on top, the others below.

    `tails` and `steps` (M, 2): points of a coarse lattice and the way that softmax probabilities move there, per unit
    of learning rate, when the logits follow -gradient.
    """

    x: np.ndarray
    y: np.ndarray
    loss: np.ndarray
    tails: np.ndarray
    steps: np.ndarray


def simplex(choice: LossChoice, counts: tuple[int, int, int], cells: int = 72) -> Simplex:
    """Evaluate a loss on a grid of `cells` columns; `counts` (3,) start with the true class."""
    x, y = np.linspace(0, 1, cells + 1), np.linspace(0, HEIGHT, round(cells * HEIGHT) + 1)
    p = probabilities(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))
    inside = (p >= -0.3 / cells).all(axis=1)
    scene, loss = Scene(counts), np.full(len(p), np.nan)
    loss[inside] = rows(choice, scene, _logits(p[inside]))[0]
    tails = _lattice()
    slope = rows(choice, scene, _logits(tails))[1]
    moves = tails * ((tails * slope).sum(axis=1, keepdims=True) - slope)
    return Simplex(x, y, loss.reshape(len(y), len(x)), places(tails), places(moves))


def places(p: np.ndarray) -> np.ndarray:
    """Probabilities (or their changes) (N, 3) as points of the plane (N, 2)."""
    return np.stack([p[:, 2] + p[:, 0] / 2, p[:, 0] * HEIGHT], axis=1)


def probabilities(points: np.ndarray) -> np.ndarray:
    """Points of the plane (N, 2) as probabilities (N, 3): top, left, right."""
    top = points[:, 1] / HEIGHT
    right = points[:, 0] - top / 2
    return np.stack([top, 1 - top - right, right], axis=1)


def _logits(p: np.ndarray) -> np.ndarray:
    """Logits (N, 3) of mean 0 whose softmax is p, kept `INSIDE` off the edges."""
    kept = np.maximum(p, INSIDE)
    z = np.log(kept / kept.sum(axis=1, keepdims=True))
    return z - z.mean(axis=1, keepdims=True)


def _lattice() -> np.ndarray:
    """The inner points of a triangular lattice (M, 3)."""
    n = ARROW_CELLS
    return np.array([(i, j, n - i - j) for i in range(1, n) for j in range(1, n - i)]) / n
