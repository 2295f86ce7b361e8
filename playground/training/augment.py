"""Small random changes to a batch of images, by torchvision's transforms, the same for every lane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from playground.training.setup import seeded

Augment = Callable[[Tensor, tuple[int, int]], Tensor]
GROUPS = 8


def augmenter(key: str) -> Augment:
    """Return f(images (N, 1, 28, 28) uint8, (seed, step)) -> images; torchvision is imported only if needed.

    torchvision draws one random change per call, so a batch is changed in `GROUPS` parts, each in its own way.
    """
    if key == "none":
        return lambda images, _seed: images
    change = _transform(key)

    def augment(images: Tensor, seed: tuple[int, int]) -> Tensor:
        with seeded(hash(seed)):
            return torch.cat([change(part) for part in images.chunk(GROUPS)])

    return augment


def _transform(key: str) -> Any:
    from torchvision.transforms import InterpolationMode, v2

    bilinear = InterpolationMode.BILINEAR
    return {
        "shift": lambda: v2.RandomAffine(0, translate=(0.08, 0.08)),
        "affine": lambda: v2.RandomAffine(12, (0.08, 0.08), (0.9, 1.1), 8, interpolation=bilinear),
        "elastic": lambda: v2.ElasticTransform(alpha=20.0, sigma=4.0),
    }[key]()
