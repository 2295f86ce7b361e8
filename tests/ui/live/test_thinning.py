"""Families without a loss: what holds for any function of a slider, tried on many."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.core.params import Param
from playground.ui.live.family import FIRST_MEMBERS, TOLERANCE, Family, Ruler, family, moving, slider_values

UNIT = Ruler(np.full(2, 200.0), np.zeros(2), np.ones(2))  # 200 pixels from 0 to 1
REALS = st.floats(-100, 100, width=32)
VALUES = st.lists(st.floats(-10, 10, width=16), min_size=2, max_size=9, unique=True).map(sorted).map(np.array)
WAVES = st.lists(st.tuples(st.floats(0, 0.3), st.floats(0, 12), st.floats(0, 6)), min_size=1, max_size=4)


@st.composite
def families(draw):
    values = draw(VALUES)
    return Family(values, draw(arrays(np.float32, (len(values), 3), elements=REALS)))


@given(families())
def test_at_a_member_the_picture_is_that_member(found):
    for value, frame in zip(found.values, found.frames, strict=True):
        np.testing.assert_array_equal(found.at(value), frame)


@given(families(), st.floats(0, 1))
def test_between_two_members_every_number_lies_between_theirs(found, share):
    for (low, a), (high, b) in itertools.pairwise(zip(found.values, found.frames, strict=True)):
        drawn = found.at(low + share * (high - low))
        slack = 1e-5 * (np.abs(a) + np.abs(b)) + 1e-6
        assert (drawn >= np.minimum(a, b) - slack).all()
        assert (drawn <= np.maximum(a, b) + slack).all()


@given(families(), st.floats(0, 100))
def test_beyond_the_ends_the_picture_is_that_of_the_end(found, beyond):
    np.testing.assert_array_equal(found.at(found.values[0] - beyond), found.frames[0])
    np.testing.assert_array_equal(found.at(found.values[-1] + beyond), found.frames[-1])


@settings(max_examples=40)
@given(WAVES, st.integers(2, 300))
def test_a_family_that_looks_everywhere_strays_nowhere(waves, count):
    def draw(value):
        return np.array([sum(a * np.sin(b * value + c) for a, b, c in waves), 0.5])

    values = np.linspace(0, 4, count)
    found = family(values, draw, UNIT, parts=count)
    assert max(UNIT.error(found.at(v).astype(float), draw(v)) for v in values) <= TOLERANCE + 1e-3
    assert set(found.values) <= set(values)
    assert (np.diff(found.values) > 0).all()
    assert [found.values[0], found.values[-1]] == [values[0], values[-1]]


@given(st.integers(2, 200))
def test_each_value_is_drawn_at_most_once(count):
    drawn = []
    family(np.linspace(0, 1, count), lambda v: drawn.append(v) or np.array([v**3, 0.0]), UNIT, most=150)
    assert len(set(drawn)) == len(drawn)


def test_a_step_is_halved_until_its_two_sides_are_neighbours():
    values = np.linspace(0, 1, 257)
    found = family(values, lambda v: np.array([float(v > 0.3), 0.0]), UNIT, parts=257)
    right = int(np.searchsorted(values, 0.3, side="right"))
    assert {values[right - 1], values[right]} <= set(found.values)
    assert len(found.values) <= FIRST_MEMBERS + 8


@given(st.floats(-5, 5), st.integers(1, 400), st.sampled_from([0.001, 0.01, 0.05, 0.1, 0.25, 1.0]))
def test_the_steps_of_a_slider_begin_at_its_low_end_and_never_leave_its_range(low, count, step):
    low = round(low, 2)
    param = Param("p", "p", low, low, round(low + count * step, 10), step)
    found = slider_values(param)
    assert len(found) == count + 1
    assert found[0] == low
    assert found.max() <= param.high
    np.testing.assert_allclose(np.diff(found), step, atol=1e-9)


def test_a_range_that_is_no_multiple_of_its_step_ends_at_its_end_or_before():
    np.testing.assert_array_equal(slider_values(Param("p", "p", 0, 0, 1, 0.3)), [0, 0.3, 0.6, 0.9])
    np.testing.assert_array_equal(slider_values(Param("p", "p", 0, 0, 1, 0.35)), [0, 0.35, 0.7, 1])


@given(arrays(float, 2, elements=st.floats(-1, 2)), arrays(float, 2, elements=st.floats(-1, 2)))
def test_within_one_axis_length_of_the_axis_the_error_is_the_distance_in_pixels(a, b):
    assert UNIT.error(a, b) == UNIT.error(b, a) == pytest.approx(200 * np.abs(a - b).max())
    assert UNIT.error(a, a) == 0


@given(st.floats(2, 1e30), st.floats(2, 1e30))
def test_what_lies_an_axis_length_off_the_screen_may_lie_anywhere(a, b):
    assert UNIT.error(np.array([a, 0]), np.array([b, 0])) == 0
    assert UNIT.error(np.array([a, 0]), np.array([1.0, 0])) == 200


@given(st.floats(0, 1))
def test_a_number_missing_from_one_frame_alone_counts_at_least_a_whole_axis(number):
    gone = np.array([np.nan, 0.5])
    assert UNIT.error(gone, gone) == 0
    assert UNIT.error(gone, np.array([number, 0.5])) >= 200


@given(arrays(np.float32, (4, 3), elements=st.sampled_from([0, 1, np.nan])))
def test_a_number_moves_where_it_takes_two_values_missing_being_one(frames):
    assume(frames.size)
    assert moving(frames).tolist() == [len({str(v) for v in column}) > 1 for column in frames.T]
