"""Generalised cross-entropy: bounded, so that wrong labels cannot dominate."""

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


def of_margin(u: Tensor, q: float = 0.7) -> Tensor:
    """(1 - p_t^q) / q of the margin u, in nats, of u's shape."""
    return nll(u) if q == 0 else -(-q * nll(u)).expm1() / q


def per_sample(logits: Tensor, target: Tensor, q: float = 0.7) -> Tensor:
    """(1 - p_t^q) / q. (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), q)


def _factor(log_p: Array, q: float) -> Array:
    return np.exp(q * log_p)


SPEC = LossSpec(
    key="gce",
    title="Generalised cross-entropy (GCE)",
    summary="Between cross-entropy (q = 0) and mean absolute error (q = 1): it gives up on samples that stay wrong.",
    formula=r"\frac{1 - p_t^{\,q}}{q}",
    source=Source("Zhang and Sabuncu, Generalized Cross Entropy Loss", 2018, "1805.07836", "(6)"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    params=(Param("q", "q", 0.7, 0.0, 1.0, 0.05, "0 is cross-entropy, 1 is 1 - p_t."),),
    becomes=(Becomes({"q": 0.0}, "cross_entropy"), Becomes({"q": 1.0}, "mae", scale=0.5)),
    worked=(Worked((math.log(3), 0.0), 0, 2 - math.sqrt(3), {"q": 0.5}),),
    family="robust",
    class_name="GCELoss",
    rank=40,
    conventions=("Made for wrong labels; on a long tail it gives up on the rare classes.",),
)
