"""Stored logits mean what their loss says."""

import numpy as np
import pytest
import torch

from playground.losses import SPECS
from playground.metrics.meaning import MEANINGS, as_softmax
from playground.metrics.probabilities import softmax

OWN = [key for key, spec in SPECS.items() if spec.probabilities is not None]


def test_every_loss_with_probabilities_of_its_own_is_known_and_no_other():
    assert sorted(OWN) == sorted(MEANINGS)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("key", OWN)
def test_the_softmax_is_the_losss_own_answer_over_the_range_of_its_parameters(key, dtype):
    spec = SPECS[key]
    z = (np.random.default_rng(0).normal(size=(50, 6)) * 2).astype(dtype)
    z[0] = 0
    for where in ("default", "low", "high"):
        params = {p.name: getattr(p, where) for p in spec.params}
        ours = as_softmax(z, key, params)
        assert ours.dtype == dtype
        tolerance = 1e-12 if dtype == np.float64 else 2e-5
        np.testing.assert_allclose(softmax(ours), spec.probabilities(torch.tensor(z), **params), atol=tolerance)
        assert (ours.argmax(1) == z.argmax(1)).all()


def test_a_loss_trained_through_a_softmax_keeps_its_logits():
    z = np.ones((2, 3), np.float32)
    assert as_softmax(z, "focal", {"gamma": 2.0}) is z


def test_sigmoid_answers_stay_finite_in_both_tails():
    assert as_softmax(np.array([[-800.0, 800.0]]), "sigmoid_focal").tolist() == [[-800.0, 0.0]]
