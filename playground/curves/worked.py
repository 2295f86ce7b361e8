"""A loss step by step: from typed logits or probabilities and targets to every number on the way to the batch mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from playground.core.config import LossChoice
from playground.losses import SPECS

MOST_CLASSES, MOST_ROWS = 20, 12


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A batch of N samples over C classes.

    `logits`, `softmax`, `log_softmax`, `targets` (probabilities) and `gradient` (of each sample's own loss): (N, C).
    `p_t`, `cross_entropy`, `loss` (without alpha), `alpha_t` and `weighted` (with alpha): (N,). For a soft target,
    p_t is the probability given to the target's classes, sum_c t_c p_c.
    """

    logits: np.ndarray
    softmax: np.ndarray
    log_softmax: np.ndarray
    targets: np.ndarray
    p_t: np.ndarray
    cross_entropy: np.ndarray
    loss: np.ndarray
    alpha_t: np.ndarray
    weighted: np.ndarray
    gradient: np.ndarray

    @property
    def reductions(self) -> dict[str, float]:
        """The batch under each reduction: "mean" over N, "weighted_mean" over the sum of alpha_t, "sum"."""
        total, weight = float(self.weighted.sum()), float(self.alpha_t.sum())
        weighted = {"weighted_mean": total / weight} if weight > 0 else {}
        return {"mean": total / len(self.weighted), **weighted, "sum": total}


def as_logits(rows: Sequence[Sequence[float]], probabilities: bool) -> np.ndarray:
    """Typed rows as logits (N, C); a row of probabilities becomes its logarithms.

    Raises ValueError, in one sentence, for rows of unequal or forbidden length and for what is no probability.
    """
    lengths = {len(row) for row in rows}
    if len(lengths) != 1 or not 2 <= min(lengths) <= MOST_CLASSES:
        raise ValueError(f"Every row needs the same number of classes, 2 to {MOST_CLASSES}.")
    if len(rows) > MOST_ROWS:
        raise ValueError(f"At most {MOST_ROWS} samples, not {len(rows)}.")
    z = np.array(rows, dtype=np.float64)
    if not probabilities:
        return z
    if (z <= 0).any() or not np.allclose(z.sum(axis=1), 1, atol=1e-3):
        raise ValueError("Probabilities must be above 0 and add up to 1 in every row.")
    return np.log(z / z.sum(axis=1, keepdims=True))


def as_targets(rows: Sequence[Sequence[float]], samples: int, classes: int) -> np.ndarray:
    """Typed targets as probabilities (N, C): one class number a row, or C numbers that add up to 1.

    Raises ValueError, in one sentence, for anything else.
    """
    if len(rows) != samples:
        raise ValueError(f"There are {samples} rows and {len(rows)} targets; each row needs one.")
    return np.stack([_target(row, classes) for row in rows])


def _target(row: Sequence[float], classes: int) -> np.ndarray:
    if len(row) == 1:
        if row[0] != int(row[0]) or not 0 <= row[0] < classes:
            raise ValueError(f"A target class is a whole number from 0 to {classes - 1}, not {row[0]:g}.")
        return np.eye(classes)[int(row[0])]
    shares = np.array(row, dtype=np.float64)
    if len(row) != classes or (shares < 0).any() or not np.isclose(shares.sum(), 1, atol=1e-3):
        raise ValueError(f"A target is one class number, or {classes} numbers of at least 0 that add up to 1.")
    return shares / shares.sum()


def steps(
    choice: LossChoice, logits: np.ndarray, targets: np.ndarray, counts: Sequence[int], alpha: Sequence[float] = ()
) -> Steps:
    """Work a batch through: logits and targets (N, C), counts and alpha (C,) (no alpha: 1 for every class).

    A soft target costs sum_c t_c alpha_c L(z, c). Raises ValueError for a loss that takes no soft targets, and for
    numbers so large that a result is not finite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        found = _steps(choice, logits, targets, counts, alpha)
    if not all(np.isfinite(getattr(found, field.name)).all() for field in fields(found)):
        raise ValueError("These numbers are too large to compute with; type smaller ones.")
    return found


def _steps(
    choice: LossChoice, logits: np.ndarray, targets: np.ndarray, counts: Sequence[int], alpha: Sequence[float]
) -> Steps:
    hard = bool(np.isin(targets, (0.0, 1.0)).all())
    weights = np.array(alpha or (1.0,) * logits.shape[1])
    bare, _ = _values(choice, logits, targets, counts, None, hard)
    weighted, gradient = _values(choice, logits, targets, counts, weights, hard)
    log_softmax = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    softmax = np.exp(log_softmax)
    return Steps(
        logits, softmax, log_softmax, targets, (targets * softmax).sum(axis=1), -(targets * log_softmax).sum(axis=1),
        bare, targets @ weights, weighted, gradient,
    )  # fmt: skip


def _values(
    choice: LossChoice, logits: np.ndarray, targets: np.ndarray, counts: Sequence[int], alpha: np.ndarray | None,
    hard: bool,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """The values (N,) and the gradient of each row's own value (N, C), from the module that trains."""
    import torch

    from playground.losses import make_loss

    needed = list(counts) if SPECS[choice.key].needs_counts else None
    weights = None if alpha is None else torch.tensor(alpha)
    loss = make_loss(choice, needed, weights, "none")
    z = torch.tensor(logits, requires_grad=True)
    target = torch.tensor(targets.argmax(axis=1) if hard else targets)
    values = loss(z, target)
    (slope,) = torch.autograd.grad(values.sum(), z)
    return values.detach().numpy(), slope.numpy()
