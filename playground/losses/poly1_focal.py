"""Poly-1 focal: focal loss with the first term of its polynomial expansion turned up or down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import excess, log_sigmoid, margin
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def of_margin(u: Tensor, gamma: float = 2.0, epsilon: float = -1.0) -> Tensor:
    """(1 - p_t)^gamma * -log p_t + epsilon (1 - p_t)^(gamma + 1) of the margin u, in nats, of u's shape."""
    return (gamma * log_sigmoid(u)).exp() * (excess(u) + (1 + epsilon) * u.sigmoid())


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0, epsilon: float = -1.0) -> Tensor:
    """(1 - p_t)^gamma * -log p_t + epsilon (1 - p_t)^(gamma + 1). (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), gamma, epsilon)


def _factor(log_p: Array, gamma: float, epsilon: float) -> Array:
    leading = (gamma + 1) * gradients.miss(log_p) ** gamma * np.exp(log_p)
    return gradients.focal_factor(log_p, gamma) + epsilon * leading


SPEC = LossSpec(
    key="poly1_focal",
    title="Poly-1 focal",
    summary="Focal loss plus epsilon times its own leading term.",
    formula=r"-(1 - p_t)^{\gamma}\log p_t + \varepsilon\,(1 - p_t)^{\gamma + 1}",
    source=Source("Leng et al., PolyLoss", 2022, "2204.12511", "section 5, Poly-1"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    params=(
        Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.05, "Focusing: 0 is Poly-1 cross-entropy."),
        Param("epsilon", "epsilon", -1.0, -1.0, 6.0, 0.1, "Weight of the leading term; -1 was best for detection."),
    ),
    becomes=(
        Becomes({"epsilon": 0.0, "gamma": 2.0}, "focal", {"gamma": 2.0}),
        Becomes({"gamma": 0.0, "epsilon": 2.0}, "poly1", {"epsilon": 2.0}),
    ),
    worked=(Worked((0.0, 0.0), 0, 0.25 * math.log(2) - 0.125, {"gamma": 2.0, "epsilon": -1.0}),),
    family="focal",
    rank=31,
)
