"""Cost per true class: getting one class wrong is dearer than getting another wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import ClassParam, Param
from playground.losses._ops import margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(
    logits: Tensor, target: Tensor, label: float = 9.0, cost: float = 2.0, *, costs: Tensor | None = None
) -> Tensor:
    """k_t * -log p_t; k is `cost` for class `label` and 1 for the others, or `costs` (C,). -> (N,) nats."""
    values = nll(margin(logits, target))
    if costs is not None:
        return costs.to(values)[target] * values
    return values * (1 + (cost - 1) * (target == label).to(values))


def _weights(classes: int, counts: Sequence[int], label: float, cost: float) -> Array:
    return np.where(np.arange(classes) == label, cost, 1.0)


SPEC = LossSpec(
    key="cost_class",
    title="Cost per class",
    summary="Cross-entropy in which every sample of one class counts `cost` times, whatever the class sizes.",
    formula=r"-k_t \log p_t",
    source=Source("Elkan, The Foundations of Cost-Sensitive Learning", 2001, equation="section 1"),
    per_sample=per_sample,
    closed_form=ClosedForm(gradients.unchanged, weights=_weights),
    params=(
        ClassParam("label", "class", 9.0, help="The dear class."),
        Param("cost", "cost", 2.0, 0.0, 100.0, 0.5, "How many times a sample of it counts."),
    ),
    tensors={"costs": "cost per true class, (C,); replaces `label` and `cost`"},
    becomes=(Becomes({"cost": 1.0}, "cross_entropy"),),
    worked=(
        Worked((0.0, 0.0), 1, 2 * math.log(2), {"label": 1.0, "cost": 2.0}),
        Worked((0.0, 0.0), 0, math.log(2), {"label": 1.0, "cost": 2.0}),
    ),
    family="cost",
    class_name="CostLoss",
    rank=70,
    conventions=("Costs are not normalised: the mean divides by the number of samples, so dear samples stay dear.",),
)
