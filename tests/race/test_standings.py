"""Means and intervals of the newest matrices."""

import math

import numpy as np
import pytest
from hypothesis import given

from playground.core.snapshots import Lane
from playground.metrics.seeds import interval
from playground.metrics.yardsticks import YARDSTICKS, of_matrix
from playground.race.standings import MEASURES, last_matrices, standings
from tests.race.snapshots import RARE, SEEDS, lane_of


def test_the_last_matrices_are_grouped_by_entrant_over_seeds():
    lanes = [lane_of(0, 0, points=1), Lane(1, 0), lane_of(0, 1, points=2)]
    assert last_matrices(lanes, 2) == ((lanes[0].points[0].confusion, lanes[2].points[1].confusion), ())


@given(SEEDS)
def test_each_measure_has_the_interval_of_its_values(seeds):
    lanes = [lane_of(0, seed) for seed in seeds]
    found = standings(["CE"], last_matrices(lanes, 1), RARE)[0]
    for key in MEASURES:
        values = [YARDSTICKS[key].of(lane.points[-1], RARE) for lane in lanes]
        np.testing.assert_equal(found.measures[key], interval(values))


def test_no_entrants_have_no_standings_and_no_points_no_numbers():
    assert standings([], [], RARE) == ()
    found = standings(["CE", "Focal"], [[], [lane_of(0, 0).points[-1].confusion]], RARE)
    assert math.isnan(found[0].accuracy)
    assert found[1].accuracy > 0
    assert math.isnan(found[1].gain)  # there is no baseline to gain on yet


def test_a_point_without_a_matrix_has_no_measures():
    assert all(math.isnan(of_matrix(key, (), RARE)) for key in MEASURES)
    assert of_matrix("common_recall", ((3, 1), (0, 4)), (1,)) == pytest.approx(0.75)
