"""What a trained network says, from its stored weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn

from playground import data, models
from playground.core.config import Entrant, RaceConfig
from playground.training.seed_data import standardise
from playground.training.setup import head_of


def predict(
    config: RaceConfig, entrant: Entrant, weights: Mapping[str, np.ndarray], images: np.ndarray
) -> np.ndarray:  # fmt: skip
    """The logits (N, C) float32 of one network of a race for images (N, 28, 28) uint8.

    Raises ValueError with one sentence when these weights are not this network's.
    """
    classes = data.SPECS[config.dataset].classes
    network = models.SPECS[config.network].build(head_of(config, entrant), torch.zeros(1, 1, 28, 28), classes)
    _fill(network, weights)
    network.eval()
    with torch.inference_mode():
        logits: np.ndarray = network(standardise(torch.tensor(images).unsqueeze(1))).numpy()
    return logits


def _fill(network: nn.Module, weights: Mapping[str, np.ndarray]) -> None:
    if not weights:
        raise ValueError("This race was stored without its networks' weights.")
    try:
        network.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
    except RuntimeError:
        raise ValueError("The stored weights do not fit the network of this race.") from None
