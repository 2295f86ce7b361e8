"""From every shape that nn.CrossEntropyLoss takes to rows (M, C) and labels (M,) or (M, C), or one clear sentence."""

from __future__ import annotations

import torch
from torch import Tensor


def rows_and_labels(logits: Tensor, target: Tensor, class_dim: int = 1) -> tuple[Tensor, Tensor, torch.Size]:
    """Return logits (M, C), labels (M,) or probabilities (M, C), and the shape of the unreduced loss.

    Raises ValueError for shapes and types that do not fit.
    """
    if logits.dim() == 2 and class_dim == 1 and target.dim() == 1 and target.dtype == torch.int64:
        _check_sizes(logits, target, 1)
        return logits, target, target.shape
    dim = _class_axis(logits, class_dim)
    _check_sizes(logits, target, dim)
    shape = torch.Size([*logits.shape[:dim], *logits.shape[dim + 1 :]])
    rows = logits.movedim(dim, -1).reshape(-1, logits.shape[dim])
    if target.is_floating_point():
        return rows, target.to(rows).movedim(dim, -1).reshape(rows.shape), shape
    return rows, target.long().reshape(-1), shape


def _class_axis(logits: Tensor, class_dim: int) -> int:
    """The axis that holds the classes: 0 for (C,), else `class_dim` counted from the front."""
    if logits.dim() == 0:
        raise ValueError("logits must have a class dimension: (C,), (N, C) or (N, C, d1, ...), not ().")
    if logits.dim() == 1:
        return 0
    if not -logits.dim() <= class_dim < logits.dim():
        raise ValueError(f"class_dim {class_dim} does not exist in logits of shape {tuple(logits.shape)}.")
    return class_dim % logits.dim()


def _check_sizes(logits: Tensor, target: Tensor, dim: int) -> None:
    if not logits.is_floating_point():
        raise ValueError(f"logits must be floating-point numbers, not {logits.dtype}.")
    if logits.shape[dim] < 2:
        raise ValueError(f"There must be at least 2 classes in dimension {dim} of {tuple(logits.shape)}.")
    if target.dtype == torch.bool:
        raise ValueError("target must hold class indices (integers) or probabilities (floats), not booleans.")
    if target.is_floating_point() and target.shape == logits.shape:
        return
    wanted = (*logits.shape[:dim], *logits.shape[dim + 1 :])
    if target.is_floating_point() or target.shape != wanted:
        raise ValueError(_mismatch(logits, target, wanted, dim))


def _mismatch(logits: Tensor, target: Tensor, wanted: tuple[int, ...], dim: int) -> str:
    kind = "probabilities" if target.is_floating_point() else "class indices"
    last = tuple(target.shape) == tuple(logits.shape[:-1]) and dim != logits.dim() - 1
    hint = "; for classes in the last dimension pass class_dim=-1" if last else ""
    return (
        f"logits of shape {tuple(logits.shape)} with classes in dimension {dim} need class indices (integers) of shape "
        f"{tuple(wanted)} or probabilities (floats) of shape {tuple(logits.shape)}, not {kind} of shape "
        f"{tuple(target.shape)}{hint}."
    )


def nothing_ignored(rows: Tensor, labels: Tensor, ignore_index: int) -> bool:
    """Whether every label (M,) is known to be a class that counts; raises ValueError for one that is no class.

    Labels on another device, or inside a transformation, are not looked at: that would wait for them.
    """
    if labels.device.type != "cpu" or torch.compiler.is_compiling() or torch._C._are_functorch_transforms_active():
        return False
    if not len(labels):
        return True
    bounds = labels.aminmax()
    low, high = bounds[0].item(), bounds[1].item()
    if low < 0 or high >= rows.shape[1]:
        _refuse_strangers(labels, rows.shape[1], ignore_index)
        return False
    return not low <= ignore_index <= high


def _refuse_strangers(labels: Tensor, classes: int, ignore_index: int) -> None:
    wrong = labels[(labels != ignore_index) & ((labels < 0) | (labels >= classes))]
    if len(wrong):
        allowed = f"lie in 0 .. {classes - 1} or be ignore_index ({ignore_index})"
        raise ValueError(f"Class indices must {allowed}, not {int(wrong[0])}.")
