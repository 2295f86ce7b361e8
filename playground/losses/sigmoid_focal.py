"""Sigmoid focal loss, as RetinaNet trains with: focal on C yes-no questions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import answers, is_target, modulated, sigmoid_probabilities
from playground.losses.closed_forms.answers import sigmoid_answer

if TYPE_CHECKING:
    from torch import Tensor


def multi_label(logits: Tensor, labels: Tensor, gamma: float = 2.0, a: float = 0.25) -> Tensor:
    """Sum over the classes of their binary focal losses, labels (N, C) in [0, 1]. -> (N,) nats."""
    return answers(a * modulated(-logits, gamma), (1 - a) * modulated(logits, gamma), labels)


def per_sample(logits: Tensor, target: Tensor, gamma: float = 2.0, a: float = 0.25) -> Tensor:
    """Sum over the classes of a_c (1 - p_c)^gamma * -log p_c, p_c = sigmoid(+-z_c). (N, C), (N,) -> (N,) nats."""
    return multi_label(logits, is_target(logits, target).to(logits), gamma, a)


SPEC = LossSpec(
    key="sigmoid_focal",
    title="Sigmoid focal (RetinaNet)",
    summary="The detector's form: one sigmoid per class, a for the true class and 1 - a for every other one.",
    formula=r"-\sum_c a_c\,(1 - p_c)^{\gamma} \log p_c,\quad p_c = \sigma(\pm z_c),\ a_t = a,\ a_{c \ne t} = 1 - a",
    source=Source("Lin et al., Focal Loss for Dense Object Detection", 2017, "1708.02002", "(5)"),
    per_sample=per_sample,
    multi_label=multi_label,
    probabilities=sigmoid_probabilities,
    answer=sigmoid_answer,
    params=(
        Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.05, "Focusing: 0 is binary cross-entropy; larger fades easy answers."),
        Param("a", "a", 0.25, 0.0, 1.0, 0.01, "Weight of the true class; the published 0.25 favours the negatives."),
    ),
    becomes=(Becomes({"gamma": 0.0, "a": 0.5}, "binary_cross_entropy", scale=0.5),),
    worked=(Worked((0.0, 0.0), 0, 0.25 * math.log(2), {"gamma": 2.0, "a": 0.25}),),
    shift_invariant=False,
    family="sigmoid",
    rank=13,
    conventions=(
        "The published total is divided by the number of positive boxes; here each sample has one positive class, so "
        "the mean over samples is that.",
        "torchvision's alpha = -1 (off) is a = 0.5 here, at half the size.",
        "Probabilities are sigmoid(z_c) divided by their sum.",
    ),
)
