"""A stranger's words in our sentences: short, on one line, and only ever words."""

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.params import ClassParam, Param
from playground.core.quote import LONGEST, harmless, quoted, shown
from playground.exchange.link import entrants_from_text

HOSTILE = st.text(max_size=80) | st.text(st.sampled_from("w.w:_*[]()!/\\`$<>a1é~ \n"), max_size=80)


@given(HOSTILE)
def test_whatever_is_quoted_is_short_one_line_and_has_no_mark_that_markdown_acts_on(text):
    inner = ast.literal_eval(quoted(text))
    assert len(inner) <= LONGEST
    assert "\n" not in quoted(text)
    assert not re.search(r"[*\[\]()!/`$<>~#|{}@&^=]", inner)
    assert "www." not in inner.lower()
    assert not re.search(r":\D|\D:|^:|:$", inner), "an emoji"
    assert not re.search(r"(?<!\w)_|_(?!\w)", inner), "emphasis"


@given(HOSTILE)
def test_what_has_been_quoted_is_quoted_as_it_is(text):
    once = ast.literal_eval(quoted(text))
    assert quoted(once.strip("_")) == quoted(once)


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_quoted_as_they_are_written(number):
    assert ast.literal_eval(quoted(number)) == str(number)[:LONGEST]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one_cycle", "'one_cycle'"),
        ("10:1", "'10:1'"),
        ("__bold__ *x*", "'bold x'"),
        ("![x](https://a.b/c.png)", "'xhttpsabcpng'"),
        ("www*.a.b", "'wwwab'"),
        (":joy: :100:", "'joy 100'"),
        ("", "''"),
    ],
)
def test_words_and_numbers_stay_and_marks_go(text, said):
    assert quoted(text) == said


@pytest.mark.parametrize("hostile", ["x" * 100_000, "[a](//b.c)", "www.a.b", "**x**", "9" * 100_000, "nan", "é\u202e"])
@pytest.mark.parametrize("around", ["{}", "focal,{}", "focal,gamma={}", "focal,gamma=2,{}=1", "focal@{}"])
def test_losses_in_a_link_are_refused_in_a_short_sentence_without_marks(around, hostile):
    with pytest.raises(ValueError, match=r"\A[^\n]*\Z") as caught:
        entrants_from_text(around.format(hostile))
    assert len(str(caught.value)) < 800  # a sentence may list all losses
    assert not re.search(r"[*\[\]/]|www\.", str(caught.value))


def test_parameters_say_what_they_got():
    with pytest.raises(ValueError, match=r"^gamma must be a number from 0 to 5, not 'wwwx'\.$"):
        Param("gamma", "gamma", 2, 0, 5, 0.1).check("www.x")
    with pytest.raises(ValueError, match=r"^class must be a whole number from 0 to 9, not 2\.5\.$"):
        ClassParam("c", "class", 1).fit(10).check(2.5)


@given(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | HOSTILE
    | st.lists(HOSTILE)
    | st.dictionaries(HOSTILE, st.none())
)
def test_a_wrong_value_of_any_type_is_told_in_one_short_line_without_marks(value):
    said = shown(value)
    assert said.isprintable()
    assert len(said) <= 4 * LONGEST
    assert not re.search(r"[*\[\]()!/`$<>]|www[.]", said)


@given(st.integers(-(10**30), 10**30) | st.floats() | st.none() | st.booleans())
def test_what_is_no_text_is_told_as_python_writes_it(value):
    assert shown(value) == repr(value)


def test_a_number_of_any_length_is_told_too():
    assert shown(10**400) == "1" + "0" * 39 + "..."
    assert shown(10**5000) == "a number of thousands of digits"
    assert shown([10**5000]) == "'a number of thousands of digits'"


@given(HOSTILE)
def test_a_harmless_name_has_no_mark_and_stays_as_long_as_it_was(text):
    name = harmless(text)
    assert len(name) == len(text)
    assert not re.search(r"[*\[\]!`$<>~#|{}@&\\]", name)
    assert not re.search(r":\D|\D:|^:|:$", name)
    assert not re.search(r"www\.\S", name.lower())
    assert not re.search(r"(?<!\w)_|_(?!\w)", name)


@given(HOSTILE)
def test_a_harmless_name_is_the_text_in_other_letters_and_is_left_alone(text):
    name = harmless(text)
    assert harmless(name) == name
    assert [ord(a) - ord(b) for a, b in zip(name, text, strict=True) if a != b].count(0xFEE0) == sum(
        a != b for a, b in zip(name, text, strict=True)
    )


@pytest.mark.parametrize("name", ["cat", "St. Louis", "10:1", "-1.5", "one_cycle", "n/a", "雪", "a (b), c+d"])
def test_a_name_without_marks_stays_as_it_is(name):
    assert harmless(name) == name
