"""What the networks share. torch is imported inside: listing the networks must not load it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn


def network(stem: nn.Module, body: nn.Module, width: int, head: str, classes: int) -> nn.Sequential:
    """Chain a stem without trainable weights, a body (-> (N, width)) and an output layer.

    The three parts have these names, so that a trainer may run the stem once for several networks. The output
    layer is drawn last: whatever it is, the other layers start from the same weights under the same seed.
    """
    from collections import OrderedDict

    from torch import nn

    return nn.Sequential(
        OrderedDict(stem=stem.requires_grad_(False), body=body, head=output_layer(width, head, classes))
    )


def output_layer(width: int, head: str, classes: int) -> nn.Module:
    """Return (N, width) -> (N, C) logits: an affine layer, or the cosine of the features and each class's weights.

    Cosines lie in [-1, 1]; a loss published with them brings its own scale. Raises ValueError for another head.
    """
    from torch import nn

    if head == "linear":
        return nn.Linear(width, classes)
    if head == "cosine":
        return cosine(width, classes)
    raise ValueError(f"head must be 'linear' or 'cosine', not {head!r}.")


def cosine(width: int, classes: int) -> nn.Module:
    """cos(features, class weights), without bias, as in Cao et al. 2019 (1906.07413)."""
    from torch import nn
    from torch.nn.functional import linear, normalize

    class Cosine(nn.Linear):
        """An output layer whose logits depend on directions alone."""

        def forward(self, features: Tensor) -> Tensor:
            return linear(normalize(features), normalize(self.weight))

    return Cosine(width, classes, bias=False)
