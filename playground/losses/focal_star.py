"""FL*: focal loss's sibling, a cross-entropy whose margin is scaled and shifted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def of_margin(u: Tensor, gamma: float = 2.0, beta: float = 1.0) -> Tensor:
    """-log sigmoid(-gamma u + beta) / gamma of the margin u, in nats, of u's shape."""
    return nll(gamma * u - beta) / gamma


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0, beta: float = 1.0) -> Tensor:
    """-log sigmoid(-gamma u + beta) / gamma, u the margin. (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), gamma, beta)


def _factor(log_p: Array, gamma: float, beta: float) -> Array:
    """sigmoid(-gamma x - beta) / (1 - p_t), x = log(p_t / (1 - p_t))."""
    miss = gradients.miss(log_p)
    x = log_p - np.log(miss)
    return np.exp(-np.logaddexp(0, gamma * x + beta)) / miss


SPEC = LossSpec(
    key="focal_star",
    title="FL*",
    summary="Steeper and shifted cross-entropy: it fades easy samples nearly as focal does, but stays convex.",
    formula=r"-\frac1\gamma \log \sigma(\gamma x_t + \beta),\quad x_t = \log\frac{p_t}{1-p_t}",
    source=Source("Lin et al., Focal Loss for Dense Object Detection", 2017, "1708.02002", "appendix A"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    params=(
        Param("gamma", "gamma", 2.0, 0.1, 5.0, 0.1, "Steepness of the margin."),
        Param("beta", "beta", 1.0, -2.0, 3.0, 0.1, "Shift of the margin: larger forgives sooner."),
    ),
    becomes=(Becomes({"gamma": 1.0, "beta": 0.0}, "cross_entropy"),),
    worked=(Worked((0.0, 0.0), 0, 0.5 * math.log1p(math.exp(-1)), {"gamma": 2.0, "beta": 1.0}),),
    family="focal",
    class_name="FocalStarLoss",
    rank=23,
    conventions=("The paper's x_t is a sigmoid's logit; here it is the softmax margin, equal for two classes.",),
)
