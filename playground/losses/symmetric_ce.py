"""Symmetric cross-entropy: cross-entropy plus its reverse, which forgives wrong labels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array

LOG_ZERO = -4.0  # what the paper takes log 0 for


def of_margin(u: Tensor, a: float = 0.1, b: float = 1.0) -> Tensor:
    """-a log p_t + 4 b (1 - p_t) of the margin u, in nats, of u's shape."""
    return a * nll(u) - b * LOG_ZERO * u.sigmoid()


def per_sample(logits: Tensor, target: Tensor, a: float = 0.1, b: float = 1.0) -> Tensor:
    """-a log p_t + 4 b (1 - p_t): the reverse cross-entropy with log 0 := -4. (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), a, b)


def _factor(log_p: Array, a: float, b: float) -> Array:
    return a - b * LOG_ZERO * np.exp(log_p)


SPEC = LossSpec(
    key="symmetric_ce",
    title="Symmetric cross-entropy (SCE)",
    summary="A little cross-entropy to learn, and its reverse, four times the error 1 - p_t, to stay calm.",
    formula=r"-a \log p_t + 4\,b\,(1 - p_t)",
    source=Source("Wang et al., Symmetric Cross Entropy for Robust Learning", 2019, "1908.06112", "section 3, A = -4"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    params=(
        Param("a", "a (CE)", 0.1, 0.0, 6.0, 0.05, "Weight of cross-entropy."),
        Param("b", "b (reverse CE)", 1.0, 0.0, 2.0, 0.05, "Weight of the reverse cross-entropy."),
    ),
    becomes=(
        Becomes({"a": 1.0, "b": 0.0}, "cross_entropy"),
        Becomes({"a": 0.0, "b": 1.0}, "mae", scale=2.0),
        Becomes({"a": 1.0, "b": 0.5}, "poly1", {"epsilon": 2.0}),
    ),
    worked=(Worked((0.0, 0.0), 0, 0.1 * math.log(2) + 2.0, {"a": 0.1, "b": 1.0}),),
    family="robust",
    class_name="SymmetricCrossEntropyLoss",
    rank=41,
)
