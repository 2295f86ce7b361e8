"""Intervals and verdicts over seeds against scipy."""

import math

import numpy as np
import pytest
from scipy import stats

from playground.metrics.seeds import compare, interval, t_quantile, t_within


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 9, 10, 29, 100])
def test_students_t_is_scipys(df):
    for t in (0.0, 0.3, 1.0, 2.5, 12.0):
        assert t_within(t, df) == pytest.approx(1 - 2 * stats.t.sf(t, df), abs=1e-12)
    for level in (0.5, 0.95, 0.99):
        assert t_quantile(df, level) == pytest.approx(stats.t.ppf((1 + level) / 2, df), rel=1e-9)


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
    verdict = compare(base, other, "Macro-F1", 100, " points")
    assert verdict.p_value == pytest.approx(stats.ttest_rel(other, base).pvalue, rel=1e-9)
    assert verdict.clear
    assert verdict.sentence.startswith("Macro-F1: +3 points (+")
    assert verdict.sentence.endswith("4 seeds), larger than the seed noise.")
    mixed = compare(base, base + np.array([0.05, -0.04, 0.01, -0.01]), "Macro-F1")
    assert not mixed.clear
    assert mixed.sentence.endswith("inside the seed noise.")


def test_a_difference_is_clear_exactly_when_its_interval_leaves_zero_out():
    rng = np.random.default_rng(0)
    for _ in range(200):
        verdict = compare(rng.normal(size=5), rng.normal(0.7, 1, size=5), "x")
        assert verdict.clear == (verdict.interval.low > 0 or verdict.interval.high < 0)


def test_one_seed_never_declares_a_winner():
    assert "cannot tell a difference from luck" in compare([0.5], [0.9], "Recall").sentence
    assert not compare([0.5], [0.9], "Recall").clear
    assert "no seed has both" in compare([math.nan], [0.9], "Recall").sentence


def test_identical_runs_differ_by_nothing_and_identical_gains_are_clear():
    assert compare([0.1, 0.2], [0.1, 0.2], "x").p_value == 1.0
    assert compare([0.0, 0.0], [0.5, 0.5], "x").clear
