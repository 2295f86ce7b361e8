"""Focal Tversky loss: the Tversky error of each class to a power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.loss_spec import Becomes, LossSpec, Source, Worked
from playground.core.params import Param
from playground.losses._overlap import spread, tversky_errors
from playground.losses.tversky import PARAMS

if TYPE_CHECKING:
    from torch import Tensor


def per_sample(
    logits: Tensor, target: Tensor, a: float = 0.3, b: float = 0.7, smooth: float = 1.0, gamma: float = 0.75
) -> Tensor:
    """(1 - Tversky index)^gamma of the sample's class, shared out among its samples. (N, C), (N,) -> (N,)."""
    errors, counts = tversky_errors(logits, target, a, b, smooth)
    wrong = errors > 0  # an error that underflows to 0 has no finite power derivative
    powers = (gamma * errors.where(wrong, 1.0).log()).exp().where(wrong, 0.0)
    return spread(powers, counts, target)


SPEC = LossSpec(
    key="focal_tversky",
    title="Focal Tversky",
    summary="Tversky to the power gamma: above 1 it dwells on the classes that overlap least.",
    formula=r"\Big(1 - \frac{TP_c + s}{TP_c + a\,FP_c + b\,FN_c + s}\Big)^{\gamma}",
    source=Source(
        "Abraham and Khan, A Novel Focal Tversky Loss Function", 2018, "1810.07842", "section 2, gamma = 4/3 there"
    ),
    per_sample=per_sample,
    params=(*PARAMS, Param("gamma", "gamma", 0.75, 0.25, 3.0, 0.05, "The power; the paper writes 1/gamma = 3/4.")),
    becomes=(Becomes({"gamma": 1.0}, "tversky"),),
    worked=(Worked((0.0, 0.0), 0, (0.35 / 1.85) ** 2, {"a": 0.3, "b": 0.7, "smooth": 1.0, "gamma": 2.0}),),
    batch_statistic=True,
    family="overlap",
    rank=52,
    conventions=("The mean over samples is the mean over the classes present in the batch.",),
)
