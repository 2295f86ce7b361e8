"""Cross-entropy: the baseline of every race."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import ClosedForm, LossSpec, Source, Worked
from playground.losses._ops import margin, nll
from playground.losses.closed_forms import gradients

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor) -> Tensor:
    """-log p_t. (N, C), (N,) -> (N,) nats."""
    return nll(margin(logits, target))


SPEC = LossSpec(
    key="cross_entropy",
    title="Cross-entropy",
    summary="The default of nearly every classifier: minus the log of the probability given to the true class.",
    formula=r"-\log p_t",
    source=Source("Good, Rational Decisions", 1952, equation="section 8"),
    per_sample=per_sample,
    fused=True,
    closed_form=ClosedForm(gradients.unchanged),
    of_margin=nll,
    worked=(Worked((0.0, 0.0), 0, math.log(2)), Worked((math.log(7), 0.0, math.log(2)), 0, -math.log(0.7))),
    family="entropy",
    rank=0,
)
