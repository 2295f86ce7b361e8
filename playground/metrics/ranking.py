"""Each class against the rest, over all thresholds: ROC, AUROC, precision-recall and average precision."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.matrix import Floats, divide
from playground.metrics.probabilities import Array

POINTS = 200


class ThresholdCounts(NamedTuple):
    """Counts at every distinct score, highest first: `true` and `false` positives when calling score >= `at`."""

    at: Floats
    true: Array
    false: Array
    positives: int
    negatives: int


class OneVsRest(NamedTuple):
    """A class against the rest. Curves have at most 200 points; `auroc` and `ap` use every sample, nan if undefined.

    PR starts at recall 0 with precision 1, as scikit-learn's does; `*_at` are the thresholds (inf at the start).
    """

    fpr: Floats
    tpr: Floats
    roc_at: Floats
    recall: Floats
    precision: Floats
    pr_at: Floats
    auroc: float
    ap: float


def threshold_counts(scores: ArrayLike, positive: ArrayLike) -> ThresholdCounts:
    """Cumulate (N,) scores against (N,) booleans; equal scores move together."""
    score, hit = np.asarray(scores), np.asarray(positive, dtype=bool)
    order = np.argsort(score)[::-1]
    ranked = score[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1) if len(ranked) else np.empty(0, np.int64)
    true = np.cumsum(hit[order])[last]
    return ThresholdCounts(ranked[last], true, last + 1 - true, int(hit.sum()), int(len(hit) - hit.sum()))


def auroc_of(found: ThresholdCounts) -> float:
    """Area under the ROC curve: P(a positive outranks a negative), ties counting half; nan without either."""
    true, false = np.append(0, found.true), np.append(0, found.false)
    area = float((np.diff(false) * (true[1:] + true[:-1])).sum() / 2)
    return float(divide(area, float(found.positives) * found.negatives))


def ap_of(found: ThresholdCounts) -> float:
    """Average precision: sum over thresholds of (R_n - R_{n-1}) P_n, not interpolated; nan without positives."""
    gained = np.diff(np.append(0, found.true))
    return float(divide((gained * divide(found.true, found.true + found.false)).sum(), found.positives))


def both(probabilities: ArrayLike, labels: ArrayLike) -> tuple[Floats, Floats]:
    """(AUROC, average precision) of each class in one sorting, (C,) each; nan as in `auroc_of` and `ap_of`."""
    p, y = np.asfortranarray(probabilities), np.asarray(labels)
    found = [threshold_counts(p[:, c], y == c) for c in range(p.shape[1])]
    return np.array([auroc_of(f) for f in found]), np.array([ap_of(f) for f in found])


def one_vs_rest(scores: ArrayLike, positive: ArrayLike) -> OneVsRest:
    """Curves of one class from its probabilities (N,) and whether each sample is of that class (N,)."""
    found = threshold_counts(scores, positive)
    at = np.append(np.inf, found.at)
    true, false = np.append(0, found.true), np.append(0, found.false)
    tpr, fpr = divide(true, found.positives), divide(false, found.negatives)
    called = np.where(true + false > 0, true + false, 1)
    precision = np.where(true + false > 0, true / called, 1.0)
    roc, pr = thin(fpr, tpr), thin(tpr, precision)
    return OneVsRest(
        fpr[roc], tpr[roc], at[roc], tpr[pr], precision[pr], at[pr], auroc_of(found), ap_of(found),
    )  # fmt: skip


def thin(x: Floats, y: Floats, points: int = POINTS) -> Array:
    """Indices of at most `points` points of a curve, evenly spaced along its length; the ends always stay."""
    if len(x) <= points:
        return np.arange(len(x))
    length = np.append(0.0, np.cumsum(np.hypot(np.diff(np.nan_to_num(x)), np.diff(np.nan_to_num(y)))))
    if length[-1] == 0:
        return np.array([0, len(x) - 1])
    near = np.searchsorted(length, np.linspace(0, length[-1], points))
    return np.unique(near)
