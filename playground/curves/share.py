"""Who makes the total: how much of a loss, summed over samples, comes from easy and from hard ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS, FINE = 20, 40
EASY = 0.5  # from here on p_t beats all other classes together


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Per bin of p_t (20 bins of 0.05), each adding up to 1: `samples`, and `loss`, the part of the total they make."""

    centres: np.ndarray
    samples: np.ndarray
    loss: np.ndarray

    @property
    def easy_samples(self) -> float:
        """The share of samples with p_t of at least one half."""
        return float(self.samples[self.centres > EASY].sum())

    @property
    def easy_loss(self) -> float:
        """The share of the total loss that those samples make."""
        return float(self.loss[self.centres > EASY].sum())


def fine_grid() -> np.ndarray:
    """The middles of 800 equal steps of p_t."""
    return (np.arange(BINS * FINE) + 0.5) / (BINS * FINE)


def beta_weights(a: float, b: float) -> np.ndarray:
    """The weight of each fine step under Beta(a, b), adding up to 1. Raises ValueError unless a, b > 0."""
    if not (a > 0 and b > 0):
        raise ValueError(f"A Beta distribution needs a and b above 0, not {a!r} and {b!r}.")
    p = fine_grid()
    logs = (a - 1) * np.log(p) + (b - 1) * np.log1p(-p)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def sample_weights(p_t: np.ndarray) -> np.ndarray:
    """The weight of each fine step from measured p_t (N,), adding up to 1. Raises ValueError for none at all."""
    if not np.size(p_t):
        raise ValueError("There are no samples to share the loss.")
    counted = np.histogram(np.clip(p_t, 0, 1), bins=BINS * FINE, range=(0, 1))[0]
    return counted / counted.sum()


def shares(loss: np.ndarray, weights: np.ndarray) -> Shares:
    """Split the total of a loss by bins of p_t. `loss` (800,) is its value in nats at each step of `fine_grid`.

    `weights` (800,) come from `beta_weights` or `sample_weights`.
    """
    parts = weights * loss
    by_bin = parts.reshape(BINS, FINE).sum(axis=1)
    total = by_bin.sum()
    centres = (np.arange(BINS) + 0.5) / BINS
    return Shares(centres, weights.reshape(BINS, FINE).sum(axis=1), by_bin / total if total > 0 else by_bin)
