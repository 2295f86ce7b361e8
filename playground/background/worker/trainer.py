"""The real trainer as the worker uses it: `train`, `QUESTIONS`, and `warm`, which pays for the first race."""

from __future__ import annotations

import gc
import os
from functools import partial

import torch

from playground import data
from playground.background.worker.questions import QUESTIONS
from playground.core.config import Entrant, Imbalance, RaceConfig
from playground.training import choose_device, device_name
from playground.training import train as race

__all__ = ["QUESTIONS", "train", "warm"]

train = partial(race, results_once=True)  # the server has what has been sent


def warm(folder: str) -> str:
    """Load the data set that the pages open with, race once for a moment, and return the device's name."""
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    dataset = _load_first(folder)
    if dataset:
        _race_for_a_moment(dataset, folder)
    gc.collect()
    gc.freeze()  # what stays for good need not be looked at again
    return device_name(choose_device())


def _load_first(folder: str) -> str:
    """The first data set that can be loaded; the others wait for a race: scikit-learn's digits alone cost 150 MB."""
    for key, spec in data.SPECS.items():
        try:
            if spec.available(folder):
                data.load(key, folder)
                return key
        except (ValueError, OSError) as error:
            print(f"{spec.title} cannot be used: {error}")  # a race that asks for it will say so on its page
    return ""


def _race_for_a_moment(dataset: str, folder: str) -> None:
    balanced = Imbalance("balanced", ratio=1.0, largest=64, rare=1)
    for _ in train(RaceConfig((Entrant(),), dataset, balanced, samples=128), folder=folder):
        pass
