"""The stream of training indices: one per seed, whatever the batches, with each class in its share."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.training.batches import Batches

COUNTS = (400, 100, 25)
LABELS = torch.arange(3).repeat_interleave(torch.tensor(COUNTS))
SAMPLINGS = ("natural", "class_balanced", "sqrt")


def stream(sampling, seed, samples, batch=64):
    return torch.cat(Batches(LABELS, COUNTS, sampling, seed).draw(samples, batch))


@pytest.mark.parametrize("sampling", SAMPLINGS)
@given(seed=st.integers(0, 1000), batch=st.integers(1, 700), samples=st.integers(1, 1200))
def test_the_size_of_a_batch_does_not_change_the_stream(sampling, seed, batch, samples):
    found = stream(sampling, seed, samples, batch)
    assert len(found) == samples
    assert torch.equal(found, stream(sampling, seed, samples, samples))


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_stream_repeats_for_its_seed_alone_and_goes_on_where_it_was(sampling):
    assert torch.equal(stream(sampling, 1, 300), stream(sampling, 1, 300))
    assert not torch.equal(stream(sampling, 1, 300), stream(sampling, 2, 300))
    batches = Batches(LABELS, COUNTS, sampling, 1)
    assert not torch.equal(torch.cat(batches.draw(300, 64)), torch.cat(batches.draw(300, 64)))


@given(st.integers(1, 60), st.integers(1, 5), st.integers(0, 1000))
def test_every_epoch_shows_every_image_once(size, epochs, seed):
    batches = Batches(torch.zeros(size, dtype=torch.long), (size,), "natural", seed)
    rows = torch.cat(batches.draw(size * epochs, 7)).reshape(epochs, size)
    assert torch.equal(rows.sort(dim=1).values, torch.arange(size).expand(epochs, size))


@pytest.mark.parametrize(("sampling", "power"), [("class_balanced", 0.0), ("sqrt", 0.5)])
def test_three_classes_are_drawn_as_their_counts_to_a_power(sampling, power):
    n = 20_000
    seen = LABELS[stream(sampling, 0, n)].bincount().tolist()
    total = sum(count**power for count in COUNTS)
    for found, count in zip(seen, COUNTS, strict=True):
        share = count**power / total
        assert abs(found - n * share) < 5 * math.sqrt(n * share * (1 - share))


@pytest.mark.parametrize("sampling", ["class_balanced", "sqrt"])
def test_images_of_one_class_are_equally_likely(sampling):
    seen = stream(sampling, 0, 40_000).bincount(minlength=525)[-25:].double()
    mean = float(seen.mean())
    assert float((seen - mean).abs().max()) < 5 * math.sqrt(mean)


def test_a_class_without_images_is_never_drawn_and_breaks_nothing():
    labels = torch.tensor([0] * 30 + [2] * 10)
    found = labels[torch.cat(Batches(labels, (30, 0, 10), "class_balanced", 0).draw(500, 64))]
    assert set(found.tolist()) == {0, 2}
