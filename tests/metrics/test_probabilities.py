"""Probabilities, proper scores and calibration against torch, scikit-learn, torchmetrics and mpmath."""

import math

import mpmath
import numpy as np
import pytest
import torch
from sklearn import metrics as sk
from torchmetrics.functional import classification as tm
from torchmetrics.functional.classification.calibration_error import _ce_compute

from playground.metrics import calibration as cal
from playground.metrics import probabilities as pr
from playground.metrics.scores import every_metric, score
from playground.metrics.words import EXPLAIN


def sample(n=4000, c=7, scale=2.0, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, c, n)
    logits = rng.normal(size=(n, c)) * scale
    logits[np.arange(n), labels] += 2
    return logits.astype(dtype), labels


def torchmetrics_ece(p, y, bins):
    """torchmetrics' own sum, kept in float64: its public function rounds the confidences to float32."""
    top, right = torch.tensor(p.max(1)), torch.tensor((p.argmax(1) == y).astype(float))
    return _ce_compute(top, right, torch.linspace(0, 1, bins + 1, dtype=torch.float64), "l1").item()


def test_softmax_and_its_log_are_torchs_in_both_types():
    for dtype, tolerance in ((np.float64, 1e-14), (np.float32, 1e-6)):
        z, _ = sample(dtype=dtype)
        assert pr.softmax(z).dtype == dtype
        np.testing.assert_allclose(pr.softmax(z), torch.tensor(z).softmax(1), rtol=tolerance, atol=tolerance)
        np.testing.assert_allclose(pr.log_softmax(z), torch.tensor(z).log_softmax(1), rtol=tolerance, atol=tolerance)


def test_the_log_probability_of_a_hopeless_sample_is_exact_and_not_clipped():
    assert pr.nll([[0.0, 800.0]], [0]) == 800.0
    assert pr.nll([[0.0, 1.0]], [1]) == pytest.approx(float(mpmath.log(1 + mpmath.e**-1)), rel=1e-15)


def test_nll_and_brier_are_scikit_learns():
    z, y = sample()
    p = pr.softmax(z)
    assert pr.nll(z, y) == pytest.approx(sk.log_loss(y, p), abs=1e-12)
    assert pr.brier(p, y) == pytest.approx(sk.brier_score_loss(y, p), abs=1e-12)
    assert pr.brier(np.eye(3), [1, 2, 0]) == 2.0


def test_logits_of_probabilities_give_them_back_and_zero_stays_finite():
    p = np.array([[0.7, 0.3, 0.0], [0.2, 0.2, 0.6]])
    np.testing.assert_allclose(pr.softmax(pr.logits_of(p)), p, atol=1e-12)
    assert np.isfinite(pr.logits_of(p).astype(np.float32)).all()


@pytest.mark.parametrize("bins", [10, 15])
def test_ece_is_torchmetrics(bins):
    z, y = sample()
    p = pr.softmax(z)
    assert cal.reliability(p, y, bins).ece == pytest.approx(torchmetrics_ece(p, y, bins), abs=1e-9)
    in_float32 = tm.multiclass_calibration_error(torch.tensor(p), torch.tensor(y), 7, n_bins=bins, norm="l1").item()
    assert cal.reliability(p, y, bins).ece == pytest.approx(in_float32, abs=1e-6)


def test_bins_are_closed_on_the_right_and_certainty_falls_into_the_last():
    found = cal.from_top(np.array([0.5, 0.500001, 1.0, 0.0]), np.array([1.0, 0.0, 1.0, 0.0]), 10)
    assert found.counts.tolist() == [1, 0, 0, 0, 1, 1, 0, 0, 0, 1]
    assert math.isnan(found.accuracy[1])
    assert found.accuracy[4] == 1.0


def test_ece_and_gap_worked_by_hand():
    found = cal.from_top(np.array([0.9, 0.9, 0.6, 0.6]), np.array([1.0, 0.0, 1.0, 1.0]), 10)
    assert found.ece == pytest.approx((2 * 0.4 + 2 * 0.4) / 4)
    assert found.gap == pytest.approx(0.75 - 0.75)


def test_the_sentence_names_the_side_only_beyond_two_standard_errors():
    top, right = np.full(1000, 0.9), (np.arange(1000) < 700).astype(float)
    assert cal.sentence(cal.from_top(top, right)).startswith(
        "Overconfident: it states 90.0% on average and is right 70"
    )
    assert cal.sentence(cal.from_top(top, np.ones(1000))).startswith("Underconfident")
    assert cal.sentence(cal.from_top(top, (np.arange(1000) < 900).astype(float))).startswith("Neither")
    mixed = cal.from_top(np.repeat([0.9, 0.5], 500), np.tile([1.0, 0.0, 1.0, 1.0, 0.5], 200))
    assert cal.sentence(mixed).startswith("Right on average")
    assert "no samples" in cal.sentence(cal.from_top(np.empty(0), np.empty(0)))


def test_a_view_is_the_same_in_float32_and_its_parts_agree():
    z, y = sample(dtype=np.float32)
    found = score(z, y)
    assert (found.predictions == z.argmax(1)).all()
    assert found.matrix.sum() == len(y)
    double = score(z.astype(np.float64), y).reliability
    assert found.reliability.ece == pytest.approx(double.ece, abs=1e-6)
    assert found.reliability.gap == pytest.approx(cal.reliability(found.probabilities, y).gap, abs=1e-9)


def test_every_score_is_its_oracles_and_has_an_explanation():
    z, y = sample()
    p, called = pr.softmax(z), z.argmax(1)
    found = every_metric(z, y, rare=[2, 5])
    each = sk.recall_score(y, called, average=None)
    assert found == pytest.approx(
        {
            "accuracy": sk.accuracy_score(y, called),
            "balanced_accuracy": sk.balanced_accuracy_score(y, called),
            "macro_f1": sk.f1_score(y, called, average="macro"),
            "rare_recall": each[[2, 5]].mean(),
            "common_recall": each[[0, 1, 3, 4, 6]].mean(),
            "g_mean": np.exp(np.log(each).mean()),
            "mcc": sk.matthews_corrcoef(y, called),
            "auroc": sk.roc_auc_score(y, p, multi_class="ovr"),
            "ap": sk.average_precision_score(np.eye(7)[y], p),
            "ece": torchmetrics_ece(p, y, 15),
            "gap": p.max(1).mean() - sk.accuracy_score(y, called),
            "brier": sk.brier_score_loss(y, p),
            "nll": sk.log_loss(y, p),
        },
        abs=1e-9,
    )
    assert found.keys() <= EXPLAIN.keys()


def test_no_samples_give_nan_and_no_warning():
    none = np.empty((0, 3))
    assert math.isnan(pr.nll(none, []))
    assert math.isnan(pr.brier(none, []))
    assert math.isnan(cal.reliability(none, []).ece)
