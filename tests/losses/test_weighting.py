"""Alpha and the reductions, against nn.CrossEntropyLoss(weight=) and against sums written out by hand."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from playground.losses import CrossEntropyLoss, FocalLoss
from playground.losses.module.weighting import KNOWN, check_reduction, denominator, mix, reduce, scales, total
from tests.losses.loss_cases import ALONE, batch, module

WEIGHTS = st.lists(st.just(0.0) | st.floats(1e-6, 8), min_size=4, max_size=4)
LABELS = st.lists(st.sampled_from([-100, 0, 1, 2, 3]), min_size=1, max_size=12)
TORCHS = {"weighted_mean": "mean", "sum": "sum", "none": "none"}


def logits_for(labels):
    return batch(len(labels), 4)[0], torch.tensor(labels)


@pytest.mark.parametrize("reduction", TORCHS)
@given(labels=LABELS, alpha=WEIGHTS)
def test_class_weights_are_torchs_whatever_is_ignored(reduction, labels, alpha):
    logits, target = logits_for(labels)
    weight = torch.tensor(alpha, dtype=torch.float64)
    kept = weight[target[target != -100]].sum() > 0
    ours = CrossEntropyLoss(alpha=alpha, reduction=reduction)(logits, target)
    expected = F.cross_entropy(logits, target, weight, reduction=TORCHS[reduction])
    if reduction == "weighted_mean" and not kept:
        assert expected.isnan()
        assert ours == 0
    else:
        torch.testing.assert_close(ours, expected)


@given(LABELS, WEIGHTS)
def test_the_mean_is_the_sum_over_the_samples_that_count(labels, alpha):
    logits, target = logits_for(labels)
    summed = FocalLoss(alpha=alpha, reduction="sum")(logits, target)
    counted = sum(label != -100 for label in labels)
    torch.testing.assert_close(FocalLoss(alpha=alpha)(logits, target), summed / max(1, counted))


@given(LABELS, st.floats(0, 1))
def test_one_number_weighs_class_0_and_its_complement_every_other_class(labels, a):
    logits, target = logits_for(labels)
    spread = [a, 1 - a, 1 - a, 1 - a]
    for reduction in KNOWN:
        torch.testing.assert_close(
            FocalLoss(alpha=a, reduction=reduction)(logits, target),
            FocalLoss(alpha=spread, reduction=reduction)(logits, target),
        )


@given(LABELS, st.floats(0.1, 50))
def test_a_weighted_mean_does_not_see_a_factor_common_to_all_weights_and_a_mean_does(labels, factor):
    logits, target = logits_for(labels)
    alpha = torch.tensor([0.5, 1.0, 2.0, 4.0], dtype=torch.float64)
    for reduction, expected in (("weighted_mean", 1.0), ("mean", factor), ("sum", factor)):
        plain = FocalLoss(alpha=alpha, reduction=reduction)(logits, target)
        scaled = FocalLoss(alpha=alpha * factor, reduction=reduction)(logits, target)
        torch.testing.assert_close(scaled, plain * expected)


@pytest.mark.parametrize("key", ALONE)
def test_leaving_a_sample_out_is_ignoring_it_for_every_reduction_to_one_number(key):
    logits, target = batch(8, 4)
    kept = torch.tensor([0, 1, 3, 4, 6])
    hidden = torch.full_like(target, 77)
    hidden[kept] = target[kept]
    for reduction in ("mean", "weighted_mean", "sum"):
        loss = module(key, 4, alpha=[0.5, 1.0, 2.0, 4.0], reduction=reduction, ignore_index=77).eval()
        torch.testing.assert_close(loss(logits, hidden), loss(logits[kept], target[kept]))


@given(LABELS, st.booleans())
def test_scales_are_the_slopes_of_the_reduced_loss_in_each_samples_own(labels, weighted):
    target = torch.tensor(labels)
    valid, own = target != -100, target.clamp_min(0)
    alpha = torch.tensor([0.5, 0.0, 2.0, 4.0], dtype=torch.float64) if weighted else None
    weights = None if alpha is None else alpha[own]
    for reduction in ("mean", "weighted_mean", "sum"):
        values = torch.rand(len(labels), dtype=torch.float64, requires_grad=True)
        reduce(values, own, alpha, reduction, valid).backward()
        found = scales(own, weights, reduction, valid, torch.float64)
        torch.testing.assert_close(found.expand(len(labels)), values.grad)


def test_a_weighted_mean_without_weights_is_the_mean():
    values = torch.tensor([1.0, 2.0, 6.0])
    assert total(values, None, "weighted_mean") == 3.0
    assert total(values, None, "weighted_mean", torch.tensor([True, False, True])) == 3.5


def test_denominators_worked_by_hand():
    weights, valid = torch.tensor([1.0, 2.0, 5.0]), torch.tensor([True, True, False])
    assert denominator(3, weights, "mean") == 3
    assert denominator(3, weights, "mean", valid) == 2
    assert denominator(3, weights, "weighted_mean") == 8
    assert denominator(3, weights, "weighted_mean", valid) == 3
    assert denominator(3, weights, "sum", valid) == 1
    assert denominator(0, None, "mean") == 1
    assert denominator(3, weights * 0, "weighted_mean") == 1


def test_what_is_not_valid_cannot_spoil_the_rest_even_where_it_is_not_a_number():
    values, valid = torch.tensor([1.0, float("nan"), float("inf")]), torch.tensor([True, False, False])
    assert total(values, None, "none", valid).tolist() == [1.0, 0.0, 0.0]
    assert total(values, None, "mean", valid) == 1.0


@given(WEIGHTS, st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_a_mixture_is_the_product_with_the_shares_and_its_weight_their_weighted_sum(alpha, shares):
    values, weight = torch.tensor([[1.0, 2.0, 3.0, 4.0]]).double(), torch.tensor(alpha).double()
    target = torch.tensor([shares]).double()
    mixed, weights = mix(values, target, weight)
    torch.testing.assert_close(mixed, (values * target) @ weight)
    torch.testing.assert_close(weights, target @ weight)
    assert mix(values, target)[1] is None


@pytest.mark.parametrize("wrong", ["", "Mean", "average", "batchmean"])
def test_a_reduction_that_does_not_exist_is_refused_with_those_that_do(wrong):
    with pytest.raises(ValueError, match=f"reduction must be one of {', '.join(KNOWN)}, not '{wrong}'"):
        check_reduction(wrong)
