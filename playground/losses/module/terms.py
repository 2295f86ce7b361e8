"""A loss with its numbers filled in, for one batch; it still knows nothing of alpha and of reductions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from playground.core.loss_spec import LossSpec
from playground.losses._ops import margins


class Terms:
    """`numbers` are the loss's parameters; `context` what else it takes: counts, tensors, progress, state."""

    def __init__(self, spec: LossSpec, numbers: Mapping[str, float], context: Mapping[str, Any]) -> None:
        self.spec = spec
        self.numbers = numbers
        self.context = context

    def per_sample(self, rows: Tensor, labels: Tensor) -> Tensor:
        """The losses (M,) of rows (M, C) and class indices (M,)."""
        return self.spec.per_sample(rows, labels, **self.numbers, **self.context)

    def every_class(self, rows: Tensor) -> Tensor:
        """The loss if class c were the target, (M, C): one pass for losses of the margin, else one per class.

        Raises ValueError for losses that compare the samples of a batch.
        """
        if self.spec.batch_statistic:
            raise ValueError(f"{self.spec.title} compares the samples of a batch and takes plain class indices only.")
        if self.spec.of_margin:
            return self.spec.of_margin(margins(rows), **self.numbers)
        indices = [torch.full(rows.shape[:1], c, device=rows.device) for c in range(rows.shape[1])]
        return torch.stack([self.per_sample(rows, index) for index in indices], 1)
