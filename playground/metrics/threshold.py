"""One class gets its own threshold: what it gains, and what the other classes pay."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.matrix import Floats, divide
from playground.metrics.matrix import mean as mean_of
from playground.metrics.probabilities import Array

GRID = np.linspace(0, 1, 101)


class Sweep(NamedTuple):
    """At each threshold (T,): `recall` and `precision` of the class, mean recall of the `others`, `accuracy`."""

    at: Floats
    recall: Floats
    precision: Floats
    others: Floats
    accuracy: Floats


def predict(probabilities: ArrayLike, one: int, threshold: float) -> Array:
    """Call class `one` where its probability reaches the threshold, else the most probable other class; (N,)."""
    p = np.asarray(probabilities)
    return np.where(p[:, one] >= np.float64(threshold), one, _others(p, one))


def _others(p: Array, one: int) -> Array:
    rest = np.array(p, order="F")
    rest[:, one] = -1.0
    return rest.argmax(1)


def sweep(probabilities: ArrayLike, labels: ArrayLike, one: int, at: Floats = GRID) -> Sweep:
    """All thresholds at once, `at` ascending: class `one` against the rest in probabilities (N, C), labels (N,)."""
    p, y = np.asarray(probabilities), np.asarray(labels, dtype=np.int64)
    classes, passed = p.shape[1], np.searchsorted(at, p[:, one], side="right")  # thresholds that the sample reaches
    called = _reaching(passed, y, classes, at)
    sizes = np.bincount(y, minlength=classes)
    right = _others(p, one) == y
    kept = np.bincount(y[right], minlength=classes) - _reaching(passed[right], y[right], classes, at)
    hits = called[:, one]
    kept[:, one] = hits
    recalls = divide(kept, sizes)
    others = np.array([mean_of(row) for row in np.delete(recalls, one, axis=1)])
    return Sweep(at, recalls[:, one], divide(hits, called.sum(1)), others, divide(kept.sum(1), len(y)))


def _reaching(passed: Array, y: Array, classes: int, at: Floats) -> Array:
    """(T, C): samples of each class whose probability reaches threshold t."""
    table = np.bincount(passed * classes + y, minlength=(len(at) + 1) * classes).reshape(len(at) + 1, classes)
    return table[::-1].cumsum(0)[::-1][1:]


def sentence(before: ArrayLike, after: ArrayLike, name: str, one: int, threshold: float) -> str:
    """What moving the threshold did, from the confusion matrices before (argmax) and after, both (C, C)."""
    old, new = np.asarray(before), np.asarray(after)
    found = int(new[one, one] - old[one, one])
    taken = int(np.trace(old) - np.trace(new)) + found
    lead = f"Calling {name} from a probability of {threshold:.0%} on"
    if not found and not taken:
        return f"{lead} changes no hit compared with the most probable class."
    gain = f"finds {found:,} more of its samples" if found >= 0 else f"loses {-found:,} of its samples"
    cost = f"costs the other classes {taken:,} hits" if taken >= 0 else f"gives the other classes {-taken:,} hits"
    return f"{lead} {gain} and {cost}."
