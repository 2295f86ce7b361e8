"""Vector scaling: logit adjustment that also stretches each logit by how common its class is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import log_prior, margin, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, gamma: float = 0.3, tau: float = 1.0, *, counts: Tensor) -> Tensor:
    """Cross-entropy of (n / n_max)^gamma z + tau log(n / sum n). (N, C), (N,), counts (C,) -> (N,) nats."""
    shift = tau * log_prior(logits, counts)
    if gamma == 0:
        return nll(margin(logits + shift, target))
    counts = counts.to(logits).clamp_min(0.5)
    return nll(margin(logits * (counts / counts.max()) ** gamma + shift, target))


SPEC = LossSpec(
    key="vs",
    title="Vector scaling (VS)",
    summary="Shrinks and shifts the logits of rare classes while training, so that they must grow far to win.",
    formula=r"-\log \frac{e^{\Delta_t z_t + \iota_t}}{\sum_j e^{\Delta_j z_j + \iota_j}},"
    r"\quad \Delta_c = (n_c/n_{\max})^{\gamma},\ \iota_c = \tau \log \pi_c",
    source=Source("Kini et al., Label-Imbalanced and Group-Sensitive Classification", 2021, "2103.01550", "(2)"),
    per_sample=per_sample,
    params=(
        Param("gamma", "gamma", 0.3, 0.0, 1.0, 0.05, "Exponent of the stretch; 0 is logit adjustment."),
        Param("tau", "tau", 1.0, 0.0, 3.0, 0.05, "Weight of the log prior."),
    ),
    becomes=(
        Becomes({"gamma": 0.0, "tau": 1.0}, "logit_adjustment", {"tau": 1.0}),
        Becomes({"gamma": 0.0, "tau": 0.0}, "cross_entropy"),
    ),
    # stretch (4/4)^0.5 = 1 and (1/4)^0.5 = 0.5: logits 0 and log 2 (from log 4), priors 4/5 and 1/5
    worked=(Worked((0.0, math.log(4)), 1, math.log(3.0), {"gamma": 0.5, "tau": 1.0}, (4, 1)),),
    needs_counts=True,
    shift_invariant=False,
    family="prior",
    class_name="VSLoss",
    rank=21,
    conventions=("Predict with the raw logits.", "Needs long training: the rare logits must grow."),
)
