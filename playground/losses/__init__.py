"""The losses, one a file: `SPECS` lists them without importing torch; the nn.Module face loads when asked for."""

from __future__ import annotations

import sys
from typing import Any

from playground.core.loss_spec import LossSpec
from playground.core.registry import discover

SPECS: dict[str, LossSpec] = discover(sys.modules[__name__])


def __getattr__(name: str) -> Any:
    """Load the nn.Module face (`FocalLoss`, `make_loss`, ...) at its first use: it needs torch, the menus do not."""
    if name.startswith("_"):
        raise AttributeError(name)
    from playground.losses.module import loss

    return getattr(loss, name)
