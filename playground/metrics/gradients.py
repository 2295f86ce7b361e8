"""Where the gradient goes: its norm per sample in closed form, shared out over classes and difficulty. Numpy only.

Every loss here is f(-log p_t), or cross-entropy of shifted logits, so that dL/dz = factor * (p - y).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.core.alpha import expand
from playground.core.config import AlphaChoice
from playground.metrics.matrix import Floats, divide
from playground.metrics.probabilities import Array, log_softmax, true_class

DIFFICULTY = ("hard (p < 0.5)", "medium (0.5 to 0.9)", "easy (p > 0.9)")
Factor = Callable[..., Floats]


def focal_factor(log_p: Floats, gamma: float) -> Floats:
    """(1-p)^gamma - gamma p (1-p)^(gamma-1) log p from log p (N,): focal's gradient over cross-entropy's.

    Mukhoti et al., 2002.09437, proposition 1. 1 at gamma = 0, and 0 (its limit) at p = 1 otherwise.
    """
    if gamma == 0:
        return np.ones_like(log_p)
    rest = -np.expm1(log_p)
    ratio = divide(-log_p, rest)
    return np.nan_to_num(rest**gamma * (1 + gamma * np.exp(log_p) * ratio))


def focal_weight(log_p: Floats, gamma: float) -> Floats:
    """(1-p)^gamma, the share of its cross-entropy that focal loss leaves a sample, from log p (N,)."""
    return np.asarray((-np.expm1(log_p)) ** gamma)


FACTORS: dict[str, Factor] = {
    "cross_entropy": np.ones_like,
    "focal": lambda log_p, gamma=2.0: focal_factor(log_p, gamma),
    "class_balanced_focal": lambda log_p, gamma=2.0, beta=0.9999: focal_factor(log_p, gamma),
    "logit_adjustment": lambda log_p, tau=1.0: np.ones_like(log_p),
    "balanced_softmax": np.ones_like,
    "poly1": lambda log_p, epsilon=2.0: 1 + epsilon * np.exp(log_p),
    "gce": lambda log_p, q=0.7: np.exp(q * log_p),
    "mae": lambda log_p: 2 * np.exp(log_p),
    "symmetric_ce": lambda log_p, a=0.1, b=1.0: a + 4 * b * np.exp(log_p),
}


def norms(
    logits: ArrayLike,
    labels: ArrayLike,
    key: str,
    params: Mapping[str, float] | None = None,
    counts: Sequence[int] = (),
    alpha: Sequence[float] = (),
) -> Floats | None:
    """Euclidean norm of dL/dlogits of each sample, (N,); None where no exact closed form is known (see `FACTORS`).

    `counts` (C,) serves losses that know the class counts; `alpha` (C,) multiplies each sample's by its class's.
    """
    if key not in FACTORS:
        return None
    y, chosen = np.asarray(labels, dtype=np.int64), dict(params or {})
    z = np.asarray(logits, dtype=np.float64) + _shift(key, chosen, counts)
    log_p = log_softmax(z)
    own = true_class(log_p, y)
    weights = _class_weights(key, chosen, counts, alpha, z.shape[1])
    return np.abs(FACTORS[key](own, **chosen)) * _residual(log_p, own, y) * weights[y]


def unknown(title: str) -> str:
    """What to say where `norms` gives None."""
    return f"{title}: no exact formula for each sample's gradient, so it is left out here."


def _shift(key: str, params: Mapping[str, float], counts: Sequence[int]) -> Floats | float:
    if key not in ("logit_adjustment", "balanced_softmax"):
        return 0.0
    if not sum(counts):
        raise ValueError(f"{key} needs the training counts of the classes, and one of them above 0.")
    return params.get("tau", 1.0) * np.log(np.maximum(counts, 0.5) / sum(counts))


def _class_weights(
    key: str, params: Mapping[str, float], counts: Sequence[int], alpha: Sequence[float], classes: int
) -> Floats:
    weights = np.array(alpha or np.ones(classes), dtype=np.float64)
    if key == "class_balanced_focal":
        weights = weights * expand(AlphaChoice("effective", params.get("beta", 0.9999)), counts)
    return weights


def _residual(log_p: Floats, own: Floats, y: Array) -> Floats:
    """|p - y|: the wrong classes' p squared, plus (1 - p_t) squared, taken from log p_t to keep its digits."""
    p = np.exp(log_p)
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


def share(norm: ArrayLike, labels: ArrayLike, p_true: ArrayLike, mix: Sequence[int] = ()) -> Share:
    """Share out norms (N,) of samples whose true class has probability p_true (N,).

    `mix` (C,) training counts weigh the samples as often as their class occurs in training; () counts all alike.
    """
    y, n = np.asarray(labels, dtype=np.int64), np.asarray(norm, dtype=np.float64)
    classes = len(mix) or int(y.max(initial=-1)) + 1
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
