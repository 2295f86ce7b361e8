"""Normalised cross-entropy: the true class's share of all classes' cross-entropies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import LossSpec, Source, Worked
from playground.losses._ops import margins, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor) -> Tensor:
    """log p_t / sum_c log p_c. (N, C), (N,) -> (N,), in [0, 1]."""
    values = nll(margins(logits))
    return values.gather(1, target.unsqueeze(1)).squeeze(1) / values.sum(1)


SPEC = LossSpec(
    key="normalised_ce",
    title="Normalised cross-entropy (NCE)",
    summary="Cross-entropy divided by what it would be summed over all classes: bounded by 1, robust, underfits.",
    formula=r"\frac{\log p_t}{\sum_c \log p_c}",
    source=Source(
        "Ma et al., Normalized Loss Functions for Deep Learning with Noisy Labels", 2020, "2006.13554", "section 3"
    ),
    per_sample=per_sample,
    worked=(
        Worked((0.0, 0.0, 0.0), 1, 1 / 3),
        Worked((math.log(3), 0.0), 0, math.log(4 / 3) / (math.log(4 / 3) + math.log(4))),
    ),
    family="robust",
    class_name="NormalisedCrossEntropyLoss",
    rank=43,
)
