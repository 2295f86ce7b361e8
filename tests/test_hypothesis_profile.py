"""No theorem of any folder has a deadline: a busy machine does not make it false. True of pytest's workers too."""

from hypothesis import given, settings
from hypothesis import strategies as st


@given(st.integers())
def a_theorem(number):
    assert number == number + 0


def test_a_theorem_that_asks_for_nothing_and_one_that_asks_for_more_examples_have_no_deadline():
    assert settings.default.deadline is None
    assert settings(max_examples=7).deadline is None
    assert a_theorem._hypothesis_internal_use_settings.deadline is None
