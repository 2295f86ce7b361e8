"""One class gets its own threshold: what model i gains by it, and how all models rank that class."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.analysis.evaluation import Evaluation
from playground.metrics import threshold
from playground.metrics.matrix import confusion, recall
from playground.metrics.ranking import OneVsRest, one_vs_rest


class ClassThreshold(NamedTuple):
    """What calling a class from this probability on does, in a sentence, and the curves over all thresholds."""

    sentence: str
    sweep: threshold.Sweep


def class_threshold(evaluation: Evaluation, i: int, one: int, at: float) -> ClassThreshold:
    """Call class `one` as soon as model i gives it the probability `at`."""
    scored, labels = evaluation.scored[i], evaluation.labels
    after = confusion(labels, threshold.predict(scored.probabilities, one, at), len(evaluation.classes))
    sentence = threshold.sentence(scored.matrix, after, evaluation.classes[one], one, at)
    return ClassThreshold(sentence, threshold.sweep(scored.probabilities, labels, one))


def ranking(evaluation: Evaluation, one: int) -> list[OneVsRest]:
    """Class `one` against the rest, under every model."""
    positive = np.asarray(evaluation.labels) == one
    return [one_vs_rest(scored.probabilities[:, one], positive) for scored in evaluation.scored]


def worst_class(evaluation: Evaluation) -> int:
    """The class that the baseline finds least of."""
    return int(np.nanargmin(recall(evaluation.scored[0].matrix)))
