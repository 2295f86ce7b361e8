"""The network of the well-known tutorials: conv10-conv20-dropout-fc50, without its log-softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.specs import ModelSpec
from playground.models._parts import network

if TYPE_CHECKING:
    from torch import Tensor, nn


def build(head: str, images: Tensor, classes: int) -> nn.Module:
    """Two 5x5 convolutions (10 and 20 filters), each max-pooled, dropout, 50 units, dropout. Returns logits."""
    from torch import nn

    body = nn.Sequential(
        nn.Conv2d(1, 10, 5),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(10, 20, 5),
        nn.Dropout2d(),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(320, 50),
        nn.ReLU(),
        nn.Dropout(),
    )
    return network(nn.Identity(), body, 50, head, classes)


SPEC = ModelSpec(
    key="tutorial_cnn",
    title="Tutorial CNN",
    build=build,
    summary="Two convolutions with dropout, as in the tutorials. Its own recipe is plain SGD, and takes minutes.",
    rank=2,
)
