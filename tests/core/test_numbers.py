"""Numbers that people type: whatever a spreadsheet, a paper or a Python session gives is read; the rest is told why."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.numbers import MANY, compact, joined, numbers, whole_numbers

finite = st.floats(allow_nan=False, allow_infinity=False)
separators = st.sampled_from([",", ", ", ";", " ", "\n", "\t", "\r\n", " , "])


@pytest.mark.parametrize(
    "text",
    ["1, 2.5, 3", "1;2.5;3", "1 2.5 3", "1\n2.5\n3", "[1, 2.5, 3]", "(1, 2.5, 3)", "  [[1,\t2.5],[3]]  ", "1,2.5,3,"],
)
def test_every_way_of_writing_a_vector_is_read(text):
    assert numbers(text, 3, 3) == (1.0, 2.5, 3.0)


@pytest.mark.parametrize(("word", "value"), [("1e4", 10_000), ("10_000", 10_000), (".5", 0.5), ("-3", -3), ("+2", 2)])
def test_every_way_of_writing_a_number_is_read(word, value):
    assert numbers(word, 1, 1) == (value,)


@given(st.lists(finite, min_size=1, max_size=12), separators)
def test_what_python_prints_is_read_back_exactly(values, separator):
    assert numbers(separator.join(map(repr, values))) == tuple(values)
    assert numbers(repr(values)) == tuple(values)


@given(st.lists(st.integers(0, 10**30), min_size=1, max_size=12), separators)
def test_whole_numbers_are_read_exactly_also_beyond_the_precision_of_a_float(values, separator):
    assert whole_numbers(separator.join(map(str, values))) == tuple(values)


def test_whole_numbers_may_be_written_as_people_write_large_ones():
    assert whole_numbers("5_000 1e2 25.0", 3, 3) == (5000, 100, 25)
    assert all(isinstance(n, int) for n in whole_numbers("1e4, 10_000"))


@pytest.mark.parametrize(
    ("text", "least", "most", "says"),
    [
        ("1, x", 1, 9, "'x' is not a number."),
        ("1, nan", 1, 9, "'nan' is not a finite number."),
        ("inf", 1, 9, "'inf' is not a finite number."),
        ("1e999", 1, 9, "'1e999' is not a finite number."),
        ("1", 2, 3, "Give 2 to 3 numbers, not 1."),
        ("1 2 3 4", 3, 3, "Give 3 numbers, not 4."),
        ("", 1, MANY, "Give at least 1 numbers, not 0."),
        ("x" * 1000, 1, 9, f"'{'x' * 20}' is not a number."),
        ("1 " * (MANY + 1), 1, MANY, f"Give at least 1 numbers, not {MANY + 1}."),
    ],
)
def test_other_text_is_refused_in_one_sentence(text, least, most, says):
    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        numbers(text, least, most)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1, 0.5", "0.5"),
        ("-1", "-1"),
        ("many", "'many'"),
        ("nan", "'nan'"),
        ("inf", "'inf'"),
        ("1.5e0", "1.5"),
        ("9" * 5000, f"'{'9' * 20}'"),
    ],
)
def test_counts_that_are_no_counts_are_refused_in_one_sentence(text, told):
    with pytest.raises(ValueError, match=f"^Counts are whole numbers of at least 0, not {re.escape(told)}\\.$"):
        whole_numbers(text)


def outcome(read, text):
    try:
        return read(text)
    except ValueError as error:
        return str(error)


@given(st.text(max_size=40))
def test_any_text_is_either_read_or_refused_in_a_sentence(text):
    for read in (numbers, whole_numbers):
        found = outcome(read, text)
        if isinstance(found, str):
            assert re.fullmatch(r"[^\n]+\.", found)
        else:
            assert all(math.isfinite(value) for value in found)


@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=12))
def test_joined_numbers_are_read_back_to_their_digits(values):
    for value, back in zip(values, numbers(joined(values, digits=4)), strict=True):
        assert back == pytest.approx(value, rel=1e-3)
    assert numbers(joined(values, digits=17)) == tuple(values)


@given(finite)
def test_a_compact_number_is_exact_and_never_longer_than_what_python_prints(value):
    text = compact(value)
    assert float(text) == value
    assert math.copysign(1, float(text)) == math.copysign(1, value)
    assert len(text) <= len(repr(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [(25.0, "25"), (5000, "5000"), (0.25, ".25"), (-0.5, "-.5"), (0.000123, "123e-6"), (1e22, "1e22"), (0.0, "0")],
)
def test_a_compact_number_is_what_one_would_write(value, text):
    assert compact(value) == text


@given(st.floats(1e-7, 9999).map(lambda value: float(f"{value:.4g}")))
def test_a_number_of_four_digits_takes_eight_characters_at_most(value):
    assert len(compact(value)) <= 8
