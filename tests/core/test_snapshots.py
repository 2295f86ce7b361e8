"""Snapshots and specs are values: replaced and never changed, and equal by what they hold."""

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from playground.core.config import Imbalance
from playground.core.snapshots import Lane, Point, Result, Snapshot
from playground.core.specs import DataSpec, Drawing

POINT = Point(step=10, samples=640, loss=0.5, nll=0.4, confusion=((3, 1), (0, 2)), gradient=(0.1, 0.9), test_loss=0.6)
LANE = Lane(entrant=1, seed=0, points=(POINT,))
SNAPSHOT = Snapshot("abc", lanes=(LANE,), results=(None,), step=10, steps=20)
DATA = DataSpec("five", "Five", load=lambda folder: None, available=lambda folder: True, class_names=tuple("abcde"))


@pytest.mark.parametrize("value", [POINT, LANE, SNAPSHOT])
def test_a_snapshot_and_its_parts_are_values(value):
    for other in (copy.deepcopy(value), pickle.loads(pickle.dumps(value)), replace(value)):
        assert other == value
        assert hash(other) == hash(value)


@pytest.mark.parametrize(
    ("value", "name"),
    [(POINT, "loss"), (LANE, "status"), (SNAPSHOT, "step"), (Result(np.zeros((2, 2))), "logits"), (Drawing(), "pen")],
)
def test_nothing_is_changed_in_place(value, name):
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, 1)


def test_a_changed_part_makes_another_snapshot_and_leaves_the_first():
    later = replace(SNAPSHOT, lanes=(replace(LANE, status="finished"),))
    assert later != SNAPSHOT
    assert SNAPSHOT.lanes[0].status == "running"
    assert later.lanes[0].points is SNAPSHOT.lanes[0].points


def test_a_race_that_has_not_begun_runs_and_has_nothing():
    fresh = Snapshot("abc")
    assert (fresh.status, fresh.step, fresh.lanes, fresh.results, fresh.start) == ("running", 0, (), (), ())
    assert fresh.steps >= 1  # it is divided by


def test_results_are_told_apart_by_identity_as_arrays_have_no_single_truth():
    logits = np.zeros((2, 3), np.float32)
    one, same = Result(logits), Result(logits)
    assert one == one
    assert one != same
    assert one.weights is not same.weights


def test_a_data_set_counts_its_names_and_spans_from_first_to_last():
    assert DATA.classes == 5
    assert DATA.span == "classes a to e"
    assert replace(DATA, nouns="digits", class_names=("0", "1", "9")).span == "digits 0 to 9"


def test_a_data_set_of_three_lines_needs_nothing_else():
    assert DATA.fetch is None
    assert DATA.example is None
    assert (DATA.noun, DATA.megabytes, DATA.drawing) == ("class", 0, Drawing())
    assert replace(DATA, example=Imbalance("step", ratio=50.0)).example.ratio == 50.0


def test_a_drawing_fits_its_own_square():
    pad = Drawing()
    assert pad.pen < pad.box < pad.side
    assert 0 < pad.middle < pad.side
    assert pad.middle + pad.box / 2 <= pad.side
