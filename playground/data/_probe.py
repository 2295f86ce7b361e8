"""The test images that are looked at while a race trains: the probe that points measure, the strip that people see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data._imbalance import choose, rare_classes

Ints = NDArray[np.int64]
PROBE_SIZE = 1000  # test images measured at a point: a standard error of about a point of accuracy
STRIP_SIZE = 10


def probe(labels: NDArray[np.uint8], size: int = PROBE_SIZE) -> Ints:
    """The same test indices for every race: as many of each class as are left, at most `size` / C each, rising."""
    sizes = np.bincount(labels)
    each = size // np.count_nonzero(sizes)
    return choose(labels, np.minimum(sizes, each).tolist(), 0)


def strip(labels: NDArray[np.uint8], counts: Sequence[int], size: int = STRIP_SIZE) -> Ints:
    """Test indices of at most `size` images out of the probe that show how a race goes: of the rare classes in turn.

    `counts` (C,): training images per class. Where no class is rare they are of all classes. Sorted by class; the same
    for the same counts.
    """
    probed = probe(labels)
    classes = rare_classes(counts) or range(len(counts))
    queues = [probed[labels[probed] == c].tolist() for c in classes]
    turns = [queue[k] for k in range(size) for queue in queues if k < len(queue)]
    return np.array(sorted(turns[:size], key=lambda i: (labels[i], i)), dtype=np.int64)
