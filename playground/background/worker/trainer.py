"""The real trainer as the worker uses it: `train`, `QUESTIONS`, and `warm`, which pays for the first race."""

from __future__ import annotations

import gc
import os

import torch

from playground import data
from playground.background.worker.questions import QUESTIONS
from playground.core.config import Entrant, Imbalance, RaceConfig
from playground.training import choose_device, device_name, train

__all__ = ["QUESTIONS", "train", "warm"]


def warm(folder: str) -> str:
    """Load every data set that is on the disk, race once for a moment, and return the device's name."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    sizes = _load_all(folder)
    if sizes:  # the race ends with a pass over the test set: the smallest one is the quickest
        _race_for_a_moment(min(sizes, key=sizes.__getitem__), folder)
    gc.collect()
    gc.freeze()  # what stays for good need not be looked at again
    return device_name(choose_device())


def _load_all(folder: str) -> dict[str, int]:
    """Test images of every data set that could be loaded."""
    sizes = {}
    for key, spec in data.SPECS.items():
        try:
            if spec.available(folder):
                sizes[key] = len(data.load(key, folder).test_labels)
        except (ValueError, OSError) as error:
            print(f"{spec.title} cannot be used: {error}")  # a race that asks for it will say so on its page
    return sizes


def _race_for_a_moment(dataset: str, folder: str) -> None:
    balanced = Imbalance("balanced", ratio=1.0, largest=64, rare=1)
    for _ in train(RaceConfig((Entrant(),), dataset, balanced, samples=128), folder=folder):
        pass
