"""Where the gradient goes: its norm per sample in closed form, shared out over classes and difficulty. Numpy only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.core.loss_spec import LossSpec
from playground.metrics.matrix import Floats, divide
from playground.metrics.probabilities import Array, log_softmax, margin

DIFFICULTY = ("hard (p < 0.5)", "medium (0.5 to 0.9)", "easy (p > 0.9)")


def focal_weight(log_p: Floats, gamma: float) -> Floats:
    """(1-p)^gamma, the share of its cross-entropy that focal loss leaves a sample, from log p (N,)."""
    return np.asarray((-np.expm1(log_p)) ** gamma)


def norms(
    logits: ArrayLike,
    labels: ArrayLike,
    spec: LossSpec,
    params: Mapping[str, float] | None = None,
    counts: Sequence[int] = (),
    alpha: Sequence[float] = (),
) -> Floats | None:
    """Euclidean norm of dL/dlogits of each sample, (N,); None where the loss has no `closed_form`.

    `logits` (N, C) are answer logits (`LossSpec.as_softmax`). `counts` (C,) serves losses that know the class counts;
    `alpha` (C,) multiplies each sample's by its class's. Raises ValueError where counts are needed and missing.
    """
    if spec.closed_form is None:
        return None
    if spec.needs_counts and not sum(counts):
        raise ValueError(f"{spec.key} needs the training counts of the classes, and one of them above 0.")
    z, y = np.asarray(logits, dtype=np.float64), np.asarray(labels, dtype=np.int64)
    form, numbers = spec.closed_form, spec.numbers(params or {}, z.shape[1])
    if form.shift:
        z = form.shift(z, y, counts, **numbers)
    weights = np.array(alpha or np.ones(z.shape[1]), dtype=np.float64)
    if form.weights:
        weights = weights * form.weights(z.shape[1], counts, **numbers)
    own = np.asarray(-np.logaddexp(0, margin(z, y)))  # log p_t, with all its digits where p_t rounds to 1
    return np.abs(form.factor(own, **numbers)) * _residual(z, own, y) * weights[y]


def unknown(title: str) -> str:
    """What to say where `norms` gives None."""
    return f"{title}: no exact formula for each sample's gradient, so it is left out here."


def _residual(z: Array, own: Floats, y: Array) -> Floats:
    """|p - y|: the wrong classes' p squared, plus (1 - p_t) squared, taken from log p_t to keep its digits."""
    p = np.exp(log_softmax(z))
    p[np.arange(len(p)), y] = np.expm1(own)
    return np.sqrt(np.einsum("nc,nc->n", p, p))


class Share(NamedTuple):
    """Shares of the whole gradient norm (each sums to 1): by class (C,), by `DIFFICULTY` (3,).

    `samples` (3,) is each difficulty's share of the samples; `total` the mean norm per sample.
    """

    classes: Floats
    difficulty: Floats
    samples: Floats
    total: float


def share(
    norm: ArrayLike, labels: ArrayLike, p_true: ArrayLike, mix: Sequence[int] = (), classes: int = 0
) -> Share:  # fmt: skip
    """Share out norms (N,) of samples whose true class has probability p_true (N,).

    `mix` (C,) training counts weigh the samples as often as their class occurs in training; () counts all alike.
    Then `classes` is C, where the last classes may have no sample.
    """
    y, n = np.asarray(labels, dtype=np.int64), np.asarray(norm, dtype=np.float64)
    classes = len(mix) or max(classes, int(y.max(initial=-1)) + 1)
    often = divide(mix, np.bincount(y, minlength=classes))[y] if len(mix) else np.ones(len(y))
    level = np.digitize(np.asarray(p_true), (0.5, 0.9))
    amount = n * often
    by_class = np.bincount(y, weights=amount, minlength=classes)
    by_level = np.bincount(level, weights=amount, minlength=3)
    return Share(
        divide(by_class, amount.sum()), divide(by_level, amount.sum()),
        divide(np.bincount(level, weights=often, minlength=3), often.sum()), float(divide(amount.sum(), often.sum())),
    )  # fmt: skip


class Cumulative(NamedTuple):
    """Lin et al. figure 4: the `samples` share with the smallest losses makes up the `loss` share of their sum.

    Both (M,), from 0 to 1, at most 101 points; `hardest` = share of the loss in the hardest 20 % of the samples.
    """

    samples: Floats
    loss: Floats
    hardest: float


def cumulative(log_p: ArrayLike, gamma: float, points: int = 101) -> Cumulative:
    """Sort the focal losses of samples with log p_t (N,), cumulate them, normalise to sum 1; nan without samples."""
    own = np.asarray(log_p, dtype=np.float64)
    losses = np.sort(focal_weight(own, gamma) * -own)
    summed = divide(np.append(0.0, np.cumsum(losses)), losses.sum())
    at = np.linspace(0, 1, points)
    steps = np.linspace(0, 1, len(summed)) if len(losses) else np.zeros(1)
    return Cumulative(at, np.interp(at, steps, summed), float(1 - np.interp(0.8, steps, summed)))
