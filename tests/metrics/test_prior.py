"""Results under another mix of classes: each number against scikit-learn's with sample weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from playground.metrics import matrix as m
from playground.metrics.prior import judged, sample_weights

CLASSES = 4
SHARES = st.lists(st.floats(0.01, 1), min_size=CLASSES, max_size=CLASSES)
SEEDS = st.integers(0, 10_000)


def samples(seed, classes=CLASSES):
    """Labels and predictions of a few hundred samples; every class is there."""
    draw = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(classes), draw.choice(classes, 300, p=draw.dirichlet(np.ones(classes)))])
    wrong = draw.random(len(labels)) < 0.4
    return labels, np.where(wrong, draw.integers(0, classes, len(labels)), labels)


@given(SEEDS, SHARES)
def test_scores_are_scikit_learns_of_samples_weighted_to_that_mix(seed, prior):
    labels, called = samples(seed)
    weights = sample_weights(labels, prior)
    found = judged(m.confusion(labels, called, CLASSES), prior)
    assert m.accuracy(found) == pytest.approx(sk.accuracy_score(labels, called, sample_weight=weights))
    assert m.macro_f1(found) == pytest.approx(sk.f1_score(labels, called, average="macro", sample_weight=weights))
    assert m.mcc(found) == pytest.approx(sk.matthews_corrcoef(labels, called, sample_weight=weights), abs=1e-9)
    wanted = sk.confusion_matrix(labels, called, sample_weight=weights) / len(labels)
    np.testing.assert_allclose(found, wanted, atol=1e-12)


@given(SEEDS, SHARES)
def test_accuracy_is_the_recalls_weighted_by_the_mix_and_the_recalls_stay(seed, prior):
    labels, called = samples(seed)
    plain = m.confusion(labels, called, CLASSES)
    found = judged(plain, prior)
    np.testing.assert_allclose(m.recall(found), m.recall(plain), atol=1e-12)
    assert m.accuracy(found) == pytest.approx(np.average(m.recall(plain), weights=prior))
    np.testing.assert_allclose(found.sum(1), np.array(prior) / sum(prior))


@given(SEEDS)
def test_the_test_sets_own_mix_changes_nothing_and_equal_classes_give_the_balanced_accuracy(seed):
    labels, called = samples(seed)
    plain = m.confusion(labels, called, CLASSES)
    own = judged(plain, plain.sum(1))
    for score in (m.accuracy, m.macro_f1, m.mcc):
        assert score(own) == pytest.approx(score(plain))
    np.testing.assert_allclose(sample_weights(labels, np.bincount(labels)), 1.0)
    assert m.accuracy(judged(plain, (1,) * CLASSES)) == pytest.approx(m.balanced_accuracy(plain))


@given(SEEDS, SHARES)
def test_weights_average_one_and_each_class_weighs_its_share(seed, prior):
    labels, _ = samples(seed)
    weights = sample_weights(labels, prior)
    assert weights.mean() == pytest.approx(1)
    found = np.bincount(labels, weights) / weights.sum()
    np.testing.assert_allclose(found, np.array(prior) / sum(prior))


def test_a_class_without_samples_stays_out_and_the_others_share_its_place():
    plain = [[8, 2, 0], [1, 9, 0], [0, 0, 0]]
    found = judged(plain, [1, 1, 2])
    np.testing.assert_allclose(found, [[0.4, 0.1, 0], [0.05, 0.45, 0], [0, 0, 0]])
    np.testing.assert_allclose(sample_weights([0, 0, 1], [1, 1, 2]), [0.75, 0.75, 1.5])


def test_a_mix_of_absent_classes_alone_has_no_numbers():
    assert np.isnan(m.accuracy(judged([[8, 2, 0], [1, 9, 0], [0, 0, 0]], [0, 0, 1])))
    assert np.isnan(sample_weights([0, 1], [0, 0, 1])).all()
