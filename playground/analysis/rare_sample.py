"""The few test images of rare classes that a race is watched on, and what each entrant calls them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from playground import data
from playground.core.config import Entrant, RaceConfig
from playground.core.snapshots import Result, Snapshot
from playground.losses import SPECS
from playground.metrics.probabilities import Array

SHOWN = 10  # images


class RareSample(NamedTuple):
    """`images` (K, 28, 28) uint8 and their `labels` (K,); `called[i]` (K,) by entrant i, or () while it is unknown."""

    images: Array
    labels: Array
    called: tuple[tuple[int, ...], ...]


def rare_sample(config: RaceConfig, snapshot: Snapshot | None, folder: str) -> RareSample:
    """The images of this race, in its first seed; raises ValueError in one sentence where its data cannot be read."""
    arrays = data.load(config.dataset, folder)
    rare = data.rare_classes(snapshot.counts) if snapshot and snapshot.counts else _asked(config, folder)
    places = list(picked(config.dataset, folder, rare))
    called = [_called(config.entrants[i], _first(snapshot, i), places) for i in range(len(config.entrants))]
    return RareSample(arrays.test_images[places], arrays.test_labels[places], tuple(called))


def _asked(config: RaceConfig, folder: str) -> tuple[int, ...]:
    """The rare classes of a race that has told nothing yet."""
    labels = data.load(config.dataset, folder).train_labels
    sizes = np.bincount(labels, minlength=data.SPECS[config.dataset].classes).tolist()
    return data.rare_classes(data.class_counts(config.imbalance, sizes))


@lru_cache(maxsize=64)
def picked(dataset: str, folder: str, rare: Sequence[int]) -> tuple[int, ...]:
    """Places of `SHOWN` test images, shared evenly by the rare classes, or by all where none is rare."""
    labels = data.load(dataset, folder).test_labels
    classes = rare or tuple(np.unique(labels).tolist())
    rng = np.random.default_rng(0)
    shuffled = [rng.permutation(np.flatnonzero(labels == c)).tolist() for c in classes]
    turns = [own[turn] for turn in range(SHOWN) for own in shuffled if turn < len(own)]
    return tuple(sorted(turns[:SHOWN], key=lambda place: (labels[place], place)))


def _first(snapshot: Snapshot | None, entrant: int) -> Result | None:
    """What this entrant's first lane has left."""
    if snapshot is None:
        return None
    pairs = zip(snapshot.lanes, snapshot.results, strict=False)
    return next((result for lane, result in pairs if lane.entrant == entrant), None)


def _called(entrant: Entrant, result: Result | None, places: list[int]) -> tuple[int, ...]:
    """Its answers; () where it has left none, or was tested on other images than lie here."""
    if result is None or max(places) >= len(result.logits):
        return ()
    spec = SPECS[entrant.loss.key]
    answers: tuple[int, ...] = tuple(spec.as_softmax(result.logits[places], entrant.loss.kwargs).argmax(1).tolist())
    return answers
