"""Binary cross-entropy, one class against the rest: C yes-no questions instead of one choice."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import LossSpec, Source, Worked
from playground.losses._ops import answers, is_target, nll, sigmoid_probabilities
from playground.losses.closed_forms.answers import sigmoid_answer

if TYPE_CHECKING:
    from torch import Tensor


def multi_label(logits: Tensor, labels: Tensor) -> Tensor:
    """Sum over the classes of their binary cross-entropies, labels (N, C) in [0, 1]. -> (N,) nats."""
    return answers(nll(-logits), nll(logits), labels)


def per_sample(logits: Tensor, target: Tensor) -> Tensor:
    """Sum over the classes of -log sigmoid(+-z_c), plus for the target. (N, C), (N,) -> (N,) nats."""
    return multi_label(logits, is_target(logits, target).to(logits))


SPEC = LossSpec(
    key="binary_cross_entropy",
    title="Binary cross-entropy (one vs rest)",
    summary="Asks of every class separately whether it is the one; each sample is a negative of all other classes.",
    formula=r"-\log \sigma(z_t) - \sum_{c \ne t} \log \sigma(-z_c)",
    source=Source("Lin et al., Focal Loss for Dense Object Detection", 2017, "1708.02002", "(1)"),
    per_sample=per_sample,
    multi_label=multi_label,
    probabilities=sigmoid_probabilities,
    answer=sigmoid_answer,
    worked=(Worked((0.0, 0.0, 0.0), 1, 3 * math.log(2)), Worked((math.log(3), 0.0), 0, math.log(4 / 3) + math.log(2))),
    shift_invariant=False,
    family="sigmoid",
    class_name="OneVsRestBCELoss",
    rank=12,
    conventions=(
        "Summed over the classes; nn.BCEWithLogitsLoss takes their mean, which is C times smaller.",
        "Probabilities are sigmoid(z_c) divided by their sum.",
    ),
)
