"""Which images a gallery shows, in words and indices, and how focal weights let them fade."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from playground.analysis.evaluation import Evaluation
from playground.core.params import Param
from playground.metrics import galleries
from playground.metrics.gradients import focal_weight
from playground.metrics.probabilities import Array, log_true

MANY = 24  # images shown at once
EACH = 2  # images of every class in a sample of predictions
FADE = Param(
    "fade", "Fade by focal weight, γ", 0.0, 0.0, 5.0, 0.1,
    "An image fades to (1 - p)^γ, the share of its cross-entropy that focal loss with this γ keeps. "
    "γ = 0 fades nothing.",
)  # fmt: skip
USUAL_GAMMA = 2.0  # the focal paper's

Pick = Callable[[Evaluation, int, float], Array]


class Kind(NamedTuple):
    """A gallery: its title, what it shows, and `pick(evaluation, model, gamma)` -> indices, the most telling first."""

    title: str
    explain: str
    pick: Pick


def sample(n: int) -> Array:
    """The same random places among n for every model, at most `MANY`."""
    return np.random.default_rng(0).permutation(n)[:MANY]


def of_each_class(labels: Array, draw: int) -> Array:
    """Indices of a few samples of every class that occurs in the labels (N,), the same for every model."""
    rng = np.random.default_rng(draw)
    places = [np.flatnonzero(labels == c) for c in np.unique(labels)]
    return np.concatenate([rng.choice(own, min(EACH, len(own)), replace=False) for own in places])


KINDS: dict[str, Kind] = {
    "fixed": Kind(
        "Fixed", "Wrong under the baseline, right here.",
        lambda e, i, gamma: galleries.fixed(e.logits[0], e.logits[i], e.labels),
    ),
    "broken": Kind(
        "Broken", "Right under the baseline, wrong here: the price.",
        lambda e, i, gamma: galleries.broken(e.logits[0], e.logits[i], e.labels),
    ),
    "hardest": Kind(
        "Hardest", "The images whose true class it finds least likely.",
        lambda e, i, gamma: galleries.hardest(e.logits[i], e.labels),
    ),
    "suppressed": Kind(
        "Most suppressed", "The images that focal loss at this γ stops listening to.",
        lambda e, i, gamma: galleries.most_suppressed(e.logits[i], e.labels, gamma),
    ),
    "sample": Kind("A sample", "Drawn at random, the same for every model.", lambda e, i, gamma: sample(len(e.labels))),
}  # fmt: skip


def kinds(i: int) -> list[str]:
    """The galleries of model i; the baseline has neither fixed nor broken anything."""
    return [kind for kind in KINDS if i or kind not in ("fixed", "broken")]


@dataclass(frozen=True, eq=False)
class Gallery:
    """The images `picked` (K,), a `sentence` about them, and log p_t (N,) of all samples under the model."""

    kind: str
    picked: Array
    sentence: str
    log_p: Array

    def weights(self, gamma: float) -> Array | None:
        """The focal weights (N,) at the slider's gamma; None where nothing fades."""
        return _weights(self.log_p, self.kind, gamma)

    def fading(self) -> list[Array | None]:
        """The weights (K,) of the images picked at each of the values of `FADE`; None where nothing fades."""
        return [_weights(self.log_p[self.picked], self.kind, gamma) for gamma in FADE.values]


def gallery(evaluation: Evaluation, i: int, kind: str, gamma: float) -> Gallery:
    """Pick model i's gallery of this kind, a key of `KINDS`, at the slider's gamma."""
    asked = _gamma(kind, gamma)
    found = KINDS[kind].pick(evaluation, i, asked)
    sentence = f"{KINDS[kind].explain} {_count(kind, len(found), evaluation.names[i], asked)}".rstrip()
    log_p = log_true(evaluation.logits[i], evaluation.labels)
    return Gallery(kind, found[:MANY], sentence, log_p)


def _gamma(kind: str, gamma: float) -> float:
    """Nothing is suppressed at 0: that gallery then asks at the paper's gamma."""
    return USUAL_GAMMA if kind == "suppressed" and not gamma else gamma


def _weights(log_p: Array, kind: str, gamma: float) -> Array | None:
    asked = _gamma(kind, gamma)
    return focal_weight(log_p, asked) if asked else None


def _count(kind: str, found: int, name: str, gamma: float) -> str:
    if kind in ("fixed", "broken"):
        return f"{found:,} images under {name}."
    return f"Weights at γ = {gamma:g}." if kind == "suppressed" else ""
