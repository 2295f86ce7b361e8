"""Stored logits mean what their loss says."""

import numpy as np
import pytest
import torch

from playground.losses import SPECS
from playground.metrics.probabilities import softmax

OWN = [key for key, spec in SPECS.items() if spec.probabilities is not None]


def test_a_loss_says_what_its_logits_answer_in_torch_and_in_numpy_or_in_neither():
    assert [key for key, spec in SPECS.items() if spec.answer] == OWN


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("key", OWN)
def test_the_softmax_is_the_losss_own_answer_over_the_range_of_its_parameters(key, dtype):
    spec = SPECS[key]
    z = (np.random.default_rng(0).normal(size=(50, 6)) * 2).astype(dtype)
    z[0] = 0
    for where in ("default", "low", "high"):
        params = {p.name: getattr(p, where) for p in spec.fitted(6)}
        ours = spec.as_softmax(z, params)
        assert ours.dtype == dtype
        tolerance = 1e-12 if dtype == np.float64 else 2e-5
        np.testing.assert_allclose(softmax(ours), spec.probabilities(torch.tensor(z), **params), atol=tolerance)
        assert (ours.argmax(1) == z.argmax(1)).all()


def test_a_loss_trained_through_a_softmax_keeps_its_logits():
    z = np.ones((2, 3), np.float32)
    assert SPECS["focal"].as_softmax(z, {"gamma": 2.0}) is z


def test_sigmoid_answers_stay_finite_in_both_tails():
    assert SPECS["sigmoid_focal"].as_softmax(np.array([[-800.0, 800.0]]), {}).tolist() == [[-800.0, 0.0]]
