"""Logit adjustment: add tau * log prior while training, predict without it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import log_prior, margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, tau: float = 1.0, *, counts: Tensor) -> Tensor:
    """Cross-entropy of z + tau * log(n / sum n). (N, C), (N,), counts (C,) -> (N,) nats."""
    return nll(margin(logits + tau * log_prior(logits, counts), target))


SPEC = LossSpec(
    key="logit_adjustment",
    title="Logit adjustment",
    summary="Shifts each logit by tau times the log of how common its class is, so rare classes must win by more.",
    formula=r"-\log \frac{e^{z_t + \tau \log \pi_t}}{\sum_j e^{z_j + \tau \log \pi_j}}",
    source=Source("Menon et al., Long-Tail Learning via Logit Adjustment", 2021, "2007.07314", "(10)"),
    per_sample=per_sample,
    closed_form=ClosedForm(gradients.unchanged, gradients.prior_shift),
    params=(
        Param("tau", "tau", 1.0, 0.0, 3.0, 0.05, "How much of the class prior to hand over; 1 aims at equal classes."),
    ),
    becomes=(Becomes({"tau": 0.0}, "cross_entropy"), Becomes({"tau": 1.0}, "balanced_softmax")),
    worked=(Worked((0.0, 0.0), 1, math.log(4.0), {"tau": 1.0}, (3, 1)),),
    needs_counts=True,
    family="prior",
    rank=2,
    conventions=(
        "Predict with the raw logits: the shift is for training only.",
        "A class without samples counts as half a sample instead of -inf.",
    ),
)
