"""Cost inside the softmax: a dear mistake's logit counts as many times as it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import ClassParam, Param
from playground.losses._ops import is_target, margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(
    logits: Tensor, target: Tensor, true: float = 9.0, read: float = 4.0, cost: float = 10.0,
    *, matrix: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """-log(e^z_t / (e^z_t + sum_j C[t, j] e^z_j)). (N, C), (N,), matrix (C, C) of costs above 0 -> (N,) nats."""
    if matrix is not None:
        shift = matrix.to(logits).log()[target].where(~is_target(logits, target), 0.0)
    else:
        pair = (target == true).unsqueeze(1) & is_target(logits, target * 0 + int(read))
        shift = (pair & ~is_target(logits, target)).to(logits) * math.log(cost)
    return nll(margin(logits + shift, target))


def _shift(logits: Array, labels: Array, counts: Sequence[int], true: float, read: float, cost: float) -> Array:
    """The dear mistake's logit counts `cost` times, where it is a mistake."""
    read_as = np.arange(logits.shape[1]) == read
    dear = (labels == true)[:, None] & read_as & (true != read)
    return logits + math.log(cost) * dear


SPEC = LossSpec(
    key="cost_softmax",
    title="Cost matrix (in the softmax)",
    summary="A margin for dear mistakes: a 9 must beat a 4 by log 10 more than it must beat any other digit.",
    formula=r"-\log \frac{e^{z_t}}{e^{z_t} + \sum_{j \ne t} C_{tj}\,e^{z_j}}",
    source=Source("Gimpel and Smith, Softmax-Margin CRFs: Training Log-Linear Models with Cost Functions", 2010),
    per_sample=per_sample,
    closed_form=ClosedForm(gradients.unchanged, _shift),
    params=(
        ClassParam("true", "true class", 9.0, help="The class whose mistake is dear."),
        ClassParam("read", "read as", 4.0, help="What it must not be taken for."),
        Param("cost", "cost", 10.0, 0.1, 100.0, 0.5, "What that mistake costs; every other costs 1."),
    ),
    tensors={"matrix": "cost of taking true class i for class j, (C, C), above 0; replaces the three numbers"},
    becomes=(Becomes({"cost": 1.0}, "cross_entropy"),),
    worked=(
        Worked((0.0, 0.0), 0, math.log(11.0), {"true": 0.0, "read": 1.0, "cost": 10.0}),
        Worked((0.0, 0.0), 1, math.log(2.0), {"true": 0.0, "read": 1.0, "cost": 10.0}),
    ),
    family="cost",
    class_name="CostSoftmaxLoss",
    rank=72,
    conventions=(
        "The paper adds the cost itself to the logit; this adds its logarithm, so that a cost of 1 adds nothing.",
    ),
)
