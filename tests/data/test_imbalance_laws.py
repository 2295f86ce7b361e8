"""What must hold of every imbalance, whatever the settings: laws, searched for counterexamples."""

import itertools
import math
import operator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.config import Imbalance
from playground.data import PROFILES, choose, class_counts, rare_classes, validate

SHAPED = [key for key in PROFILES if key != "custom"]
CLASSES = st.integers(2, 30)
RATIOS = st.floats(1, 5000)
LARGEST = st.integers(1, 6000)
SEEDS = st.integers(0, 2**32)
COUNTS = st.lists(st.integers(0, 10_000), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("ratio", "wanted"),
    [
        (10, [5000, 3871, 2997, 2320, 1796, 1391, 1077, 834, 645, 500]),
        (50, [5000, 3237, 2096, 1357, 878, 568, 368, 238, 154, 100]),
        (100, [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]),
    ],
)
def test_long_tails_are_truncated_as_in_long_tailed_cifar(ratio, wanted):
    counts = class_counts(Imbalance("long_tail", float(ratio), 5000), (5000,) * 10)
    assert sorted(counts, reverse=True) == wanted


def test_the_long_tail_of_a_hundred_classes_has_10847_images_as_long_tailed_cifar_100():
    assert sum(class_counts(Imbalance("long_tail", 100.0, 500), (500,) * 100)) == 10_847


@settings(max_examples=60)
@given(CLASSES, RATIOS, LARGEST, SEEDS)
def test_every_profile_reaches_from_the_largest_class_to_the_ratio(classes, ratio, largest, seed):
    """The largest class is met exactly, the smallest up to the truncation to whole images."""
    for profile in ("single", "step", "long_tail", "linear"):
        counts = class_counts(Imbalance(profile, ratio, largest, 1, seed=seed), (largest,) * classes)
        assert max(counts) == largest
        assert min(counts) >= 1
        assert abs(min(counts) - largest / ratio) <= 1


@settings(max_examples=60)
@given(st.sampled_from(SHAPED), CLASSES, RATIOS, LARGEST, SEEDS, SEEDS)
def test_the_seed_changes_who_is_rare_but_not_how_rare(profile, classes, ratio, largest, one, other):
    imbalance = Imbalance(profile, ratio, largest, 1)
    a, b = (class_counts(replace(imbalance, seed=seed), (largest,) * classes) for seed in (one, other))
    assert sorted(a) == sorted(b)


@settings(max_examples=60)
@given(st.sampled_from(["single", "step", "long_tail", "linear"]), CLASSES, RATIOS, RATIOS, LARGEST)
def test_a_larger_ratio_never_gives_a_class_more_images(profile, classes, one, other, largest):
    mild, harsh = (
        class_counts(Imbalance(profile, ratio, largest, 1), (largest,) * classes) for ratio in sorted((one, other))
    )
    assert all(map(operator.ge, mild, harsh))


@settings(max_examples=60)
@given(st.sampled_from(SHAPED), CLASSES, RATIOS, LARGEST)
def test_images_that_a_profile_does_not_want_change_nothing(profile, classes, ratio, largest):
    imbalance = Imbalance(profile, ratio, largest, 1)
    assert class_counts(imbalance, (largest,) * classes) == class_counts(imbalance, (largest + 99,) * classes)


def test_single_is_a_step_with_one_rare_class():
    for seed in range(10):
        single, step = (class_counts(Imbalance(key, 20.0, 900, 1, seed=seed), (900,) * 7) for key in ("single", "step"))
        assert single == step


@pytest.mark.parametrize("profile", SHAPED)
def test_a_ratio_of_one_is_balance(profile):
    assert class_counts(Imbalance(profile, 1.0, 321, 2), (1000,) * 6) == (321,) * 6


@settings(max_examples=60)
@given(COUNTS)
def test_rare_is_the_definition_in_logarithms(counts):
    """Nearer, on a logarithmic scale, to the smallest class than to the largest; the factor 2 keeps noise out."""
    present = [n for n in counts if n]
    spread = bool(present) and max(present) >= 2 * min(present)
    for c, n in enumerate(counts):
        if n and spread:
            nearer = math.log(n) - math.log(min(present)) < math.log(max(present)) - math.log(n) - 1e-12
            assert (c in rare_classes(counts)) == nearer
        else:
            assert (c in rare_classes(counts)) == (n == 0)


