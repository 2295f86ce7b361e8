"""Cross-entropy of logits divided by a temperature."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, temperature: float = 1.5) -> Tensor:
    """-log softmax(z / T)_t. (N, C), (N,) -> (N,) nats."""
    return nll(margin(logits / temperature, target))


def probabilities(logits: Tensor, temperature: float = 1.5) -> Tensor:
    """softmax(z / T). (N, C) -> (N, C)."""
    return (logits / temperature).softmax(1)


SPEC = LossSpec(
    key="temperature",
    title="Temperature-scaled cross-entropy",
    summary="Softens (T > 1) or sharpens (T < 1) the softmax; made to calibrate a trained model.",
    formula=r"-\log \frac{e^{z_t / T}}{\sum_j e^{z_j / T}}",
    source=Source("Guo et al., On Calibration of Modern Neural Networks", 2017, "1706.04599", "section 4.2"),
    per_sample=per_sample,
    probabilities=probabilities,
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
