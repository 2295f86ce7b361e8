"""What the bars of alpha send, and what a message made by hand may say instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.alpha import MOST
from playground.ui.widgets.alpha_bars import MOST_BARS, vector_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["values", "x"]), inner, max_size=2),
)


@given(st.lists(st.floats(0, MOST), min_size=1, max_size=MOST_BARS))
def test_numbers_are_taken_as_they_stand(values):
    assert vector_of({"values": values, "class": 0}) == tuple(values)


@given(JSON)
def test_any_other_message_is_read_as_numbers_or_as_nothing(sent):
    assert all(isinstance(value, float) and abs(value) <= MOST for value in vector_of(sent))


@pytest.mark.parametrize("values", ["12", 7, None, {"0": 1}, [1, "2"], [[1]], [10**400], [float("nan")], [1e308]])
def test_what_is_no_vector_changes_nothing(values):
    assert vector_of({"values": values}) == ()


def test_a_message_of_a_million_numbers_is_cut():
    assert len(vector_of({"values": [1] * 10**6})) == MOST_BARS
