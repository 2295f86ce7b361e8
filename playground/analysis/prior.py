"""Could the prior have done it? What each model already knew of the class counts, and what moving them alone gives."""

from __future__ import annotations

from collections.abc import Sequence

from playground import posthoc
from playground.analysis.cache import Cache
from playground.analysis.evaluation import Evaluation
from playground.losses import SPECS
from playground.metrics.probabilities import Array

_sentences: Cache[list[str]] = Cache(1)


def knows_the_prior(evaluation: Evaluation, i: int) -> bool:
    """Whether model i's loss was weighted or shifted by the training counts."""
    if not evaluation.entrants:
        return False
    entrant = evaluation.entrants[i]
    return SPECS[entrant.loss.key].needs_counts or entrant.alpha.rule != "none"


def prior_sentences(evaluation: Evaluation) -> list[str]:
    """For every loss but plain cross-entropy: could moving cross-entropy's prior have given the same?"""
    plain = [i for i, e in enumerate(evaluation.entrants) if e.loss.key == "cross_entropy" and e.alpha.rule == "none"]
    if not plain or not evaluation.rare:
        return []
    return _sentences.get(evaluation, "all", lambda: _each(evaluation, plain[0]))


def _each(evaluation: Evaluation, plain: int) -> list[str]:
    base = [posthoc.move_prior(z, evaluation.counts, 1.0) for z in evaluation.runs[plain]]
    return [_could(evaluation, base, i) for i in range(len(evaluation.names)) if i != plain]


def _could(evaluation: Evaluation, base: Sequence[Array], i: int) -> str:
    moved, own = ([evaluation.matrix(z) for z in zs] for zs in (base, evaluation.runs[i]))
    return posthoc.could_have(moved, own, evaluation.rare, evaluation.names[i]).sentence
