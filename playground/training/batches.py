"""The order in which training images are seen: one stream of indices for all lanes of a seed."""

from __future__ import annotations

import torch
from torch import Tensor


class Batches:
    """Draws index batches (B,) from a generator of its own: the same seed gives the same batches on every device."""

    def __init__(self, labels: Tensor, counts: tuple[int, ...], sampling: str, seed: int) -> None:
        self._generator = torch.Generator().manual_seed(seed)
        self._size = len(labels)
        self._weights = None if sampling == "natural" else _weights(labels, counts, sampling)

    def draw(self, samples: int, batch: int) -> tuple[Tensor, ...]:
        """Return the indices of `samples` more samples, cut into batches; the last one may be smaller."""
        stream = self._epochs(samples) if self._weights is None else self._weighted(samples, self._weights)
        return stream.split(batch)

    def _epochs(self, samples: int) -> Tensor:
        """Whole epochs, each in a new order, the last one cut off."""
        epochs = -(-samples // self._size)
        if epochs == 1:
            return torch.randperm(self._size, generator=self._generator)[:samples]
        keys = torch.rand(epochs, self._size, generator=self._generator)
        return keys.argsort(dim=1, stable=True).flatten()[:samples]

    def _weighted(self, samples: int, weights: Tensor) -> Tensor:
        return torch.multinomial(weights, samples, replacement=True, generator=self._generator)


def _weights(labels: Tensor, counts: tuple[int, ...], sampling: str) -> Tensor:
    """The chance of each image: its class's n^-1 (class-balanced) or n^-1/2 (square root; Mahajan 2018)."""
    power = {"class_balanced": -1.0, "sqrt": -0.5}[sampling]
    return torch.tensor(counts, dtype=torch.float64).clamp_min(1).pow(power)[labels]
