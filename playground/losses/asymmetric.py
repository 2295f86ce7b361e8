"""Asymmetric loss, single-label form: negatives fade by their own gamma."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import is_target, log_sigmoid, margins, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(
    logits: Tensor, target: Tensor, gamma_pos: float = 0.0, gamma_neg: float = 4.0, epsilon: float = 0.1
) -> Tensor:
    """Smoothed cross-entropy whose terms fade: (1 - p_t)^gamma_pos, p_c^gamma_neg. (N, C), (N,) -> (N,) nats."""
    u, own = margins(logits), is_target(logits, target)
    share = own.to(logits) * (1 - epsilon) + epsilon / logits.shape[1]
    log_miss = log_sigmoid(u.where(own, -u))
    gamma = own.to(logits) * (gamma_pos - gamma_neg) + gamma_neg
    return (share * (gamma * log_miss).exp() * nll(u)).sum(1)


SPEC = LossSpec(
    key="asymmetric",
    title="Asymmetric (single label)",
    summary="Smoothed cross-entropy in which wrong classes that are already improbable no longer pull.",
    formula=r"-\sum_c y'_c\, m_c^{\gamma_c} \log p_c,"
    r"\quad m_t = 1 - p_t,\ m_{c \ne t} = p_c,\ y' = (1-\varepsilon)y + \varepsilon/C",
    source=Source(
        "Ridnik et al., Asymmetric Loss for Multi-Label Classification", 2021, "2009.14119", "ASLSingleLabel"
    ),
    per_sample=per_sample,
    params=(
        Param("gamma_pos", "gamma+", 0.0, 0.0, 5.0, 0.1, "Focusing of the true class."),
        Param("gamma_neg", "gamma-", 4.0, 0.0, 8.0, 0.1, "Focusing of the other classes."),
        Param("epsilon", "epsilon", 0.1, 0.0, 0.5, 0.01, "Label smoothing."),
    ),
    becomes=(
        Becomes({"gamma_pos": 2.0, "epsilon": 0.0}, "focal", {"gamma": 2.0}),
        Becomes({"gamma_pos": 0.0, "gamma_neg": 0.0, "epsilon": 0.1}, "label_smoothing", {"epsilon": 0.1}),
    ),
    worked=(
        Worked((0.0, 0.0), 0, (0.95 + 0.05 / 16) * math.log(2), {"gamma_pos": 0.0, "gamma_neg": 4.0, "epsilon": 0.1}),
    ),
    family="focal",
    rank=24,
)
