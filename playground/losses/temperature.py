"""Cross-entropy of logits divided by a temperature."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll
from playground.losses.closed_forms import answers

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(logits: Tensor, target: Tensor, temperature: float = 1.5) -> Tensor:
    """-log softmax(z / T)_t. (N, C), (N,) -> (N,) nats."""
    return nll(margin(logits / temperature, target))


def probabilities(logits: Tensor, temperature: float = 1.5) -> Tensor:
    """softmax(z / T). (N, C) -> (N, C)."""
    return (logits / temperature).softmax(1)


def _answer(logits: Array, temperature: float) -> Array:
    return answers.scaled(logits, 1 / temperature)


def _factor(log_p: Array, temperature: float) -> Array:
    return np.full_like(log_p, 1 / temperature)


SPEC = LossSpec(
    key="temperature",
    title="Temperature-scaled cross-entropy",
    summary="Softens (T > 1) or sharpens (T < 1) the softmax; made to calibrate a trained model.",
    formula=r"-\log \frac{e^{z_t / T}}{\sum_j e^{z_j / T}}",
    source=Source("Guo et al., On Calibration of Modern Neural Networks", 2017, "1706.04599", "section 4.2"),
    per_sample=per_sample,
    probabilities=probabilities,
    answer=_answer,
    closed_form=ClosedForm(_factor),
    params=(Param("temperature", "temperature", 1.5, 0.1, 10.0, 0.1, "1 is cross-entropy; larger is softer."),),
    becomes=(Becomes({"temperature": 1.0}, "cross_entropy"),),
    worked=(Worked((2 * math.log(3), 0.0), 0, math.log(4 / 3), {"temperature": 2.0}),),
    family="margin",
    rank=45,
    conventions=(
        "Probabilities are softmax(z / T).",
        "The paper fits T after training; here it is fixed while training.",
    ),
)
