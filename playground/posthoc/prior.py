"""Move the prior: logit adjustment after training, and whether it would have been enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.core.prior import log_prior
from playground.core.snapshots import Matrix
from playground.metrics.matrix import balanced_accuracy, group_recall
from playground.metrics.probabilities import Array
from playground.metrics.seeds import Verdict, compare


def move_prior(logits: ArrayLike, counts: Sequence[int], tau: float) -> Array:
    """z_c - tau log prior_c (Menon et al., 2007.07314, equation 9). tau = 1 aims at classes that count the same."""
    z = np.asarray(logits)
    return z - (tau * np.array(log_prior(counts))).astype(z.dtype)


def tau_note(tau: float) -> str:
    """Whether this tau could have been chosen without seeing the test set."""
    if tau == 0:
        return "tau = 0: nothing is moved."
    if tau == 1:
        return "tau = 1 follows from the training counts alone."
    return f"Hindsight: tau = {tau:g} was picked while looking at the test set, so its gain is not a fair result."


class CouldHave(NamedTuple):
    """`answer`: "yes", "no" or "too few seeds to say"; and the sentence that says so."""

    answer: str
    sentence: str


def could_have(moved: Sequence[Matrix], entrant: Sequence[Matrix], rare: Sequence[int], name: str) -> CouldHave:
    """Could you have got this by moving the prior? One matrix per seed, in the same order of seeds.

    `moved` is cross-entropy with tau = 1, `entrant` the other loss as it is. Judged by balanced accuracy, which is
    what tau = 1 aims at; the entrant must be clearly better over at least two seeds for a "no".
    """
    balanced = compare(_each(moved), _each(entrant))
    lead = f"Cross-entropy with its prior moved (tau = 1, nothing retrained) against {name}:"
    numbers = f"balanced accuracy {_share(moved)} against {_share(entrant)}"
    numbers += f", recall of the rare classes {_share(moved, rare)} against {_share(entrant, rare)}" if rare else ""
    answer, once = _answer(balanced), " (One seed only.)" if balanced.interval.n < 2 else ""
    return CouldHave(answer, f"{lead} {numbers}. {_CONCLUSIONS[answer].format(name=name)}{once}")


_CONCLUSIONS = {
    "yes": "So yes: moving the prior gets you there without training {name}.",
    "no": "So no: {name} is better by more than the seed noise.",
    "too few seeds to say": "{name} is ahead, but not beyond the seed noise, so these seeds cannot say.",
}


def _answer(balanced: Verdict) -> str:
    if balanced.interval.mean <= 0.005:
        return "yes"
    return "no" if balanced.clear else "too few seeds to say"


def _each(matrices: Sequence[Matrix], rare: Sequence[int] | None = None) -> list[float]:
    return [balanced_accuracy(m) if rare is None else group_recall(m, rare) for m in matrices]


def _share(matrices: Sequence[Matrix], rare: Sequence[int] | None = None) -> str:
    return f"{np.mean(_each(matrices, rare)):.1%}"
