"""Parameters: one number of a range, and the number of a class among as many as there are."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.params import MADE_FOR, ClassParam, Param

GAMMA = Param("gamma", "gamma", 2.0, 0.0, 5.0, 0.5, "A number.")
TRUE, READ = ClassParam("true", "true class", 9.0, help="One."), ClassParam("read", "read as", 4.0, help="Other.")


def test_a_number_of_the_range_comes_back_as_a_float():
    for given_, expected in ((0, 0.0), ("2.5", 2.5), (5.0, 5.0)):
        assert GAMMA.check(given_) == expected
        assert type(GAMMA.check(given_)) is float


@pytest.mark.parametrize("wrong", [-0.1, 5.1, math.nan, math.inf, "x", None, [1.0], 10**400])
def test_anything_else_is_refused_in_one_sentence_that_names_the_range(wrong):
    with pytest.raises(ValueError, match=r"^gamma must be a number from 0 to 5, not .*\.$"):
        GAMMA.check(wrong)


def test_a_number_does_not_depend_on_the_classes():
    assert GAMMA.fit(3) is GAMMA


def test_a_class_is_any_whole_number_until_the_classes_are_counted():
    assert TRUE.check("12") == 12.0
    assert TRUE.range == "the number of a class, 0 or more"
    for wrong in (-1, 0.5, math.inf, math.nan, "nine"):
        with pytest.raises(ValueError, match="true class must be the number of a class, 0 or more, not"):
            TRUE.check(wrong)


def test_the_range_ends_at_the_last_class():
    fitted = TRUE.fit(5)
    assert (fitted.low, fitted.high, fitted.step) == (0.0, 4.0, 1.0)
    assert fitted.check(4) == 4.0
    for wrong in (5, 1.5):
        with pytest.raises(ValueError, match=r"^true class must be a whole number from 0 to 4, not"):
            fitted.check(wrong)


def test_ten_classes_leave_the_published_default():
    assert (TRUE.fit(MADE_FOR).default, READ.fit(MADE_FOR).default) == (9.0, 4.0)


@given(st.integers(2, 1000))
@settings(deadline=None)
def test_defaults_keep_their_places_the_last_stays_last_and_two_stay_apart(classes):
    true, read = TRUE.fit(classes), READ.fit(classes)
    assert true.default == true.high == classes - 1
    assert read.default < true.default
    assert read.check(read.default) == read.default
    assert true.fit(classes) == true
    assert read.fit(classes) == read


numbers = st.floats(allow_nan=True) | st.integers() | st.text(max_size=8) | st.none() | st.booleans()


def outcome(param, value):
    try:
        return param.check(value)
    except ValueError as error:
        return str(error)


@given(numbers)
def test_whatever_is_given_a_number_of_the_range_comes_back_or_a_sentence(value):
    for param in (GAMMA, TRUE, TRUE.fit(5)):
        found = outcome(param, value)
        if isinstance(found, str):
            assert found.startswith(f"{param.label} must be {param.range}, not ")
            assert found.isprintable()
            assert len(found) < 200
        else:
            assert param.low <= found <= param.high
            assert found == float(value)


@given(st.floats(0, 5))
def test_a_number_written_as_text_is_the_number(value):
    assert GAMMA.check(repr(value)) == value


@given(st.floats(-5, 5), st.integers(1, 200), st.sampled_from([0.01, 0.05, 0.1, 0.5, 1.0]))
def test_the_values_of_a_slider_rise_from_end_to_end_by_its_step_and_each_is_allowed(low, count, step):
    low = round(low, 2)
    param = Param("p", "p", low, low, round(low + count * step, 10), step)
    assert (param.values[0], param.values[-1], len(param.values)) == (param.low, param.high, count + 1)
    assert [b - a for a, b in pairwise(param.values)] == pytest.approx([step] * count, abs=1e-9)
    assert all(param.check(value) == value for value in param.values)
