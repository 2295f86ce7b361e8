"""What several seeds say: means with Student's t intervals, and whether a difference is larger than the seed noise."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Interval(NamedTuple):
    """Mean of `n` runs and its 95 % interval [low, high]; low and high are nan with fewer than two runs."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def half(self) -> float:
        """Half the interval's width."""
        return (self.high - self.low) / 2


class Verdict(NamedTuple):
    """A paired difference (other - baseline): its 95 % interval, and whether it is `clear`: p < 0.05 in a t test."""

    interval: Interval
    clear: bool


def interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Mean and Student's t interval of the values that are not nan."""
    runs = np.asarray(values, dtype=np.float64)
    runs = runs[~np.isnan(runs)]
    n = len(runs)
    mean = float(runs.mean()) if n else math.nan
    if n < 2:
        return Interval(mean, math.nan, math.nan, n)
    half = t_quantile(n - 1, level) * float(runs.std(ddof=1)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def compare(base: ArrayLike, other: ArrayLike) -> Verdict:
    """Compare two losses over the same seeds: (S,) values each, paired by position; nan where a run is missing.

    Equal seeds share weights and batches, so differences are taken seed by seed (paired t test). Below two seeds
    nothing is clear.
    """
    difference = np.asarray(other, dtype=np.float64) - np.asarray(base, dtype=np.float64)
    return Verdict(interval(difference), p_value(difference[~np.isnan(difference)]) < 0.05)


def p_value(difference: np.ndarray) -> float:
    """The two-sided t test of (S,) differences against 0; nan below two of them."""
    if len(difference) < 2:
        return math.nan
    spread = float(difference.std(ddof=1)) / math.sqrt(len(difference))
    if spread == 0:
        return 1.0 if difference.mean() == 0 else 0.0
    return t_beyond(float(difference.mean()) / spread, len(difference) - 1)


def t_beyond(t: float, df: int) -> float:
    """P(|T| > t) for df degrees of freedom, from the tail itself: a tiny p-value keeps its digits."""
    from scipy.special import stdtr  # late: a page without several seeds need not wait for scipy

    return 2 * float(stdtr(df, -abs(t)))


@lru_cache(maxsize=512)
def t_quantile(df: int, level: float = 0.95) -> float:
    """The t with P(|T| <= t) = level."""
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))
