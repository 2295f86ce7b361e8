"""What losses share, against mpmath; and what alpha, half a batch and new names of the classes do to every loss."""

import mpmath as mp
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.losses import SPECS, _ops
from playground.losses._overlap import spread
from tests.losses.loss_cases import ALONE, KEYS, batch, module

MARGINS = [-300.0, -40.0, -3.5, -3.0, -2.9, -1e-3, 0.0, 0.7, 5.0, 40.0, 300.0]
U = torch.tensor(MARGINS, dtype=torch.float64)


def exactly(formula):
    with mp.workdps(200):
        return torch.tensor([float(formula(mp.mpf(u))) for u in MARGINS], dtype=torch.float64)


def close(found, expected):
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=0.0)


def miss(u):
    return 1 / (1 + mp.exp(-u))


def surprise(u):
    return mp.log1p(mp.exp(u))


def test_cross_entropy_of_the_margin_keeps_its_digits_in_both_tails():
    close(_ops.nll(U), exactly(surprise))
    close(_ops.log_sigmoid(U), exactly(lambda u: -surprise(-u)))


@pytest.mark.parametrize("gamma", [0.0, 0.3, 1.0, 2.0])
def test_focal_of_the_margin_keeps_its_digits_in_both_tails(gamma):
    close(_ops.modulated(U, gamma), exactly(lambda u: miss(u) ** gamma * surprise(u)))


def test_the_excess_keeps_its_digits_where_its_two_parts_nearly_cancel():
    close(_ops.excess(U), exactly(lambda u: surprise(u) - miss(u)))


@given(st.integers(2, 8), st.integers(0, 99), st.floats(0.1, 50))
def test_the_margins_of_all_classes_are_the_margin_of_each_as_the_target(classes, seed, scale):
    logits = batch(4, classes, scale, seed)[0]
    each = [_ops.margin(logits, torch.full((4,), c)) for c in range(classes)]
    torch.testing.assert_close(_ops.margins(logits), torch.stack(each, 1), rtol=1e-8, atol=1e-10)


def test_signs_and_answers_are_those_of_yes_no_questions():
    logits, target = batch(5, 4)
    own = torch.nn.functional.one_hot(target, 4)
    assert torch.equal(_ops.is_target(logits, target), own.bool())
    assert torch.equal(_ops.signed(logits, target), logits * (2 * own - 1))
    yes, no = logits.exp(), logits.square()
    torch.testing.assert_close(_ops.answers(yes, no, own), (own * yes + (1 - own) * no).sum(1))


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20))
def test_spread_errors_average_to_the_mean_over_the_classes_that_are_there(labels):
    target, errors = torch.tensor(labels), torch.tensor([0.1, 0.7, 0.2, 0.9], dtype=torch.float64)
    values = spread(errors, torch.bincount(target, minlength=4).double(), target)
    torch.testing.assert_close(values.mean(), errors[target.unique()].mean())


BY_COUNTS = [key for key in KEYS if not SPECS[key].needs_counts and not SPECS[key].names_classes]


@pytest.mark.parametrize("key", BY_COUNTS)
def test_renaming_the_classes_changes_nothing_for_a_loss_that_does_not_know_them(key):
    logits, target = batch(8, 4)
    order = torch.tensor([2, 0, 3, 1])
    loss = module(key, 4, reduction="none").eval()
    torch.testing.assert_close(loss(logits[:, order], order.argsort()[target]), loss(logits, target))


@pytest.mark.parametrize("key", KEYS)
def test_a_loss_is_linear_in_alpha(key):
    logits, target = batch(8, 4)
    one, other = torch.tensor([1.0, 0.0, 2.0, 0.5]), torch.tensor([0.2, 3.0, 0.0, 1.0])
    values = [module(key, 4, alpha=a).eval()(logits, target) for a in (one, other, 2 * one + 3 * other)]
    torch.testing.assert_close(values[2], 2 * values[0] + 3 * values[1])


@pytest.mark.parametrize("key", ALONE)
def test_the_mean_of_a_batch_is_that_of_its_halves(key):
    logits, target = batch(8, 4)
    loss = module(key, 4).eval()
    halves = loss(logits[:4], target[:4]) + loss(logits[4:], target[4:])
    torch.testing.assert_close(loss(logits, target), halves / 2)
