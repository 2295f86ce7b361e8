"""All numbers of one result at once: a row of the table of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics import matrix as m
from playground.metrics.calibration import Reliability, from_top
from playground.metrics.probabilities import Array, brier, nll, softmax
from playground.metrics.ranking import both


class Scored(NamedTuple):
    """What an adjustment changes: probabilities (N, C), predictions (N,), confusion matrix (C, C) and reliability."""

    probabilities: Array
    predictions: Array
    matrix: Array
    reliability: Reliability


class Summary(NamedTuple):
    """What of a `Scored` result the charts need: a thousandth of its size, so that many can be kept."""

    matrix: Array
    reliability: Reliability


def score(logits: ArrayLike, labels: ArrayLike) -> Scored:
    """Everything cheap about logits (N, C) and labels (N,): about a millisecond for 10 000 x 10 in float32."""
    z, y = np.asarray(logits), np.asarray(labels)
    p, called = softmax(z), z.argmax(1)
    right = (called == y).astype(np.float64)
    return Scored(p, called, m.confusion(y, called, p.shape[1]), from_top(p.max(1).astype(np.float64), right))


def every_metric(logits: ArrayLike, labels: ArrayLike, rare: Sequence[int] = ()) -> dict[str, float]:
    """One value per metric of `words.EXPLAIN` that judges a whole result, in float64; nan where undefined.

    Sorts every class: some 20 ms for 10 000 x 10.
    """
    found = score(np.asarray(logits, dtype=np.float64), labels)
    auroc, ap = both(found.probabilities, labels)
    common = [c for c in range(len(found.matrix)) if c not in set(rare)]
    return {
        "accuracy": m.accuracy(found.matrix),
        "balanced_accuracy": m.balanced_accuracy(found.matrix),
        "macro_f1": m.macro_f1(found.matrix),
        "rare_recall": m.group_recall(found.matrix, rare),
        "common_recall": m.group_recall(found.matrix, common),
        "g_mean": m.g_mean(found.matrix).value,
        "mcc": m.mcc(found.matrix),
        "auroc": m.mean(auroc),
        "ap": m.mean(ap),
        "ece": found.reliability.ece,
        "gap": found.reliability.gap,
        "brier": brier(found.probabilities, labels),
        "nll": nll(logits, labels),
    }
