"""Everything a seed starts from: bit-identical weights for its lanes."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from playground import data, models
from playground.core.config import Entrant, RaceConfig
from playground.losses import SPECS


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Draw from torch's own generators as if freshly seeded, and leave them as they were."""
    with torch.random.fork_rng(devices=list(range(torch.cuda.device_count()))):
        torch.manual_seed(seed)
        yield


def networks(config: RaceConfig, seed: int, images: Tensor) -> tuple[list[nn.Module], str]:
    """One network per entrant, from the same weights, sharing one frozen stem, and the SHA-256 of those weights.

    `images` (M, 1, 28, 28) standardised, on the device. The checksum is that of the network with a linear head;
    a lane with a cosine head shares every weight of it but the head's.
    """
    built = {head: _build(config, head, seed, images) for head in {"linear", *_heads(config)}}
    found = [copy.deepcopy(built[head]) for head in _heads(config)]
    for network in found:
        network.stem = built["linear"].stem
    return found, checksum(built["linear"])


def _heads(config: RaceConfig) -> list[str]:
    return [head_of(config, entrant) for entrant in config.entrants]


def head_of(config: RaceConfig, entrant: Entrant) -> str:
    """The output layer of this entrant: linear for all, or the one that its loss was published with."""
    return SPECS[entrant.loss.key].head if config.head == "published" else "linear"


def _build(config: RaceConfig, head: str, seed: int, images: Tensor) -> Any:
    with seeded(seed):
        classes = data.SPECS[config.dataset].classes
        return models.SPECS[config.network].build(head, images, classes).to(images.device)


def checksum(network: nn.Module) -> str:
    """SHA-256 over the names and the bytes of all weights."""
    digest = hashlib.sha256()
    for name, value in sorted(network.state_dict().items()):
        digest.update(name.encode() + value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def has_dropout(network: nn.Module) -> bool:
    """Whether training it draws random numbers, which then must be the same in every lane."""
    return any(isinstance(module, nn.modules.dropout._DropoutNd) and module.p > 0 for module in network.modules())
