"""How many training images each class keeps, and which: pure, and the same for the same seed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.core.config import Imbalance
from playground.core.quote import shown
from playground.data._profiles import PROFILES

Ints = NDArray[np.int64]
MOST = 10**9  # images of a class, and their ratio: more than any data set has, and still an exact float
MOST_SEED = 2**53


def class_counts(imbalance: Imbalance, available: Sequence[int]) -> tuple[int, ...]:
    """Return the training images that each class keeps, (C,).

    A profile's sizes are truncated to whole images as published, are at least 1, and go to the classes in an order
    that `imbalance.seed` shuffles; where a class has fewer images than its size it keeps all it has. Counts of the
    profile "custom" are taken as they are. Raises ValueError with one sentence for settings that make no sense.
    """
    validate(imbalance, len(available))
    sizes = [int(size) for size in PROFILES[imbalance.profile].sizes(imbalance, len(available))]
    if imbalance.profile == "custom":
        return _affordable(sizes, available)
    order = np.random.default_rng(imbalance.seed).permutation(len(available))
    wanted = dict(zip(order.tolist(), sizes, strict=True))
    return tuple(min(max(1, wanted[c]), n) for c, n in enumerate(available))


def _affordable(sizes: Sequence[int], available: Sequence[int]) -> tuple[int, ...]:
    for c, (size, n) in enumerate(zip(sizes, available, strict=True)):
        if size > n:
            raise ValueError(f"Class {c} has {n} training images; {size} are too many.")
    return tuple(sizes)


def validate(imbalance: Imbalance, classes: int) -> None:
    """Raise ValueError with one sentence unless the settings make sense for this number of classes."""
    if imbalance.profile not in PROFILES:
        raise ValueError(f"There is no imbalance called {shown(imbalance.profile)}; known are {', '.join(PROFILES)}.")
    if not _whole(imbalance.seed) or not 0 <= imbalance.seed <= MOST_SEED:
        raise ValueError(
            f"The seed of the imbalance must be a whole number of at least 0 and at most {MOST_SEED:,}, "
            f"not {shown(imbalance.seed)}."
        )
    if not imbalance.ratio <= MOST:
        raise ValueError(f"The ratio of largest to smallest class is at most {MOST:,}, not {shown(imbalance.ratio)}.")
    if _whole(imbalance.largest) and imbalance.largest > MOST:
        raise ValueError(f"The largest class has at most {MOST:,} images, not {shown(imbalance.largest)}.")
    if imbalance.profile == "custom":
        _validate_custom(imbalance.counts, classes)
    else:
        _validate_shape(imbalance, classes)


def _validate_shape(imbalance: Imbalance, classes: int) -> None:
    if imbalance.ratio < 1:
        raise ValueError(
            f"The ratio of largest to smallest class must be a number of at least 1, not {shown(imbalance.ratio)}."
        )
    if not _whole(imbalance.largest) or imbalance.largest < 1:
        raise ValueError(f"The largest class needs at least 1 image, a whole number, not {shown(imbalance.largest)}.")
    if not _whole(imbalance.rare) or not 1 <= imbalance.rare < classes:
        raise ValueError(f"From 1 to {classes - 1} of the {classes} classes can be rare, not {shown(imbalance.rare)}.")


def _validate_custom(counts: Sequence[int], classes: int) -> None:
    if len(counts) != classes:
        raise ValueError(f"Give one count per class: {classes} numbers, not {len(counts)}.")
    for c, count in enumerate(counts):
        if _whole(count) and count > MOST:
            raise ValueError(f"The count of class {c} is at most {MOST:,}.")
        if not _whole(count) or count < 0:
            raise ValueError(f"The count of class {c} must be a whole number of at least 0, not {shown(count)}.")
    if sum(count > 0 for count in counts) < 2:
        raise ValueError("At least two classes need images: with one there is nothing to tell apart.")


def _whole(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def choose(labels: NDArray[np.uint8], counts: Sequence[int], seed: int | Sequence[int]) -> Ints:
    """Draw counts[c] indices of each class without replacement, (sum counts,), sorted.

    The same seed draws the same images, and a smaller count draws a subset of what a larger one draws.
    """
    drawn = [_draw(np.flatnonzero(labels == c), n, c, seed) for c, n in enumerate(counts)]
    return np.sort(np.concatenate(drawn))


def _draw(members: Ints, n: int, label: int, seed: int | Sequence[int]) -> Ints:
    if n > len(members):
        raise ValueError(f"Class {label} has {len(members)} training images; {n} are too many.")
    return np.random.default_rng([*np.atleast_1d(seed).tolist(), label]).permutation(members)[:n]


def rare_classes(counts: Sequence[int]) -> tuple[int, ...]:
    """The classes whose recall is called "rare recall": nearer, in ratio, to the smallest class than to the largest.

    That is a count below sqrt(smallest * largest), and any class without images. It gives the rare classes of the
    step and single profiles and the smaller half of a long tail. No class is rare where the largest has less than
    twice the images of the smallest.
    """
    present = [n for n in counts if n > 0]
    middle = math.sqrt(min(present) * max(present)) if present and max(present) >= 2 * min(present) else 0.0
    return tuple(c for c, n in enumerate(counts) if n < middle or n == 0)
