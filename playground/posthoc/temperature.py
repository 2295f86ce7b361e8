"""Rescale the confidence: one temperature for all answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.matrix import Floats
from playground.metrics.probabilities import Array, true_class

COLDEST, HOTTEST = 0.05, 20.0


def apply_temperature(logits: ArrayLike, temperature: float) -> Array:
    """z / T: above 1 makes every answer less sure; the predicted class never changes. T must be above 0."""
    z = np.asarray(logits)
    if not temperature > 0:
        raise ValueError(f"The temperature must be above 0, not {temperature!r}.")
    return z / z.dtype.type(temperature)


def halves(labels: ArrayLike) -> tuple[Array, Array]:
    """Indices of two halves that share every class evenly: the first to fit on, the second to judge on."""
    y = np.asarray(labels)
    order = np.argsort(y, kind="stable")
    return np.sort(order[0::2]), np.sort(order[1::2])


def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> float:
    """The T in [0.05, 20] of least NLL, by bisection on its slope: convex in 1/T (Guo et al., 1706.04599).

    Raises ValueError without samples.
    """
    z = np.asfortranarray(logits, dtype=np.float64)
    if not len(z):
        raise ValueError("Fitting a temperature needs samples.")
    z = z - z.max(1, keepdims=True)
    mean_true = float(true_class(z, labels).mean())
    low, high = np.log(1 / HOTTEST), np.log(1 / COLDEST)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(z, mean_true, np.exp(middle)) < 0 else (low, middle)
    fitted = float(np.exp(-(low + high) / 2))
    return next((limit for limit in (COLDEST, HOTTEST) if np.isclose(fitted, limit, rtol=1e-6)), fitted)


def _slope(z: Floats, mean_true: float, cold: float) -> float:
    """d NLL / d(1/T): the expected logit minus the true one."""
    e = np.exp(cold * z)
    return float((np.einsum("nc,nc->n", e, z) / e.sum(1)).mean()) - mean_true
