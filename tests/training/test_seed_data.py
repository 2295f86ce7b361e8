"""The images of a seed: which are trained on, which are kept back, which are measured."""

from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground import data
from playground.core.config import Imbalance, RaceConfig
from playground.data import probe
from playground.training.seed_data import draw, held_out, standardise

ARRAYS = data.load("digits", "")
CONFIG = RaceConfig(dataset="digits", imbalance=Imbalance(ratio=5.0, largest=60))


def images_of(tensor):
    """The images as a set of byte strings."""
    return {image.numpy().tobytes() for image in tensor}


def drawn(seed=0, config=CONFIG):
    return draw(config, ARRAYS, seed, torch.device("cpu"))


def everything(seen):
    """All images that a seed trains on, and their labels."""
    return seen.training(slice(None))


@given(st.lists(st.integers(0, 255), min_size=1, max_size=20))
def test_standardising_is_a_shift_and_a_stretch_that_can_be_undone(pixels):
    images = torch.tensor(pixels, dtype=torch.uint8)
    found = standardise(images)
    assert found.dtype == torch.float32
    assert (found * 78.6 + 33.3).round().to(torch.uint8).tolist() == images.tolist() == pixels


def test_mnist_standardised_has_mean_0_and_spread_1(mnist_folder):
    found = standardise(torch.tensor(data.load("mnist", mnist_folder).train_images))
    assert float(found.mean()) == pytest.approx(0, abs=0.01)
    assert float(found.std()) == pytest.approx(1, abs=0.01)


@given(st.lists(st.integers(0, 3), min_size=5, max_size=80), st.integers(4, 40))
def test_a_probe_takes_each_class_as_far_as_it_goes(labels, size):
    labels = np.array(labels)
    sizes = np.bincount(labels)
    found = probe(labels, size)
    each = size // np.count_nonzero(sizes)
    assert len(set(found.tolist())) == len(found) <= size
    assert np.bincount(labels[found], minlength=len(sizes)).tolist() == np.minimum(sizes, each).tolist()


@given(st.integers(1, 300), st.integers(1, 50), st.data())
def test_held_out_indices_are_free_spread_out_and_few(n, size, source):
    kept = np.array(source.draw(st.lists(st.integers(0, n - 1), unique=True, max_size=n)), int)
    found = held_out(np.zeros(n, int), kept, size)
    assert len(set(found.tolist())) == len(found) <= size
    free = set(range(n)) - set(kept.tolist())
    assert set(found.tolist()) <= (free or set(kept.tolist()))
    assert len(found) >= min(len(free or kept), size) / 2


def test_images_kept_and_held_out_are_training_images_and_no_image_is_both():
    seen = drawn()
    train = images_of(torch.tensor(ARRAYS.train_images))
    kept, held = images_of(everything(seen)[0]), images_of(seen.held_out()[0])
    assert kept | held <= train
    assert not kept & held


def test_images_keep_their_labels():
    seen = drawn()
    labels = {i.tobytes(): int(y) for i, y in zip(ARRAYS.train_images, ARRAYS.train_labels, strict=True)}
    for images, y in (everything(seen), seen.held_out()):
        assert [labels[image.numpy().tobytes()] for image in images] == y.tolist()


def test_the_test_set_is_whole_and_the_same_whatever_the_imbalance():
    for config in (CONFIG, replace(CONFIG, imbalance=Imbalance(ratio=1.0, largest=20, seed=4))):
        seen = drawn(3, config)
        assert np.array_equal(seen.dataset.test_images[:, 0].numpy(), ARRAYS.test_images)
        assert np.array_equal(seen.dataset.test_labels.numpy(), ARRAYS.test_labels)
        assert np.array_equal(seen.probe.numpy(), probe(ARRAYS.test_labels))


def test_a_draw_repeats_for_its_seeds_and_another_imbalance_seed_draws_others():
    assert torch.equal(everything(drawn(1))[0], everything(drawn(1))[0])
    other = replace(CONFIG, imbalance=replace(CONFIG.imbalance, seed=1))
    assert sorted(drawn(1, other).counts) == sorted(drawn(1).counts)
    assert images_of(everything(drawn(1, other))[0]) != images_of(everything(drawn(1))[0])


def test_the_labels_of_a_seed_are_those_of_its_images_and_as_many_of_each_class_as_counted():
    seen = drawn(2)
    assert seen.labels.tolist() == everything(seen)[1].tolist()
    assert seen.labels.bincount(minlength=10).tolist() == list(seen.counts)


def test_a_probe_looks_at_the_test_images_that_its_indices_name():
    images, labels = drawn().probed()
    wanted = data.probe(ARRAYS.test_labels)
    assert np.array_equal(images[:, 0].numpy(), ARRAYS.test_images[wanted])
    assert labels.tolist() == ARRAYS.test_labels[wanted].tolist()


def test_a_seed_costs_four_bytes_for_each_image_that_it_looks_at_and_shares_the_images():
    seeds = [drawn(seed) for seed in range(3)]
    for seen in seeds:
        own = [getattr(seen, f.name) for f in fields(seen) if isinstance(getattr(seen, f.name), torch.Tensor)]
        wanted = sum(seen.counts) + len(data.probe(ARRAYS.test_labels)) + len(seen.strip) + len(seen.held)
        assert sum(tensor.untyped_storage().nbytes() for tensor in own) == 4 * wanted
    assert len({id(seen.dataset) for seen in seeds}) == 1
