"""Tversky loss: Dice with a price of its own for false alarms and for misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._overlap import spread, tversky_errors

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(logits: Tensor, target: Tensor, a: float = 0.3, b: float = 0.7, smooth: float = 1.0) -> Tensor:
    """1 - Tversky index of the sample's class in this batch, shared out among its samples. (N, C), (N,) -> (N,)."""
    errors, counts = tversky_errors(logits, target, a, b, smooth)
    return spread(errors, counts, target)


PARAMS = (
    Param("a", "a (false positives)", 0.3, 0.0, 1.0, 0.05, "Price of probability given to samples of other classes."),
    Param("b", "b (false negatives)", 0.7, 0.05, 1.0, 0.05, "Price of probability missing at samples of the class."),
    Param("smooth", "smooth s", 1.0, 0.0, 5.0, 0.1, "Softens the ratio for classes with few samples."),
)

SPEC = LossSpec(
    key="tversky",
    title="Tversky",
    summary="Overlap of each class in the batch, with misses (b) dearer than false alarms (a).",
    formula=r"1 - \frac{TP_c + s}{TP_c + a\,FP_c + b\,FN_c + s}",
    source=Source("Salehi et al., Tversky Loss Function for Image Segmentation", 2017, "1706.05721", "section 2"),
    per_sample=per_sample,
    params=PARAMS,
    becomes=(Becomes({"a": 0.5, "b": 0.5, "smooth": 0.5}, "dice", {"smooth": 1.0}),),
    worked=(Worked((0.0, 0.0), 0, 0.35 / 1.85, {"a": 0.3, "b": 0.7, "smooth": 1.0}),),
    batch_statistic=True,
    family="overlap",
    rank=51,
    conventions=("The mean over samples is the mean over the classes present in the batch.",),
)
