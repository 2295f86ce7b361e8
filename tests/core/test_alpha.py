"""The rules that turn class counts into alpha."""

import itertools
import math
import re

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from playground.core.alpha import LEAST, MOST, RULES, expand
from playground.core.config import AlphaChoice
from playground.losses._ops import effective_weights

COUNTS = (1000, 100, 10)


def of(rule, value=0.0, counts=COUNTS, normalise=False, custom=()):
    return expand(AlphaChoice(rule, value, custom, normalise), counts)


def choice(rule, normalise=True):
    default = RULES[rule].param.default if RULES[rule].param else 0.0
    return AlphaChoice(rule, default, (1.0, 2.0, 3.0), normalise)


def test_each_rule_gives_the_numbers_of_its_formula():
    assert of("none") == (1, 1, 1)
    assert of("inverse") == (1 / 1000, 1 / 100, 1 / 10)
    assert of("sqrt") == pytest.approx((1000**-0.5, 0.1, 10**-0.5))
    assert of("median") == (0.1, 1, 10)
    assert of("scalar", 0.25) == (0.25, 0.75, 0.75)
    assert of("custom", custom=(1.0, 0.0, 2.0)) == (1.0, 0.0, 2.0)
    assert of("effective", 0.9) == pytest.approx([0.1 / (1 - 0.9**n) for n in COUNTS])


def test_effective_number_runs_from_equal_weights_to_inverse_frequency():
    assert of("effective", 0.0) == (1, 1, 1)
    near_one = of("effective", 0.99999, counts=(3, 2, 1), normalise=True)
    assert near_one == pytest.approx(of("inverse", counts=(3, 2, 1), normalise=True), rel=1e-4)


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.9999])
def test_the_class_balanced_losses_use_the_same_effective_number(beta):
    weights = effective_weights(torch.zeros(1, 3).double(), torch.tensor(COUNTS), beta)
    assert weights.tolist() == pytest.approx(of("effective", beta, normalise=True), rel=1e-10)


@pytest.mark.parametrize("rule", RULES)
def test_normalised_weights_average_one(rule):
    assert sum(expand(choice(rule), COUNTS)) / 3 == pytest.approx(1.0)


@pytest.mark.parametrize("rule", RULES)
def test_a_class_without_samples_keeps_every_weight_finite_and_the_others_average_one(rule):
    weights = expand(choice(rule), (50, 0, 5))
    assert all(math.isfinite(w) and w >= 0 for w in weights)
    assert (weights[0] + weights[2]) / 2 == pytest.approx(1.0)
    assert rule in ("scalar", "custom") or weights[1] == 0


@pytest.mark.parametrize("rule", RULES)
def test_no_samples_at_all_is_no_error(rule):
    assert all(math.isfinite(w) for w in expand(choice(rule), (0, 0, 0)))


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (AlphaChoice("inverted"), "There is no alpha rule called 'inverted'; known are none, inverse"),
        (AlphaChoice("effective", 1.0), "beta must be a number from 0"),
        (AlphaChoice("scalar", -0.5), "a must be a number from 0 to 1"),
        (AlphaChoice("custom", custom=(1.0, 2.0)), "alpha needs one number per class: 3, not 2"),
        (AlphaChoice("custom", custom=(1.0, -2.0, 1.0)), "finite number of at least 0"),
        (AlphaChoice("custom", custom=(0.0, 0.0, 0.0)), "one of them above 0"),
        (AlphaChoice("custom", custom=(math.inf, 0.0, 0.0)), "finite number of at least 0"),
        (AlphaChoice("custom", custom=(math.nan, 1.0, 1.0)), "finite number of at least 0"),
        (
            AlphaChoice("custom", custom=(1e308, 1e308, 1e308)),
            "at most 1e+06, and the largest of them at least 1e-06.",
        ),
        (AlphaChoice("custom", custom=(5e-324, 0.0, 0.0)), "at most 1e+06, and the largest of them at least 1e-06."),
    ],
)
def test_bad_choices_are_refused_in_one_sentence(bad, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        expand(bad, COUNTS)


@example([MOST] * 3)
@example([LEAST, 0.0, 0.0])
@example([MOST, LEAST, 0.0])
@given(st.lists(st.floats(0, MOST), min_size=3, max_size=3).filter(lambda custom: max(custom) >= LEAST))
def test_every_custom_vector_that_is_taken_keeps_its_ratios_and_survives_float32(custom):
    found = of("custom", custom=tuple(custom), normalise=True)
    assert sum(found) / 3 == pytest.approx(1.0)
    assert found == pytest.approx([3 * a / math.fsum(custom) for a in custom], rel=1e-9, abs=1e-300)
    for vector in (found, of("custom", custom=tuple(custom))):
        kept = torch.tensor(vector, dtype=torch.float32)
        assert kept.isfinite().all()
        assert kept.sum() > 0


counted = st.lists(st.integers(0, 10**6), min_size=2, max_size=12)


@given(
    counted, st.permutations(range(12)), st.sampled_from([rule for rule in RULES if rule not in ("scalar", "custom")])
)
def test_weights_follow_their_class_whatever_number_it_has(counts, order, rule):
    order = [c for c in order if c < len(counts)]
    weights = expand(choice(rule), counts)
    moved = expand(choice(rule), [counts[c] for c in order])
    assert moved == pytest.approx([weights[c] for c in order])


@given(counted, st.sampled_from(["inverse", "sqrt", "effective", "median"]))
def test_a_rarer_class_never_weighs_less(counts, rule):
    pairs = [(n, w) for n, w in zip(counts, expand(choice(rule), counts), strict=True) if n > 0]
    for (n, weight), (m, other) in itertools.combinations(pairs, 2):
        assert n == m or (weight >= other * (1 - 1e-12)) == (n < m) or weight == pytest.approx(other)


@given(counted.filter(any), st.integers(2, 50), st.sampled_from(["none", "inverse", "sqrt", "median"]))
def test_normalised_weights_know_only_the_ratios_of_the_counts(counts, times, rule):
    assert expand(choice(rule), [n * times for n in counts]) == pytest.approx(expand(choice(rule), counts))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_what_it_is_and_its_own_number_has_a_default_in_range(rule):
    found = RULES[rule]
    assert found.key == rule
    assert found.title
    assert found.formula
    assert found.summary.endswith(".")
    if found.param:
        assert found.param.check(found.param.default) == found.param.default
