"""What can be had without retraining: move the prior, rescale the confidence, undo focal's distortion. Numpy only.

Each function maps logits (N, C) to logits (N, C) of the same type, so that they may follow one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.metrics.matrix import Floats, balanced_accuracy, group_recall
from playground.metrics.probabilities import Array, true_class
from playground.metrics.seeds import Verdict, compare
from playground.snapshots import Matrix

COLDEST, HOTTEST = 0.05, 20.0


def log_prior(counts: Sequence[int]) -> Floats:
    """log of each class's share of the training samples (C,); a class without samples counts as half a sample."""
    n = np.maximum(np.asarray(counts, dtype=np.float64), 0.5)
    if not n.size or np.sum(counts) <= 0:
        raise ValueError("Moving the prior needs training counts, and one of them above 0.")
    return np.log(n / float(np.sum(counts)))


def move_prior(logits: ArrayLike, counts: Sequence[int], tau: float) -> Array:
    """z_c - tau log prior_c (Menon et al., 2007.07314, equation 9). tau = 1 aims at classes that count the same."""
    z = np.asarray(logits)
    return z - (tau * log_prior(counts)).astype(z.dtype)


def tau_note(tau: float) -> str:
    """Whether this tau could have been chosen without seeing the test set."""
    if tau == 0:
        return "tau = 0: nothing is moved."
    if tau == 1:
        return "tau = 1 follows from the training counts alone."
    return f"Hindsight: tau = {tau:g} was picked while looking at the test set, so its gain is not a fair result."


def heat(logits: ArrayLike, temperature: float) -> Array:
    """z / T: above 1 makes every answer less sure; the predicted class never changes. T must be above 0."""
    z = np.asarray(logits)
    if not temperature > 0:
        raise ValueError(f"The temperature must be above 0, not {temperature!r}.")
    return z / z.dtype.type(temperature)


def halves(labels: ArrayLike) -> tuple[Array, Array]:
    """Indices of two halves that share every class evenly: the first to fit on, the second to judge on."""
    y = np.asarray(labels)
    order = np.argsort(y, kind="stable")
    return np.sort(order[0::2]), np.sort(order[1::2])


def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> float:
    """The T in [0.05, 20] of least NLL, by bisection on its slope: convex in 1/T (Guo et al., 1706.04599).

    Raises ValueError without samples.
    """
    z = np.asfortranarray(logits, dtype=np.float64)
    if not len(z):
        raise ValueError("Fitting a temperature needs samples.")
    z = z - z.max(1, keepdims=True)
    mean_true = float(true_class(z, labels).mean())
    low, high = np.log(1 / HOTTEST), np.log(1 / COLDEST)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(z, mean_true, np.exp(middle)) < 0 else (low, middle)
    return float(np.exp(-(low + high) / 2))


def _slope(z: Floats, mean_true: float, cold: float) -> float:
    """d NLL / d(1/T): the expected logit minus the true one."""
    e = np.exp(cold * z)
    return float((np.einsum("nc,nc->n", e, z) / e.sum(1)).mean()) - mean_true


def focal_posterior(logits: ArrayLike, gamma: float) -> Array:
    """Logits whose softmax is the posterior that a focal loss with this gamma would have been minimal at.

    log h(p), h(p) = p / ((1-p)^gamma - gamma (1-p)^(gamma-1) p log p)
    (Charoenphakdee et al., 2011.09172):
    h rises with p, so the predicted class never changes. Written as log p - gamma log(1-p) - log(1 + gamma p r),
    r = -log p / (1-p), which is finite at p = 0 and p = 1. gamma = 0 returns log p.
    """
    z = np.asfortranarray(logits)
    rows, top = np.arange(len(z)), z.argmax(1)
    log_p, p, others = _shares(z, rows, top)
    if gamma == 0:
        return log_p
    log_rest = np.log(others)  # log and not log1p: an absolute error of one rounding, and several times faster
    p *= -log_p / others
    return log_p - gamma * log_rest - np.log(1 + gamma * p)


def _shares(z: Array, rows: Array, top: Array) -> tuple[Array, Array, Array]:
    """log p, p and 1 - p, (N, C) each; for the largest class 1 - p is summed up, not subtracted from 1."""
    z = z - z[rows, top][:, None]
    p = np.exp(z)
    p[rows, top] = 0
    rest = np.maximum(p.sum(1), np.finfo(z.dtype).tiny)
    p[rows, top] = 1
    p /= (1 + rest)[:, None]
    log_p, others = z - np.log1p(rest)[:, None], 1 - p
    others[rows, top] = rest / (1 + rest)
    return log_p, p, others


def argmax_unchanged(before: ArrayLike, after: ArrayLike) -> bool:
    """True when every sample keeps its predicted class: (N, C), (N, C)."""
    return bool((np.asarray(before).argmax(1) == np.asarray(after).argmax(1)).all())


class CouldHave(NamedTuple):
    """`answer`: "yes", "no" or "too few seeds to say"; the paired differences (entrant - moved prior); a sentence."""

    answer: str
    balanced: Verdict
    rare: Verdict
    sentence: str


def could_have(moved: Sequence[Matrix], entrant: Sequence[Matrix], rare: Sequence[int], name: str) -> CouldHave:
    """Could you have got this by moving the prior? One matrix per seed, in the same order of seeds.

    `moved` is cross-entropy with tau = 1, `entrant` the other loss as it is. Judged by balanced accuracy, which is
    what tau = 1 aims at; the entrant must be clearly better over at least two seeds for a "no".
    """
    balanced = compare(_each(moved), _each(entrant), "Balanced accuracy", 100, " points")
    rarely = compare(_each(moved, rare), _each(entrant, rare), "Recall of the rare classes", 100, " points")
    lead = f"Cross-entropy with its prior moved (tau = 1, nothing retrained) against {name}:"
    numbers = f"balanced accuracy {_share(moved)} against {_share(entrant)}"
    numbers += f", recall of the rare classes {_share(moved, rare)} against {_share(entrant, rare)}" if rare else ""
    answer = _answer(balanced)
    return CouldHave(answer, balanced, rarely, f"{lead} {numbers}. {_CONCLUSIONS[answer].format(name=name)}")


_CONCLUSIONS = {
    "yes": "So yes: moving the prior gets you there without training {name}.",
    "no": "So no: {name} is better by more than the seed noise.",
    "too few seeds to say": "{name} is ahead, but too little beyond the seed noise to say no.",
}


def _answer(balanced: Verdict) -> str:
    if balanced.interval.mean <= 0.005:
        return "yes"
    return "no" if balanced.clear else "too few seeds to say"


def _each(matrices: Sequence[Matrix], rare: Sequence[int] | None = None) -> list[float]:
    return [balanced_accuracy(m) if rare is None else group_recall(m, rare) for m in matrices]


def _share(matrices: Sequence[Matrix], rare: Sequence[int] | None = None) -> str:
    return f"{np.mean(_each(matrices, rare)):.1%}"
