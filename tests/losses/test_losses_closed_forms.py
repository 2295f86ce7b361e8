"""What a loss knows in numpy: its gradient is autograd's, and undoing it leads back to the posterior."""

import mpmath as mp
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.prior import log_prior
from playground.losses import SPECS
from playground.losses.closed_forms.answers import focal_posterior, scaled, sigmoid_answer
from playground.losses.closed_forms.gradients import effective_weights, focal_factor, miss, prior_shift
from playground.metrics.gradients import norms
from playground.metrics.probabilities import log_softmax
from tests.losses.loss_cases import GAMMAS
from tests.losses.loss_cases import settings as loss_settings

CLOSED = [key for key, spec in SPECS.items() if spec.closed_form]
UNDOABLE = [key for key, spec in SPECS.items() if spec.undo]
COUNTS = (1000, 250, 62)
PLAIN = [  # f(-log p_t) and nothing else: no shift, no weights, and softmax is the answer
    key for key in CLOSED
    if not (SPECS[key].closed_form.shift or SPECS[key].closed_form.weights or SPECS[key].answer)
]  # fmt: skip


def autograd(spec, z, y, params):
    """|dL/dz| of each sample, from the function that trains."""
    logits = torch.tensor(z, requires_grad=True)
    extra = {"counts": torch.tensor(COUNTS, dtype=torch.float64)} if spec.needs_counts else {}
    spec.per_sample(logits, torch.tensor(y), **params, **extra).sum().backward()
    return logits.grad.norm(dim=1).numpy()


def closed(key, z, y, params):
    spec = SPECS[key]
    return norms(spec.as_softmax(z, params), y, spec, params, COUNTS)


@pytest.mark.parametrize(
    ("key", "params"), [(key, {**SPECS[key].numbers({}, 3), **one}) for key in CLOSED for one in loss_settings(key)]
)
def test_the_closed_form_is_autograds_gradient_at_every_end_of_every_slider(key, params):
    for scale in (0.5, 3.0, 12.0):
        rng = np.random.default_rng(1)
        z, y = rng.normal(size=(40, 3)) * scale, rng.integers(0, 3, 40)
        expected = autograd(SPECS[key], z, y, params)
        np.testing.assert_allclose(closed(key, z, y, params), expected, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("key", CLOSED)
def test_the_closed_form_stays_finite_where_a_probability_rounds_to_0_or_1(key):
    z = np.array([[800.0, 0.0, -800.0], [40.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    for y in range(3):
        found = closed(key, z, np.full(3, y), SPECS[key].numbers({}, 3))
        assert np.isfinite(found).all()
        assert (found >= 0).all()


@pytest.mark.parametrize("key", PLAIN)
def test_the_factor_is_the_slope_of_the_loss_over_that_of_cross_entropy(key):
    """L = f(l) with l = -log p_t has f'(l) as its factor: a central difference of the loss of two classes."""
    spec, p = SPECS[key], np.array([0.03, 0.3, 0.55, 0.8, 0.97])
    numbers, step = spec.numbers({}, 2), 1e-5

    def loss(nll):
        z = np.stack([-np.log(np.expm1(nll)), np.zeros_like(nll)], 1)
        return spec.per_sample(torch.tensor(z), torch.zeros(len(nll), dtype=torch.long), **numbers).numpy()

    slope = (loss(-np.log(p) + step) - loss(-np.log(p) - step)) / (2 * step)
    np.testing.assert_allclose(spec.closed_form.factor(np.log(p), **numbers), slope, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("key", UNDOABLE)
def test_undoing_divides_each_probability_by_its_gradient_factor(key):
    """The risk sum_k q_k L_k is least where q_k F(p_k) is the same multiple of p_k for every class."""
    spec = SPECS[key]
    z = np.random.default_rng(0).normal(size=(30, 4)) * 2
    for params in loss_settings(key):
        numbers = spec.numbers(params, 4)
        log_p = log_softmax(z)
        factor = np.stack([spec.closed_form.factor(column, **numbers) for column in log_p.T], 1)
        np.testing.assert_allclose(
            log_softmax(spec.undo(z, **numbers)), log_softmax(log_p - np.log(factor)), rtol=1e-8, atol=1e-9
        )


@pytest.mark.parametrize("key", UNDOABLE)
def test_undoing_never_changes_an_answer(key):
    z = np.random.default_rng(2).normal(size=(200, 10)) * 5
    for params in loss_settings(key):
        undone = SPECS[key].undo(z, **SPECS[key].numbers(params, 10))
        np.testing.assert_array_equal(undone.argmax(1), z.argmax(1))


@pytest.mark.parametrize("gamma", GAMMAS)
def test_focals_factor_is_the_published_one_in_100_digits(gamma):
    log_p = np.array([-1e-15, -1e-6, -0.1, -0.7, -5.0, -300.0])
    with mp.workdps(100):
        for each, found in zip(log_p, focal_factor(log_p, gamma), strict=True):
            p = mp.exp(mp.mpf(float(each)))
            expected = 1 if gamma == 0 else (1 - p) ** gamma - gamma * p * (1 - p) ** (gamma - 1) * mp.log(p)
            assert found == pytest.approx(float(expected), rel=1e-12)


def test_what_is_missing_from_1_keeps_its_digits_and_is_never_0():
    np.testing.assert_allclose(miss(np.array([-1e-20, -1e-9])), [1e-20, 1e-9], rtol=1e-8)
    assert miss(np.array([0.0]))[0] > 0


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=12).filter(any), st.floats(0, 3))
@settings(deadline=None)
def test_the_prior_shift_adds_tau_times_the_log_of_each_share(counts, tau):
    z, y = np.zeros((1, len(counts))), np.zeros(1, dtype=int)
    shares = np.maximum(counts, 0.5) / sum(counts)
    np.testing.assert_allclose(prior_shift(z, y, counts, tau)[0], tau * np.log(shares), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(np.exp(log_prior(counts)), shares, rtol=1e-12)


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=12), st.floats(0, 0.9999))
@settings(deadline=None)
def test_effective_weights_average_1_and_favour_the_rarer_class(counts, beta):
    weights = effective_weights(len(counts), counts, beta)
    assert weights.mean() == pytest.approx(1.0)
    order = np.argsort(counts, kind="stable")
    assert (np.diff(weights[order]) <= 1e-12).all()


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_answers_keep_the_type_of_their_logits(kind):
    z = np.random.default_rng(0).normal(size=(6, 3)).astype(kind)
    for found in (sigmoid_answer(z), scaled(z, 30.0), focal_posterior(z, 2.0)):
        assert found.dtype == kind
        assert found.shape == z.shape
