"""Augmentation: a function of the images, the seed and the step, drawn group by group."""

import pytest
import torch

from playground import data
from playground.training.augment import GROUPS, augmenter

IMAGES = torch.tensor(data.load("digits", "").train_images[:1]).unsqueeze(1).repeat(64, 1, 1, 1)
KEYS = ("shift", "affine", "elastic")


@pytest.mark.parametrize("key", KEYS)
def test_each_group_of_a_batch_changes_in_one_way_and_groups_differ(key):
    groups = augmenter(key)(IMAGES, (0, 0)).chunk(GROUPS)
    assert all(torch.equal(image, group[0]) for group in groups for image in group)
    assert len({group[0].numpy().tobytes() for group in groups}) > GROUPS // 2


@pytest.mark.parametrize("key", KEYS)
def test_seed_and_step_both_matter_and_what_ran_before_does_not(key):
    augment = augmenter(key)
    one = augment(IMAGES, (3, 7))
    torch.rand(5)
    assert torch.equal(augmenter(key)(IMAGES, (3, 7)), one)
    assert not torch.equal(augment(IMAGES, (7, 3)), one)
    assert not torch.equal(augment(IMAGES, (4, 7)), one)


@pytest.mark.parametrize("key", KEYS)
def test_the_images_given_and_torchs_generator_stay_as_they_were(key):
    before, state = IMAGES.clone(), torch.get_rng_state()
    augmenter(key)(IMAGES, (0, 0))
    assert torch.equal(IMAGES, before)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("n", [1, 3, 9])
def test_batches_smaller_than_the_groups_keep_every_image(n):
    assert augmenter("shift")(IMAGES[:n], (0, 1)).shape == (n, 1, 28, 28)


def test_a_shift_moves_ink_by_at_most_two_pixels_and_keeps_each_byte():
    image = torch.zeros(64, 1, 28, 28, dtype=torch.uint8)
    image[..., 14, 14] = 201
    found = augmenter("shift")(image, (0, 0))
    _, _, rows, columns = found.nonzero(as_tuple=True)
    assert found.flatten(1).max(dim=1).values.tolist() == [201] * 64
    assert len(rows) == 64
    assert int((rows - 14).abs().max()) <= 2
    assert int((columns - 14).abs().max()) <= 2


def test_an_unknown_key_finds_no_change():
    with pytest.raises(KeyError, match="mirror"):
        augmenter("mirror")
