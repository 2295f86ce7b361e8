"""The few tensor functions that losses share. torch is imported inside: listing the losses must not load it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def log_sigmoid(x: Tensor) -> Tensor:
    """log(1 / (1 + e^-x)), exact in both tails (softplus is not: it is linear above its threshold)."""
    from torch.nn.functional import logsigmoid

    return logsigmoid(x)


def margin(logits: Tensor, target: Tensor) -> Tensor:
    """u = logsumexp of the other logits - the target's: p_t = sigmoid(-u). (N, C), (N,) -> (N,)."""
    index = target.unsqueeze(1)
    others = logits.scatter(1, index, -math.inf).logsumexp(1)
    return others - logits.gather(1, index).squeeze(1)


def nll(u: Tensor) -> Tensor:
    """-log p_t from the margin, with full relative precision even where p_t rounds to 1."""
    return -log_sigmoid(-u)
