"""What a lane's training steps add up to between two points."""

from __future__ import annotations

import torch
from torch import Tensor


class Meter:
    """Sums since the last point, kept on the device: reading them is the only time the host waits for it."""

    def __init__(self, classes: int, device: torch.device) -> None:
        self.loss = torch.zeros((), device=device)
        self.gradient = torch.zeros(classes, device=device)
        self.steps = 0

    def add(self, loss: Tensor, gradient: Tensor, target: Tensor) -> None:
        """Take in a step's loss and dL/dlogits (N, C)."""
        self.loss += loss
        self.gradient.index_add_(0, target, gradient.norm(dim=1))
        self.steps += 1

    def read(self) -> tuple[float, tuple[float, ...]]:
        """The mean loss and the summed gradient norms per class; starts again from nothing."""
        loss = float(self.loss) / self.steps if self.steps else float("nan")
        gradient = tuple(self.gradient.tolist())
        self.loss.zero_()
        self.gradient.zero_()
        self.steps = 0
        return loss, gradient
