"""The accuracy trap: one rule for every sentence that warns of it."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.metrics.words import springs

SHARE = st.floats(0, 1)


@given(st.integers(0, 100), st.integers(0, 100))
def test_the_trap_springs_where_accuracy_stands_more_than_ten_points_above_the_rare_recall(accuracy, rare):
    assume(accuracy - rare != 10)  # there the last digit decides
    assert springs(accuracy / 100, rare / 100) == (accuracy > rare + 10)


@pytest.mark.parametrize("pair", [(math.nan, 0.1), (0.9, math.nan), (math.nan, math.nan)])
def test_no_trap_springs_where_a_number_is_undefined(pair):
    assert not springs(*pair)


@given(SHARE, SHARE, SHARE)
def test_finding_more_of_the_rare_classes_never_springs_it(accuracy, rare, more):
    assert springs(accuracy, max(rare, more)) <= springs(accuracy, rare)
