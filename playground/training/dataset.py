"""A data set as tensors on the device, once per process: all seeds of all races pick from it by indices."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from playground.core.specs import Arrays


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images (N, 1, 28, 28) uint8 and labels (N,) int64, for training and for testing. Nobody writes into them."""

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor


@lru_cache(maxsize=4)
def on_device(arrays: Arrays, device: torch.device) -> Dataset:
    """The tensors of a data set; on the CPU the images are the very memory of `arrays`."""
    return Dataset(
        _pixels(arrays.train_images).to(device),
        _classes(arrays.train_labels).to(device),
        _pixels(arrays.test_images).to(device),
        _classes(arrays.test_labels).to(device),
    )


def _pixels(images: np.ndarray) -> Tensor:
    with warnings.catch_warnings():
        # torch warns that it cannot keep anybody from writing into memory that numpy holds read-only
        warnings.filterwarnings("ignore", "The given NumPy array is not writable", UserWarning)
        return torch.from_numpy(images).unsqueeze(1)


def _classes(labels: np.ndarray) -> Tensor:
    return torch.from_numpy(labels.astype(np.int64))
