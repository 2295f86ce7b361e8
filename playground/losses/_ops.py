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


def logaddexp(x: Tensor, y: Tensor) -> Tensor:
    """log(e^x + e^y) without overflow."""
    import torch

    return torch.logaddexp(x, y)


def margin(logits: Tensor, target: Tensor) -> Tensor:
    """u = logsumexp of the other logits - the target's: p_t = sigmoid(-u). (N, C), (N,) -> (N,)."""
    index = target.unsqueeze(1)
    others = logits.scatter(1, index, -math.inf).logsumexp(1)
    return others - logits.gather(1, index).squeeze(1)


def margins(logits: Tensor) -> Tensor:
    """The margin of every class as if it were the target: p_c = sigmoid(-u_c). (N, C) -> (N, C).

    The sum of the others is total - own, which cancels only for the largest class; that one is summed anew.
    """
    top = logits.argmax(1, keepdim=True)
    shifted = logits - logits.gather(1, top).detach()
    powers = shifted.exp()
    others = (powers.sum(1, keepdim=True) - powers).scatter(1, top, 1.0).log()
    return (others - shifted).scatter(1, top, margin(logits, top.squeeze(1)).unsqueeze(1))


def nll(u: Tensor) -> Tensor:
    """-log p_t from the margin, with full relative precision even where p_t rounds to 1."""
    return -log_sigmoid(-u)


def excess(u: Tensor) -> Tensor:
    """-log p_t - (1 - p_t) from the margin; where the two nearly cancel, by the series q^2/2 + q^3/3 + ..."""
    miss = u.sigmoid()
    small = u < -3  # miss < 0.05: fourteen terms reach float64's precision
    q = miss.where(small, 0.0)
    series = q * 0
    for power in range(15, 1, -1):
        series = series * q + 1 / power
    return (series * q * q).where(small, nll(u) - miss)


def modulated(u: Tensor, gamma: float | Tensor) -> Tensor:
    """(1 - p_t)^gamma * -log p_t from the margin: no power, clamp or epsilon."""
    if isinstance(gamma, (int, float)) and gamma == 0:  # exactly cross-entropy, also where 0 * log 0 would be nan
        return nll(u)
    return (gamma * log_sigmoid(u)).exp() * nll(u)


def is_target(logits: Tensor, target: Tensor) -> Tensor:
    """The mask (N, C) that is true at each sample's own class."""
    import torch

    return torch.arange(logits.shape[1], device=logits.device) == target.unsqueeze(1)


def signed(scores: Tensor, target: Tensor) -> Tensor:
    """The scores (N, C) of C yes-no questions, negated where the answer is no: large is right everywhere."""
    return scores.where(is_target(scores, target), -scores)


def answers(yes: Tensor, no: Tensor, labels: Tensor) -> Tensor:
    """Sum over the classes of the loss of each answer, labels (N, C) in [0, 1]. (N, C) -> (N,)."""
    return (labels * yes + (1 - labels) * no).sum(1)


def log_prior(logits: Tensor, counts: Tensor) -> Tensor:
    """log(n / sum n), (C,); a class with no samples counts as half a sample instead of -inf."""
    counts = counts.to(logits)
    return (counts.clamp_min(0.5) / counts.sum().clamp_min(0.5)).log()


def effective_weights(logits: Tensor, counts: Tensor, beta: float) -> Tensor:
    """(1 - beta) / (1 - beta^n), averaging 1 over the classes that have samples; 0 for the others. (C,)."""
    counts = counts.to(logits)
    present = counts > 0
    if beta == 0:
        return present.to(logits)
    weights = (1 / -(counts.where(present, 1.0) * math.log(beta)).expm1()).where(present, 0.0)
    return weights * present.sum() / weights.sum().clamp_min(1e-30)


def sigmoid_probabilities(logits: Tensor, **_params: float) -> Tensor:
    """Sigmoid scores divided by their sum, so that they compare with softmax. (N, C) -> (N, C)."""
    return log_sigmoid(logits).softmax(1)
