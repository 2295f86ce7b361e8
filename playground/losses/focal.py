"""Focal loss with softmax: easy samples count less, the more so the larger gamma."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, modulated
from playground.losses.closed_forms import answers, gradients

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def of_margin(u: Tensor, gamma: float = 2.0) -> Tensor:
    """(1 - p_t)^gamma * -log p_t of the margin u, in nats, of u's shape."""
    return modulated(u, gamma)


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0) -> Tensor:
    """(1 - p_t)^gamma * -log p_t from the margin: no power, clamp or epsilon. (N, C), (N,) -> (N,) nats."""
    return of_margin(margin(logits, target), gamma)


def factor_line(p_t: float, written: Callable[[float], str], gamma: float) -> str:
    """The modulating factor in LaTeX, with the sample's own p_t in it."""
    return rf"(1 - p_t)^{{\gamma}} = {written(1 - p_t)}^{{{gamma:g}}} = {written((1 - p_t) ** gamma)}"


SPEC = LossSpec(
    key="focal",
    title="Focal",
    summary="Multiplies cross-entropy by (1 - p_t)^gamma, so that samples already right fade away.",
    formula=r"-(1 - p_t)^{\gamma}\,\log p_t",
    source=Source("Lin et al., Focal Loss for Dense Object Detection", 2017, "1708.02002", "(4)"),
    per_sample=per_sample,
    closed_form=ClosedForm(gradients.focal_factor),
    undo=answers.focal_posterior,
    of_margin=of_margin,
    fused=True,
    factor_line=factor_line,
    params=(Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.05, "Focusing: 0 is cross-entropy; larger fades easy samples."),),
    becomes=(Becomes({"gamma": 0.0}, "cross_entropy"),),
    worked=(
        Worked((0.0, 0.0), 0, 0.25 * math.log(2), {"gamma": 2.0}),
        Worked((math.log(9), 0.0), 0, -0.01 * math.log(0.9), {"gamma": 2.0}),
    ),
    family="focal",
    rank=1,
    conventions=(
        "Softmax over the classes; the paper's detector uses one sigmoid per class (see Sigmoid focal).",
        "Its minimum is not at the true probabilities: for gamma > 0 the model turns out under-confident.",
    ),
)
