"""LDAM: every class must win by a margin, and a rare class by a larger one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import Becomes, ClosedForm, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import is_target, margin, nll
from playground.losses.closed_forms import answers

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array


def per_sample(logits: Tensor, target: Tensor, max_m: float = 0.5, s: float = 30.0, *, counts: Tensor) -> Tensor:
    """Cross-entropy of s (z - Delta_t at the target), Delta = n^-1/4, at most max_m. (N, C), (N,) -> (N,) nats."""
    delta = counts.to(logits).clamp_min(1.0) ** -0.25
    delta = delta * (max_m / delta.max())
    return nll(margin(s * (logits - delta * is_target(logits, target)), target))


def probabilities(logits: Tensor, max_m: float = 0.5, s: float = 30.0) -> Tensor:
    """softmax(s z): the scale belongs to the prediction too. (N, C) -> (N, C)."""
    return (s * logits).softmax(1)


PARAMS = (
    Param("max_m", "max margin", 0.5, 0.0, 1.0, 0.05, "Margin of the rarest class, in logits before the scale."),
    Param("s", "scale", 30.0, 1.0, 64.0, 1.0, "Multiplies the logits; 30 for a cosine head, 1 for a plain one."),
)
SOURCE = "Cao et al., Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss"


def answer(logits: Array, s: float, **_params: float) -> Array:
    """s z, whose softmax is the answer. (N, C) -> (N, C)."""
    return answers.scaled(logits, s)


def factor(log_p: Array, s: float, **_params: float) -> Array:
    """s: the loss looks at logits s times as large. (N,) -> (N,)."""
    return np.full_like(log_p, s)


def shift(logits: Array, labels: Array, counts: Sequence[int], max_m: float, s: float, **_params: float) -> Array:
    """The answer logits s z with s Delta_t taken off the true one. (N, C) -> (N, C)."""
    delta = np.maximum(np.array(counts, dtype=np.float64), 1.0) ** -0.25
    delta *= s * max_m / delta.max()
    own = np.arange(logits.shape[1]) == labels[:, None]
    return logits - delta * own


SPEC = LossSpec(
    key="ldam",
    title="LDAM",
    summary="Takes a margin off the true logit, larger for rarer classes, so that they are learnt with room to spare.",
    formula=r"-\log \frac{e^{s(z_t - \Delta_t)}}{e^{s(z_t - \Delta_t)} + \sum_{j \ne t} e^{s z_j}},"
    r"\quad \Delta_c \propto n_c^{-1/4}",
    source=Source(SOURCE, 2019, "1906.07413", "(13)"),
    per_sample=per_sample,
    probabilities=probabilities,
    answer=answer,
    closed_form=ClosedForm(factor, shift),
    params=PARAMS,
    becomes=(Becomes({"max_m": 0.0, "s": 1.0}, "cross_entropy"),),
    # n^-1/4 of 16 and 1 is 1/2 and 1: margins 1/4 and 1/2
    worked=(
        Worked((0.0, 0.0), 1, math.log1p(math.exp(0.5)), {"max_m": 0.5, "s": 1.0}, (16, 1)),
        Worked((0.0, 0.0), 0, math.log1p(math.exp(0.25)), {"max_m": 0.5, "s": 1.0}, (16, 1)),
    ),
    needs_counts=True,
    head="cosine",
    family="margin",
    class_name="LDAMLoss",
    rank=4,
    conventions=(
        "The published head is a cosine classifier; with a plain linear head use s = 1, or it is far over-confident.",
        "Probabilities are softmax(s z).",
        "A class without samples gets the margin of one sample.",
    ),
)
