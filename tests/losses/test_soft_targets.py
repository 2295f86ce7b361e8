"""Probabilities and smoothing as targets: torch's cross-entropies, and the sum of each class's loss by its share."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from playground.losses import (
    SPECS,
    AsymmetricMultiLabelLoss,
    CrossEntropyLoss,
    LabelSmoothingLoss,
    OneVsRestBCELoss,
    SigmoidFocalLoss,
)
from tests.losses.loss_cases import ALONE, batch, module

SOFT = [key for key in ALONE if SPECS[key].multi_label is None]
YES_NO = [key for key in ALONE if SPECS[key].multi_label is not None]
ALPHA = torch.tensor([0.5, 1.0, 2.0, 4.0], dtype=torch.float64)
SMOOTHINGS = st.floats(0, 1)


def shares_like(logits, seed=1):
    return torch.randn(logits.shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).softmax(1)


def each_class(key, logits):
    """The loss if class c were the target, (N, C), asked one class at a time."""
    loss = module(key, logits.shape[1], reduction="none").eval()
    return torch.stack([loss(logits, torch.full(logits.shape[:1], c)) for c in range(logits.shape[1])], 1)


@pytest.mark.parametrize("key", SOFT)
def test_a_probability_target_is_the_sum_of_every_classs_loss_by_its_share(key):
    logits = batch(6, 4)[0]
    shares = shares_like(logits)
    found = module(key, 4, alpha=ALPHA, reduction="none").eval()(logits, shares)
    torch.testing.assert_close(found, (shares * ALPHA * each_class(key, logits)).sum(1))


@pytest.mark.parametrize("key", SOFT)
def test_smoothing_a_class_index_is_the_probabilities_that_it_stands_for(key):
    logits, target = batch(6, 4)
    smoothed = F.one_hot(target, 4) * 0.7 + 0.3 / 4
    loss = module(key, 4, alpha=ALPHA, reduction="none").eval()
    by_index = module(key, 4, alpha=ALPHA, reduction="none", label_smoothing=0.3).eval()
    torch.testing.assert_close(by_index(logits, target), loss(logits, smoothed))


@pytest.mark.parametrize("key", SOFT)
def test_a_loss_is_affine_in_its_probability_target(key):
    logits = batch(6, 4)[0]
    one, other = shares_like(logits, 1), shares_like(logits, 2)
    loss = module(key, 4, alpha=ALPHA).eval()
    torch.testing.assert_close(
        loss(logits, 0.3 * one + 0.7 * other), 0.3 * loss(logits, one) + 0.7 * loss(logits, other)
    )


@pytest.mark.parametrize("key", SOFT)
def test_full_smoothing_forgets_the_label(key):
    logits, target = batch(6, 4)
    loss = module(key, 4, label_smoothing=1.0, reduction="none").eval()
    torch.testing.assert_close(loss(logits, target), loss(logits, (target + 1) % 4))
    torch.testing.assert_close(loss(logits, target), each_class(key, logits).mean(1))


@given(SMOOTHINGS, st.sampled_from(["sum", "none"]), st.booleans())
def test_smoothed_cross_entropy_is_torchs_for_indices_and_for_probabilities(smoothing, reduction, weighted):
    logits, target = batch(6, 4)
    weight = ALPHA if weighted else None
    ours = CrossEntropyLoss(alpha=weight, label_smoothing=smoothing, reduction=reduction)
    torchs = torch.nn.CrossEntropyLoss(weight, label_smoothing=smoothing, reduction=reduction)
    for labels in (target, shares_like(logits)):
        torch.testing.assert_close(ours(logits, labels), torchs(logits, labels))


@given(SMOOTHINGS)
def test_a_weighted_mean_of_smoothed_indices_divides_by_the_true_classes_weights_as_torch_does(smoothing):
    logits, target = batch(7, 4)
    target[2] = -100
    ours = CrossEntropyLoss(alpha=ALPHA, label_smoothing=smoothing, reduction="weighted_mean")
    torchs = torch.nn.CrossEntropyLoss(ALPHA, label_smoothing=smoothing)
    torch.testing.assert_close(ours(logits, target), torchs(logits, target))


@given(st.floats(0, 0.5))
def test_the_label_smoothing_loss_is_cross_entropy_with_the_option_of_that_name(epsilon):
    logits, target = batch(6, 4)
    torch.testing.assert_close(
        LabelSmoothingLoss(epsilon=epsilon)(logits, target), F.cross_entropy(logits, target, label_smoothing=epsilon)
    )


@given(st.integers(0, 99), st.booleans())
def test_one_vs_rest_is_torchs_binary_cross_entropy_summed_over_the_classes(seed, hard):
    logits = batch(6, 4, seed=seed)[0]
    labels = shares_like(logits, seed)
    labels = labels.round() if hard else labels
    torchs = torch.nn.BCEWithLogitsLoss(reduction="none")(logits, labels)
    torch.testing.assert_close(OneVsRestBCELoss(reduction="none")(logits, labels), torchs.sum(1))


@pytest.mark.parametrize("labels", [torch.zeros(6, 4), torch.ones(6, 4)])
def test_no_label_at_all_and_every_label_are_answers_too(labels):
    logits = batch(6, 4)[0]
    probability = logits.sigmoid()
    right = probability if labels.any() else 1 - probability
    weight = 0.3 if labels.any() else 0.7
    expected = (weight * (1 - right).square() * -right.log()).sum(1)
    found = SigmoidFocalLoss(gamma=2.0, a=0.3, reduction="none")(logits, labels)
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("key", YES_NO)
def test_a_one_hot_target_of_yes_no_questions_is_the_class_index(key):
    logits, target = batch(6, 4)
    for reduction in ("mean", "weighted_mean", "sum", "none"):
        loss = module(key, 4, alpha=ALPHA, reduction=reduction).eval()
        torch.testing.assert_close(loss(logits, F.one_hot(target, 4).double()), loss(logits, target))


@pytest.mark.parametrize("key", YES_NO)
def test_yes_no_questions_add_up_class_by_class(key):
    """Moving the logit of one class changes that class's answer alone."""
    logits = batch(6, 4)[0]
    labels = shares_like(logits).round()
    loss = module(key, 4, reduction="none").eval()
    left, right = logits.clone(), logits.clone()
    left[:, 0] += 1.5
    right[:, 3] -= 0.7
    both = left.clone()
    both[:, 3] -= 0.7
    change = loss(left, labels) - loss(logits, labels) + loss(right, labels) - loss(logits, labels)
    torch.testing.assert_close(loss(both, labels) - loss(logits, labels), change)


@given(st.floats(0, 8), st.floats(0.01, 0.5))
def test_a_negative_below_the_shift_costs_nothing_and_pulls_nothing(gamma, shift):
    logits = torch.full((1, 3), shift, dtype=torch.float64).logit() - 1e-6
    logits.requires_grad_()
    loss = AsymmetricMultiLabelLoss(gamma_neg=gamma, shift=shift)(logits, torch.zeros(1, 3))
    loss.backward()
    assert loss == 0
    assert not logits.grad.any()
