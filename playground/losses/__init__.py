"""The losses, one a file: `SPECS` lists them without importing torch; their classes load when asked for.

`from playground.losses import FocalLoss, make_loss`: the classes stand written out in module/classes.py.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from playground.core.loss_spec import LossSpec
from playground.core.quote import quoted
from playground.core.registry import discover

SPECS: dict[str, LossSpec] = discover(sys.modules[__name__])


def spec_of(key: str) -> LossSpec:
    """The loss of this key; raises ValueError naming those that there are."""
    if key not in SPECS:
        raise ValueError(f"There is no loss called {quoted(key)}; known are {', '.join(SPECS)}.")
    return SPECS[key]


if TYPE_CHECKING:  # what editors and type checkers see; a star re-exports every name of that file's __all__
    from playground.losses.module.classes import *  # noqa: F403
    from playground.losses.module.loss import Loss as Loss
    from playground.losses.module.make import make_loss as make_loss
else:  # hidden from them, so that a misspelled name stays an error

    def __getattr__(name: str) -> object:
        """Load the nn.Module face at the first use of one of its names: it needs torch, the menus do not."""
        if name not in __dir__():
            raise AttributeError(f"playground.losses has no {name!r}; its classes are {', '.join(_classes())}.")
        from playground.losses.module import make

        return getattr(make, name) if name in ("Loss", "make_loss") else make.CLASSES[_classes()[name]]

    def __dir__() -> list[str]:
        return [*_classes(), "Loss", "SPECS", "make_loss"]

    def _classes() -> dict[str, str]:
        """Class name -> key of every loss, those added since classes.py was written too."""
        return {spec.python_name: key for key, spec in SPECS.items()}
