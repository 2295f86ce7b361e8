"""What the pages look at: logits of one or several models on the same labelled samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground import data
from playground.core.config import Entrant, RaceConfig
from playground.core.snapshots import Matrix, Result, Snapshot
from playground.losses import SPECS
from playground.metrics.matrix import confusion
from playground.metrics.probabilities import Array
from playground.metrics.scores import Scored, every_metric, score
from playground.race.names import entrant_names

Logits = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Models and the samples that they were asked about. The first model is the baseline.

    `runs[i][s]` are the logits (N, C) of model i in seed s; `labels` (N,); `images` (N, 28, 28) uint8 or None;
    `counts` (C,) training samples per class, () when unknown; `rare` class indices; `classes` (C,) their names.
    `entrants` and `weights[i][s]` belong to races, and are empty for a visitor's own model. All arrays are read-only.
    """

    title: str
    names: tuple[str, ...]
    runs: tuple[tuple[Logits, ...], ...]
    labels: Array
    classes: tuple[str, ...]
    counts: tuple[int, ...] = ()
    rare: tuple[int, ...] = ()
    images: Array | None = None
    seeds: tuple[int, ...] = (0,)
    seed: int = 0
    config: RaceConfig | None = None
    entrants: tuple[Entrant, ...] = ()
    weights: tuple[tuple[dict[str, Array], ...], ...] = ()

    def __post_init__(self) -> None:
        for array in (*(z for run in self.runs for z in run), self.labels):  # images come read-only with their data set
            array.setflags(write=False)

    @property
    def logits(self) -> tuple[Logits, ...]:
        """The logits of every model in the seed that is looked at."""
        return tuple(run[self.seed] for run in self.runs)

    @cached_property
    def scored(self) -> tuple[Scored, ...]:
        """Probabilities, predictions, confusion matrix and reliability of every model."""
        return tuple(score(z, self.labels) for z in self.logits)

    @cached_property
    def metrics(self) -> list[list[dict[str, float]]]:
        """Every metric of every model in every seed."""
        return [[every_metric(z, self.labels, self.rare) for z in run] for run in self.runs]

    @property
    def favourite(self) -> int:
        """The model other than the baseline with the highest balanced accuracy; 0 where there is no other."""
        each = [runs[self.seed]["balanced_accuracy"] for runs in self.metrics]
        return max(range(1, len(each)), key=each.__getitem__, default=0)

    def right(self, i: int) -> Array:
        """Which samples model i calls right, (N,) booleans."""
        return self.scored[i].predictions == self.labels

    def matrix(self, logits: Array) -> Matrix:
        """The confusion matrix of logits (N, C) on the samples looked at."""
        return tuple(map(tuple, confusion(self.labels, logits.argmax(1), len(self.classes)).tolist()))

    @property
    def rare_sentence(self) -> str:
        """Which classes were rare in training; "" where none was."""
        listed = ", ".join(self.classes[c] for c in sorted(self.rare))
        return f"Rare in training: {listed}." if listed else ""

    @property
    def order(self) -> list[int]:
        """The classes, the rarest first."""
        return sorted(range(len(self.classes)), key=lambda c: (self.support[c], c))

    @property
    def support(self) -> tuple[int, ...]:
        """Training samples per class, or where they are unknown the samples looked at."""
        return self.counts or tuple(np.bincount(self.labels, minlength=len(self.classes)).tolist())


def evaluate_race(
    config: RaceConfig, snapshot: Snapshot, folder: str, title: str, seed: int | None = None
) -> Evaluation:
    """A race's results, looked at in this seed (None: the first); models that left none are not shown.

    Raises ValueError in one sentence when none did, when the seed was not finished by all, or its data is gone or
    another.
    """
    arrays = data.load(config.dataset, folder)
    _check_samples(snapshot, len(arrays.test_labels))
    kept = _kept(snapshot, len(config.entrants))
    whole = [i for i, lanes in enumerate(kept) if lanes]
    if not whole:
        raise ValueError("This race has left no finished model yet.")
    shared = sorted(set.intersection(*(set(kept[i]) for i in whole)))
    if not shared:
        raise ValueError("No seed of this race has been finished by all its losses.")
    if seed is not None and seed not in shared:
        finished = ", ".join(map(str, shared))
        raise ValueError(f"Seed {seed} was not finished by all losses of this race; {finished} can be looked at.")
    names, results = entrant_names(config.entrants), snapshot.results
    picked = [[results[kept[i][s]] for s in shared] for i in whole]
    return Evaluation(
        title, tuple(names[i] for i in whole),
        tuple(_answers(config.entrants[i], row) for i, row in zip(whole, picked, strict=True)),
        arrays.test_labels, data.SPECS[config.dataset].class_names, snapshot.counts,
        data.rare_classes(snapshot.counts), arrays.test_images, tuple(shared),
        0 if seed is None else shared.index(seed), config, tuple(config.entrants[i] for i in whole),
        tuple(tuple(r.weights for r in row if r) for row in picked),
    )  # fmt: skip


def _check_samples(snapshot: Snapshot, samples: int) -> None:
    for result in snapshot.results:
        if result is not None and len(result.logits) != samples:
            raise ValueError(
                f"This race was tested on {len(result.logits):,} images, and its data set has {samples:,} test images "
                "here."
            )


def _answers(entrant: Entrant, row: Sequence[Result | None]) -> tuple[Logits, ...]:
    """Logits whose softmax is what the model answers, also for losses that are not trained through a softmax."""
    spec = SPECS[entrant.loss.key]
    return tuple(spec.as_softmax(r.logits, entrant.loss.kwargs) for r in row if r)


def _kept(snapshot: Snapshot, entrants: int) -> list[dict[int, int]]:
    """Of each entrant: seed -> index of the lane that has a result of finite logits."""
    kept: list[dict[int, int]] = [{} for _ in range(entrants)]
    for i, (lane, result) in enumerate(zip(snapshot.lanes, snapshot.results, strict=False)):
        if result is not None and bool(np.isfinite(result.logits).all()):
            kept[lane.entrant][lane.seed] = i
    return kept
