"""Targets that are probabilities: sum_c t_c alpha_c L(z, c), for every loss that looks at one sample alone."""

from __future__ import annotations

from torch import Tensor

from playground.losses._ops import is_target
from playground.losses.module.terms import Terms
from playground.losses.module.weighting import mix, total


def soft_loss(
    terms: Terms, rows: Tensor, target: Tensor, alpha: Tensor | None, smoothing: float, reduction: str
) -> Tensor:
    """Reduce the losses of rows (M, C) against probabilities (M, C), or several 0-1 labels where the loss has a form.

    Raises ValueError for losses that compare the samples of a batch.
    """
    shares = _smooth(rows, target, smoothing)
    if terms.spec.multi_label is None:
        return total(*mix(terms.every_class(rows), shares, alpha), reduction)
    weights = None if alpha is None else (shares * alpha).sum(1)
    values = terms.spec.multi_label(rows, shares, **terms.numbers)
    return total(values if weights is None else values * weights, weights, reduction)


def smoothed_loss(
    terms: Terms, rows: Tensor, labels: Tensor, alpha: Tensor | None, smoothing: float, reduction: str,
    valid: Tensor | None,
) -> Tensor:  # fmt: skip
    """Reduce the losses of rows (M, C) against class indices (M,) smoothed over all classes; raises as above."""
    shares = _smooth(rows, is_target(rows, labels).to(rows), smoothing)
    values, _ = mix(terms.every_class(rows), shares, alpha)
    weights = None if alpha is None else alpha[labels]  # like torch: the denominator knows the true classes alone
    return total(values, weights, reduction, valid)


def _smooth(rows: Tensor, shares: Tensor, smoothing: float) -> Tensor:
    """Shares (M, C) of the target, of which `smoothing` is spread evenly over all classes."""
    if smoothing == 0:
        return shares
    return shares * (1 - smoothing) + smoothing / rows.shape[1]
