"""Seesaw loss: common classes push rare ones less, unless they are mistaken for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array

LEAST_SCORE = 0.01  # the published floor under p_t in the compensation


def per_sample(logits: Tensor, target: Tensor, p: float = 0.8, q: float = 2.0, *, counts: Tensor) -> Tensor:
    """Cross-entropy of z_j + p log(min(n_j / n_t, 1)) + q log(max(p_j / p_t, 1)). (N, C), (N,) -> (N,) nats."""
    log_n = counts.to(logits).clamp_min(1.0).log()
    mitigation = (log_n - log_n[target].unsqueeze(1)).clamp_max(0.0)
    log_p = logits.detach().log_softmax(1)
    own = log_p.gather(1, target.unsqueeze(1)).clamp_min(math.log(LEAST_SCORE))
    return nll(margin(logits + p * mitigation + q * (log_p - own).clamp_min(0.0), target))


def _shift(logits: Array, labels: Array, counts: Sequence[int], p: float, q: float) -> Array:
    """The factors are constants for the gradient, so that they shift the logits and no more."""
    log_n = np.log(np.maximum(counts, 1.0))
    mitigation = np.minimum(log_n - log_n[labels][:, None], 0.0)
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    own = np.maximum(log_p[np.arange(len(log_p)), labels], math.log(LEAST_SCORE))[:, None]
    return logits + p * mitigation + q * np.maximum(log_p - own, 0.0)


SPEC = LossSpec(
    key="seesaw",
    title="Seesaw",
    summary="A rare class is spared the push of common samples (p), but not when it wrongly outscores them (q).",
    formula=r"-\log \frac{e^{z_t}}{\sum_j S_{tj}\,e^{z_j}},\quad S_{tj} = \min\!\big(1, \tfrac{n_j}{n_t}\big)^{p}"
    r"\max\!\big(1, \tfrac{p_j}{p_t}\big)^{q}",
    source=Source("Wang et al., Seesaw Loss for Long-Tailed Instance Segmentation", 2021, "2008.10032", "section 3"),
    per_sample=per_sample,
    closed_form=ClosedForm(gradients.unchanged, _shift),
    params=(
        Param("p", "p (mitigation)", 0.8, 0.0, 2.0, 0.05, "How much common classes spare rare ones."),
        Param("q", "q (compensation)", 2.0, 0.0, 4.0, 0.1, "How much a wrong winner is pushed again."),
    ),
    becomes=(Becomes({"p": 0.0, "q": 0.0}, "cross_entropy"),),
    worked=(
        Worked((0.0, 0.0), 0, math.log(1.25), {"p": 1.0, "q": 2.0}, (4, 1)),
        # p = (1/4, 3/4): the wrong winner counts (3)^1 times more: 1 + 3 * 3
        Worked((0.0, math.log(3)), 0, math.log(10.0), {"p": 0.0, "q": 1.0}, (1, 1)),
    ),
    needs_counts=True,
    detached=True,
    family="prior",
    rank=26,
    conventions=(
        "The paper counts samples as they pass; only their ratios matter, so the training set's counts are used.",
        "The factors are constants for the gradient, as published; p_t is floored at 0.01 in the compensation.",
        "Predict with the raw logits.",
    ),
)
