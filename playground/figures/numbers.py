"""Numbers on their way into a figure: short, and null instead of nan, which JSON does not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

Cells = list[Any]

MANY = 40  # classes that still fit a phone's width


def plain(values: ArrayLike, digits: int = 4) -> Cells:
    """Nested lists with `digits` decimals; nan and infinities become None."""
    array = np.round(np.asarray(values, dtype=np.float64), digits)
    cells = array.astype(object)
    cells[~np.isfinite(array)] = None
    return cells.tolist()


def names_of(names: Sequence[str], classes: int) -> list[str]:
    """The class names, or "0", "1", ... where none are given; raises ValueError when their number is wrong."""
    if names and len(names) != classes:
        raise ValueError(f"There must be one name per class: {classes}, not {len(names)}.")
    return list(names) or [str(c) for c in range(classes)]