@settings(max_examples=60)
@given(COUNTS, st.integers(2, 9), st.randoms(use_true_random=False))
def test_rarity_knows_neither_units_nor_the_order_of_classes(counts, factor, random):
    order = random.sample(range(len(counts)), len(counts))
    rare = set(rare_classes(counts))
    assert set(rare_classes([n * factor for n in counts])) == rare
    assert {order[i] for i in rare_classes([counts[c] for c in order])} == rare


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 40), min_size=3, max_size=3), st.lists(st.integers(0, 40), min_size=3, max_size=3), SEEDS
)
def test_drawing_fewer_of_each_class_draws_a_subset(one, other, seed):
    labels = np.tile(np.arange(3, dtype=np.uint8), 40)
    few = choose(labels, list(map(min, one, other)), seed)
    many = choose(labels, list(map(max, one, other)), seed)
    assert set(few.tolist()) <= set(many.tolist())
    assert np.bincount(labels[few], minlength=3).tolist() == list(map(min, one, other))


def test_every_image_of_a_class_is_drawn_equally_often():
    """5 of 20, 2000 times: each image is a binomial count of chance 1/4."""
    labels = np.zeros(20, np.uint8)
    drawn = np.bincount(np.concatenate([choose(labels, (5,), seed) for seed in range(2000)]), minlength=20)
    assert abs(drawn - 500).max() < 5 * math.sqrt(2000 / 4 * 3 / 4)


def test_pairs_of_seeds_draw_apart_also_when_they_are_swapped():
    labels = np.zeros(1000, np.uint8)
    draws = [set(choose(labels, (100,), pair).tolist()) for pair in itertools.product(range(3), repeat=2)]
    assert all(a != b for a, b in itertools.combinations(draws, 2))


@pytest.mark.parametrize(
    ("imbalance", "sentence"),
    [
        (
            Imbalance("steep"),
            "There is no imbalance called 'steep'; known are balanced, single, step, long_tail, linear, custom.",
        ),
        (Imbalance(seed=True), "The seed of the imbalance must be a whole number of at least 0, not True."),
        (Imbalance(seed=1.5), "The seed of the imbalance must be a whole number of at least 0, not 1.5."),
        (Imbalance(ratio=0.5), "The ratio of largest to smallest class must be a number of at least 1, not 0.5."),
        (Imbalance(largest=0), "The largest class needs at least 1 image, a whole number, not 0."),
        (Imbalance(rare=0), "From 1 to 3 of the 4 classes can be rare, not 0."),
        (Imbalance(rare=4), "From 1 to 3 of the 4 classes can be rare, not 4."),
        (Imbalance("custom", counts=(1, 2, 3)), "Give one count per class: 4 numbers, not 3."),
        (
            Imbalance("custom", counts=(1, 2, 3, -4)),
            "The count of class 3 must be a whole number of at least 0, not -4.",
        ),
        (
            Imbalance("custom", counts=(1, True, 3, 4)),
            "The count of class 1 must be a whole number of at least 0, not True.",
        ),
        (
            Imbalance("custom", counts=(0, 0, 9, 0)),
            "At least two classes need images: with one there is nothing to tell apart.",
        ),
    ],
)
def test_each_refusal_is_this_sentence(imbalance, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole sentence is compared below
        validate(imbalance, 4)
    assert str(caught.value) == sentence


def test_custom_counts_need_no_sense_in_the_settings_of_other_profiles():
    odd = Imbalance("custom", ratio=math.nan, largest=-1, rare=99, counts=(1, 2, 0))
    assert class_counts(odd, (5, 5, 5)) == (1, 2, 0)
    with pytest.raises(ValueError, match=r"^Class 1 has 1 training images; 2 are too many[.]$"):
        class_counts(odd, (5, 1, 5))
