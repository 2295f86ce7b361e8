"""How common each class is, as the losses and the moves after training count it. Plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence

LEAST_COUNT = 0.5  # a class without samples counts as half a sample: its logarithm would be minus infinity


def log_prior(counts: Sequence[int]) -> tuple[float, ...]:
    """log of each class's share of the training samples (C,); raises ValueError without any samples."""
    total = sum(counts)
    if total <= 0:
        raise ValueError("The class prior needs training counts, and one of them above 0.")
    return tuple(math.log(max(n, LEAST_COUNT) / total) for n in counts)
