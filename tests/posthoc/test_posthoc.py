"""Post-hoc maps against their definitions, minimisation and scipy."""

import mpmath
import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar

from playground import posthoc as ph
from playground.core.prior import log_prior
from playground.metrics.matrix import confusion, recall
from playground.metrics.probabilities import nll, softmax

TYPES = (np.float64, np.float32)


def sample(n=3000, c=5, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, c, n)
    z = rng.normal(size=(n, c)) * 2
    z[np.arange(n), y] += 1.5
    return z, y


def test_moving_the_prior_divides_the_probabilities_by_it():
    z, _ = sample()
    counts = (900, 50, 30, 15, 5)
    expected = softmax(z) / (np.array(counts) / 1000)
    np.testing.assert_allclose(softmax(ph.move_prior(z, counts, 1.0)), expected / expected.sum(1, keepdims=True))
    np.testing.assert_array_equal(ph.move_prior(z, counts, 0.0), z)
    assert ph.move_prior(z.astype(np.float32), counts, 0.7).dtype == np.float32


def test_a_larger_tau_finds_the_rarest_class_more_often():
    z, y = sample()
    found = [recall(confusion(y, ph.move_prior(z, (900, 50, 30, 15, 5), t).argmax(1), 5))[4] for t in (0, 0.5, 1, 2)]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_a_class_without_samples_counts_as_half_a_sample_and_no_counts_are_refused():
    np.testing.assert_allclose(log_prior([10, 0]), np.log([1.0, 0.05]))
    for counts in ([], [0, 0]):
        with pytest.raises(ValueError, match="needs training counts"):
            log_prior(counts)


def test_any_tau_but_one_is_hindsight():
    assert "counts alone" in ph.tau_note(1.0)
    assert ph.tau_note(1.3).startswith("Hindsight: tau = 1.3")
    assert "nothing is moved" in ph.tau_note(0.0)


@pytest.mark.parametrize("true", [0.4, 1.0, 2.5])
def test_the_fitted_temperature_is_scipys_minimum_of_the_nll(true):
    z, y = sample()
    z = z * true
    fitted = ph.fit_temperature(z, y)
    best = minimize_scalar(lambda t: nll(z / np.exp(t), y), bounds=(-3, 3), options={"xatol": 1e-10}, method="bounded")
    assert fitted == pytest.approx(np.exp(best.x), rel=1e-5)
    assert nll(ph.apply_temperature(z, fitted), y) <= nll(z, y)


def test_a_perfect_or_a_hopeless_model_meets_the_limits():
    assert ph.fit_temperature([[5.0, 0.0], [0.0, 5.0]], [0, 1]) == ph.COLDEST
    assert ph.fit_temperature([[5.0, 0.0], [0.0, 5.0]], [1, 0]) == ph.HOTTEST
    with pytest.raises(ValueError, match="needs samples"):
        ph.fit_temperature(np.empty((0, 3)), [])


def test_heat_keeps_every_prediction_and_its_type_and_refuses_nonsense():
    z, _ = sample()
    np.testing.assert_array_equal(ph.apply_temperature(z, 7.0).argmax(1), z.argmax(1))
    assert ph.apply_temperature(z.astype(np.float32), 2.0).dtype == np.float32
    for wrong in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="must be above 0"):
            ph.apply_temperature(z, wrong)


def test_the_halves_share_every_class_evenly_and_overlap_nowhere():
    y = np.array([0] * 11 + [1] * 4 + [2] * 1)
    fit, judge = ph.halves(y)
    assert sorted([*fit, *judge]) == list(range(16))
    assert np.abs(np.bincount(y[fit], minlength=3) - np.bincount(y[judge], minlength=3)).max() <= 1


@pytest.mark.parametrize("gamma", [0.3, 1.0, 2.0, 5.0])
def test_the_map_recovers_the_posterior_from_where_the_focal_loss_is_least(gamma):
    posterior = torch.tensor([0.7, 0.2, 0.1], dtype=torch.float64)
    z = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS(
        [z], max_iter=500, tolerance_grad=1e-14, tolerance_change=1e-16, line_search_fn="strong_wolfe"
    )

    def closure():
        optimiser.zero_grad()
        log_p = z.log_softmax(0)
        loss = -(posterior * (1 - log_p.exp()) ** gamma * log_p).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    found = softmax(ph.focal_posterior(z.detach().numpy()[None], gamma))[0]
    np.testing.assert_allclose(found, posterior, atol=1e-6)


@pytest.mark.parametrize("gamma", [0.3, 1.0, 2.0, 5.0])
def test_the_map_is_exact_where_a_probability_rounds_to_one(gamma):
    z = np.array([[60.0, 0.0, -3.0], [0.0, 1.0, 300.0], [5.0, 4.0, 4.0]])
    found = ph.focal_posterior(z, gamma)
    with mpmath.workdps(200):
        for row, ours in zip(z, found, strict=True):
            total = sum(mpmath.exp(v) for v in row)
            for v, mine in zip(row, ours, strict=True):
                p = mpmath.exp(v) / total
                rest = sum(mpmath.exp(w) for w in row if w != v) / total if list(row).count(v) == 1 else 1 - p
                h = p / (rest**gamma - gamma * rest ** (gamma - 1) * p * mpmath.log(p))
                assert mine == pytest.approx(float(mpmath.log(h)), rel=1e-12)


@pytest.mark.parametrize("dtype", TYPES)
def test_the_map_changes_no_prediction_at_any_gamma_and_gamma_zero_changes_nothing(dtype):
    z = sample()[0].astype(dtype) * 5
    for gamma in (0, 0.3, 1, 2, 5):
        mapped = ph.focal_posterior(z, gamma)
        assert mapped.dtype == dtype
        assert np.isfinite(mapped).all()
        np.testing.assert_array_equal(mapped.argmax(1), z.argmax(1))
    np.testing.assert_allclose(softmax(ph.focal_posterior(z, 0)), softmax(z), atol=1e-6)


def test_the_map_undoes_focals_modesty():
    z, _ = sample()
    confidence = [softmax(ph.focal_posterior(z, g)).max(1).mean() for g in (0, 1, 2, 5)]
    assert confidence == sorted(confidence)


def tables(*right):
    return [((100, 0), (100 - r, r)) for r in right]


def test_the_question_is_answered_yes_when_the_other_loss_is_no_better():
    found = ph.could_have(tables(80, 82, 81), tables(60, 61, 65), [1], "Focal")
    assert found.answer == "yes"
    assert "balanced accuracy 90.5% against 81.0%" in found.sentence
    assert "rare classes 81.0% against 62.0%" in found.sentence
    assert found.sentence.endswith("without training Focal.")


def test_a_no_needs_a_clear_lead_over_several_seeds():
    assert ph.could_have(tables(60, 61, 62), tables(80, 82, 83), [1], "LDAM").answer == "no"
    once = ph.could_have(tables(60), tables(80), [1], "LDAM")
    assert once.answer == "too few seeds to say"
    assert once.sentence.endswith(
        "LDAM is ahead, but not beyond the seed noise, so these seeds cannot say. (One seed only.)"
    )
    assert ph.could_have(tables(60, 80), tables(80, 60), [1], "LDAM").answer == "yes"
