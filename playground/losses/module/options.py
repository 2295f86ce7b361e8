"""What the constructors of the nn.Module face accept: checked once, kept exactly (float64), told in one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import torch
from torch import Tensor

Vector: TypeAlias = Sequence[float] | Tensor


def unit_interval(name: str, value: float) -> float:
    """Return `value` as a float in [0, 1], or raise ValueError."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be a number from 0 to 1, not {value!r}.")
    return float(value)


def numbers(name: str, value: float | Vector | None) -> Tensor | None:
    """Finite numbers of at least 0, as float64; None stays None."""
    if value is None:
        return None
    tensor = torch.as_tensor(value, dtype=torch.float64).detach().clone()
    if not bool(((tensor >= 0) & (tensor < math.inf)).all()):
        raise ValueError(f"{name} must hold finite numbers of at least 0, not {tensor.tolist()}.")
    return tensor


def alpha_buffer(value: float | Vector | None) -> Tensor | None:
    """One weight per class (C,), or a number a in [0, 1] as a 0-d tensor: [a, 1 - a, 1 - a, ...]."""
    tensor = numbers("alpha", value)
    if tensor is not None and tensor.dim() == 0 and tensor > 1:
        raise ValueError(f"A single alpha a means [a, 1 - a, ...] and must lie from 0 to 1, not {tensor.item():g}.")
    if tensor is not None and tensor.dim() > 1:
        raise ValueError(f"alpha must hold one number per class, (C,), not shape {tuple(tensor.shape)}.")
    return tensor


def counts_buffer(value: Vector) -> Tensor:
    """Training samples per class, (C,), at least one of them above 0."""
    tensor = numbers("counts", value)
    if tensor is None or tensor.dim() != 1 or not bool(tensor.sum() > 0):
        raise ValueError("counts must hold the training samples of each class, (C,), and one of them must be above 0.")
    return tensor


def spread_alpha(alpha: Tensor, rows: Tensor, dtype: torch.dtype) -> Tensor:
    """The weights (C,) for rows (M, C), as `dtype`; raises ValueError if there is not one per class."""
    classes = rows.shape[1]
    alpha = alpha.to(rows.device, dtype)
    if alpha.dim() == 0:
        return torch.cat([alpha.view(1), (1 - alpha).expand(classes - 1)])
    check_length("alpha", alpha, classes)
    return alpha


def check_length(name: str, value: Tensor, classes: int) -> None:
    """Raise ValueError unless each dimension of `value` has one entry per class."""
    if any(size != classes for size in value.shape):
        raise ValueError(f"{name} has shape {tuple(value.shape)}, but the logits have {classes} classes.")
