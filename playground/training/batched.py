"""Small networks of one shape as one: a batch of matrices instead of one matrix after another."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class BatchedNetworks:
    """Trunks of affine layers and rectifiers, run at once: features (N, D) -> logits (K, N, C).

    The weights live in `parameters`, one tensor per layer for all K; the layers of each trunk become views of them, so
    that looking at one trunk, copying it and putting it back work as before. Raises ValueError for other trunks.
    """

    def __init__(self, trunks: Sequence[nn.Module]) -> None:
        if not fits(trunks):
            raise ValueError("Only trunks of equal affine layers and rectifiers run together.")
        self._columns = list(zip(*map(_layers, trunks), strict=True))
        self._weights = {
            i: _shared(column) for i, column in enumerate(self._columns) if isinstance(column[0], nn.Linear)
        }
        self.parameters = [tensor for pair in self._weights.values() for tensor in pair]

    def __call__(self, features: Tensor) -> Tensor:
        """Features (N, D) through every trunk: logits (K, N, C)."""
        found = features.expand(len(self._columns[0]), *features.shape)
        for i, (layer, *_) in enumerate(self._columns):
            found = (
                torch.baddbmm(self._weights[i][1], found, self._weights[i][0]) if i in self._weights else layer(found)
            )
        return found


def fits(trunks: Sequence[nn.Module]) -> bool:
    """Whether these trunks can run together; one alone can, and then gives the same digits as among others."""
    kinds = [[_kind(layer) for layer in _layers(trunk)] for trunk in trunks]
    return all(own == kinds[0] and None not in own for own in kinds)


def _layers(trunk: nn.Module) -> list[nn.Module]:
    return [module for module in trunk.modules() if not isinstance(module, nn.Sequential)]


def _kind(layer: nn.Module) -> tuple[int, ...] | None:
    """What must be equal in all trunks; None for a layer that does not run in a batch, such as a subclass."""
    if type(layer) is nn.Linear and layer.bias is not None:
        return layer.in_features, layer.out_features
    return () if type(layer) is nn.ReLU else None


def _shared(column: Sequence[nn.Module]) -> tuple[Tensor, Tensor]:
    """Move the weights of one layer of all trunks into (K, in, out) and (K, 1, out), and leave views behind."""
    layers = [layer for layer in column if isinstance(layer, nn.Linear)]
    weight = torch.stack([layer.weight.detach().t() for layer in layers]).contiguous()
    bias = torch.stack([layer.bias.detach()[None] for layer in layers])
    for k, layer in enumerate(layers):
        layer.weight, layer.bias = nn.Parameter(weight[k].t()), nn.Parameter(bias[k, 0])
    return weight.requires_grad_(), bias.requires_grad_()
