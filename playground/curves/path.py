"""The road along which a loss is looked at: the true class against C - 1 equal others, p_t from 0 to 1."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

P_LOW, P_HIGH = 1e-4, 1 - 1e-4
WORDS = (
    "p_t is the softmax probability of the true class; the other {others} classes share the rest equally, and the "
    "logits have mean 0."
)


@cache
def grid() -> np.ndarray:
    """p_t from 1e-4 to 1 - 1e-4, rising: every 0.01, and every 0.2 in log-odds, so that both tails are smooth."""
    edge = math.log(P_HIGH / P_LOW)
    odds = 1 / (1 + np.exp(-np.linspace(-edge, edge, 93)))
    points = np.sort(np.concatenate([odds, np.arange(1, 100) / 100]))
    points = points[np.concatenate([[True], np.diff(points) > 1e-9])]
    points.setflags(write=False)
    return points


def log_odds(p: np.ndarray) -> np.ndarray:
    """The margin log(p / (1 - p)) = z_t - logsumexp of the others."""
    return np.log(p) - np.log1p(-p)


def logits(p: np.ndarray, classes: int, target: int) -> np.ndarray:
    """Logits (N, C) whose softmax gives class `target` the probability p (N,) and all others the same; row mean 0."""
    gap = log_odds(p) + math.log(classes - 1)
    rows = np.repeat(-gap[:, None] / classes, classes, axis=1)
    rows[:, target] += gap
    return rows


def words(classes: int) -> str:
    """How the road is defined, for the reader of a chart."""
    return WORDS.format(others=classes - 1)
