"""The images that are looked at while a race trains."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data import probe, rare_classes, strip

LABELS = np.random.default_rng(0).integers(0, 5, 3000).astype(np.uint8)
COUNTS = st.lists(st.integers(1, 5000), min_size=5, max_size=5)


@given(COUNTS)
def test_the_strip_lies_in_the_probe_and_shows_rare_classes_as_evenly_as_it_can(counts):
    found = strip(LABELS, counts)
    assert set(found) <= set(probe(LABELS))
    assert len(set(found)) == len(found) == 10
    shown = np.bincount(LABELS[found], minlength=5)
    wanted = rare_classes(counts) or range(5)
    assert set(np.flatnonzero(shown)) <= set(wanted)
    assert max(shown[list(wanted)]) - min(shown[list(wanted)]) <= 1


@given(COUNTS)
def test_the_same_counts_show_the_same_images_in_the_order_of_their_classes(counts):
    assert strip(LABELS, counts).tolist() == strip(LABELS, counts).tolist()
    assert sorted(LABELS[strip(LABELS, counts)].tolist()) == LABELS[strip(LABELS, counts)].tolist()


@pytest.mark.parametrize("available", [0, 1, 3])
def test_a_rare_class_with_few_test_images_shows_what_it_has(available):
    labels = np.array([0] * 50 + [1] * available, dtype=np.uint8)
    assert len(strip(labels, (1000, 10))) == available
