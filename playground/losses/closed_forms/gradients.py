"""Parts of closed-form gradients: a factor of log p_t (N,), a shift of the logits (N, C), a weight per class (C,).

See `core.loss_spec.ClosedForm` for how they are put together. What stands in a spec takes all parameters of its loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.alpha import expand
from playground.core.config import AlphaChoice
from playground.core.prior import log_prior

Array = NDArray[Any]


def miss(log_p: Array) -> Array:
    """1 - p_t from log p_t, with all its digits where p_t rounds to 1; at least the smallest float64."""
    return np.maximum(-np.expm1(log_p), np.finfo(np.float64).tiny)


def unchanged(log_p: Array, **_params: float) -> Array:
    """1: the gradient is cross-entropy's own, of the shifted logits."""
    return np.ones_like(log_p)


def focal_factor(log_p: Array, gamma: float) -> Array:
    """(1-p)^gamma - gamma p (1-p)^(gamma-1) log p from log p (N,): focal's gradient over cross-entropy's.

    Mukhoti et al., 2002.09437, proposition 1. 1 at gamma = 0, and 0 (its limit) at p = 1 otherwise.
    """
    if gamma == 0:
        return np.ones_like(log_p)
    rest = miss(log_p)
    return rest**gamma * (1 + gamma * np.exp(log_p) * -log_p / rest)


def prior_shift(logits: Array, labels: Array, counts: Sequence[int], tau: float = 1.0) -> Array:
    """z_c + tau log prior_c, (N, C)."""
    return logits + tau * np.array(log_prior(counts))


def effective_weights(classes: int, counts: Sequence[int], beta: float) -> Array:
    """The effective-number weight of each class (C,); they average 1 over the classes that have samples."""
    return np.array(expand(AlphaChoice("effective", beta), counts))
