"""Metrics of a confusion matrix against scikit-learn and torchmetrics."""

import math
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk
from torchmetrics.functional import classification as tm

from playground.metrics import matrix as m

CASES = st.integers(2, 6).flatmap(
    lambda c: st.tuples(st.just(c), st.lists(st.tuples(st.integers(0, c - 1), st.integers(0, c - 1)), min_size=1))
)


def sklearn_each(function, y, p, c):
    return function(y, p, labels=range(c), average=None, zero_division=np.nan)


@given(CASES)
def test_recall_and_precision_are_scikit_learns_with_nan_where_it_divides_by_zero(case):
    c, pairs = case
    y, p = np.array(pairs).T
    table = m.confusion(y, p, c)
    assert (table == sk.confusion_matrix(y, p, labels=range(c))).all()
    np.testing.assert_allclose(m.recall(table), sklearn_each(sk.recall_score, y, p, c), atol=1e-12)
    np.testing.assert_allclose(m.precision(table), sklearn_each(sk.precision_score, y, p, c), atol=1e-12)
    np.testing.assert_allclose(m.f1(table), sklearn_each(sk.f1_score, y, p, c), atol=1e-12)


@given(CASES)
def test_averages_are_scikit_learns_over_the_classes_it_sees(case):
    c, pairs = case
    y, p = np.array(pairs).T
    table = m.confusion(y, p, c)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of classes that were only predicted
        assert m.macro_f1(table) == pytest.approx(sk.f1_score(y, p, average="macro"), abs=1e-12)
        assert m.accuracy(table) == pytest.approx(sk.accuracy_score(y, p), abs=1e-12)
        assert m.balanced_accuracy(table) == pytest.approx(sk.balanced_accuracy_score(y, p), abs=1e-12)
        assert m.mcc(table) == pytest.approx(sk.matthews_corrcoef(y, p), abs=1e-9)


def test_macro_f1_skips_a_class_in_neither_truth_nor_prediction_as_torchmetrics_does():
    y, p = torch.tensor([0, 0, 1, 1, 1]), torch.tensor([0, 1, 1, 1, 0])
    ours = m.macro_f1(m.confusion(y, p, 3))
    assert ours == pytest.approx(tm.multiclass_f1_score(y, p, 3, average="macro").item(), abs=1e-6)
    assert ours > sk.f1_score(y, p, labels=[0, 1, 2], average="macro", zero_division=0)


def test_g_mean_is_the_geometric_mean_and_names_the_class_that_makes_it_zero():
    assert m.g_mean([[4, 0], [3, 1]]).value == pytest.approx(math.sqrt(1.0 * 0.25), rel=1e-15)
    assert m.g_mean([[5, 0, 0], [2, 0, 1], [0, 0, 4]]) == m.GMean(0.0, (1,))
    assert m.g_mean([[4, 0, 0], [3, 1, 0], [0, 0, 0]]).value == pytest.approx(0.5)
    assert math.isnan(m.g_mean([[0, 0], [0, 0]]).value)


def test_group_recall_counts_each_class_once_and_skips_classes_without_samples():
    table = [[8, 2, 0], [50, 50, 0], [0, 0, 0]]
    assert m.group_recall(table, [0, 1]) == pytest.approx((0.8 + 0.5) / 2)
    assert m.group_recall(table, [1, 2]) == pytest.approx(0.5)
    assert math.isnan(m.group_recall(table, [2]))
    assert math.isnan(m.group_recall(table, []))


def test_a_constant_prediction_has_no_correlation():
    assert m.mcc([[90, 0], [10, 0]]) == 0.0


def test_a_table_that_is_not_square_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"square \(C, C\), not \(2, 3\)"):
        m.recall([[1, 2, 3], [4, 5, 6]])


def test_the_largest_confusion_takes_the_largest_share_of_its_class():
    assert m.largest_confusion([[90, 10, 0], [0, 3, 7], [400, 0, 600]]) == (1, 2)


@given(CASES)
def test_no_confusion_is_larger_than_the_largest(case):
    c, pairs = case
    table = m.confusion(*np.array(pairs).T, c)
    true, called = m.largest_confusion(table)
    shares = np.nan_to_num(m.divide(table, table.sum(1, keepdims=True)))
    off = [shares[i, j] for i in range(c) for j in range(c) if i != j]
    assert (shares[true, called] == max(off) and true != called) or ((true, called) == (0, 0) and max(off) == 0)


def test_nothing_confused_means_the_first_cell():
    assert m.largest_confusion(np.eye(4, dtype=int)) == (0, 0)
    assert m.largest_confusion(np.zeros((3, 3), dtype=int)) == (0, 0)
