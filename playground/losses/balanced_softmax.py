"""Balanced softmax: a softmax that already knows how common each class is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.losses._ops import log_prior, margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, *, counts: Tensor) -> Tensor:
    """-log(n_t e^z_t / sum_j n_j e^z_j). (N, C), (N,), counts (C,) -> (N,) nats."""
    return nll(margin(logits + log_prior(logits, counts), target))


SPEC = LossSpec(
    key="balanced_softmax",
    title="Balanced softmax",
    summary="Multiplies each class's share by its number of samples while training, and not when predicting.",
    formula=r"-\log \frac{n_t e^{z_t}}{\sum_j n_j e^{z_j}}",
    source=Source(
        "Ren et al., Balanced Meta-Softmax for Long-Tailed Visual Recognition", 2020, "2007.10740", "theorem 1"
    ),
    per_sample=per_sample,
    closed_form=ClosedForm(gradients.unchanged, gradients.prior_shift),
    becomes=(Becomes({}, "logit_adjustment", {"tau": 1.0}),),
    worked=(Worked((0.0, 0.0), 1, math.log(4.0), {}, (3, 1)),),
    needs_counts=True,
    family="prior",
    rank=20,
    conventions=("Predict with the raw logits.", "A class without samples counts as half a sample instead of -inf."),
)
