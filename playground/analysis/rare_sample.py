"""The few test images of rare classes that a race is watched on, and what each entrant calls them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from playground import data
from playground.core.config import RaceConfig
from playground.metrics.probabilities import Array
from playground.race.digest import Digest


class RareSample(NamedTuple):
    """`images` (K, 28, 28) uint8 and their `labels` (K,).

    `called[i]` (K,) by entrant i, each with its probability in `sure[i]` (K,), 0 to 1; both () while it is unknown.
    """

    images: Array
    labels: Array
    called: tuple[tuple[int, ...], ...]
    sure: tuple[tuple[float, ...], ...]


def rare_sample(config: RaceConfig, found: Digest, folder: str) -> RareSample:
    """The images of this race, in its first seed; raises ValueError in one sentence where its data cannot be read."""
    arrays = data.load(config.dataset, folder)
    places = list(picked(config.dataset, folder, found.counts or _asked(config, folder)))
    newest = [next((lane.points[-1] for lane in found.lanes if lane.entrant == i and lane.points), None)
              for i in range(len(found.names))]  # fmt: skip
    known = [point if point and len(point.calls) == len(places) else None for point in newest]
    return RareSample(
        arrays.test_images[places], arrays.test_labels[places],
        tuple(point.calls if point else () for point in known), tuple(point.sure if point else () for point in known),
    )  # fmt: skip


def _asked(config: RaceConfig, folder: str) -> tuple[int, ...]:
    """The training images per class of a race that has told nothing yet."""
    labels = data.load(config.dataset, folder).train_labels
    sizes = np.bincount(labels, minlength=data.SPECS[config.dataset].classes).tolist()
    return data.class_counts(config.imbalance, sizes)


@lru_cache(maxsize=64)
def picked(dataset: str, folder: str, counts: tuple[int, ...]) -> tuple[int, ...]:
    """Places of the strip among the test images, as the trainer picks them too."""
    return tuple(data.strip(data.load(dataset, folder).test_labels, counts).tolist())
