"""What the Scores page tells about each class and about a whole model."""

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as sk

from playground.analysis import class_scores
from playground.metrics.names import METRICS


def test_an_undefined_score_is_empty_and_never_zero(own):
    rows = {row["Class"]: row for row in class_scores.class_records(own, 0)}
    assert rows["owl"]["Precision"] is None
    assert rows["owl"]["Recall"] == 0
    assert rows["cat"]["Precision"] > 0


def test_changes_are_points_against_the_baseline(evaluation):
    for row in class_scores.class_records(evaluation, 2):
        c = int(row["Class"])
        was, now = (evaluation.scored[i].matrix[c, c] / evaluation.scored[i].matrix[c].sum() for i in (0, 2))
        assert row["Δ Recall"] == pytest.approx(100 * (now - was))


def test_every_row_is_scikit_learns_for_its_class(evaluation):
    y, called = evaluation.labels, evaluation.scored[1].predictions
    each = sk.precision_recall_fscore_support(y, called, labels=range(10))
    for row in class_scores.class_records(evaluation, 1):
        c = int(row["Class"])
        assert (row["Precision"], row["Recall"], row["F1"]) == pytest.approx([kind[c] for kind in each[:3]])
        assert row["Training"] == evaluation.counts[c]


def test_the_baseline_has_no_changes_against_itself(evaluation):
    assert not any("Δ" in key for row in class_scores.class_records(evaluation, 0) for key in row)
    assert all(card.change is None for card in class_scores.cards(evaluation, 0))


def test_a_card_is_the_mean_over_the_seeds_with_its_half_width(evaluation):
    values = [run["macro_f1"] for run in evaluation.metrics[1]]
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    card = next(card for card in class_scores.cards(evaluation, 1) if card.title == "Macro-F1")
    assert card.value == f"{np.mean(values):.3f} ± {(high - low) / 2:.3f}"
    base = [run["macro_f1"] for run in evaluation.metrics[0]]
    assert card.change == f"{np.mean(values) - np.mean(base):+.3f}"


def test_without_rare_classes_their_cards_are_left_out(evaluation, own):
    titles = [card.title for card in class_scores.cards(evaluation, 1)]
    assert titles == [METRICS[key].short for key in class_scores.CARDS]
    assert not {"Rare recall", "Common recall"} & {card.title for card in class_scores.cards(own, 0)}


def test_every_metric_has_a_row_with_every_models_value_and_its_meaning(evaluation):
    rows = class_scores.metric_records(evaluation)
    assert all(set(row) == {"Metric", "What it says", *evaluation.names} for row in rows)
    assert len(rows) == len(evaluation.metrics[0][0])


def test_the_class_that_is_never_found_is_named_and_only_then(evaluation, own):
    assert class_scores.never_found(own, 0) == "The G-mean is 0 because of class owl: never found once."
    assert class_scores.never_found(evaluation, 2) == ""


def test_the_trap_springs_for_rare_classes_alone(evaluation, own):
    assert class_scores.trap(evaluation, 0).startswith("Accuracy trap")
    assert class_scores.trap(own, 0) == ""


def test_there_is_a_matrix_for_every_model_in_every_seed(evaluation, labels):
    found = class_scores.matrices(evaluation)
    for runs, logits in zip(found, evaluation.runs, strict=True):
        for table, z in zip(runs, logits, strict=True):
            np.testing.assert_array_equal(table, sk.confusion_matrix(labels, z.argmax(1)))
