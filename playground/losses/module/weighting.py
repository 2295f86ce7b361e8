"""The only place that applies alpha and reduces: every loss gives one value per sample and knows nothing of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.reductions import REDUCTIONS

if TYPE_CHECKING:
    from torch import Tensor, dtype

KNOWN = (*REDUCTIONS, "none")


def check_reduction(reduction: str) -> str:
    """Return `reduction`, or raise ValueError naming those that exist."""
    if reduction not in KNOWN:
        raise ValueError(f"reduction must be one of {', '.join(KNOWN)}, not {reduction!r}.")
    return reduction


def reduce(
    values: Tensor, target: Tensor, alpha: Tensor | None = None, reduction: str = "mean", valid: Tensor | None = None
) -> Tensor:
    """Weigh per-sample losses (N,) by alpha (C,) of their target (N,), and reduce.

    "mean" divides by the number of samples, "weighted_mean" by the sum of their weights (as
    `nn.CrossEntropyLoss(weight=)` does), "sum" by nothing; "none" returns (N,). Samples where `valid` (N,) is
    false count nowhere, and are 0 in "none". Raises ValueError for another reduction.
    """
    weights = None if alpha is None else alpha.to(values)[target]
    return total(values if weights is None else values * weights, weights, reduction, valid)


def total(values: Tensor, weights: Tensor | None, reduction: str, valid: Tensor | None = None) -> Tensor:
    """Reduce losses (N,) that already carry their weights (N,); see `reduce`. Nothing to average gives 0."""
    check_reduction(reduction)
    if valid is not None:
        values = values.where(valid, 0.0)
    if reduction == "none":
        return values
    return values.sum() / denominator(len(values), weights, reduction, valid)


def denominator(samples: int, weights: Tensor | None, reduction: str, valid: Tensor | None = None) -> Tensor | int:
    """What a sum is divided by: the valid samples, or their weights; 1 where that is 0, so that 0 / 0 is 0."""
    if reduction in ("sum", "none"):
        return 1
    if reduction == "weighted_mean" and weights is not None:
        weight = (weights if valid is None else weights.where(valid, 0.0)).sum()
        return weight.where(weight > 0, 1.0)
    return max(1, samples) if valid is None else valid.sum().clamp_min(1)


def scales(labels: Tensor, weights: Tensor | None, reduction: str, valid: Tensor | None, kind: dtype) -> Tensor | float:
    """What each loss is multiplied by before a plain sum, so that the sum is reduced: (N,), or one number for all."""
    divisor = denominator(len(labels), weights, reduction, valid)
    if valid is None:
        return 1 / divisor if weights is None else weights / divisor
    return (valid.to(kind) if weights is None else weights.where(valid, 0.0)) / divisor


def mix(values: Tensor, target: Tensor, alpha: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
    """Losses (N,) and weights (N,) of probability targets: sum_c t_c alpha_c L_c and sum_c t_c alpha_c.

    `values` (N, C): the loss if class c were the target.
    """
    shares = target if alpha is None else target * alpha.to(values)
    return (shares * values).sum(1), None if alpha is None else shares.sum(1)
