"""One batch through the networks of a seed group: all at once where they fit in batched matrices, else one by one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import torch
from torch import Tensor

from playground.training.batched import BatchedNetworks, fits
from playground.training.runner import Runner
from playground.training.setup import has_dropout, seeded


class BatchedGradients:
    """The gradients of all lanes by one pass through matrices that hold every lane's weights."""

    def __init__(self, runners: Sequence[Runner]) -> None:
        self._runners = runners
        self._networks = BatchedNetworks([runner.trunk for runner in runners])
        self.parameters = self._networks.parameters

    def compute(self, features: Tensor, target: Tensor, step: int, progress: float) -> None:
        """Leave the gradients of one batch in the weights; `step` counts from 1.

        A lane that has ended cannot be taken out of the matrices: its gradient is zero, its weights drift on with
        the optimizer's momentum, and its runner puts the last measured ones back at the end.
        """
        logits = self._networks(features)
        gradient = torch.zeros_like(logits)
        for i, runner in enumerate(self._runners):
            if runner.running:
                gradient[i] = runner.logit_gradient(logits[i].detach(), target, step, progress)
        logits.backward(gradient)


class SeparateGradients:
    """The gradients of the lanes one after another, each with the same dropout masks."""

    def __init__(self, runners: Sequence[Runner], seed: int) -> None:
        self._runners, self._seed = runners, seed
        self._random = has_dropout(runners[0].network)
        self.parameters = [p for runner in runners for p in runner.trunk.parameters()]

    def compute(self, features: Tensor, target: Tensor, step: int, progress: float) -> None:
        """Leave the gradients of one batch in the weights of the lanes that still run; `step` counts from 1."""
        for runner in self._runners:
            if runner.running:
                # the masks follow from seed and step alone, so that every lane drops the same units
                with seeded(hash((self._seed, step - 1))) if self._random else nullcontext():
                    runner.learn(features, target, step, progress)


def gradients_of(runners: Sequence[Runner], seed: int) -> BatchedGradients | SeparateGradients:
    """Choose the faster way that these networks allow."""
    if fits([runner.trunk for runner in runners]):
        return BatchedGradients(runners)
    return SeparateGradients(runners, seed)
