"""The test prior: how common each class is where results are judged. A balanced test set is one choice among others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.matrix import Floats, divide


def judged(matrix: ArrayLike, prior: Sequence[float]) -> Floats:
    """A confusion matrix (C, C) as it would be, in shares of all samples, if class c made up prior[c] of the test set.

    The recalls stay; what depends on the mix (accuracy, precision, F1) follows. A class without samples has no recall
    to go by: it stays out, and the others share its place. `prior` (C,): at least 0, in any unit.
    """
    m = np.asarray(matrix, dtype=np.float64)
    sizes = m.sum(1)
    wanted = np.where(sizes > 0, np.asarray(prior, dtype=np.float64), 0.0)
    rows = divide(m, sizes[:, None]) * divide(wanted, wanted.sum())[:, None]
    return np.where(sizes[:, None] > 0, rows, 0.0)


def sample_weights(labels: ArrayLike, prior: Sequence[float]) -> Floats:
    """One weight per sample (N,) that makes class c count as prior[c] of all; they average 1.

    Sampling anew by such weights is what `judged` does to counts (importance weights pi_c / n_c). All are nan where
    only classes without samples have a prior.
    """
    y = np.asarray(labels, dtype=np.int64)
    sizes = np.bincount(y, minlength=len(prior)).astype(np.float64)
    wanted = np.where(sizes > 0, np.asarray(prior, dtype=np.float64), 0.0)
    each = divide(divide(wanted, wanted.sum()), sizes)
    return each[y] * len(y)
