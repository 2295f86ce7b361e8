"""Time travel: a race at an earlier moment is the race as it was then."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.race.digest import digest, digest_at
from playground.race.moments import at, moments
from tests.race.snapshots import config_of, lane_of, race_of, snapshot_of

RACE = race_of([7, 8])


def test_the_moments_are_the_measured_points():
    assert moments(RACE) == (0, 320, 640, 960)
    assert moments(snapshot_of([])) == ()


@given(st.integers(0, 2000))
def test_a_moment_knows_nothing_of_later_and_all_of_earlier(samples):
    for now, then in zip(RACE.lanes, at(RACE, samples).lanes, strict=True):
        assert then.points == tuple(point for point in now.points if point.samples <= samples)


@given(st.integers(960, 10**9))
def test_the_last_moment_is_the_race_itself_without_its_results(samples):
    found = at(RACE, samples)
    assert found.lanes == RACE.lanes
    assert set(found.results) == {None}


def test_travelling_twice_is_travelling_to_the_earlier_moment():
    assert at(at(RACE, 700), 320) == at(RACE, 320) == at(at(RACE, 320), 700)


def test_a_run_that_has_not_come_so_far_does_not_join_in():
    young = replace(lane_of(0, 8, "running"), points=lane_of(0, 8).points[:2])
    found = at(snapshot_of([lane_of(0, 7), young]), 640)
    assert [lane.seed for lane in found.lanes] == [7]
    alone = at(snapshot_of([young]), 640)
    assert [lane.points[-1].samples for lane in alone.lanes] == [320]


def test_a_breakdown_has_not_happened_before_its_time():
    broken = lane_of(1, 7, "diverged", 3, "Its loss was not finite.")
    race = snapshot_of([lane_of(0, 7), broken])
    assert digest_at(config_of(), race, 320).breakdowns == ()
    assert len(digest_at(config_of(), race, 640).breakdowns) == 1


@pytest.mark.parametrize("samples", [0, 320, 640])
def test_matrices_standings_and_words_are_those_of_that_moment(samples):
    found = digest_at(config_of(), RACE, samples)
    wanted = digest(config_of(), at(RACE, samples))
    assert found.matrices == wanted.matrices
    assert found.sentences == wanted.sentences
    assert found.matrices[0] == tuple(
        next(p.confusion for p in lane.points if p.samples == samples) for lane in RACE.lanes if lane.entrant == 0
    )
