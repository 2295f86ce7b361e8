"""A loss as a stranger might add it: probabilities of its own, and parameters of both kinds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import ClassParam, Param
from playground.losses._ops import margin, nll
from playground.losses.closed_forms import answers

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(
    logits: Tensor, target: Tensor, sharpness: float = 2.0, label: float = 9.0, times: float = 3.0
) -> Tensor:
    """Cross-entropy of sharpened logits, the samples of one class `times` times. (N, C), (N,) -> (N,) nats."""
    values = nll(margin(sharpness * logits, target))
    return values * (1 + (times - 1) * (target == label).to(values))


def probabilities(logits: Tensor, sharpness: float = 2.0, **_params: float) -> Tensor:
    """softmax(sharpness * z). (N, C) -> (N, C)."""
    return (sharpness * logits).softmax(1)


def _answer(logits: Array, sharpness: float, **_params: float) -> Array:
    return answers.scaled(logits, sharpness)


def _factor(log_p: Array, sharpness: float, **_params: float) -> Array:
    return np.full_like(log_p, sharpness)


def _weights(classes: int, counts: Sequence[int], label: float, times: float, **_params: float) -> Array:
    return np.where(np.arange(classes) == label, times, 1.0)


SPEC = LossSpec(
    key="sharpened",
    title="Sharpened",
    summary="Cross-entropy of sharpened logits, in which one class counts more.",
    formula=r"-k_t \log \frac{e^{s z_t}}{\sum_j e^{s z_j}}",
    source=Source("A test of this project", 2024),
    per_sample=per_sample,
    probabilities=probabilities,
    answer=_answer,
    closed_form=ClosedForm(_factor, weights=_weights),
    params=(
        Param("sharpness", "sharpness", 2.0, 0.5, 4.0, 0.5, "What the logits are multiplied by."),
        ClassParam("label", "class", 9.0, help="The class that counts more."),
        Param("times", "times", 3.0, 1.0, 9.0, 0.5, "How many times a sample of it counts."),
    ),
    becomes=(Becomes({"sharpness": 1.0, "times": 1.0}, "cross_entropy"),),
    worked=(Worked((math.log(3), 0.0), 0, 2 * math.log(10 / 9), {"sharpness": 2.0, "label": 0.0, "times": 2.0}),),
)
