"""Targets that are probabilities: sum_c t_c alpha_c L(z, c), for every loss that looks at one sample alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from playground.losses._ops import is_target, margins
from playground.losses.module.weighting import mix, total

if TYPE_CHECKING:
    from playground.losses.module.loss import Loss


def soft_loss(loss: Loss, rows: Tensor, target: Tensor, alpha: Tensor | None) -> Tensor:
    """Reduce the losses of rows (M, C) against probabilities (M, C), or several 0-1 labels where the loss has a form.

    Raises ValueError for losses that compare the samples of a batch.
    """
    shares = _smooth(loss, rows, target)
    if loss.spec.multi_label is None:
        return total(*mix(_every_class(loss, rows), shares, alpha), loss.reduction)
    weights = None if alpha is None else (shares * alpha).sum(1)
    values = loss.spec.multi_label(rows, shares, **loss.params)
    return total(values if weights is None else values * weights, weights, loss.reduction)


def smoothed_loss(loss: Loss, rows: Tensor, labels: Tensor, alpha: Tensor | None, valid: Tensor | None) -> Tensor:
    """Reduce the losses of rows (M, C) against class indices (M,) smoothed over all classes; raises as above."""
    shares = _smooth(loss, rows, is_target(rows, labels).to(rows))
    values, _ = mix(_every_class(loss, rows), shares, alpha)
    weights = None if alpha is None else alpha[labels]  # like torch: the denominator knows the true classes alone
    return total(values, weights, loss.reduction, valid)


def _smooth(loss: Loss, rows: Tensor, shares: Tensor) -> Tensor:
    if loss.label_smoothing == 0:
        return shares
    return shares * (1 - loss.label_smoothing) + loss.label_smoothing / rows.shape[1]


def _every_class(loss: Loss, rows: Tensor) -> Tensor:
    """The loss if class c were the target, (M, C): one pass for losses of the margin, else one per class."""
    if loss.spec.batch_statistic:
        raise ValueError(f"{loss.spec.title} compares the samples of a batch and takes plain class indices only.")
    if loss.spec.of_margin:
        return loss.spec.of_margin(margins(rows), **loss.params)
    indices = [torch.full(rows.shape[:1], c, device=rows.device) for c in range(rows.shape[1])]
    return torch.stack([loss.per_sample(rows, index) for index in indices], 1)
