"""One class's own threshold, against counting and scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as sk

from playground.analysis.thresholds import class_threshold, ranking, worst_class


def test_the_worst_class_is_found_least_by_the_baseline(evaluation):
    recalls = sk.recall_score(evaluation.labels, evaluation.scored[0].predictions, average=None)
    assert recalls[worst_class(evaluation)] == recalls.min()


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_the_curve_at_a_threshold_is_what_calling_the_class_there_finds(evaluation, at):
    sweep = class_threshold(evaluation, 1, 3, at).sweep
    step = int(np.argmin(np.abs(sweep.at - at)))
    called = evaluation.scored[1].probabilities[:, 3] >= sweep.at[step]
    assert sweep.recall[step] == pytest.approx(sk.recall_score(evaluation.labels == 3, called))
    assert sweep.precision[step] == pytest.approx(sk.precision_score(evaluation.labels == 3, called))


def test_the_sentence_names_the_class_and_the_threshold(own):
    assert class_threshold(own, 0, 2, 0.3).sentence.startswith("Calling owl from a probability of 30% on")


def test_a_threshold_of_one_loses_the_class_and_one_of_zero_loses_all_others(evaluation):
    assert "loses" in class_threshold(evaluation, 0, 3, 1.0).sentence
    assert "costs the other classes" in class_threshold(evaluation, 0, 3, 0.0).sentence


def test_every_model_ranks_the_class_as_scikit_learn_says(evaluation):
    for found, scored in zip(ranking(evaluation, 5), evaluation.scored, strict=True):
        p = scored.probabilities[:, 5]
        assert found.auroc == pytest.approx(sk.roc_auc_score(evaluation.labels == 5, p), abs=1e-9)
        assert found.ap == pytest.approx(sk.average_precision_score(evaluation.labels == 5, p), abs=1e-9)
