"""Poly-1: cross-entropy with the first term of its polynomial expansion turned up or down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import excess, margin

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def of_margin(u: Tensor, epsilon: float = 2.0) -> Tensor:
    """-log p_t + epsilon (1 - p_t) of the margin u, in nats, of u's shape."""
    return excess(u) + (1 + epsilon) * u.sigmoid()


def per_sample(logits: Tensor, target: Tensor, epsilon: float = 2.0) -> Tensor:
    """-log p_t + epsilon (1 - p_t). (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), epsilon)


def _factor(log_p: Array, epsilon: float) -> Array:
    return 1 + epsilon * np.exp(log_p)


SPEC = LossSpec(
    key="poly1",
    title="Poly-1 cross-entropy",
    summary="Adds epsilon times the error 1 - p_t: above 0 the model grows surer, below 0 less sure.",
    formula=r"-\log p_t + \varepsilon\,(1 - p_t)",
    source=Source("Leng et al., PolyLoss", 2022, "2204.12511", "section 5, Poly-1"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    params=(Param("epsilon", "epsilon", 2.0, -1.0, 6.0, 0.1, "Weight of 1 - p_t; 2 was best on ImageNet."),),
    becomes=(Becomes({"epsilon": 0.0}, "cross_entropy"),),
    worked=(Worked((0.0, 0.0), 0, math.log(2) + 1.0, {"epsilon": 2.0}),),
    family="entropy",
    rank=30,
)
