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
    """A paired difference (other - baseline): its interval, p-value (nan below two seeds) and a sentence."""

    interval: Interval
    p_value: float
    clear: bool
    sentence: str


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


def compare(base: ArrayLike, other: ArrayLike, what: str, unit: float = 1.0, suffix: str = "") -> Verdict:
    """Compare two losses over the same seeds: (S,) values each, paired by position; nan where a run is missing.

    Equal seeds share weights and batches, so differences are taken seed by seed (paired t test). `unit` and
    `suffix` only shape the sentence (100 and " points" turn shares into percentage points).
    """
    difference = np.asarray(other, dtype=np.float64) - np.asarray(base, dtype=np.float64)
    found = interval(difference)
    if found.n < 2:
        return Verdict(found, math.nan, False, _unsure(found, what, unit, suffix))
    p = _p_value(difference[~np.isnan(difference)])
    return Verdict(found, p, p < 0.05, _sentence(found, p < 0.05, what, unit, suffix))


def _p_value(difference: np.ndarray) -> float:
    spread = float(difference.std(ddof=1)) / math.sqrt(len(difference))
    if spread == 0:
        return 1.0 if difference.mean() == 0 else 0.0
    return t_beyond(float(difference.mean()) / spread, len(difference) - 1)


def _unsure(found: Interval, what: str, unit: float, suffix: str) -> str:
    if not found.n:
        return f"{what}: no seed has both results yet."
    return f"{what}: {found.mean * unit:+.3g}{suffix} in one seed, which cannot tell a difference from luck."


def _sentence(found: Interval, clear: bool, what: str, unit: float, suffix: str) -> str:
    numbers = f"{found.mean * unit:+.3g}{suffix} ({found.low * unit:+.3g} to {found.high * unit:+.3g}, {found.n} seeds)"
    return f"{what}: {numbers}, {'larger than' if clear else 'inside'} the seed noise."


def t_beyond(t: float, df: int) -> float:
    """P(|T| > t) for df degrees of freedom, from the tail itself: a tiny p-value keeps its digits."""
    from scipy.special import stdtr  # late: a page without several seeds need not wait for scipy

    return 2 * float(stdtr(df, -abs(t)))


@lru_cache(maxsize=512)
def t_quantile(df: int, level: float = 0.95) -> float:
    """The t with P(|T| <= t) = level."""
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + level) / 2))
