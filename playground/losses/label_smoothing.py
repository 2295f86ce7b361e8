"""Label smoothing: cross-entropy against a target that trusts its label only to 1 - epsilon."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._ops import margin, nll

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, epsilon: float = 0.1) -> Tensor:
    """(1 - epsilon) * -log p_t + epsilon * mean_c(-log p_c). (N, C), (N,) -> (N,) nats."""
    own = nll(margin(logits, target))
    if epsilon == 0:
        return own
    return (1 - epsilon) * own + epsilon * (logits.logsumexp(1) - logits.mean(1))


SPEC = LossSpec(
    key="label_smoothing",
    title="Label smoothing",
    summary="Spreads epsilon of the target evenly over all classes, which keeps the model from growing too sure.",
    formula=r"-(1-\varepsilon)\log p_t - \frac{\varepsilon}{C}\sum_c \log p_c",
    source=Source("Szegedy et al., Rethinking the Inception Architecture", 2016, "1512.00567", "section 7"),
    per_sample=per_sample,
    params=(Param("epsilon", "epsilon", 0.1, 0.0, 0.5, 0.01, "Share of the target spread over all classes."),),
    becomes=(Becomes({"epsilon": 0.0}, "cross_entropy"),),
    worked=(Worked((math.log(3), 0.0), 0, 0.9 * math.log(4 / 3) + 0.1 * math.log(4 / math.sqrt(3)), {"epsilon": 0.1}),),
    family="entropy",
    rank=10,
    conventions=(
        "An alpha vector weighs the whole sample by its true class. The label_smoothing argument of every loss here "
        "weighs each smoothed class by its own weight, as nn.CrossEntropyLoss(weight=, label_smoothing=) does.",
    ),
)
