"""The family of pictures along one slider, thinned: between two members the eye cannot tell the straight line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from playground.core.params import Param

FIRST_MEMBERS = 9  # looked at before refining, so that a bump between the ends is not missed
TOLERANCE = 0.4  # of a pixel where looked at; tests hold one pixel at every step of every slider

Draw = Callable[[float], np.ndarray]


@dataclass(frozen=True, slots=True)
class Ruler:
    """How far numbers lie apart on the screen: `scale` (N,) pixels per unit, `low` and `high` (N,) the axes' ends.

    A number off its axis counts as lying one axis length away: nobody sees how far.
    """

    scale: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def error(self, drawn: np.ndarray, true: np.ndarray) -> float:
        """The largest distance in pixels between two frames (N,); a number missing from both does not count."""
        gap = np.abs(self._on_screen(drawn) - self._on_screen(true)) * self.scale
        return float(np.max(np.where(np.isnan(drawn) & np.isnan(true), 0.0, gap)))

    def _on_screen(self, frame: np.ndarray) -> np.ndarray:
        span = self.high - self.low
        return np.clip(np.nan_to_num(frame, nan=-np.inf), self.low - span, self.high + span)


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Members of a family: `values` (M,) of the slider, rising, and `frames` (M, N) float32, what is drawn at each."""

    values: np.ndarray
    frames: np.ndarray

    def at(self, value: float) -> np.ndarray:
        """What the browser draws at `value`: the straight line between its two neighbours (N,)."""
        right = int(np.clip(np.searchsorted(self.values, value), 1, len(self.values) - 1))
        low, high = self.values[right - 1], self.values[right]
        return _between(self.frames[right - 1], self.frames[right], float(np.clip((value - low) / (high - low), 0, 1)))


def _between(a: np.ndarray, b: np.ndarray, t: float) -> np.ndarray:
    """The straight line from a to b at t; an end is itself, also where the other end is missing."""
    if t == 0:
        return a
    if t == 1:
        return b
    return a + (b - a) * t


def slider_values(param: Param) -> np.ndarray:
    """Every value that the slider can take (M,)."""
    return np.array(param.values)


def family(values: np.ndarray, draw: Draw, ruler: Ruler, parts: int = 4, most: int = 0) -> Family:
    """Evaluate `draw` (slider value -> frame (N,)) at as few of the `values` (M,) as the screen needs.

    Where all of them together move at most `most` numbers, each is a member: what a drag shows is then exact. Else
    halves each gap until the straight line between its ends meets the truth within `TOLERANCE` pixels wherever it is
    looked at: at the ends of `parts` equal parts of the gap, so that `parts` = M looks at every value.
    """
    frame_at = cache(lambda index: draw(float(values[index])))
    if len(values) <= most:
        every = np.stack([frame_at(i) for i in range(len(values))]).astype(np.float32)
        if len(values) * int(moving(every).sum()) <= most:
            return Family(values, every)
    kept = {round(i) for i in np.linspace(0, len(values) - 1, FIRST_MEMBERS)}
    gaps = list(pairwise(sorted(kept)))
    while gaps:
        low, high = gaps.pop()
        if _misses(range(low, high + 1), values, frame_at, ruler, parts):
            middle = (low + high) // 2
            kept.add(middle)
            gaps += [(low, middle), (middle, high)]
    order = sorted(kept)
    return Family(values[order], np.stack([frame_at(i) for i in order]).astype(np.float32))


def moving(frames: np.ndarray) -> np.ndarray:
    """Which numbers of the frames (M, N) are not the same in all of them (N,)."""
    return ~((frames == frames[0]) | (np.isnan(frames) & np.isnan(frames[0]))).all(axis=0)


def _misses(
    gap: range, values: np.ndarray, frame_at: Callable[[int], np.ndarray], ruler: Ruler, parts: int
) -> bool:  # fmt: skip
    """Whether the straight line between the first and the last value of a gap strays from the truth between them."""
    low, high = gap[0], gap[-1]
    parts = min(parts, high - low)
    for index in (low + (high - low) * k // parts for k in range(1, parts)):
        t = float((values[index] - values[low]) / (values[high] - values[low]))
        if ruler.error(_between(frame_at(low), frame_at(high), t), frame_at(index)) > TOLERANCE:
            return True
    return False
