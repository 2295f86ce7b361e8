"""What one lane minimises: its loss per sample, weighed by its alpha vector, reduced to one number."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from playground.alpha import expand
from playground.config import Entrant
from playground.losses import SPECS
from playground.losses._weighting import reduce


class Objective:
    """Call it with logits (N, C), targets (N,) and the progress in [0, 1] for a scalar in nats."""

    def __init__(
        self, entrant: Entrant, counts: tuple[int, ...], reduction: str, device: torch.device, seed: int
    ) -> None:
        self.spec = SPECS[entrant.loss.key]
        self._reduction = reduction
        self._params: dict[str, Any] = self.spec.defaults | entrant.loss.kwargs
        weights = expand(entrant.alpha, counts)
        self._alpha = None if entrant.alpha.rule == "none" else torch.tensor(weights, device=device)
        if self.spec.needs_counts:
            self._params["counts"] = torch.tensor(counts, dtype=torch.float32, device=device)

    def __call__(self, logits: Tensor, target: Tensor, progress: float) -> Tensor:
        values = self.spec.per_sample(logits, target, **self._params)
        return reduce(values, target, self._alpha, self._reduction)
