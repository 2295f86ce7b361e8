"""Dice loss: overlap of the predicted and the true mass of each class in the batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.loss_spec import LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._overlap import spread, tversky_errors

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, smooth: float = 1.0) -> Tensor:
    """1 - Dice of the sample's class in this batch, shared out among its samples. (N, C), (N,) -> (N,)."""
    errors, counts = tversky_errors(logits, target, 0.5, 0.5, smooth / 2)
    return spread(errors, counts, target)


SPEC = LossSpec(
    key="dice",
    title="Dice",
    summary="Scores each class of the batch by its overlap, so that class sizes hardly matter; no sample stands alone.",
    formula=r"1 - \frac{2\,TP_c + s}{2\,TP_c + FP_c + FN_c + s}",
    source=Source("Milletari et al., V-Net", 2016, "1606.04797", "section 3"),
    per_sample=per_sample,
    params=(Param("smooth", "smooth s", 1.0, 0.0, 5.0, 0.1, "Softens the ratio for classes with few samples."),),
    worked=(Worked((0.0, 0.0), 0, 0.2, {"smooth": 1.0}), Worked((0.0, 0.0), 0, 1 / 3, {"smooth": 0.0})),
    batch_statistic=True,
    family="overlap",
    rank=50,
    conventions=(
        "Counts are sums of probabilities over the batch; the mean over samples is the mean over the classes present.",
        "V-Net squares the probabilities in the denominator; this is the more common plain sum.",
    ),
)
