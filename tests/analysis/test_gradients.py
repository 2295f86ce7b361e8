"""Where the gradient went: shares against autograd, and the questions that are asked."""

import numpy as np
import pytest
import torch

from playground.analysis.evaluation import Evaluation
from playground.analysis.gradients import WHAT_IF, gradient_shares, is_rare, log_p
from playground.core.alpha import expand
from playground.losses import SPECS


def autograd_share(evaluation, i):
    """Each class's share of the gradient norm, every class weighed as often as it occurs in training."""
    entrant, y = evaluation.entrants[i], torch.tensor(evaluation.labels, dtype=torch.long)
    z = torch.tensor(evaluation.logits[i], dtype=torch.float64, requires_grad=True)
    alpha = torch.tensor(expand(entrant.alpha, evaluation.counts), dtype=torch.float64)
    (SPECS[entrant.loss.key].per_sample(z, y, **entrant.loss.kwargs) * alpha[y]).sum().backward()
    often = np.array(evaluation.counts) / np.bincount(evaluation.labels)
    by_class = np.bincount(evaluation.labels, weights=z.grad.norm(dim=1).numpy()) * often
    return by_class / by_class.sum()


@pytest.mark.parametrize("i", [0, 1, 2])
def test_each_model_is_asked_under_its_own_loss_and_alpha(evaluation, i):
    found = gradient_shares(evaluation)
    assert found.names == list(evaluation.names)
    np.testing.assert_allclose(found.shares[i].classes, autograd_share(evaluation, i), rtol=1e-6)


def test_all_shares_sum_to_one(evaluation, own):
    for found in (gradient_shares(evaluation), gradient_shares(own)):
        for share in found.shares:
            assert share.classes.sum() == pytest.approx(1)
            assert share.difficulty.sum() == pytest.approx(1)
            assert share.samples.sum() == pytest.approx(1)


def test_a_visitors_model_is_asked_four_what_ifs(own):
    found = gradient_shares(own)
    assert found.names == list(WHAT_IF)
    assert found.unknown == []
    hard = [share.difficulty[0] for share in found.shares]
    assert hard == sorted(hard)  # the higher gamma, the more hard samples are listened to


def test_the_table_has_a_row_per_loss_and_a_column_per_class(evaluation):
    found = gradient_shares(evaluation)
    records = found.records(evaluation.classes)
    assert [row["Loss"] for row in records] == found.names
    assert [row["3"] for row in records] == [share.classes[3] for share in found.shares]


def test_log_p_is_torchs_log_softmax_of_the_true_class(evaluation):
    z, y = torch.tensor(evaluation.logits[1], dtype=torch.float64), torch.tensor(evaluation.labels, dtype=torch.long)
    expected = -torch.nn.functional.cross_entropy(z, y, reduction="none")
    np.testing.assert_allclose(log_p(evaluation, 1), expected, rtol=1e-12)


def test_rare_samples_are_those_of_a_rare_class(evaluation, own):
    assert set(np.unique(evaluation.labels[is_rare(evaluation)])) == set(evaluation.rare)
    assert not is_rare(own).any()


def test_a_last_class_without_samples_has_its_share_of_zero_where_no_counts_are_known():
    labels = np.arange(20) % 2
    logits = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    found = gradient_shares(Evaluation("t", ("m",), ((logits,),), labels, ("a", "b", "c")))
    assert all(share.classes.shape == (3,) and share.classes[2] == 0 for share in found.shares)
    assert [row["c"] for row in found.records(("a", "b", "c"))] == [0.0] * 4
