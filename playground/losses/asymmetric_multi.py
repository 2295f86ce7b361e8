"""Asymmetric loss, multi-label form, on C yes-no questions: easy negatives are dropped altogether."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import answers, is_target, log_sigmoid, logaddexp, modulated, sigmoid_probabilities
from playground.losses.closed_forms.answers import sigmoid_answer

if TYPE_CHECKING:
    from torch import Tensor


def _negatives(logits: Tensor, gamma: float, shift: float) -> Tensor:
    """p_m^gamma * -log(1 - p_m), p_m = max(sigmoid(z) - shift, 0); 1 - p_m is summed, never subtracted."""
    if shift == 0:
        return modulated(logits, gamma)
    log_miss = logaddexp(log_sigmoid(-logits), logits.new_tensor(math.log(shift)))
    shifted = logits.sigmoid() - shift
    active = shifted > 0
    power = (gamma * shifted.where(active, 0.5).log()).exp()
    return (power * -log_miss).where(active, 0.0)


def multi_label(
    logits: Tensor, labels: Tensor, gamma_pos: float = 1.0, gamma_neg: float = 4.0, shift: float = 0.05
) -> Tensor:
    """Sum over the classes of a focal term where labels (N, C) are 1, a shifted one where 0. -> (N,) nats."""
    return answers(modulated(-logits, gamma_pos), _negatives(logits, gamma_neg, shift), labels)


def per_sample(
    logits: Tensor, target: Tensor, gamma_pos: float = 1.0, gamma_neg: float = 4.0, shift: float = 0.05
) -> Tensor:
    """Sum of a focal term for the true class and shifted focal terms for the others. (N, C), (N,) -> (N,) nats."""
    return multi_label(logits, is_target(logits, target).to(logits), gamma_pos, gamma_neg, shift)


SPEC = LossSpec(
    key="asymmetric_multi",
    title="Asymmetric (one vs rest)",
    summary="Sigmoid focal with a stronger gamma for negatives, and none at all for negatives below the shift.",
    formula=r"-(1-p_t)^{\gamma_+}\log p_t - \sum_{c \ne t} q_c^{\gamma_-}\log(1 - q_c),"
    r"\quad q_c = \max(\sigma(z_c) - m, 0)",
    source=Source("Ridnik et al., Asymmetric Loss for Multi-Label Classification", 2021, "2009.14119", "section 2"),
    per_sample=per_sample,
    multi_label=multi_label,
    probabilities=sigmoid_probabilities,
    answer=sigmoid_answer,
    params=(
        Param("gamma_pos", "gamma+", 1.0, 0.0, 5.0, 0.1, "Focusing of the true class."),
        Param("gamma_neg", "gamma-", 4.0, 0.0, 8.0, 0.1, "Focusing of the other classes."),
        Param("shift", "shift m", 0.05, 0.0, 0.5, 0.01, "Negatives with a lower probability are ignored."),
    ),
    becomes=(
        Becomes({"gamma_pos": 0.0, "gamma_neg": 0.0, "shift": 0.0}, "binary_cross_entropy"),
        Becomes({"gamma_pos": 2.0, "gamma_neg": 2.0, "shift": 0.0}, "sigmoid_focal", {"gamma": 2.0, "a": 0.5}, 2.0),
    ),
    worked=(
        Worked(
            (0.0, 0.0), 0, 0.5 * math.log(2) - 0.25**2 * math.log(0.75),
            {"gamma_pos": 1.0, "gamma_neg": 2.0, "shift": 0.25},
        ),
    ),
    shift_invariant=False,
    family="sigmoid",
    class_name="AsymmetricMultiLabelLoss",
    rank=25,
    conventions=(
        "Summed over the classes, like the published code, and averaged over the samples, unlike it (it sums).",
        "Several labels per sample: a float target of 0 and 1, of the logits' shape.",
        "Probabilities are sigmoid(z_c) divided by their sum.",
    ),
)  # fmt: skip
