"""One-vs-rest curves and thresholds against scikit-learn and against counting."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from playground.metrics import matrix as m
from playground.metrics import ranking as rk
from playground.metrics import threshold as th
from playground.metrics import words

SCORED = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40).filter(
    lambda rows: {hit for _, hit in rows} == {True, False}
)


@given(SCORED)
def test_areas_are_scikit_learns_with_any_number_of_ties(rows):
    scores, hits = np.array([s / 6 for s, _ in rows]), np.array([h for _, h in rows])
    found = rk.one_vs_rest(scores, hits)
    assert found.auroc == pytest.approx(sk.roc_auc_score(hits, scores), abs=1e-12)
    assert found.ap == pytest.approx(sk.average_precision_score(hits, scores), abs=1e-12)
    precision, recall, _ = sk.precision_recall_curve(hits, scores)
    np.testing.assert_allclose(found.recall, recall[::-1])
    np.testing.assert_allclose(found.precision, precision[::-1])
    fpr, tpr, _ = sk.roc_curve(hits, scores, drop_intermediate=False)
    np.testing.assert_allclose((found.fpr, found.tpr), (fpr, tpr))


def test_the_thousands_of_points_of_a_curve_become_two_hundred_of_the_same_shape():
    rng = np.random.default_rng(0)
    hits = rng.random(20_000) < 0.1
    found = rk.one_vs_rest(rng.normal(size=20_000) + hits, hits)
    assert 100 < len(found.fpr) <= 200
    assert 100 < len(found.recall) <= 200
    assert np.trapezoid(found.tpr, found.fpr) == pytest.approx(found.auroc, abs=1e-3)
    assert (found.fpr[0], found.tpr[0], found.fpr[-1], found.tpr[-1]) == (0, 0, 1, 1)
    assert (found.recall[0], found.precision[0], found.recall[-1]) == (0, 1, 1)


def test_a_class_without_positives_or_negatives_has_no_area_and_no_warning():
    assert math.isnan(rk.one_vs_rest([0.1, 0.2], [False, False]).ap)
    assert math.isnan(rk.one_vs_rest([0.1, 0.2], [True, True]).auroc)
    assert np.isnan(rk.both(np.full((4, 3), 1 / 3), [0, 0, 1, 1])[0]).tolist() == [False, False, True]
    assert math.isnan(rk.one_vs_rest([], []).auroc)


def test_the_macro_areas_are_scikit_learns():
    rng = np.random.default_rng(1)
    y, p = rng.integers(0, 4, 500), rng.dirichlet(np.ones(4), 500)
    areas, averages = rk.both(p, y)
    assert areas.mean() == pytest.approx(sk.roc_auc_score(y, p, multi_class="ovr"), abs=1e-12)
    assert averages.mean() == pytest.approx(sk.average_precision_score(np.eye(4)[y], p), abs=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_sweep_of_thresholds_is_what_predicting_at_each_gives(dtype):
    rng = np.random.default_rng(2)
    y, p = rng.integers(0, 4, 300), rng.dirichlet(np.ones(4), 300).astype(dtype)
    p[:4, 2] = (0.25, 0.5, 0.0, 1.0)
    found = th.sweep(p, y, 2)
    for i in range(0, 101, 10):
        table = m.confusion(y, th.predict(p, 2, found.at[i]), 4)
        each = m.recall(table)
        assert found.recall[i] == pytest.approx(each[2])
        assert found.others[i] == pytest.approx(each[[0, 1, 3]].mean())
        assert found.accuracy[i] == pytest.approx(m.accuracy(table))
        np.testing.assert_equal(found.precision[i], m.precision(table)[2])


def test_moving_a_threshold_is_told_in_hits():
    before, after = [[50, 0], [40, 60]], [[42, 8], [10, 90]]
    text = th.sentence(before, after, "7", 1, 0.1)
    assert (
        text
        == "Calling 7 from a probability of 10% on finds 30 more of its samples and costs the other classes 8 hits."
    )
    assert "loses 30 of its samples and gives the other classes 8 hits" in th.sentence(after, before, "7", 1, 0.9)
    assert "changes no hit" in th.sentence(before, before, "7", 1, 0.5)


def test_the_accuracy_trap_is_called_out_with_its_numbers_and_only_then():
    trapped = [[990, 10, 0], [30, 70, 0], [90, 0, 10]]
    text = words.accuracy_trap(trapped, [1, 2], ["cat", "dog", "owl"])
    assert text.startswith("Accuracy trap: 89.2% of all")
    assert "only 40.0% of the rare" in text
    assert "10.0% of class owl" in text
    assert words.accuracy_trap([[90, 10], [10, 90]], [1]) == ""
    assert words.accuracy_trap(trapped, []) == ""


def test_a_g_mean_of_zero_says_because_of_whom():
    assert words.g_mean_sentence(m.GMean(0.0, (7,))) == "0 because of class 7"
    assert words.g_mean_sentence(m.GMean(0.0, (1, 7)), "abcdefgh") == "0 because of classes b, h"
    assert words.g_mean_sentence(m.GMean(0.0, tuple(range(9)))).endswith("4 and 4 more")
    assert words.g_mean_sentence(m.GMean(0.91234, ())) == "0.912"
