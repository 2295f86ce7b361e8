"""Logits (N, C) to logits (N, C) of the same type whose softmax is the answer, or the posterior behind it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


def sigmoid_answer(logits: Array, **_params: float) -> Array:
    """Sigmoid scores, to be divided by their sum: log(1 / (1 + e^-z)), exact in both tails."""
    return np.minimum(logits, 0) - np.log1p(np.exp(-np.abs(logits)))


def scaled(logits: Array, factor: float) -> Array:
    """Logits times a number; float32 stays float32."""
    return logits * logits.dtype.type(factor)


def focal_posterior(logits: ArrayLike, gamma: float) -> Array:
    """Logits whose softmax is the posterior that a focal loss with this gamma would have been minimal at.

    log h(p), h(p) = p / ((1-p)^gamma - gamma (1-p)^(gamma-1) p log p)
    (Charoenphakdee et al., 2011.09172):
    h rises with p, so the predicted class never changes. Written as log p - gamma log(1-p) - log(1 + gamma p r),
    r = -log p / (1-p), which is finite at p = 0 and p = 1. gamma = 0 returns log p.
    """
    z = np.asfortranarray(logits)
    rows, top = np.arange(len(z)), z.argmax(1)
    log_p, p, others = _shares(z, rows, top)
    if gamma == 0:
        return log_p
    log_rest = np.log(others)  # log and not log1p: an absolute error of one rounding, and several times faster
    p *= -log_p / others
    return log_p - gamma * log_rest - np.log(1 + gamma * p)


def _shares(z: Array, rows: Array, top: Array) -> tuple[Array, Array, Array]:
    """log p, p and 1 - p, (N, C) each; for the largest class 1 - p is summed up, not subtracted from 1."""
    z = z - z[rows, top][:, None]
    p = np.exp(z)
    p[rows, top] = 0
    rest = np.maximum(p.sum(1), np.finfo(z.dtype).tiny)
    p[rows, top] = 1
    p /= (1 + rest)[:, None]
    log_p, others = z - np.log1p(rest)[:, None], 1 - p
    others[rows, top] = rest / (1 + rest)
    return log_p, p, others
