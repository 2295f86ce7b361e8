"""Every curve drawn, against the textbook formulas in mpmath, along a road built anew from its definition."""

import json
import subprocess
import sys

import mpmath as mp
import numpy as np
import pytest

from playground.core.config import LossChoice
from playground.curves.evaluate import Scene, evaluate, rows
from playground.curves.path import grid, logits
from playground.curves.share import beta_weights, fine_grid, sample_weights, shares
from playground.curves.simplex import places, probabilities, simplex
from playground.losses import SPECS
from playground.ui.lab.curve_views import crossing
from playground.ui.shell.first_paint import STORED, picture
from tests.losses.test_losses_oracle import ALONE, softmax

COUNTS = (5000, 5000, 5000, 5000, 5000, 25, 25, 25, 25, 25)
POINTS = (0, 1, 20, 60, 97, 130, 170, 189, 190)  # not where a threshold makes a kink: there are two slopes
STEP = mp.mpf(10) ** -15


def fine_loss(choice):
    return evaluate(choice, Scene((1,) * 10), fine_grid()).loss


def settings():
    """The published settings for the commonest and the rarest class, and for the rarest each slider at its ends."""
    for key in ALONE:
        params = SPECS[key].fitted(10)
        published = {p.name: p.default for p in params}
        yield from ((key, published, target) for target in (0, 9))
        yield from ((key, published | {p.name: end}, 9) for p in params for end in (p.low, p.high))


def road(p, target):
    """Logits of mean 0 with p_t = p and nine equal others, from z_t - z_j = log(9 p / (1 - p))."""
    gap = mp.log(9 * mp.mpf(float(p)) / (1 - mp.mpf(float(p))))
    return [gap * (mp.mpf(9) / 10 if c == target else -mp.mpf(1) / 10) for c in range(10)]


def test_the_road_has_the_p_t_it_says_and_equal_others_and_mean_zero():
    z = logits(grid(), 10, 3)
    p = np.exp(z - z.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    np.testing.assert_allclose(p[:, 3], grid(), rtol=1e-12)
    np.testing.assert_allclose(np.delete(p, 3, 1), ((1 - grid()) / 9)[:, None].repeat(9, 1), rtol=1e-9)
    np.testing.assert_allclose(z.mean(1), 0, atol=1e-12)
    assert abs(softmax(road(0.25, 4))[4] - mp.mpf("0.25")) < mp.mpf(10) ** -30


@pytest.mark.parametrize(("key", "params", "target"), list(settings()), ids=lambda v: v if isinstance(v, str) else "")
def test_every_curve_is_the_formula_to_a_millionth(key, params, target):
    curve = evaluate(LossChoice.of(key, **params), Scene(COUNTS, target))
    with mp.workdps(330):
        for i in POINTS:
            z = road(curve.p[i], target)

            def value(by=0, z=z):
                moved = [x + (by if c == target else 0) for c, x in enumerate(z)]
                return ALONE[key](moved, target, COUNTS, z, **params)

            slope = abs((value(STEP) - value(-STEP)) / (2 * STEP))
            assert curve.loss[i] == pytest.approx(float(value()), rel=1e-6, abs=1e-300)
            assert curve.gradient[i] == pytest.approx(float(slope), rel=1e-6, abs=1e-14)


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if not spec.detached])
def test_the_gradient_of_every_loss_is_the_slope_of_what_is_drawn(key):
    scene, z = Scene(COUNTS), logits(np.array([0.13, 0.62, 0.91]), 10, 0)
    step = np.zeros_like(z)
    step[:, 0] = 1e-5
    slope = (rows(LossChoice(key), scene, z + step)[0] - rows(LossChoice(key), scene, z - step)[0]) / 2e-5
    np.testing.assert_allclose(rows(LossChoice(key), scene, z)[1][:, 0], slope, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize(("gamma", "equal", "at_ten"), [(0.5, 0.42, 1.076), (1, 0.368, 1.135), (2, 0.298, 1.225)])
def test_focal_pulls_harder_than_cross_entropy_below_the_published_crossing(gamma, equal, at_ten):
    curve = evaluate(LossChoice.of("focal", gamma=float(gamma)), Scene((1,) * 10))
    p = curve.p
    closed = (1 - p) ** gamma - gamma * p * (1 - p) ** (gamma - 1) * np.log(p)
    np.testing.assert_allclose(curve.multiplier, closed, rtol=1e-9)
    np.testing.assert_allclose(curve.factor, (1 - p) ** gamma, rtol=1e-9)
    assert crossing(curve) == pytest.approx(equal, abs=0.002)
    assert curve.multiplier.max() == pytest.approx(at_ten, abs=0.001)


def test_cross_entropy_never_crosses_itself():
    assert np.isnan(crossing(evaluate(LossChoice(), Scene((1,) * 10))))


def test_the_stored_first_picture_is_what_the_losses_compute_today():
    stored, fresh = json.loads(STORED.read_text("utf-8")), picture()
    assert stored.keys() == fresh.keys()
    for key, numbers in fresh.items():
        for name, values in numbers.items():
            np.testing.assert_allclose(stored[key][name], values, rtol=1e-12, err_msg=f"{key} {name}")


def test_the_first_picture_needs_no_torch():
    code = (
        "import sys; from playground.ui.lab.state import LabState, full; from playground.curves.evaluate import Scene;"
        "from playground.ui.lab.curve_views import CURVE_VIEWS;"
        "state = LabState(full('focal', {}), Scene((5000,) * 5 + (25,) * 5));"
        "[view.build(state) and view.sentence(state) for view in CURVE_VIEWS.values()];"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=60)


def test_points_of_the_triangle_and_probabilities_turn_into_each_other():
    p = np.random.default_rng(0).dirichlet((1, 1, 1), 50)
    np.testing.assert_allclose(probabilities(places(p)), p, atol=1e-12)
    np.testing.assert_allclose(places(np.eye(3)), [[0.5, 3**0.5 / 2], [0, 0], [1, 0]], atol=1e-12)


def test_the_triangle_holds_cross_entropy_of_the_top_corner_and_nothing_outside():
    made = simplex(LossChoice(), (1, 1, 1), 40)
    points = np.stack(np.meshgrid(made.x, made.y), -1).reshape(-1, 2)
    p, loss = probabilities(points), made.loss.ravel()
    inside = (p > 0.01).all(1)
    np.testing.assert_allclose(loss[inside], -np.log(p[inside, 0]), rtol=1e-9)
    assert np.isnan(loss[(p < -0.02).any(1)]).all()


def test_arrows_show_where_a_small_step_of_gradient_descent_moves_the_probabilities():
    made, rate = simplex(LossChoice.of("focal", gamma=2.0), (1, 1, 1), 10), 1e-6
    p = probabilities(made.tails)
    z = np.log(p)
    slope = rows(LossChoice.of("focal", gamma=2.0), Scene((1, 1, 1)), z)[1]
    after = np.exp(z - rate * slope)
    after /= after.sum(1, keepdims=True)
    np.testing.assert_allclose((places(after) - made.tails) / rate, made.steps, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (5.0, 1.5), (2.0, 7.0)])
