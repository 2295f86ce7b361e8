"""Measuring: in chunks as in one piece, without chance, without a trace."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from playground.training import measure
from playground.training.measure import class_means, confusion, features, logits_of
from playground.training.seed_data import standardise

STEM = nn.Flatten()


def images_of(n):
    return torch.randint(0, 256, (n, 1, 28, 28), generator=torch.Generator().manual_seed(n), dtype=torch.uint8)


def trunk_of(p=0.0):
    return nn.Sequential(nn.Dropout(p), nn.Linear(784, 4))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60))
def test_a_confusion_matrix_is_numpys_count_of_pairs(pairs):
    target, called = torch.tensor(pairs).T
    wanted = np.zeros((5, 5), int)
    np.add.at(wanted, (target.numpy(), called.numpy()), 1)
    assert np.array_equal(confusion(nn.functional.one_hot(called, 5).float(), target), wanted)


@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 4)), min_size=1, max_size=60))
def test_a_mean_of_each_class_is_that_of_its_samples_alone(pairs):
    values, target = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    found = class_means(torch.tensor(values), torch.tensor(target), 5)
    wanted = [values[target == c].mean() if (target == c).any() else np.nan for c in range(5)]
    np.testing.assert_allclose(found, wanted, atol=1e-12)


@pytest.mark.parametrize("n", [1, 7, 8, 20])
def test_logits_in_chunks_are_those_of_the_whole(monkeypatch, n):
    trunks, images = [trunk_of(), trunk_of()], images_of(n)
    monkeypatch.setattr(measure, "CHUNK", 8)
    found = logits_of(trunks, STEM, images)
    wanted = [trunk(STEM(standardise(images))) for trunk in trunks]
    torch.testing.assert_close(found, [each.detach() for each in wanted])


def test_dropout_is_off_while_measuring_and_on_again_after():
    trunk, images = trunk_of(0.5), images_of(6)
    one, two = (logits_of([trunk], STEM, images)[0] for _ in range(2))
    assert torch.equal(one, two)
    torch.testing.assert_close(one, trunk[1](features(STEM, images)).detach())
    assert all(module.training for module in trunk.modules())


def test_the_stem_runs_once_a_chunk_however_many_lanes_look(monkeypatch):
    seen = []
    stem = nn.Flatten()
    stem.register_forward_hook(lambda _module, given, _out: seen.append(len(given[0])))
    monkeypatch.setattr(measure, "CHUNK", 8)
    logits_of([trunk_of() for _ in range(5)], stem, images_of(20))
    assert seen == [8, 8, 4]


def test_measuring_leaves_no_gradients_and_does_not_change_the_images():
    trunk, images = trunk_of(), images_of(3)
    before = images.clone()
    (found,) = logits_of([trunk], STEM, images)
    assert not found.requires_grad
    assert not features(nn.Sequential(STEM, nn.Linear(784, 2)), images).requires_grad
    assert torch.equal(images, before)
