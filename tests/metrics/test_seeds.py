"""Intervals and verdicts over seeds against scipy."""

import math
import subprocess
import sys

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from playground.metrics.seeds import compare, interval, p_value, t_beyond, t_quantile


def finite_sum(t: float, df: int) -> float:
    """P(|T| <= t) for whole degrees of freedom: Abramowitz & Stegun 26.7.3 and 26.7.4."""
    angle = math.atan2(t, math.sqrt(df))
    cos2, term, total = math.cos(angle) ** 2, 1.0, 1.0
    for k in range(3 if df % 2 else 2, df - 1, 2):
        term *= cos2 * (k - 1) / k
        total += term
    if df % 2 == 0:
        return math.sin(angle) * total
    return 2 / math.pi * (angle + (math.sin(angle) * math.cos(angle) * total if df > 1 else 0.0))


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 9, 10, 19, 29, 100])
def test_students_t_is_the_finite_sum_of_abramowitz_and_stegun(df):
    for t in (0.0, 0.3, 1.0, 2.5, 12.0):
        assert t_beyond(t, df) == pytest.approx(1 - finite_sum(t, df), abs=1e-12)
        assert t_beyond(-t, df) == t_beyond(t, df)
    for level in (0.5, 0.9, 0.95, 0.99):
        assert finite_sum(t_quantile(df, level), df) == pytest.approx(level, abs=1e-12)


@pytest.mark.parametrize("df", [1, 2, 7, 30])
def test_students_t_is_the_integral_of_its_density(df):
    with mpmath.workdps(30):
        scale = mpmath.gamma((df + 1) / 2) / (mpmath.sqrt(df * mpmath.pi) * mpmath.gamma(df / 2))
        inside = mpmath.quad(lambda x: scale * (1 + x * x / df) ** (-(df + 1) / 2), [-1.7, 0, 1.7])
    assert t_beyond(1.7, df) == pytest.approx(float(1 - inside), abs=1e-12)


def test_a_tiny_p_value_keeps_its_digits():
    difference = np.array([5.0, 5.001, 4.999, 5.0005, 4.9995, 5.0])
    found = p_value(difference)
    assert 0 < found < 1e-15
    assert found == pytest.approx(stats.ttest_1samp(difference, 0).pvalue, rel=1e-6)


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=12))
def test_an_interval_is_scipys_for_any_runs(runs):
    found = interval(runs)
    low, high = stats.t.interval(0.95, len(runs) - 1, loc=np.mean(runs), scale=max(stats.sem(runs), 1e-300))
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9, abs=1e-9)
    assert found.low <= found.mean <= found.high


PAIRS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=8)


@given(PAIRS)
def test_the_other_way_round_a_comparison_changes_its_sign_and_nothing_else(pairs):
    a, b = np.array(pairs).T
    there, back = compare(a, b), compare(b, a)
    assert there.interval.mean == -back.interval.mean
    assert (there.interval.low, there.interval.high) == (-back.interval.high, -back.interval.low)
    assert there.clear == back.clear
    assert p_value(b - a) == p_value(a - b)


@given(PAIRS, st.randoms())
def test_the_order_of_the_seeds_does_not_matter_as_long_as_pairs_stay_pairs(pairs, draw):
    mixed = list(pairs)
    draw.shuffle(mixed)
    one, other = (compare(*np.array(p).T).interval for p in (pairs, mixed))
    assert one == pytest.approx(other, rel=1e-9, abs=1e-9)


@given(PAIRS)
def test_a_seed_that_one_side_lacks_is_left_out_of_the_comparison(pairs):
    a, b = np.array(pairs).T
    lacking = compare(np.append(a, np.nan), np.append(b, 0.5))
    assert lacking == compare(a, b)


def test_the_interval_is_scipys_and_leaves_missing_runs_out():
    runs = [0.91, 0.95, 0.93, 0.9]
    low, high = stats.t.interval(0.95, 3, loc=np.mean(runs), scale=stats.sem(runs))
    found = interval([*runs, math.nan])
    assert (found.mean, found.low, found.high, found.n) == pytest.approx((np.mean(runs), low, high, 4), rel=1e-9)
    assert found.half == pytest.approx((high - low) / 2)


def test_one_run_has_a_mean_and_no_interval_and_none_has_nothing():
    assert interval([0.5]).mean == 0.5
    assert math.isnan(interval([0.5]).low)
    assert math.isnan(interval([]).mean)


def test_the_comparison_is_the_paired_t_test_and_says_which_side_of_the_noise():
    base, other = np.array([0.80, 0.90, 0.70, 0.85]), np.array([0.83, 0.92, 0.74, 0.88])
    assert p_value(other - base) == pytest.approx(stats.ttest_rel(other, base).pvalue, rel=1e-9)
    found = compare(base, other)
    assert found.clear
    assert found.interval.mean == pytest.approx(0.03)
    assert not compare(base, base + np.array([0.05, -0.04, 0.01, -0.01])).clear


def test_a_difference_is_clear_exactly_when_its_interval_leaves_zero_out():
    rng = np.random.default_rng(0)
    for _ in range(200):
        verdict = compare(rng.normal(size=5), rng.normal(0.7, 1, size=5))
        assert verdict.clear == (verdict.interval.low > 0 or verdict.interval.high < 0)


def test_one_seed_never_declares_a_winner():
    assert not compare([0.5], [0.9]).clear
    assert not compare([math.nan, 0.5], [0.9, 0.9]).clear
    assert math.isnan(p_value(np.array([0.4])))
    assert math.isnan(p_value(np.array([])))


def test_identical_runs_differ_by_nothing_and_identical_gains_are_clear():
    assert p_value(np.zeros(2)) == 1.0
    assert not compare([0.1, 0.2], [0.1, 0.2]).clear
    assert compare([0.0, 0.0], [0.5, 0.5]).clear


def test_scipy_is_loaded_with_the_first_interval_and_not_before():
    code = "import sys; from playground.metrics.seeds import interval; early = 'scipy' in sys.modules"
    code += "; interval([1.0]); one = 'scipy' in sys.modules; interval([1.0, 2.0])"
    code += "; sys.exit(early or one or 'scipy.special' not in sys.modules or 'scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
