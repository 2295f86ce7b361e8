"""Softmax equalisation loss: samples of other classes do not push rare classes down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import is_target, margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(logits: Tensor, target: Tensor, gamma: float = 0.9, rare: float = 0.003, *, counts: Tensor) -> Tensor:
    """Cross-entropy of z + log(1 - gamma) at other classes rarer than `rare`. (N, C), (N,), counts -> (N,) nats."""
    counts = counts.to(logits)
    tail = counts < rare * counts.sum()
    spared = tail & ~is_target(logits, target)
    return nll(margin(logits + spared.to(logits) * math.log1p(-gamma), target))


def _shift(logits: Array, labels: Array, counts: Sequence[int], gamma: float, rare: float) -> Array:
    tail = np.array(counts) < rare * sum(counts)
    others = np.arange(logits.shape[1]) != labels[:, None]
    return logits + math.log1p(-gamma) * (tail & others)


SPEC = LossSpec(
    key="seql",
    title="Softmax equalisation (SEQL)",
    summary="Drops rare classes from the softmax of other classes' samples, so that nobody teaches them to stay low.",
    formula=r"-\log \frac{e^{z_t}}{\sum_j w_j e^{z_j}},\quad w_j = 1 - \gamma\,[\pi_j < \lambda]\,[j \ne t]",
    source=Source(
        "Tan et al., Equalization Loss for Long-Tailed Object Recognition", 2020, "2003.05176", "section 3.4"
    ),
    per_sample=per_sample,
    closed_form=ClosedForm(gradients.unchanged, _shift),
    params=(
        Param("gamma", "gamma", 0.9, 0.0, 0.99, 0.01, "Share of the push that a rare class is spared."),
        Param("rare", "lambda", 0.003, 0.0, 0.2, 0.001, "Classes with a smaller share of the data are rare."),
    ),
    becomes=(Becomes({"gamma": 0.0}, "cross_entropy"), Becomes({"rare": 0.0}, "cross_entropy")),
    worked=(
        Worked((0.0, 0.0), 0, math.log(1.5), {"gamma": 0.5, "rare": 0.2}, (9, 1)),
        Worked((0.0, 0.0), 1, math.log(2.0), {"gamma": 0.5, "rare": 0.2}, (9, 1)),
    ),
    needs_counts=True,
    family="prior",
    class_name="SEQLLoss",
    rank=27,
    conventions=(
        "The paper drops a rare class with probability gamma; here its weight is the expected 1 - gamma, so that the "
        "same input always gives the same value.",
        "lambda = 0.003 is the paper's for 100 classes; with ten classes it must be larger to touch any.",
        "Predict with the raw logits.",
    ),
)
