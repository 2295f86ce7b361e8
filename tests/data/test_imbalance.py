"""Class counts against the published numbers, and the draw of images against its definition."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import data
from playground.core.config import Imbalance
from playground.data import PROFILES, choose, class_counts, rare_classes

PLENTY = (10_000,) * 10


def test_the_long_tail_has_the_sizes_printed_with_class_balanced_loss():
    counts = class_counts(Imbalance("long_tail", 100.0, 5000), PLENTY)
    assert sorted(counts, reverse=True) == [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]


@pytest.mark.parametrize("rare", range(1, 10))
def test_a_step_has_as_many_rare_classes_as_asked_for(rare):
    counts = class_counts(Imbalance("step", 200.0, 5000, rare), PLENTY)
    assert sorted(counts) == [25] * rare + [5000] * (10 - rare)
    assert rare_classes(counts) == tuple(c for c in range(10) if counts[c] == 25)


def test_linear_and_step_of_the_same_ratio_have_the_same_total():
    linear, step = (sum(class_counts(Imbalance(p, 10.0, 1000), PLENTY)) for p in ("linear", "step"))
    assert linear == step == 5500


def test_one_rare_class_is_one_and_balanced_has_none():
    assert sorted(class_counts(Imbalance("single", 50.0, 1000), PLENTY)) == [20] + [1000] * 9
    assert class_counts(Imbalance("balanced", 50.0, 1000), PLENTY) == (1000,) * 10


def test_the_seed_moves_the_rare_classes_around():
    chosen = {rare_classes(class_counts(Imbalance(seed=seed), PLENTY)) for seed in range(20)}
    assert len(chosen) > 10
    assert {c for each in chosen for c in each} == set(range(10))


def test_more_rare_classes_include_the_rare_classes_there_were():
    sets = [set(rare_classes(class_counts(Imbalance(rare=rare), PLENTY))) for rare in range(1, 10)]
    assert all(a < b for a, b in itertools.pairwise(sets))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([key for key in PROFILES if key != "custom"]),
    st.floats(1, 5000),
    st.integers(1, 6000),
    st.integers(1, 9),
    st.lists(st.integers(1, 7000), min_size=10, max_size=10),
)
def test_counts_stay_between_one_and_what_there_is(profile, ratio, largest, rare, available):
    counts = class_counts(Imbalance(profile, ratio, largest, rare), available)
    assert all(1 <= n <= min(largest, a) for n, a in zip(counts, available, strict=True))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Imbalance("steep"), "no imbalance called 'steep'"),
        (Imbalance(ratio=0.0), "ratio .* at least 1, not 0"),
        (Imbalance(ratio=math.nan), "ratio .* not nan"),
        (Imbalance(ratio=math.inf), "ratio .* not inf"),
        (Imbalance(largest=0), "at least 1 image"),
        (Imbalance(largest=2.5), "whole number"),
        (Imbalance(rare=10), "From 1 to 9"),
        (Imbalance(seed=-1), "seed"),
        (Imbalance("custom", counts=(1, 2)), "10 numbers, not 2"),
        (Imbalance("custom", counts=(-1,) * 10), "class 0 .* not -1"),
        (Imbalance("custom", counts=("x",) * 10), "class 0 .* not 'x'"),
        (Imbalance("custom", counts=(5, *[0] * 9)), "two classes"),
        (Imbalance(ratio=1e308), "at most 1,000,000,000, not 1e\\+308"),
        (Imbalance(largest=10**400), "largest class has at most 1,000,000,000 images, not 1000"),
        (Imbalance(seed=10**400), "seed .* at most 9,007,199,254,740,992, not 1000"),
        (Imbalance("custom", math.nan, counts=(5,) * 10), "ratio .* not nan"),
        (Imbalance("custom", counts=(10**400,) * 10), "count of class 0 is at most 1,000,000,000"),
        (Imbalance("custom", counts=(10_001, *[5] * 9)), "Class 0 has 10000 training images"),
    ],
)
def test_settings_that_make_no_sense_get_one_sentence(wrong, words):
    with pytest.raises(ValueError, match=words) as caught:
        class_counts(wrong, PLENTY)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_custom_counts_are_taken_as_they_are_also_zero():
    counts = (0, 7, *[3] * 8)
    assert class_counts(Imbalance("custom", counts=counts), PLENTY) == counts
    assert 0 in rare_classes(counts)


@pytest.mark.parametrize(
    ("counts", "rare"),
    [
        ((100, 100, 100), ()),
        ((100, 60, 51), ()),
        ((6000, 5900, 25), (2,)),
        ((5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50), (5, 6, 7, 8, 9)),
        ((10, 0, 10), (1,)),
    ],
)
def test_a_class_is_rare_when_it_is_nearer_to_the_smallest_in_ratio(counts, rare):
    assert rare_classes(counts) == rare


def labels():
    return np.random.default_rng(1).integers(0, 4, 500).astype(np.uint8)


def test_a_draw_has_the_wanted_counts_and_no_image_twice():
    y = labels()
    found = choose(y, (5, 0, 20, 80), 3)
    assert np.bincount(y[found], minlength=4).tolist() == [5, 0, 20, 80]
    assert len(set(found.tolist())) == 105
    assert (np.diff(found) > 0).all()


def test_a_smaller_count_draws_a_subset_and_leaves_other_classes_alone():
    y = labels()
    few, many = (set(choose(y, (n, 30, 30, 30), 7).tolist()) for n in (4, 40))
    assert few < many
    assert {i for i in few if y[i]} == {i for i in many if y[i]}


def test_another_seed_draws_other_images_and_the_same_seed_the_same():
    y = labels()
    a, b, c = (choose(y, (20,) * 4, seed) for seed in ((0, 1), (0, 1), (0, 2)))
    assert (a == b).all()
    assert (a != c).any()


def test_more_images_than_there_are_are_refused():
    with pytest.raises(ValueError, match="Class 2 has"):
        choose(labels(), (1, 1, 400, 1), 0)


def test_every_profile_says_what_it_is():
    assert set(PROFILES) == {"balanced", "single", "step", "long_tail", "linear", "custom"}
    assert all(p.title and p.help.endswith(".") and key == p.key for key, p in PROFILES.items())


def test_the_folder_is_a_setting_and_else_a_cache_of_this_user(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    assert data.default_folder() == str(tmp_path)
    monkeypatch.delenv("PLAYGROUND_DATA")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert data.default_folder() == str(tmp_path / "cache" / "focal-loss-playground")


def test_a_cache_folder_from_before_goes_on_being_used_until_the_system_s_own_exists(monkeypatch, tmp_path):
    monkeypatch.delenv("PLAYGROUND_DATA", raising=False)
    monkeypatch.setattr(data, "user_cache_dir", lambda *_, **__: str(tmp_path / "Library"))
    monkeypatch.setattr(data.Path, "home", lambda: tmp_path)
    assert data.default_folder() == str(tmp_path / "Library")
    (tmp_path / ".cache" / data.NAME).mkdir(parents=True)
    assert data.default_folder() == str(tmp_path / ".cache" / data.NAME)
    (tmp_path / "Library").mkdir()
    assert data.default_folder() == str(tmp_path / "Library")


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=12).filter(any))
def test_a_class_is_never_rare_while_a_smaller_one_is_common(counts):
    rare = set(rare_classes(counts))
    common = [n for c, n in enumerate(counts) if c not in rare]
    assert max(counts) in common
    assert all(counts[c] < min(common) for c in rare)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=12), st.integers(2, 1000))
def test_which_classes_are_rare_depends_on_the_ratios_alone(counts, times):
    middle = math.sqrt(min(counts) * max(counts))
    if not any(math.isclose(n, middle) for n in counts):  # there rounding decides
        assert rare_classes([n * times for n in counts]) == rare_classes(counts)


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4), st.integers(0, 2**31), st.integers(0, 3))
def test_a_draw_is_sorted_without_repetition_and_grows_by_adding_images(counts, seed, c):
    y = labels()
    found = choose(y, counts, seed)
    assert (np.diff(found) > 0).all()
    assert np.bincount(y[found], minlength=4).tolist() == counts
    more = choose(y, [n + (i == c) for i, n in enumerate(counts)], seed)
    assert set(found.tolist()) < set(more.tolist())


@given(st.sampled_from(["single", "step", "long_tail", "linear"]), st.floats(1, 1000), st.integers(0, 10**6))
def test_a_seed_gives_the_same_sizes_to_other_classes(profile, ratio, seed):
    counts = class_counts(Imbalance(profile, ratio, 5000, seed=seed), PLENTY)
    assert sorted(counts) == sorted(class_counts(Imbalance(profile, ratio, 5000), PLENTY))
    assert max(counts) == 5000
    assert min(counts) == max(1, int(5000 / ratio)) or min(counts) == pytest.approx(5000 / ratio, abs=1)
