"""Measuring networks without training them: shared features once, then every lane's trunk."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from playground.core.snapshots import Matrix
from playground.training.seed_data import standardise

CHUNK = 500


@torch.no_grad()
def features(stem: nn.Module, images: Tensor) -> Tensor:
    """Run the frozen stem over bytes (N, 1, 28, 28)."""
    return stem(standardise(images))


@torch.no_grad()
def logits_of(trunks: Sequence[nn.Module], stem: nn.Module, images: Tensor) -> list[Tensor]:
    """The logits (N, C) of each trunk for these images, with dropout off and every feature computed once."""
    for trunk in trunks:
        trunk.eval()
    parts = [[trunk(x) for trunk in trunks] for x in (features(stem, part) for part in images.split(CHUNK))]
    for trunk in trunks:
        trunk.train()
    return [torch.cat(each) for each in zip(*parts, strict=True)]


def class_means(values: Tensor, target: Tensor, classes: int) -> tuple[float, ...]:
    """The mean of the values (N,) of each class's samples, (C,); nan for a class without any."""
    sums = torch.zeros(classes, dtype=torch.float64, device=values.device).index_add_(0, target, values.double())
    return tuple((sums.cpu() / target.cpu().bincount(minlength=classes)).tolist())


def confusion(logits: Tensor, target: Tensor) -> Matrix:
    """Count how often class i (row) was called j (column)."""
    classes = logits.shape[1]
    cells = (target * classes + logits.argmax(1)).cpu().bincount(minlength=classes * classes)
    return tuple(map(tuple, cells.reshape(classes, classes).tolist()))
