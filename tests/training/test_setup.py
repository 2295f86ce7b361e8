"""What a seed starts from: equal weights for all lanes, told by a checksum, without a trace outside."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from playground.core.config import Entrant, LossChoice, RaceConfig
from playground.models import SPECS as MODELS
from playground.training.setup import checksum, has_dropout, head_of, networks, seeded

THREE = (Entrant(), Entrant(LossChoice("focal")), Entrant(LossChoice("ldam")))
CONFIG = RaceConfig(THREE, dataset="digits", network="mlp")
IMAGES = torch.randn(64, 1, 28, 28, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("network", MODELS)
def test_all_lanes_start_from_the_same_bits_in_weights_of_their_own(network):
    found, told = networks(replace(CONFIG, network=network), 0, IMAGES)
    assert [checksum(each) for each in found] == [told] * 3
    heads = {parameter.data_ptr() for each in found for parameter in each.head.parameters()}
    assert len(heads) == 3 * len(list(found[0].head.parameters()))
    assert found[0].stem is found[1].stem is found[2].stem


def test_the_same_seed_builds_the_same_weights_whatever_was_drawn_before():
    one = networks(CONFIG, 3, IMAGES)[1]
    torch.rand(17)
    assert networks(CONFIG, 3, IMAGES)[1] == one
    assert networks(CONFIG, 4, IMAGES)[1] != one


def test_one_flipped_bit_changes_the_checksum_and_flipping_it_back_restores_it():
    layer = nn.Linear(3, 2)
    before = checksum(layer)
    bits = layer.weight.data.numpy().view(np.int32)
    bits[1, 2] ^= 1
    assert checksum(layer) != before
    bits[1, 2] ^= 1
    assert checksum(layer) == before


def test_a_checksum_heeds_the_names_of_weights_and_not_their_order():
    a, b = nn.Linear(2, 2), nn.Linear(2, 2)
    one = checksum(nn.ModuleDict({"a": a, "b": b}))
    assert one == checksum(nn.ModuleDict({"b": b, "a": a}))
    assert one != checksum(nn.ModuleDict({"a": b, "b": a}))
    assert one != checksum(nn.ModuleDict({"a": a, "c": b}))
    assert len(one) == 64


def test_seeded_draws_what_a_fresh_seed_draws_and_leaves_the_generator_as_it_was():
    before = torch.get_rng_state()
    with seeded(5):
        found = torch.rand(4)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(found, torch.rand(4, generator=torch.Generator().manual_seed(5)))


def test_seeded_leaves_the_generator_as_it_was_after_an_error_too():
    before = torch.get_rng_state()
    with pytest.raises(RuntimeError), seeded(5):
        torch.rand(4) @ torch.rand(5)
    assert torch.equal(torch.get_rng_state(), before)


def test_only_published_heads_differ_from_lane_to_lane():
    assert [head_of(CONFIG, entrant) for entrant in THREE] == ["linear"] * 3
    published = replace(CONFIG, head="published")
    assert [head_of(published, entrant) for entrant in THREE] == ["linear", "linear", "cosine"]


@pytest.mark.parametrize(
    ("layer", "random"), [(nn.Dropout(0.5), True), (nn.Dropout2d(0.1), True), (nn.Dropout(0.0), False)]
)
def test_dropout_is_found_wherever_it_drops_anything(layer, random):
    assert has_dropout(nn.Sequential(nn.Linear(2, 2), nn.Sequential(layer))) == random
    assert not has_dropout(nn.Linear(2, 2))
