"""Reduced focal loss: plain cross-entropy for hard samples, focal only for easy ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import log_sigmoid, margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def of_margin(u: Tensor, gamma: float = 2.0, threshold: float = 0.5) -> Tensor:
    """min(1, (1 - p_t) / (1 - threshold))^gamma * -log p_t of the margin u, in nats, of u's shape."""
    ratio = log_sigmoid(u) - math.log1p(-threshold)
    return nll(u) * (gamma * ratio.where(ratio < 0, 0.0)).exp()


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0, threshold: float = 0.5) -> Tensor:
    """Cross-entropy up to p_t = threshold, then fading like focal. (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), gamma, threshold)


def _factor(log_p: Array, gamma: float, threshold: float) -> Array:
    faded = gradients.focal_factor(log_p, gamma) / (1 - threshold) ** gamma
    return np.where(np.exp(log_p) < threshold, 1.0, faded)


SPEC = LossSpec(
    key="reduced_focal",
    title="Reduced focal",
    summary="Leaves hard samples alone and fades only those with p_t above the threshold: gentler on noisy labels.",
    formula=r"-\min\!\Big(1, \frac{1 - p_t}{1 - \theta}\Big)^{\gamma}\log p_t",
    source=Source("Sergievskiy and Ponamarev, Reduced Focal Loss", 2019, "1903.01347", "section 3"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    params=(
        Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.05, "Focusing of the easy samples."),
        Param("threshold", "threshold", 0.5, 0.0, 0.95, 0.05, "Samples with a smaller p_t keep their cross-entropy."),
    ),
    becomes=(
        Becomes({"gamma": 0.0}, "cross_entropy"),
        Becomes({"threshold": 0.0, "gamma": 2.0}, "focal", {"gamma": 2.0}),
    ),
    worked=(
        Worked((0.0, math.log(3)), 0, math.log(4), {"gamma": 2.0, "threshold": 0.5}),
        Worked((math.log(3), 0.0), 0, 0.25 * math.log(4 / 3), {"gamma": 2.0, "threshold": 0.5}),
    ),
    family="focal",
    rank=33,
    conventions=("The paper divides by threshold^gamma; 1 - threshold is continuous, and the same at 0.5.",),
)
