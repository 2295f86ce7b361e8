"""The table of paired differences: which lanes count, and what is said of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from playground.metrics.matrix import accuracy
from playground.metrics.seeds import compare
from playground.race.differences import differences, told
from playground.race.standings import MEASURES
from tests.race.snapshots import RARE, SEEDS, lane_of

NAMES = ("Cross-entropy", "Focal")


def lanes_of(seeds, status="finished"):
    return [lane_of(entrant, seed, status) for seed in seeds for entrant in (0, 1)]


def test_the_verdict_is_the_paired_t_test_of_the_last_points():
    lanes = lanes_of([7, 8, 9, 10])
    base, other = ([accuracy(x.points[-1].confusion) for x in lanes if x.entrant == i] for i in (0, 1))
    verdict = differences(lanes, NAMES, RARE).rows[0].verdicts["accuracy"]
    assert verdict.clear == (stats.ttest_rel(other, base).pvalue < 0.05)
    low, high = stats.ttest_rel(other, base).confidence_interval(0.95)
    assert (verdict.interval.low, verdict.interval.high) == pytest.approx((low, high), rel=1e-9)
    assert verdict.interval.mean == pytest.approx(np.mean(other) - np.mean(base))


@given(SEEDS)
def test_every_measure_is_compared_in_every_seed_that_has_ended(seeds):
    found = differences(lanes_of(seeds), NAMES, RARE)
    assert found.seeds == tuple(sorted(seeds))
    for row in found.rows:
        assert tuple(row.verdicts) == MEASURES
        assert {verdict.interval.n for verdict in row.verdicts.values()} == {len(seeds)}


@pytest.mark.parametrize("status", ["running", "diverged", "failed"])
def test_a_lane_that_runs_or_broke_does_not_count(status):
    lanes = [*lanes_of([7, 8]), lane_of(0, 9), lane_of(1, 9, status)]
    found = differences(lanes, NAMES, RARE)
    assert found.seeds == (7, 8, 9)
    assert found.rows[0].verdicts["accuracy"].interval.n == 2


def test_a_lane_that_was_stopped_counts_and_one_without_a_point_does_not():
    lanes = [*lanes_of([7, 8], "stopped"), lane_of(0, 9), lane_of(1, 9, points=0)]
    assert differences(lanes, NAMES, RARE).rows[0].verdicts["macro_f1"].interval.n == 2


def test_what_is_told_is_in_points_with_the_interval_and_what_it_means():
    clear = compare([0.5, 0.6, 0.55], [0.60, 0.71, 0.64])
    low, high = 100 * clear.interval.low, 100 * clear.interval.high
    assert told(clear) == f"+10.0 ({low:+.1f} to {high:+.1f}) more than luck"
    assert told(compare([0.5, 0.6], [0.5, 0.61])).endswith("inside the noise")
    assert told(compare([0.5], [0.9])) == "–"
    assert told(compare([math.nan, math.nan], [0.1, 0.2])) == "–"


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=6))
def test_more_than_luck_is_said_exactly_where_the_interval_leaves_zero_out(pairs):
    verdict = compare(*np.array(pairs).T)
    beyond = verdict.interval.low > 0 or verdict.interval.high < 0
    near = min(abs(verdict.interval.low), abs(verdict.interval.high)) < 1e-9
    assert near or told(verdict).endswith("more than luck") == beyond
