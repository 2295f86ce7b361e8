"""Where losses meet and what symmetry says: limits, mirror images, and sums of the worked example."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

from playground.core.config import LossChoice
from playground.curves.evaluate import Scene, evaluate, rows
from playground.curves.path import grid
from playground.curves.share import fine_grid, sample_weights, shares
from playground.curves.simplex import HEIGHT, simplex
from playground.curves.worked import as_logits, as_targets, steps
from playground.losses import SPECS

SCENE = Scene((1,) * 10)
# A loss that names classes in its parameters (as those of costs do) tells them apart.
ALIKE = [k for k, spec in SPECS.items() if not (spec.needs_counts or spec.batch_statistic or spec.names_classes)]
BATCH = arrays(float, (4, 3), elements=st.floats(-8, 8))
HARD = np.eye(3)[[0, 1, 2, 1]]
CHOICES = [LossChoice(), LossChoice.of("focal", gamma=2.0)]


@pytest.mark.parametrize(
    "limit", [LossChoice.of("focal", gamma=0.0), LossChoice.of("label_smoothing", epsilon=0.0)], ids=lambda c: c.key
)
def test_at_the_end_of_its_slider_a_loss_is_cross_entropy(limit):
    curve = evaluate(limit, SCENE)
    np.testing.assert_allclose(curve.factor, 1, rtol=1e-9)
    np.testing.assert_allclose(curve.multiplier, 1, rtol=1e-9)
    np.testing.assert_allclose(curve.loss, -np.log(grid()), rtol=1e-9)


@given(st.floats(0, 5), st.floats(0, 5))
def test_the_larger_gamma_the_smaller_the_loss_at_every_p_t(a, b):
    small, large = (evaluate(LossChoice.of("focal", gamma=g), SCENE, grid()[::10]) for g in sorted((a, b)))
    assert (large.loss <= small.loss * (1 + 1e-12)).all()


@pytest.mark.parametrize("key", ALIKE)
def test_a_loss_without_counts_costs_or_neighbours_treats_the_first_and_the_last_class_alike(key):
    params = {p.name: p.default for p in SPECS[key].fitted(4)}
    first, last = (rows(LossChoice.of(key, **params), Scene((1,) * 4, t), _turned(t))[0] for t in (0, 3))
    np.testing.assert_allclose(first, last, rtol=1e-6, atol=1e-9)


def _turned(target):
    """One sample whose true class leads by 1 and whose others share the rest."""
    return np.eye(4)[[target]]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: c.key)
def test_the_triangle_of_equal_counts_is_its_own_mirror_image_and_all_arrows_rise(choice):
    made = simplex(choice, (1, 1, 1), 24)
    np.testing.assert_allclose(made.loss, made.loss[:, ::-1], rtol=1e-8, atol=1e-12)
    assert (made.steps[:, 1] > 0).all()
    assert (made.y[0], made.y[-1]) == (0, HEIGHT)
    mirrored = {
        (round(1 - x, 9), round(y, 9)): (-dx, dy) for (x, y), (dx, dy) in zip(made.tails, made.steps, strict=True)
    }
    for (x, y), step in zip(made.tails, made.steps, strict=True):
        assert mirrored[round(x, 9), round(y, 9)] == pytest.approx(tuple(step), abs=1e-9)


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=40), st.floats(0, 5))
def test_who_makes_the_total_is_counted_sample_by_sample(p_t, gamma):
    steps_of = np.digitize(p_t, np.linspace(0, 1, 801)) - 1
    p = fine_grid()[steps_of]
    loss = (1 - p) ** gamma * -np.log(p)
    fine = evaluate(LossChoice.of("focal", gamma=gamma), SCENE, fine_grid()).loss
    made = shares(fine, sample_weights(np.array(p_t)))
    assert made.easy_samples == pytest.approx((p > 0.5).mean())
    assert made.easy_loss == pytest.approx(loss[p > 0.5].sum() / loss.sum(), abs=1e-9)


@given(BATCH, st.floats(0, 5))
def test_focal_steps_are_the_papers_formula_and_at_gamma_zero_cross_entropy(z, gamma):
    found = steps(LossChoice.of("focal", gamma=gamma), z, HARD, [1] * 3)
    own = (special.log_softmax(z, axis=1) * HARD).sum(1)
    np.testing.assert_allclose(found.loss, (-np.expm1(own)) ** gamma * -own, rtol=1e-6, atol=1e-9)
    bare = steps(LossChoice.of("focal", gamma=0.0), z, HARD, [1] * 3)
    np.testing.assert_allclose(bare.loss, bare.cross_entropy, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(bare.gradient, special.softmax(z, axis=1) - HARD, atol=1e-9)


@given(BATCH, st.tuples(*[st.floats(0.1, 9)] * 3))
def test_a_batch_twice_has_the_same_means_and_twice_the_sum(z, alpha):
    once = steps(LossChoice(), z, HARD, [1] * 3, alpha).reductions
    twice = steps(LossChoice(), np.tile(z, (2, 1)), np.tile(HARD, (2, 1)), [1] * 3, alpha).reductions
    assert twice == pytest.approx({**once, "sum": 2 * once["sum"]})


@given(st.lists(st.lists(st.floats(-50, 50), min_size=3, max_size=3), min_size=1, max_size=12), st.data())
def test_typed_logits_and_targets_are_taken_as_they_are(typed, data):
    np.testing.assert_array_equal(as_logits(typed, False), typed)
    classes = data.draw(st.lists(st.integers(0, 2), min_size=len(typed), max_size=len(typed)))
    numbers = as_targets([[float(c)] for c in classes], len(typed), 3)
    np.testing.assert_array_equal(numbers, as_targets(np.eye(3)[classes].tolist(), len(typed), 3))
    assert numbers.argmax(1).tolist() == classes
