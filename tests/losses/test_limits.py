"""What each loss of the margin tends to at p_t = 0 and 1, known from its formula; and its shape between."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from playground.losses import SPECS
from tests.losses.loss_cases import call

MARGIN = [key for key, spec in SPECS.items() if spec.of_margin]
GRID = torch.linspace(-12, 12, 481, dtype=torch.float64)
FAR = torch.tensor([600.0, 700.0], dtype=torch.float64)


def of_margin(key, u, **params):
    return SPECS[key].of_margin(u, **{**SPECS[key].defaults, **params})


def slope(key, u, **params):
    u = u.clone().requires_grad_()
    return torch.autograd.grad(of_margin(key, u, **params).sum(), u)[0]


# -d loss / d log p_t where p_t goes to 0: how hard a hopeless sample still pulls, per unit of its margin
PULLS = {
    ("cross_entropy",): 1.0,
    ("focal", ("gamma", 5.0)): 1.0,
    ("flsd53",): 1.0,
    ("reduced_focal",): 1.0,
    ("poly1", ("epsilon", 3.0)): 1.0,
    ("poly1_focal", ("epsilon", 3.0)): 1.0,
    ("focal_star", ("gamma", 4.0)): 1.0,
    ("symmetric_ce", ("a", 0.4)): 0.4,
    ("mae",): 0.0,
    ("gce", ("q", 0.5)): 0.0,
}
# the limit itself where that pull is 0
CEILINGS = {("mae",): 2.0, ("gce", ("q", 0.5)): 2.0, ("gce", ("q", 1.0)): 1.0, ("symmetric_ce", ("a", 0.0)): 4.0}


@pytest.mark.parametrize("case", PULLS, ids=str)
def test_a_hopeless_sample_pulls_with_the_slope_that_its_formula_keeps(case):
    key, *params = case
    values = of_margin(key, FAR, **dict(params))
    torch.testing.assert_close(values[1] - values[0], torch.tensor(100 * PULLS[case]).double(), atol=1e-9, rtol=1e-9)


@pytest.mark.parametrize("case", CEILINGS, ids=str)
def test_a_bounded_loss_reaches_its_ceiling_and_never_passes_it(case):
    key, *params = case
    assert of_margin(key, FAR, **dict(params))[1].item() == pytest.approx(CEILINGS[case], rel=1e-12)
    assert (of_margin(key, GRID, **dict(params)) <= CEILINGS[case]).all()


# leading coefficient and power of 1 - p_t where p_t goes to 1
EASY = {
    ("cross_entropy",): (1.0, 1.0),
    ("focal", ("gamma", 0.5)): (1.0, 1.5),
    ("focal", ("gamma", 2.0)): (1.0, 3.0),
    ("flsd53",): (1.0, 4.0),
    ("reduced_focal", ("gamma", 2.0), ("threshold", 0.5)): (4.0, 3.0),
    ("poly1", ("epsilon", 2.0)): (3.0, 1.0),
    ("poly1_focal", ("gamma", 1.0), ("epsilon", 2.0)): (3.0, 2.0),
    ("poly1_focal", ("gamma", 2.0), ("epsilon", -1.0)): (0.5, 4.0),
    ("focal_star", ("gamma", 2.0), ("beta", 1.0)): (math.exp(-1) / 2, 2.0),
    ("mae",): (2.0, 1.0),
    ("gce", ("q", 0.7)): (1.0, 1.0),
    ("symmetric_ce", ("a", 0.4), ("b", 0.5)): (2.4, 1.0),
}


@pytest.mark.parametrize("case", EASY, ids=str)
def test_an_easy_sample_fades_with_the_power_of_what_is_missing_that_its_formula_says(case):
    key, *params = case
    factor, power = EASY[case]
    u = torch.tensor([-30.0], dtype=torch.float64)
    found = of_margin(key, u, **dict(params)) / (u.sigmoid() ** power)
    assert found.item() == pytest.approx(factor, rel=1e-9)


@pytest.mark.parametrize("key", [key for key in MARGIN if key != "flsd53"])
def test_a_loss_of_the_margin_never_falls_as_the_margin_worsens(key):
    assert (of_margin(key, GRID).diff() >= 0).all()
    assert (of_margin(key, GRID) >= 0).all()


@pytest.mark.parametrize("threshold", [0.1, 0.2, 0.7])
def test_flsd_falls_at_its_threshold_alone_where_the_larger_gamma_takes_over(threshold):
    falls = (of_margin("flsd53", GRID, threshold=threshold).diff() < 0).nonzero().flatten()
    assert len(falls) == 1
    assert GRID[falls[0]] <= math.log(1 / threshold - 1) <= GRID[falls[0] + 1]


@pytest.mark.parametrize(
    ("key", "params"),
    [
        ("cross_entropy", {}),
        ("focal_star", {"gamma": 3.0}),
        ("poly1", {"epsilon": -1.0}),
        ("poly1", {"epsilon": -0.5}),
        ("gce", {"q": 0.0}),
    ],
)
def test_these_are_convex_in_the_margin(key, params):
    assert (slope(key, GRID, **params).diff() >= -1e-12).all()


@pytest.mark.parametrize(("key", "params"), [("mae", {}), ("gce", {"q": 0.7}), ("focal", {"gamma": 2.0})])
def test_these_are_not_for_their_pull_is_strongest_in_the_middle(key, params):
    strength = slope(key, GRID, **params)
    strongest = strength.argmax()
    assert 0 < strongest < len(GRID) - 1
    assert strength[strongest] > strength[-1] + 1e-3


@given(st.floats(0.01, 1), st.floats(-8, 8))
def test_generalised_cross_entropy_is_the_box_cox_transform_of_p_t(q, u):
    p = 1 / (1 + mp.exp(mp.mpf(u)))
    found = of_margin("gce", torch.tensor([u], dtype=torch.float64), q=q).item()
    assert found == pytest.approx(float((1 - p**q) / q), rel=1e-11)


@given(st.floats(-8, 8))
def test_generalised_cross_entropy_tends_to_cross_entropy_as_q_vanishes(u):
    u = torch.tensor([u], dtype=torch.float64)
    torch.testing.assert_close(of_margin("gce", u, q=1e-9), of_margin("cross_entropy", u), rtol=1e-6, atol=1e-12)


@given(st.floats(0.1, 5), st.floats(-8, 8))
def test_the_slope_of_focal_is_the_quotient_of_differences_in_50_digits(gamma, u):
    def focal(x):
        return (1 / (1 + mp.exp(-x))) ** gamma * mp.log1p(mp.exp(x))

    with mp.workdps(50):
        expected = float(mp.diff(focal, mp.mpf(u)))
    assert slope("focal", torch.tensor([u], dtype=torch.float64), gamma=gamma).item() == pytest.approx(
        expected, rel=1e-9
    )


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_uniform_logits_give_every_class_the_share_1_over_c(classes):
    logits, target = torch.zeros(1, classes, dtype=torch.float64), torch.tensor([0])
    u = torch.tensor([math.log(classes - 1)], dtype=torch.float64)
    for key in MARGIN:
        torch.testing.assert_close(call(key, logits, target), of_margin(key, u))
    assert call("normalised_ce", logits, target).item() == pytest.approx(1 / classes)
