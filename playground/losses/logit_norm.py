"""LogitNorm: cross-entropy of logits of fixed length, so that confidence cannot grow by scale alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from playground.core.loss_spec import LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll

if TYPE_CHECKING:
    from torch import Tensor

    from playground.losses.closed_forms.answers import Array

LEAST_NORM = 1e-7  # published: keeps all-zero logits finite


def _scaled(logits: Tensor, tau: float) -> Tensor:
    return logits / (tau * (logits.norm(dim=1, keepdim=True) + LEAST_NORM))


def per_sample(logits: Tensor, target: Tensor, tau: float = 0.04) -> Tensor:
    """-log softmax(z / (tau |z|))_t. (N, C), (N,) -> (N,) nats."""
    return nll(margin(_scaled(logits, tau), target))


def probabilities(logits: Tensor, tau: float = 0.04) -> Tensor:
    """softmax(z / (tau |z|)). (N, C) -> (N, C)."""
    return _scaled(logits, tau).softmax(1)


def _answer(logits: Array, tau: float) -> Array:
    kind = logits.dtype.type
    norm = np.sqrt(np.einsum("nc,nc->n", logits, logits))[:, None]
    return logits / (kind(tau) * (norm + kind(LEAST_NORM)))


SPEC = LossSpec(
    key="logit_norm",
    title="LogitNorm",
    summary="Divides the logits by their length, then by tau: the direction is learnt, the length cannot run away.",
    formula=r"-\log \frac{e^{z_t / (\tau\|z\|)}}{\sum_j e^{z_j / (\tau\|z\|)}}",
    source=Source(
        "Wei et al., Mitigating Neural Network Overconfidence with Logit Normalization", 2022, "2205.09310", "section 3"
    ),
    per_sample=per_sample,
    probabilities=probabilities,
    answer=_answer,
    params=(Param("tau", "tau", 0.04, 0.01, 1.0, 0.01, "Temperature of the normalised logits."),),
    worked=(
        Worked((3.0, 4.0), 1, math.log1p(math.exp(-1 / (0.1 * (5 + LEAST_NORM)))), {"tau": 0.1}),
        Worked((0.0, 0.0), 1, math.log(2), {"tau": 0.1}),
    ),
    shift_invariant=False,
    family="margin",
    class_name="LogitNormLoss",
    rank=46,
    conventions=("Probabilities are softmax(z / (tau |z|)); 1e-7 is added to |z|, as published.",),
)
