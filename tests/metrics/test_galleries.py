"""Which images a gallery picks, by brute force."""

import numpy as np
import pytest
import torch

from playground.losses._ops import margin
from playground.metrics import galleries as ga
from playground.metrics import probabilities
from playground.metrics.probabilities import softmax

RNG = np.random.default_rng(4)
Y = RNG.integers(0, 4, 400)
BASE, OTHER = RNG.normal(size=(2, 400, 4)) * 3


def brute(condition, logits):
    top = softmax(logits).max(1)
    return sorted((i for i in range(len(Y)) if condition(i)), key=lambda i: -top[i])


def test_fixed_and_broken_are_what_changed_sides_surest_first():
    was, now = BASE.argmax(1), OTHER.argmax(1)
    assert ga.fixed(BASE, OTHER, Y).tolist() == brute(lambda i: was[i] != Y[i] == now[i], OTHER)
    assert ga.broken(BASE, OTHER, Y).tolist() == brute(lambda i: was[i] == Y[i] != now[i], OTHER)
    assert set(ga.fixed(BASE, OTHER, Y)) == set(ga.broken(OTHER, BASE, Y))


def test_a_cell_holds_exactly_its_images_surest_first():
    called = BASE.argmax(1)
    assert ga.cell(BASE, Y, 2, 3).tolist() == brute(lambda i: Y[i] == 2 and called[i] == 3, BASE)
    assert ga.cell(BASE[:1], Y[:1], 9, 9).tolist() == []


def test_hardest_has_the_least_probable_truth_first():
    p = softmax(BASE)[np.arange(400), Y]
    order = ga.hardest(BASE, Y)
    assert (np.diff(p[order]) >= 0).all()
    assert sorted(order) == list(range(400))


def test_most_suppressed_tells_samples_apart_where_their_probability_rounds_to_one():
    z = np.array([[40.0, 0.0], [80.0, 0.0], [60.0, 0.0], [0.0, 1.0]])
    assert softmax(z)[0, 0] == softmax(z)[1, 0] == 1.0
    assert ga.most_suppressed(z, [0, 0, 0, 0], 2.0).tolist() == [1, 2, 0, 3]
    assert ga.most_suppressed(z, [0, 0, 0, 0], 0.0).size == 0


def test_the_margin_is_the_losses_own():
    np.testing.assert_allclose(probabilities.margin(BASE, Y), margin(torch.tensor(BASE), torch.tensor(Y)), rtol=1e-12)


@pytest.mark.parametrize("pick", [ga.fixed, ga.broken])
def test_nothing_changes_against_oneself(pick):
    assert pick(BASE, BASE, Y).size == 0
    assert pick(np.empty((0, 4)), np.empty((0, 4)), []).size == 0
