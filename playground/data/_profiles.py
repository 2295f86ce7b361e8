"""The shapes of imbalance: how large each class is meant to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.config import Imbalance


@dataclass(frozen=True, slots=True)
class Profile:
    """A shape of imbalance: `sizes(imbalance, C)` gives the wanted class sizes, largest first."""

    key: str
    title: str
    help: str
    sizes: Callable[[Imbalance, int], list[float]]


def _step(imbalance: Imbalance, classes: int, rare: int) -> list[float]:
    small = imbalance.largest / imbalance.ratio
    return [imbalance.largest] * (classes - rare) + [small] * rare


def _long_tail(imbalance: Imbalance, classes: int) -> list[float]:
    """n_max * (1/r)^(i/(C-1)), written as Cui et al. (1901.05555) do, so that truncation gives their numbers."""
    last = max(1, classes - 1)
    return [imbalance.largest * (1 / imbalance.ratio) ** (i / last) for i in range(classes)]


def _linear(imbalance: Imbalance, classes: int) -> list[float]:
    small, last = imbalance.largest / imbalance.ratio, max(1, classes - 1)
    return [imbalance.largest + (small - imbalance.largest) * i / last for i in range(classes)]


PROFILES: dict[str, Profile] = {
    profile.key: profile
    for profile in (
        Profile("balanced", "Balanced", "Every class keeps as many images.", lambda i, c: _step(i, c, 0)),
        Profile("single", "One rare class", "One class keeps largest / ratio images.", lambda i, c: _step(i, c, 1)),
        Profile("step", "Step", "Some classes keep largest / ratio images.", lambda i, c: _step(i, c, i.rare)),
        Profile("long_tail", "Long tail", "Each class keeps a fixed fraction of the one before.", _long_tail),
        Profile("linear", "Linear", "Sizes fall in equal steps from largest to largest / ratio.", _linear),
        Profile("custom", "My own counts", "You say how many images each class keeps.", lambda i, _: list(i.counts)),
    )
}
