"""Whether the answers stayed what they were: the promise of everything here but the moved prior."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def argmax_unchanged(before: ArrayLike, after: ArrayLike) -> bool:
    """True when every sample keeps its predicted class: (N, C), (N, C)."""
    return bool((np.asarray(before).argmax(1) == np.asarray(after).argmax(1)).all())
