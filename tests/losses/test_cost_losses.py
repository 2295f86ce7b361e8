"""The losses that price mistakes, against matrices made by hand and costs expected under the softmax."""

import itertools
import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from playground.losses import CostLoss, CostMatrixLoss, CostSoftmaxLoss
from tests.losses.loss_cases import batch

PLACES = st.integers(0, 3)
COSTS = st.floats(0.1, 100)


def dear_pair(true, read, cost):
    """The matrix that the three numbers stand for: right answers are free, one mistake costs `cost`, others 1."""
    matrix = [[1.0] * 4 for _ in range(4)]
    matrix[true][read] = cost
    for c in range(4):
        matrix[c][c] = 0.0
    return matrix


def some_matrix(seed=0):
    return 0.1 + 5 * torch.rand(4, 4, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@given(PLACES, PLACES, COSTS, st.floats(0, 2))
def test_three_numbers_stand_for_a_matrix_with_one_dear_mistake(true, read, cost, mix):
    logits, target = batch(8, 4)
    by_matrix = CostMatrixLoss(mix=mix, matrix=dear_pair(true, read, cost))
    by_numbers = CostMatrixLoss(true=true, read=read, cost=cost, mix=mix)
    torch.testing.assert_close(by_numbers(logits, target), by_matrix(logits, target))


@given(PLACES, PLACES, COSTS)
def test_the_same_matrix_inside_the_softmax_is_the_same_three_numbers(true, read, cost):
    logits, target = batch(8, 4)
    by_matrix = CostSoftmaxLoss(matrix=dear_pair(true, read, cost))
    by_numbers = CostSoftmaxLoss(true=true, read=read, cost=cost)
    torch.testing.assert_close(by_numbers(logits, target), by_matrix(logits, target))


@given(PLACES, COSTS)
def test_a_cost_of_one_class_is_a_vector_of_ones_but_for_that_class(label, cost):
    logits, target = batch(8, 4)
    costs = [cost if c == label else 1.0 for c in range(4)]
    by_numbers = CostLoss(label=label, cost=cost, reduction="none")(logits, target)
    torch.testing.assert_close(by_numbers, CostLoss(costs=costs, reduction="none")(logits, target))
    torch.testing.assert_close(
        by_numbers, F.cross_entropy(logits, target, torch.tensor(costs).double(), reduction="none")
    )


@given(st.integers(0, 99))
def test_a_sure_answer_costs_its_entry_of_the_matrix(seed):
    matrix = some_matrix(seed)
    target, guess = torch.arange(4).repeat_interleave(4), torch.arange(4).repeat(4)
    logits = 1000.0 * F.one_hot(guess, 4).double()
    found = CostMatrixLoss(mix=0.0, matrix=matrix, reduction="none")(logits, target)
    torch.testing.assert_close(found, matrix.flatten())


@given(st.floats(0.1, 9), st.floats(0, 2))
def test_expected_cost_is_linear_in_the_matrix_and_in_the_mix(factor, mix):
    logits, target = batch(8, 4)
    one, other = some_matrix(1), some_matrix(2)

    def expected(matrix, mix=0.0):
        return CostMatrixLoss(mix=mix, matrix=matrix)(logits, target)

    torch.testing.assert_close(expected(one + factor * other), expected(one) + factor * expected(other))
    torch.testing.assert_close(expected(one, mix), expected(one) + mix * F.cross_entropy(logits, target))


def test_a_constant_added_to_a_true_classs_row_adds_it_to_that_classs_loss_and_moves_no_gradient():
    logits, target = batch(8, 4)
    logits.requires_grad_()
    raised = some_matrix() + torch.tensor([[0.0], [3.0], [0.0], [0.5]])
    values = [CostMatrixLoss(mix=0.0, matrix=m, reduction="none")(logits, target) for m in (some_matrix(), raised)]
    torch.testing.assert_close(values[1] - values[0], torch.tensor([0.0, 3.0, 0.0, 0.5]).double()[target])
    slopes = [torch.autograd.grad(value.sum(), logits)[0] for value in values]
    torch.testing.assert_close(slopes[1], slopes[0])


def test_a_matrix_of_ones_off_the_diagonal_is_the_chance_of_a_mistake():
    logits, target = batch(8, 4)
    wrong = 1 - logits.softmax(1).gather(1, target[:, None])[:, 0]
    found = CostMatrixLoss(mix=0.0, matrix=dear_pair(0, 0, 1.0), reduction="none")(logits, target)
    torch.testing.assert_close(found, wrong)


@given(st.floats(0.1, 50))
def test_one_price_for_every_mistake_inside_the_softmax_is_a_handicap_of_its_log(cost):
    logits, target = batch(8, 4)
    handicapped = logits - math.log(cost) * F.one_hot(target, 4)
    found = CostSoftmaxLoss(matrix=torch.full((4, 4), cost))(logits, target)
    torch.testing.assert_close(found, F.cross_entropy(handicapped, target), rtol=1e-6, atol=1e-7)


@given(PLACES, COSTS)
def test_the_diagonal_of_a_matrix_inside_the_softmax_is_never_read(place, cost):
    logits, target = batch(8, 4)
    changed = some_matrix()
    changed[place, place] = cost
    for matrix in (changed, changed.clone().fill_diagonal_(0.0)):
        found = CostSoftmaxLoss(matrix=matrix)(logits, target)
        assert torch.equal(found, CostSoftmaxLoss(matrix=some_matrix())(logits, target))


@pytest.mark.parametrize("make", [CostMatrixLoss, CostSoftmaxLoss])
def test_a_dearer_mistake_never_costs_less_and_only_its_true_class_pays(make):
    logits, target = batch(8, 4)
    values = [make(true=2, read=0, cost=cost, reduction="none")(logits, target) for cost in (0.5, 1.0, 7.0, 90.0)]
    for cheap, dear in itertools.pairwise(values):
        assert (dear[target == 2] > cheap[target == 2]).all()
        assert torch.equal(dear[target != 2], cheap[target != 2])


@pytest.mark.parametrize("make", [CostMatrixLoss, CostSoftmaxLoss])
def test_a_matrix_that_is_not_classes_by_classes_is_refused_with_its_shape(make):
    for shape in ((3, 3), (4, 3), (3, 4)):
        with pytest.raises(ValueError, match=rf"matrix has shape \({shape[0]}, {shape[1]}\), but the logits have 4"):
            make(matrix=torch.ones(shape))(*batch())


@pytest.mark.parametrize("bad", [-1.0, math.inf, math.nan])
def test_a_price_that_is_no_finite_number_of_at_least_0_is_refused(bad):
    with pytest.raises(ValueError, match="costs must hold finite numbers of at least 0"):
        CostLoss(costs=[1.0, bad, 1.0, 1.0])
    with pytest.raises(ValueError, match="matrix must hold finite numbers of at least 0"):
        CostMatrixLoss(matrix=[[1.0, bad], [1.0, 1.0]])
