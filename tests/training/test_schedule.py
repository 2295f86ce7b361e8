"""The learning rate's schedules at their ends, and the steps at which a race is measured."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.schedule import EXTENSION, SHAPES, WARM_UP, measured_steps, rate

STEPS = st.integers(1, 20_000)


@pytest.mark.parametrize(
    ("schedule", "first", "last"),
    [("one_cycle", 0.04, 0.0), ("cosine", 1.0, 0.0), ("constant", 1.0, 1.0), ("step", 1.0, 0.01)],
)
def test_each_schedule_begins_and_ends_where_it_should(schedule, first, last):
    assert rate(schedule, 0, 1000) == pytest.approx(first)
    assert SHAPES[schedule](1.0) == pytest.approx(last, abs=1e-12)


@pytest.mark.parametrize("schedule", SHAPES)
def test_the_peak_of_every_schedule_is_the_learning_rate_itself(schedule):
    assert max(rate(schedule, step, 100) for step in range(100)) == 1.0


def test_stairs_go_down_at_a_half_and_at_three_quarters():
    found = [rate("step", step, 8) for step in range(8)]
    assert found == pytest.approx([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01])


@given(st.floats(0, 1))
def test_a_cosine_and_its_mirror_image_make_one(progress):
    assert SHAPES["cosine"](progress) + SHAPES["cosine"](1 - progress) == pytest.approx(1)
    assert SHAPES["cosine"](progress) == pytest.approx(math.cos(math.pi * progress / 2) ** 2, abs=1e-12)


@given(st.floats(0, 1), st.floats(0, 1))
def test_one_cycle_rises_in_its_warm_up_and_falls_after(one, other):
    early, late = sorted((one, other))
    rises = SHAPES["one_cycle"](WARM_UP * early), SHAPES["one_cycle"](WARM_UP * late)
    falls = (SHAPES["one_cycle"](WARM_UP + (1 - WARM_UP) * share) for share in (early, late))
    assert rises[0] <= rises[1] + 1e-12
    first, second = falls
    assert first >= second - 1e-12


def test_an_extension_runs_at_a_tenth_from_its_first_step():
    assert rate("cosine", 50, 50) == EXTENSION == 0.1
    assert rate("cosine", 49, 50) == pytest.approx(0.5 * (1 + math.cos(math.pi * 0.98)))


@given(STEPS, st.integers(0, 5000))
def test_points_grow_apart_as_squares_to_the_nearest_step(steps, begin):
    points = sorted(step - begin for step in measured_steps(steps, begin=begin))
    exact = [max(1.0, steps * i * i / 576) for i in range(1, 25)]
    assert points[-1] == steps
    assert all(min(abs(point - wanted) for wanted in exact) < 0.5 + 1e-6 for point in points)
    assert all(min(abs(point - wanted) for point in points) < 0.5 + 1e-6 for wanted in exact)
    gaps = [late - early for early, late in pairwise(points)]
    assert all(later >= earlier - 1 for earlier, later in pairwise(gaps))


@given(STEPS, st.integers(1, 400), st.integers(0, 5000))
def test_a_fixed_distance_measures_every_multiple_and_the_end(steps, every, begin):
    wanted = {begin + n for n in range(1, steps + 1) if n % every == 0} | {begin + steps}
    assert measured_steps(steps, every, begin) == wanted
