"""FLSD-53: focal loss with a larger gamma for samples that are still far off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, modulated
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def of_margin(u: Tensor, hard: float = 5.0, easy: float = 3.0, threshold: float = 0.2) -> Tensor:
    """Focal with gamma `hard` where p_t < threshold and `easy` elsewhere, of the margin u, of u's shape."""
    return modulated(u, hard).where(u.sigmoid() > 1 - threshold, modulated(u, easy))


def per_sample(logits: Tensor, target: Tensor, hard: float = 5.0, easy: float = 3.0, threshold: float = 0.2) -> Tensor:
    """(1 - p_t)^gamma * -log p_t with a gamma that depends on p_t. (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), hard, easy, threshold)


def _factor(log_p: Array, hard: float, easy: float, threshold: float) -> Array:
    far_off = np.exp(log_p) < threshold
    return np.where(far_off, gradients.focal_factor(log_p, hard), gradients.focal_factor(log_p, easy))


SPEC = LossSpec(
    key="flsd53",
    title="Sample-dependent focal (FLSD-53)",
    summary="Focal loss with gamma 5 for p_t below 0.2 and gamma 3 above: made for calibration.",
    formula=r"-(1 - p_t)^{\gamma(p_t)}\log p_t,\quad \gamma(p_t) = 5 \text{ if } p_t < 0.2 \text{ else } 3",
    source=Source("Mukhoti et al., Calibrating Deep Neural Networks using Focal Loss", 2020, "2002.09437", "section 4"),
    per_sample=per_sample,
    closed_form=ClosedForm(_factor),
    of_margin=of_margin,
    params=(
        Param("hard", "gamma if hard", 5.0, 0.0, 8.0, 0.1, "gamma of samples with p_t below the threshold."),
        Param("easy", "gamma if easy", 3.0, 0.0, 8.0, 0.1, "gamma of all other samples."),
        Param("threshold", "threshold", 0.2, 0.0, 1.0, 0.01, "p_t below it is hard."),
    ),
    becomes=(
        Becomes({"hard": 3.0, "easy": 3.0}, "focal", {"gamma": 3.0}),
        Becomes({"hard": 0.0, "easy": 0.0}, "cross_entropy"),
    ),
    worked=(
        Worked((0.0, 0.0), 0, 0.125 * math.log(2)),
        Worked((0.0, math.log(9)), 0, 0.9**5 * math.log(10)),
    ),
    family="focal",
    class_name="FLSD53Loss",
    rank=29,
    conventions=("It jumps at p_t = threshold, as published.",),
)
