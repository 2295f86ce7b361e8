"""The images of one seed as tensors on the device: what is trained on, and what is measured on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground import data
from playground.core.config import RaceConfig
from playground.core.specs import Arrays

MEAN, SPREAD = 33.3, 78.6  # of MNIST's bytes


@dataclass(frozen=True, slots=True)
class SeedData:
    """Images (N, 1, 28, 28) uint8 and labels (N,) int64.

    `probe` holds the indices of the test images that a point measures, `strip` of those that people watch. `held_*`
    are training images left over by the imbalance (or trained on, where nothing is left over), for losses that
    correct themselves while training; never test images.
    """

    images: Tensor
    labels: Tensor
    test_images: Tensor
    test_labels: Tensor
    probe: Tensor
    strip: Tensor
    held_images: Tensor
    held_labels: Tensor
    counts: tuple[int, ...]


def standardise(images: Tensor) -> Tensor:
    """Bytes -> float32 of about mean 0 and spread 1."""
    return images.float().sub_(MEAN).div_(SPREAD)


def draw(config: RaceConfig, arrays: Arrays, seed: int, device: torch.device) -> SeedData:
    """Thin the training set out as configured; repeats with another seed keep the counts but draw other images."""
    available = np.bincount(arrays.train_labels, minlength=data.SPECS[config.dataset].classes)
    counts = data.class_counts(config.imbalance, available.tolist())
    kept = data.choose(arrays.train_labels, counts, (config.imbalance.seed, seed))
    held = held_out(arrays.train_labels, kept)
    return SeedData(
        _pixels(arrays.train_images[kept], device),
        _classes(arrays.train_labels[kept], device),
        _pixels(arrays.test_images, device),
        _classes(arrays.test_labels, device),
        torch.from_numpy(data.probe(arrays.test_labels)).to(device),
        torch.from_numpy(data.strip(arrays.test_labels, counts)).to(device),
        _pixels(arrays.train_images[held], device),
        _classes(arrays.train_labels[held], device),
        counts,
    )


def held_out(labels: np.ndarray, kept: np.ndarray, size: int = 500) -> np.ndarray:
    """At most `size` indices of training images that are not `kept`; of the kept ones where none is left over."""
    free = np.ones(len(labels), bool)
    free[kept] = False
    left = np.flatnonzero(free)
    left = left if len(left) else kept
    return left[:: max(1, -(-len(left) // size))]


def _pixels(images: np.ndarray, device: torch.device) -> Tensor:
    return torch.tensor(images).unsqueeze(1).to(device)


def _classes(labels: np.ndarray, device: torch.device) -> Tensor:
    return torch.tensor(labels.astype(np.int64)).to(device)
