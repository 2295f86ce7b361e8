"""The only place that applies alpha and reduces: every loss gives one value per sample and knows nothing of either."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

REDUCTIONS = ("mean", "weighted_mean", "sum", "none")


def reduce(values: Tensor, target: Tensor, alpha: Tensor | None = None, reduction: str = "mean") -> Tensor:
    """Weigh per-sample losses (N,) by alpha (C,) of their target (N,), and reduce.

    "mean" divides by the number of samples, "weighted_mean" by the sum of their weights (as
    `nn.CrossEntropyLoss(weight=)` does), "sum" by nothing; "none" returns (N,).
    Raises ValueError for another reduction.
    """
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction must be one of {', '.join(REDUCTIONS)}, not {reduction!r}.")
    weights = None if alpha is None else alpha.to(values)[target]
    values = values if weights is None else values * weights
    if reduction == "none":
        return values
    if reduction == "weighted_mean" and weights is not None:
        return values.sum() / weights.sum().clamp_min(1e-30)
    return values.sum() if reduction == "sum" else values.sum() / max(1, len(values))
