"""A trained network from its stored weights, ready to be asked. torch is loaded only when one is rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from playground import data, models
from playground.core.config import Entrant, RaceConfig

Ask = Callable[[np.ndarray], np.ndarray]


def rebuild(config: RaceConfig, entrant: Entrant, weights: Mapping[str, np.ndarray]) -> Ask:
    """Return the network as a function: images (N, 28, 28) uint8 -> logits (N, C) float32.

    Raises ValueError with one sentence when these weights are not this network's.
    """
    import torch

    from playground.training.seed_data import standardise
    from playground.training.setup import head_of

    classes = data.SPECS[config.dataset].classes
    network = models.SPECS[config.network].build(head_of(config, entrant), torch.zeros(1, 1, 28, 28), classes)
    _fill(network, weights)
    network.eval()

    def ask(images: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return network(standardise(torch.tensor(images).unsqueeze(1))).numpy()

    return ask


def _fill(network: Any, weights: Mapping[str, np.ndarray]) -> None:
    import torch

    if not weights:
        raise ValueError("This race was stored without its networks' weights.")
    try:
        network.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
    except RuntimeError:
        raise ValueError("The stored weights do not fit the network of this race.") from None
