"""Normalised focal loss: focal whose weights add up to the batch size, so that its scale does not shrink."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import log_sigmoid, margin, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0) -> Tensor:
    """N w / sum(w) * -log p_t, w = (1 - p_t)^gamma over the batch. (N, C), (N,) -> (N,) nats."""
    u = margin(logits, target)
    if gamma == 0:
        return nll(u)
    log_w = gamma * log_sigmoid(u)
    total = log_w.detach().logsumexp(0) - math.log(max(1, len(target)))
    return (log_w - total).exp() * nll(u)


SPEC = LossSpec(
    key="normalised_focal",
    title="Normalised focal",
    summary="Shares a fixed budget of weight among the batch by (1 - p_t)^gamma: no need to raise the learning rate.",
    formula=r"-\frac{N (1 - p_t)^{\gamma}}{\sum_i (1 - p_{t,i})^{\gamma}}\log p_t",
    source=Source("Sofiiuk et al., AdaptIS: Adaptive Instance Selection Network", 2019, "1909.07829", "section 3"),
    per_sample=per_sample,
    params=(Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.05, "Focusing: 0 is cross-entropy."),),
    becomes=(Becomes({"gamma": 0.0}, "cross_entropy"),),
    worked=(Worked((0.0, 0.0), 0, math.log(2), {"gamma": 2.0}), Worked((math.log(3), 0.0), 0, math.log(4 / 3))),
    batch_statistic=True,
    detached=True,
    family="focal",
    rank=34,
    conventions=("The sum in the denominator is a constant for the gradient, as published.",),
)
