"""Which images one seed trains on and is measured on: indices into a data set that all seeds share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground import data
from playground.core.config import RaceConfig
from playground.core.specs import Arrays
from playground.training.dataset import Dataset, on_device

Samples = tuple[Tensor, Tensor]  # images (N, 1, 28, 28) uint8 and labels (N,) int64
MEAN, SPREAD = 33.3, 78.6  # of MNIST's bytes


@dataclass(frozen=True, slots=True)
class SeedData:
    """Indices (N,) int32 into `dataset`: a seed that copied its images would cost 33 MB, and there may be many.

    `kept` are trained on; `counts` of them belong to each class. `probe` are the test images that a point measures,
    `strip` those that people watch. `held` are training images left over by the imbalance (or trained on, where nothing
    is left over), for losses that correct themselves while training; never test images.
    """

    dataset: Dataset
    kept: Tensor
    probe: Tensor
    strip: Tensor
    held: Tensor
    counts: tuple[int, ...]

    @property
    def labels(self) -> Tensor:
        """Of the images trained on, (N,) int64."""
        return self.dataset.train_labels[self.kept]

    def training(self, indices: Tensor | slice) -> Samples:
        """Those of the images trained on: `indices` count within `kept`."""
        return self._of_training(self.kept[indices])

    def probed(self) -> Samples:
        """What a point measures."""
        return self.dataset.test_images[self.probe], self.dataset.test_labels[self.probe]

    def held_out(self) -> Samples:
        """What losses correct themselves by."""
        return self._of_training(self.held)

    def _of_training(self, indices: Tensor) -> Samples:
        return self.dataset.train_images[indices], self.dataset.train_labels[indices]


def standardise(images: Tensor) -> Tensor:
    """Bytes -> float32 of about mean 0 and spread 1."""
    return images.float().sub_(MEAN).div_(SPREAD)


def draw(config: RaceConfig, arrays: Arrays, seed: int, device: torch.device) -> SeedData:
    """Thin the training set out as configured; repeats with another seed keep the counts but draw other images."""

    def indices(found: np.ndarray) -> Tensor:
        return torch.from_numpy(found.astype(np.int32)).to(device)

    available = np.bincount(arrays.train_labels, minlength=data.SPECS[config.dataset].classes)
    counts = data.class_counts(config.imbalance, available.tolist())
    kept = data.choose(arrays.train_labels, counts, (config.imbalance.seed, seed))
    return SeedData(
        on_device(arrays, device),
        indices(kept),
        indices(data.probe(arrays.test_labels)),
        indices(data.strip(arrays.test_labels, counts)),
        indices(held_out(arrays.train_labels, kept)),
        counts,
    )


def held_out(labels: np.ndarray, kept: np.ndarray, size: int = 500) -> np.ndarray:
    """At most `size` indices of training images that are not `kept`; of the kept ones where none is left over."""
    free = np.ones(len(labels), bool)
    free[kept] = False
    left = np.flatnonzero(free)
    left = left if len(left) else kept
    return left[:: max(1, -(-len(left) // size))]
