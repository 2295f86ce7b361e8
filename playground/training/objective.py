"""What one lane minimises: its loss per sample, weighed by its alpha vector, reduced to one number."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from playground.core.alpha import expand
from playground.core.config import Entrant
from playground.losses import SPECS
from playground.losses.module.weighting import reduce


class Objective:
    """Call it with logits (N, C), targets (N,) and the progress in [0, 1] for a scalar in nats.

    A loss with a memory keeps it here: it sees every training batch, and held-out logits by `see_held_out`.
    """

    def __init__(self, entrant: Entrant, counts: tuple[int, ...], reduction: str, device: torch.device) -> None:
        self.spec = SPECS[entrant.loss.key]
        self._reduction = reduction
        self._numbers = self.spec.numbers(entrant.loss.kwargs, len(counts))
        weights = expand(entrant.alpha, counts)
        self._alpha = None if entrant.alpha.rule == "none" else torch.tensor(weights, device=device)
        self._extra: dict[str, Any] = {}
        if self.spec.needs_counts:
            self._extra["counts"] = torch.tensor(counts, dtype=torch.float32, device=device)
        if self.spec.initial_state:
            state = self.spec.initial_state(**self._numbers)
            self._extra["state"] = {name: value.to(device) for name, value in state.items()}

    def __call__(self, logits: Tensor, target: Tensor, progress: float) -> Tensor:
        """The mean loss of a batch: logits (N, C), targets (N,), progress in [0, 1]."""
        if self.spec.needs_progress:
            self._extra["progress"] = progress
        if self.spec.observe:
            self._extra["state"] = self.spec.observe(self._extra["state"], logits.detach(), target, **self._numbers)
        values = self.spec.per_sample(logits, target, **self._numbers, **self._extra)
        return reduce(values, target, self._alpha, self._reduction)

    def of_unseen(self, logits: Tensor, target: Tensor) -> Tensor:
        """The mean loss of samples that are not learnt from: logits (N, C), targets (N,). A memory takes in nothing."""
        extra = {"progress": 0.0} if self.spec.needs_progress else {}
        values = self.spec.per_sample(logits, target, **self._numbers, **(extra | self._extra))
        return reduce(values, target, self._alpha, "weighted_mean" if self._reduction == "weighted_mean" else "mean")

    def probabilities(self, logits: Tensor) -> Tensor:
        """What the logits (N, C) mean under this loss: its own map where it has one, else softmax."""
        own = self.spec.probabilities
        return own(logits, **self._numbers) if own else logits.softmax(1)

    def log_probability(self, logits: Tensor, target: Tensor) -> Tensor:
        """log of the probability given to the target, (N,)."""
        if self.spec.probabilities is None:
            chances = logits.log_softmax(1)
        else:
            chances = self.probabilities(logits).clamp_min(torch.finfo(torch.float32).tiny).log()
        return chances.gather(1, target[:, None]).squeeze(1)

    @property
    def wants_held_out(self) -> bool:
        """Whether the loss corrects itself by held-out samples."""
        return self.spec.after_epoch is not None

    def see_held_out(self, logits: Tensor, target: Tensor) -> None:
        """Let the loss correct itself by what the network says of held-out samples, (N, C) logits and (N,) labels."""
        if self.spec.after_epoch:
            state, chances = self._extra["state"], self.probabilities(logits)
            self._extra["state"] = self.spec.after_epoch(state, chances, target, **self._numbers)
