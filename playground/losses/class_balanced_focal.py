"""Class-balanced focal loss: each class weighs the inverse of its effective number of samples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import effective_weights, margin, modulated
from playground.losses.closed_forms import answers, gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0, beta: float = 0.9999, *, counts: Tensor) -> Tensor:
    """w_t (1 - p_t)^gamma * -log p_t, w averaging 1 over the classes. (N, C), (N,), counts (C,) -> (N,) nats."""
    return effective_weights(logits, counts, beta)[target] * modulated(margin(logits, target), gamma)


def _factor(log_p: Array, gamma: float, **_params: float) -> Array:
    return gradients.focal_factor(log_p, gamma)


def _weights(classes: int, counts: Sequence[int], beta: float, **_params: float) -> Array:
    return gradients.effective_weights(classes, counts, beta)


def _undo(logits: Array, gamma: float, **_params: float) -> Array:
    """Its class weights stay: they move the answer towards the rare classes, as asked."""
    return answers.focal_posterior(logits, gamma)


SPEC = LossSpec(
    key="class_balanced_focal",
    title="Class-balanced focal",
    summary="Focal loss times a class weight that grows as the class gets rarer, up to 1 / (1 - beta) samples.",
    formula=r"-\frac{1-\beta}{1-\beta^{n_t}}(1 - p_t)^{\gamma}\log p_t",
    source=Source(
        "Cui et al., Class-Balanced Loss Based on Effective Number of Samples", 2019, "1901.05555", "section 4.3"
    ),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor, weights=_weights),
    undo=_undo,
    params=(
        Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.05, "Focusing: larger fades easy samples."),
        Param("beta", "beta", 0.9999, 0.0, 0.99999, 0.0001, "0 weights nothing; towards 1 it becomes 1/n."),
    ),
    becomes=(Becomes({"beta": 0.0, "gamma": 2.0}, "focal", {"gamma": 2.0}),),
    worked=(
        # effective numbers 1 and 1.5 give weights 1 and 2/3, times 2 / (5/3): 1.2 and 0.8
        Worked((0.0, 0.0), 0, 1.2 * 0.25 * math.log(2), {"gamma": 2.0, "beta": 0.5}, (1, 2)),
        Worked((0.0, 0.0), 1, 0.8 * 0.25 * math.log(2), {"gamma": 2.0, "beta": 0.5}, (1, 2)),
    ),
    needs_counts=True,
    family="prior",
    rank=3,
    conventions=(
        "Softmax focal; the paper's own is a sum of sigmoid focals.",
        "The weights average 1 over the classes that have samples; a class without samples weighs 0.",
    ),
)
