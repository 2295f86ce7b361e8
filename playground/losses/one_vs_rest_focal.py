"""One-vs-rest focal on softmax probabilities: the form that volumes with one-hot masks are trained with."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import is_target, margins, modulated, signed

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0, a: float = 0.25) -> Tensor:
    """Mean over the classes of the binary focal loss of the softmax p_c. (N, C), (N,) -> (N,) nats."""
    weights = is_target(logits, target).to(logits) * (2 * a - 1) + (1 - a)
    return (weights * modulated(signed(margins(logits), target), gamma)).mean(1)


SPEC = LossSpec(
    key="one_vs_rest_focal",
    title="Focal, one vs rest on softmax",
    summary="Softmax first, then a binary focal loss for every class: wrong classes are pushed down one by one too.",
    formula=r"-\frac1C\Big[a(1-p_t)^{\gamma}\log p_t + (1-a)\sum_{c \ne t} p_c^{\gamma}\log(1-p_c)\Big]",
    source=Source("Lin et al., Focal Loss for Dense Object Detection", 2017, "1708.02002", "(5), per softmax class"),
    per_sample=per_sample,
    params=(
        Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.05, "Focusing: larger fades easy answers."),
        Param("a", "a", 0.25, 0.0, 1.0, 0.01, "Weight of the true class; every other class weighs 1 - a."),
    ),
    worked=(Worked((0.0, 0.0), 0, 0.125 * math.log(2), {"gamma": 2.0, "a": 0.25}),),
    family="focal",
    rank=22,
    conventions=("Divided by the number of classes; with gamma = 0 it is not cross-entropy.",),
)
