"""How far every entrant is: each lane's own way, also where one breaks, over several seeds and in an extension."""

from playground.core.snapshots import Lane, Point, Snapshot
from playground.race.progress import EntrantProgress, progress

NAMES = ("Cross-entropy", "Focal <2>")


def lane(entrant, seed, step, status="running"):
    return Lane(entrant, seed, status, points=(Point(0, 0, 0.0, 0.0, ()), Point(step, step, 0.0, 0.0, ())))


def shot(step, steps, *lanes):
    return Snapshot("x", step=step, steps=steps, lanes=lanes)


def test_lanes_in_lockstep_are_equally_far_between_two_points_too():
    rows = progress(shot(70, 100, lane(0, 0, 64), lane(1, 0, 64)), NAMES)
    assert rows == (
        EntrantProgress("Cross-entropy", 0.7, 70, "running"),
        EntrantProgress("Focal <2>", 0.7, 70, "running"),
    )


def test_a_lane_that_diverged_stays_where_it_broke():
    ours, theirs = progress(shot(70, 100, lane(0, 0, 64), lane(1, 0, 32, "diverged")), NAMES)
    assert (ours.step, theirs.step, theirs.status) == (70, 32, "diverged")


def test_seeds_add_up_and_a_seed_in_which_one_broke_counts_what_it_did():
    first = (lane(0, 0, 50, "finished"), lane(1, 0, 20, "failed"))
    ours, theirs = progress(shot(60, 100, *first, lane(0, 1, 8), lane(1, 1, 8)), NAMES)
    assert (ours.step, ours.share) == (60, 0.6)
    assert (theirs.step, theirs.status) == (30, "failed")


def test_an_extension_goes_on_from_the_end():
    rows = progress(shot(120, 150, lane(0, 0, 100), lane(1, 0, 100)), NAMES)
    assert [row.share for row in rows] == [0.8, 0.8]


def test_before_the_first_point_nothing_is_done():
    assert [row.share for row in progress(shot(0, 100), NAMES)] == [0.0, 0.0]
