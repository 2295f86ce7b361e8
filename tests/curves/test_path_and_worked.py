"""The road of p_t, the weights of its steps and the worked example, against scipy, torch and plain formulas."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from playground.core.config import LossChoice
from playground.curves.evaluate import Scene, evaluate
from playground.curves.path import P_HIGH, P_LOW, grid, log_odds, logits, words
from playground.curves.share import BINS, FINE, beta_weights, fine_grid, sample_weights, shares
from playground.curves.worked import MOST_CLASSES, MOST_ROWS, as_logits, as_targets, steps

SCENE = Scene((1,) * 10)
Z = np.random.default_rng(0).normal(0, 2, (5, 4))
HARD = np.eye(4)[[0, 1, 2, 3, 1]]


def test_the_grid_rises_from_end_to_end_is_symmetric_and_cannot_be_changed():
    p = grid()
    assert (p[0], p[-1]) == (pytest.approx(P_LOW), pytest.approx(P_HIGH))
    assert (np.diff(p) > 0).all()
    np.testing.assert_allclose(p + p[::-1], 1, rtol=1e-12)
    assert np.diff(p).max() < 0.0101
    with pytest.raises(ValueError, match="read-only"):
        p[0] = 0.5


@given(st.floats(1e-6, 1 - 1e-6), st.integers(2, 50), st.data())
def test_any_p_t_is_met_for_any_number_of_classes(p, classes, data):
    target = data.draw(st.integers(0, classes - 1))
    z = torch.tensor(logits(np.array([p]), classes, target))
    assert z.softmax(1)[0, target].item() == pytest.approx(p, rel=1e-9)
    assert z.mean().item() == pytest.approx(0, abs=1e-12)


@given(st.floats(1e-9, 0.999))
def test_log_odds_are_scipys_logit(p):
    assert log_odds(np.array([p]))[0] == pytest.approx(stats.logistic.ppf(p), rel=1e-9, abs=1e-12)


def test_the_words_count_the_other_classes():
    assert "the other 9 classes" in words(10)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (2, 5), (0.5, 0.5), (30, 2)])
def test_beta_weights_are_scipys_density_normalised(a, b):
    density = stats.beta(a, b).pdf(fine_grid())
    np.testing.assert_allclose(beta_weights(a, b), density / density.sum(), rtol=1e-9)


@pytest.mark.parametrize(("a", "b"), [(0, 1), (1, -1), (float("nan"), 1)])
def test_a_beta_distribution_that_does_not_exist_is_refused(a, b):
    with pytest.raises(ValueError, match=r"^A Beta distribution needs a and b above 0, not .*\.$"):
        beta_weights(a, b)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_shares_of_samples_and_of_loss_each_add_up_to_1(p_t):
    weights = sample_weights(np.array(p_t))
    assert len(weights) == BINS * FINE
    made = shares(evaluate(LossChoice.of("focal", gamma=2.0), SCENE, fine_grid()).loss, weights)
    assert made.samples.sum() == pytest.approx(1)
    assert made.loss.sum() == pytest.approx(1)
    assert 0 <= made.easy_loss <= made.easy_samples + 1e-12  # easy samples lose less than others


def test_the_larger_gamma_the_less_of_the_loss_is_easy():
    weights = beta_weights(5.0, 1.5)
    losses = [evaluate(LossChoice.of("focal", gamma=g), SCENE, fine_grid()).loss for g in (0.0, 0.5, 2.0, 5.0)]
    easy = [shares(loss, weights).easy_loss for loss in losses]
    assert easy == sorted(easy, reverse=True)


@pytest.mark.parametrize("q", [0.1, 0.7, 1.0])
def test_gces_curve_and_pull_are_its_closed_forms(q):
    curve = evaluate(LossChoice.of("gce", q=q), SCENE)
    np.testing.assert_allclose(curve.loss, (1 - curve.p**q) / q, rtol=1e-8)
    np.testing.assert_allclose(curve.gradient, curve.p**q * (1 - curve.p), rtol=1e-8)


@pytest.mark.parametrize("alpha", [(), (1.0, 2.0, 0.5, 4.0)])
def test_the_worked_steps_of_cross_entropy_are_torchs(alpha):
    found = steps(LossChoice(), Z, HARD, [1] * 4, alpha)
    z, target = torch.tensor(Z, requires_grad=True), torch.tensor(HARD.argmax(1))
    weight = torch.tensor(alpha or (1.0,) * 4, dtype=torch.float64)
    F.cross_entropy(z, target, weight, reduction="sum").backward()
    np.testing.assert_allclose(found.gradient, z.grad, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(found.softmax, torch.tensor(Z).softmax(1), rtol=1e-12)
    np.testing.assert_allclose(found.cross_entropy, F.cross_entropy(z, target, reduction="none").detach())
    np.testing.assert_allclose(found.weighted, found.loss * found.alpha_t, rtol=1e-12)
    theirs = F.cross_entropy(z, target, weight).item()
    assert found.reductions["weighted_mean"] == pytest.approx(theirs)


def test_soft_targets_cost_what_torch_says():
    soft = np.random.default_rng(1).dirichlet((1, 1, 1, 1), 5)
    found = steps(LossChoice(), Z, soft, [1] * 4)
    theirs = F.cross_entropy(torch.tensor(Z), torch.tensor(soft), reduction="none")
    np.testing.assert_allclose(found.loss, theirs, rtol=1e-12)
    np.testing.assert_allclose(found.p_t, (soft * found.softmax).sum(1))


def test_no_weight_at_all_has_no_weighted_mean():
    assert "weighted_mean" not in steps(LossChoice(), Z, HARD, [1] * 4, (0.0,) * 4).reductions


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=MOST_CLASSES))
def test_typed_probabilities_come_back_from_the_softmax_of_their_logits(row):
    p = np.array(row) / sum(row)
    np.testing.assert_allclose(torch.tensor(as_logits([list(p)], True)).softmax(1)[0], p, rtol=1e-9)


@pytest.mark.parametrize(
    ("rows", "probabilities", "says"),
    [
        ([[1.0, 2.0], [1.0]], False, "Every row needs the same number of classes, 2 to 20."),
        ([[1.0]], False, "Every row needs the same number of classes, 2 to 20."),
        ([], False, "Every row needs the same number of classes, 2 to 20."),
        ([[0.0, 1.0]] * (MOST_ROWS + 1), False, "At most 12 samples, not 13."),
        ([[0.0, 1.0]], True, "Probabilities must be above 0 and add up to 1 in every row."),
        ([[0.5, 0.6]], True, "Probabilities must be above 0 and add up to 1 in every row."),
    ],
)
def test_rows_that_are_no_batch_are_refused_in_one_sentence(rows, probabilities, says):
    with pytest.raises(ValueError, match=r".") as caught:
        as_logits(rows, probabilities)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[0.0], [1.0]], "There are 1 rows and 2 targets; each row needs one."),
        ([[3.0]], "A target class is a whole number from 0 to 2, not 3."),
        ([[0.5]], "A target class is a whole number from 0 to 2, not 0.5."),
        ([[0.5, 0.5]], "A target is one class number, or 3 numbers of at least 0 that add up to 1."),
        ([[1.5, -0.5, 0.0]], "A target is one class number, or 3 numbers of at least 0 that add up to 1."),
    ],
)
def test_targets_that_do_not_fit_are_refused_in_one_sentence(rows, says):
    with pytest.raises(ValueError, match=r".") as caught:
        as_targets(rows, 1, 3)
    assert str(caught.value) == says