def test_shares_of_the_total_agree_with_numerical_integration(a, b):
    made = shares(fine_loss(LossChoice.of("focal", gamma=2.0)), beta_weights(a, b))

    def part(low, high, loss):
        return mp.quad(lambda p: p ** (a - 1) * (1 - p) ** (b - 1) * loss(p), [low, high])

    def focal(p):
        return (1 - p) ** 2 * -mp.log(p) if p > 0 else mp.mpf(0)

    with mp.workdps(20):
        easy = part(0.5, 1, focal) / part(mp.mpf("1e-12"), 1, focal)
        samples = part(0.5, 1, lambda p: 1) / part(0, 1, lambda p: 1)
    assert made.easy_loss == pytest.approx(float(easy), abs=2e-3)
    assert made.easy_samples == pytest.approx(float(samples), abs=2e-3)
    assert made.loss.sum() == pytest.approx(1)


def test_measured_p_t_are_shared_as_their_own_histogram():
    weights = sample_weights(np.array([0.1, 0.1, 0.9, 1.0]))
    made = shares(fine_loss(LossChoice()), weights)
    assert made.easy_samples == 0.5
    with pytest.raises(ValueError, match="no samples"):
        sample_weights(np.array([]))


@pytest.mark.parametrize(
    ("choice", "scene", "words"),
    [
        (LossChoice("no"), (1, 1), "There is no loss called 'no'"),
        (LossChoice.of("focal", gamma=9.0), (1, 1), "gamma must be a number from 0 to 5"),
        (LossChoice.of("focal", tau=1.0), (1, 1), "The loss 'focal' has no parameter 'tau'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(choice, scene, words):
    with pytest.raises(ValueError, match=words):
        evaluate(choice, Scene(scene))


def test_a_scene_needs_two_classes_and_a_true_class_among_them():
    with pytest.raises(ValueError, match="true class must be one of 0 to 1"):
        Scene((1, 1), 2)
