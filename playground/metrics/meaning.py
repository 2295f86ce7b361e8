"""What stored logits mean: a few losses are not trained through a plain softmax, and calibration must know that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.probabilities import Array

Meaning = Callable[..., Array]


def _log_sigmoid(z: Array, **_params: float) -> Array:
    """Sigmoid scores, to be divided by their sum: log(1 / (1 + e^-z)), exact in both tails."""
    return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))


def _scaled(z: Array, s: float = 30.0, **_params: float) -> Array:
    return z * z.dtype.type(s)


def _heated(z: Array, temperature: float = 1.5) -> Array:
    return z / z.dtype.type(temperature)


def _unit(z: Array, tau: float = 0.04) -> Array:
    norm = np.sqrt(np.einsum("nc,nc->n", z, z))[:, None]
    return z / (z.dtype.type(tau) * (norm + z.dtype.type(1e-7)))


MEANINGS: dict[str, Meaning] = {
    "asymmetric_multi": _log_sigmoid,
    "binary_cross_entropy": _log_sigmoid,
    "ghm": _log_sigmoid,
    "sigmoid_focal": _log_sigmoid,
    "ldam": _scaled,
    "ldam_drw": _scaled,
    "logit_norm": _unit,
    "temperature": _heated,
}


def as_softmax(logits: ArrayLike, key: str, params: Mapping[str, float] | None = None) -> Array:
    """Logits (N, C) whose softmax is what a model trained with the loss `key` answers; its type is kept.

    The logits themselves for every loss that is trained through a softmax. The predicted class never changes.
    """
    z = np.asarray(logits)
    return MEANINGS[key](z, **dict(params or {})) if key in MEANINGS else z
