"""What Dice and the Tverskys share: overlap of prediction and truth, one ratio per class present in the batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.losses._ops import is_target, margin

if TYPE_CHECKING:
    from torch import Tensor


def tversky_errors(logits: Tensor, target: Tensor, a: float, b: float, smooth: float) -> tuple[Tensor, Tensor]:
    """1 - Tversky index per class (C,), and samples per class (C,) of this batch.

    (a FP + b FN) / (TP + a FP + b FN + smooth), where missed probability comes from the margin: no cancellation.
    """
    own = is_target(logits, target)
    miss = margin(logits, target).sigmoid().unsqueeze(1)
    false_positive = logits.softmax(1).where(~own, 0.0).sum(0)
    false_negative, true_positive = (own * miss).sum(0), (own * (1 - miss)).sum(0)
    wrong = a * false_positive + b * false_negative
    return wrong / (true_positive + wrong + smooth), own.sum(0).to(logits)


def spread(errors: Tensor, counts: Tensor, target: Tensor) -> Tensor:
    """Give each sample its share, so that the batch mean is the mean over the classes present. (C,) -> (N,)."""
    present = (counts > 0).sum()
    shares = len(target) / (counts.clamp_min(1) * present)
    return (errors * shares)[target]
