"""A visitor's own answers: their name, their rare classes, and what is said of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score

from playground.analysis import uploads
from playground.analysis.evaluation import Evaluation
from playground.data import rare_classes


def fields(classes: int = 3, counts: tuple[int, ...] = (), file: str = "mine.npz", samples: int = 50) -> dict:
    draw = np.random.default_rng(classes)
    logits = draw.normal(size=(samples, classes)).astype(np.float32)
    return uploads.fields_of(logits, draw.integers(0, classes, samples), tuple("abcdefgh"[:classes]), counts, file)


@pytest.mark.parametrize("name", ["<b>x</b>.npz", "**x**.csv", "a`b`$c$.npz", ".npz"])
def test_a_file_name_cannot_smuggle_markup_into_the_page(name):
    found = fields(file=name)
    assert not set("<>*`$[]") & set(found["title"])
    assert found["names"][0]


@given(st.text(max_size=200))
def test_any_file_name_becomes_a_short_printable_title(name):
    (title,) = fields(file=name)["names"]
    assert 1 <= len(title) <= uploads.LONGEST
    assert title.isprintable()
    assert not set("<>*`[]$\\&@{}") & set(title)


@given(st.integers(2, 8), st.data())
def test_the_fields_make_an_evaluation_that_knows_its_rare_classes(classes, data):
    counts = tuple(data.draw(st.lists(st.integers(1, 5000), min_size=classes, max_size=classes)))
    evaluation = Evaluation(**fields(classes, counts))
    assert evaluation.counts == counts
    assert evaluation.rare == rare_classes(counts)
    assert evaluation.config is None
    assert evaluation.favourite == 0


def test_without_counts_no_class_is_rare():
    assert fields()["rare"] == ()


@given(st.integers(2, 8), st.integers(1, 3000))
def test_the_summary_counts_samples_and_classes_and_what_is_right(classes, samples):
    found = fields(classes, samples=samples)
    right = accuracy_score(found["labels"], found["runs"][0][0].argmax(1))
    said = uploads.summary(found, "logits")
    assert said == f"Your model: mine: {samples:,} samples, {classes} classes, read as logits; {right:.1%} are right."
