"""Closed-form gradients against autograd of the losses themselves."""

import math

import numpy as np
import pytest
import torch

from playground.losses import SPECS
from playground.losses.closed_forms.gradients import focal_factor
from playground.metrics import gradients as gr

CLOSED = [key for key, spec in SPECS.items() if spec.closed_form]
COUNTS = (500, 60, 7, 120)


def batch(scale=3.0, n=64):
    rng = np.random.default_rng(3)
    return rng.normal(size=(n, 4)) * scale, rng.integers(0, 4, n)


def autograd(spec, z, y, params):
    logits = torch.tensor(z, requires_grad=True)
    extra = {"counts": torch.tensor(COUNTS, dtype=torch.float64)} if spec.needs_counts else {}
    spec.per_sample(logits, torch.tensor(y), **params, **extra).sum().backward()
    return logits.grad.norm(dim=1).numpy()


@pytest.mark.parametrize("key", CLOSED)
def test_each_closed_form_is_autograds_over_the_whole_range_of_its_parameters(key):
    spec = SPECS[key]
    for scale in (1.0, 12.0):
        z, y = batch(scale)
        for where in ("default", "low", "high"):
            params = {p.name: getattr(p, where) for p in spec.fitted(4)}
            np.testing.assert_allclose(
                gr.norms(spec.as_softmax(z, params), y, spec, params, COUNTS),
                autograd(spec, z, y, params),
                rtol=1e-9,
                atol=1e-14,
            )


def test_alpha_multiplies_by_the_samples_own_class():
    z, y = batch()
    alpha = np.array([0.5, 1.0, 4.0, 2.0])
    np.testing.assert_allclose(
        gr.norms(z, y, SPECS["focal"], {}, (), alpha.tolist()), gr.norms(z, y, SPECS["focal"]) * alpha[y]
    )


def test_a_loss_without_a_closed_form_gives_none_and_says_so():
    assert gr.norms(*batch(), SPECS["dice"]) is None
    assert "no exact formula" in gr.unknown("Dice")


def test_what_needs_counts_asks_for_them():
    with pytest.raises(ValueError, match="balanced_softmax needs the training counts"):
        gr.norms(*batch(), SPECS["balanced_softmax"])


def test_the_papers_hundred_and_four_times():
    weight = gr.focal_weight(np.log([0.9, 0.968, 0.5]), 2)
    np.testing.assert_allclose(1 / weight, [100, 976.5625, 4], rtol=1e-12)
    assert focal_factor(np.array([0.0, -800.0]), 0.3).tolist() == pytest.approx([0.0, 1.0])


def test_shares_are_shares_and_sum_to_one():
    y, p = np.array([0, 0, 1, 1]), np.array([0.95, 0.6, 0.1, 0.9])
    found = gr.share([1.0, 2.0, 3.0, 2.0], y, p)
    assert found.classes.tolist() == [3 / 8, 5 / 8]
    assert found.difficulty.tolist() == [3 / 8, 2 / 8, 3 / 8]
    assert found.samples.tolist() == [0.25, 0.25, 0.5]
    assert found.total == 2.0


def test_the_training_mix_weighs_each_class_by_how_often_it_is_trained_on():
    y, p = np.array([0, 0, 1, 1]), np.full(4, 0.7)
    found = gr.share(np.ones(4), y, p, mix=(90, 10))
    np.testing.assert_allclose(found.classes, [0.9, 0.1])
    assert found.total == pytest.approx(1.0)


def test_gamma_moves_the_gradient_from_easy_to_hard():
    z, y = batch(3.0, 4000)
    z[np.arange(len(y)), y] += 5
    p = np.exp(torch.tensor(z).log_softmax(1).numpy()[np.arange(len(y)), y])
    hard = [gr.share(gr.norms(z, y, SPECS["focal"], {"gamma": g}), y, p).difficulty[0] for g in (0, 1, 2, 5)]
    easy = [gr.share(gr.norms(z, y, SPECS["focal"], {"gamma": g}), y, p).difficulty[2] for g in (0, 1, 2, 5)]
    assert hard == sorted(hard)
    assert easy == sorted(easy, reverse=True)


def test_the_cumulated_loss_is_counted_by_hand():
    log_p = np.log([0.5, 0.25, 0.125, 1.0])  # cross-entropies 1, 2, 3 and 0 bits
    found = gr.cumulative(log_p, 0.0, points=5)
    np.testing.assert_allclose(found.samples, [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(found.loss, [0, 0, 1 / 6, 3 / 6, 1], atol=1e-12)
    assert found.hardest == pytest.approx(0.5 * 0.8)


def test_a_larger_gamma_concentrates_the_loss_in_the_hardest_samples():
    log_p = np.log(np.random.default_rng(0).beta(5, 1, 5000))
    hardest = [gr.cumulative(log_p, g).hardest for g in (0, 0.5, 1, 2, 5)]
    assert hardest == sorted(hardest)
    assert hardest[0] < 0.75 < hardest[-1]


def test_no_samples_have_no_shares():
    assert math.isnan(gr.cumulative([], 2.0).hardest)
    assert np.isnan(gr.share([], [], []).difficulty).all()
