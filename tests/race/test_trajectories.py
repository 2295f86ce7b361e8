"""One yardstick along a race: the mean over seeds, its band, and what smoothing does."""

import math

import pytest

from playground.core.snapshots import Lane, Point
from playground.race.trajectories import trajectories


def point(step, right, loss=0.5):
    return Point(step, 64 * step, loss, 0.4, ((right, 10 - right), (0, 10)))


def lane(entrant, seed, rights, status="finished"):
    return Lane(entrant, seed, status, "", tuple(point(i, r) for i, r in enumerate(rights)))


def test_three_seeds_give_a_mean_and_students_interval_and_two_their_range():
    three = trajectories([lane(0, s, [r]) for s, r in enumerate([5, 6, 7])], ["CE"], "rare_recall", rare=[0]).each[0]
    assert three.mean == pytest.approx([0.6])
    assert three.high[0] - 0.6 == pytest.approx(4.302652729911275 * 0.1 / math.sqrt(3))
    two = trajectories([lane(0, s, [r]) for s, r in enumerate([5, 7])], ["CE"], "rare_recall", rare=[0]).each[0]
    assert (two.low[0], two.high[0]) == (0.5, 0.7)


def test_a_band_never_leaves_what_the_yardstick_allows():
    curve = trajectories([lane(0, s, [r]) for s, r in enumerate([0, 5, 10])], ["CE"], "rare_recall", rare=[0]).each[0]
    assert (curve.low[0], curve.high[0]) == (0.0, 1.0)


def test_a_running_seed_waits_until_it_has_ended():
    lanes = [lane(0, 0, [4, 4]), lane(0, 1, [9], "running")]
    assert trajectories(lanes, ["CE"], "rare_recall", rare=[0]).each[0].mean == pytest.approx([0.4, 0.4])
    assert trajectories(lanes[1:], ["CE"], "rare_recall", rare=[0]).each[0].mean == pytest.approx([0.9])


def test_what_is_not_offered_is_refused():
    with pytest.raises(ValueError, match="Unknown yardstick 'f2'; choose one of macro_f1"):
        trajectories([], [], "f2")
    with pytest.raises(ValueError, match="smoothing must be at least 0 and below 1"):
        trajectories([], [], smoothing=1.0)
