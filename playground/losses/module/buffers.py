"""Buffers that keep their digits: a loss follows its model to a device, and not into half precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

import torch
from torch import Tensor, nn


class Float64Buffers(nn.Module):
    """A module whose buffers stay float64, and some of which are its memory."""

    def __init__(self) -> None:
        super().__init__()
        self._remembered: list[str] = []

    def remember(self, state: dict[str, Tensor]) -> None:
        """Keep tensors by name as buffers, so that they are saved and moved with the module."""
        for name, value in state.items():
            self.register_buffer(name, value)
        self._remembered = [*state] or self._remembered

    def memory(self) -> dict[str, Tensor]:
        """What was remembered last, by name."""
        return {name: getattr(self, name) for name in self._remembered}

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Follow the model to its device, but stay float64: `.half()` must not round alpha. (MPS knows no float64.)"""
        device = fn(torch.empty(0)).device
        for name, value in self._buffers.items():
            if value is not None:
                self._buffers[name] = (value.float() if device.type == "mps" else value).to(device)
        return self
