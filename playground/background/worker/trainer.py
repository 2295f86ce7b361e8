"""The real trainer as the worker uses it: `train`, and `warm`, which pays beforehand what the first race would pay."""

from __future__ import annotations

import gc
import os

import torch

from playground import data
from playground.core.config import Entrant, Imbalance, RaceConfig
from playground.training import choose_device, device_name, train

__all__ = ["train", "warm"]


def warm(folder: str) -> str:
    """Load every data set that is on the disk, race once for a moment, and return the device's name."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    for key, spec in data.SPECS.items():
        try:
            if spec.available(folder):
                data.load(key, folder)
        except (ValueError, OSError) as error:
            print(f"{spec.title} cannot be used: {error}")  # a race that asks for it will say so on its page
    for _ in train(_MOMENT, folder=folder):
        pass
    gc.collect()
    gc.freeze()  # what stays for good need not be looked at again
    return device_name(choose_device())


_MOMENT = RaceConfig((Entrant(),), dataset="digits", imbalance=Imbalance(ratio=1.0, largest=64), samples=128)
