"""Dual focal loss: fades samples by the gap to the runner-up as well as by p_t."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import log_sigmoid, logaddexp, margin, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, gamma: float = 5.0) -> Tensor:
    """(1 - p_t + p_j)^gamma * -log p_t, p_j the largest p below p_t (0 if none). (N, C), (N,) -> (N,) nats."""
    u = margin(logits, target)
    if gamma == 0:
        return nll(u)
    below = logits < logits.gather(1, target.unsqueeze(1))
    runner_up = logits.where(below, -math.inf).argmax(1)
    log_miss = log_sigmoid(u)
    both = logaddexp(log_miss, -nll(margin(logits, runner_up)))
    return (gamma * both.where(below.any(1), log_miss)).exp() * nll(u)


SPEC = LossSpec(
    key="dual_focal",
    title="Dual focal",
    summary="Focal loss that also keeps up the pressure while a runner-up is close behind: better calibrated.",
    formula=r"-(1 - p_t + p_j)^{\gamma}\log p_t,\quad p_j = \max\{p_c : p_c < p_t\}",
    source=Source("Tao et al., Dual Focal Loss for Calibration", 2023, "2305.13665", "section 4"),
    per_sample=per_sample,
    params=(Param("gamma", "gamma", 5.0, 0.0, 8.0, 0.05, "Focusing; 5 was best in the paper."),),
    becomes=(Becomes({"gamma": 0.0}, "cross_entropy"),),
    worked=(
        Worked((math.log(3), 0.0), 0, 0.25 * math.log(4 / 3), {"gamma": 2.0}),
        Worked((0.0, 0.0), 0, 0.25 * math.log(2), {"gamma": 2.0}),
    ),
    family="focal",
    rank=28,
    conventions=("p_j takes part in the gradient, as in the published code.",),
)
