"""The networks: their shapes, their frozen parts, and where they start from."""

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from playground import data
from playground.models import SPECS
from playground.models._parts import output_layer
from playground.models.tiny_cnn import FILTERS, FITTED_ON, whitened
from playground.training.seed_data import standardise
from playground.training.setup import seeded

EVERY = pytest.mark.parametrize("key", SPECS)
IMAGES = standardise(torch.tensor(data.load("digits", "").train_images[:300]).unsqueeze(1))


def built(key, head="linear", seed=0, classes=10):
    with seeded(seed):
        return SPECS[key].build(head, IMAGES, classes)


@EVERY
@pytest.mark.parametrize("head", ["linear", "cosine"])
@pytest.mark.parametrize("classes", [2, 5, 10])
def test_images_become_one_logit_per_class_and_every_trainable_weight_gets_a_gradient(key, head, classes):
    network = built(key, head, classes=classes).eval()
    logits = network(IMAGES[:7])
    assert logits.shape == (7, classes)
    logits.square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters() if p.requires_grad)


@EVERY
def test_no_image_sees_its_neighbours(key):
    network = built(key).eval()
    alone = torch.cat([network(image[None]) for image in IMAGES[:5]])
    torch.testing.assert_close(alone, network(IMAGES[:5]), rtol=1e-4, atol=1e-5)


@EVERY
def test_the_same_seed_builds_the_same_weights_and_another_seed_others(key):
    one, two, three = (torch.cat([p.flatten() for p in built(key, seed=s).parameters()]) for s in (1, 1, 2))
    assert torch.equal(one, two)
    assert not torch.equal(one, three)


@EVERY
def test_only_the_output_layer_depends_on_the_head(key):
    linear, cosine = (built(key, head).state_dict() for head in ("linear", "cosine"))
    shared = [name for name in linear if not name.startswith("head.")]
    assert shared
    assert all(torch.equal(linear[name], cosine[name]) for name in shared)


@EVERY
def test_a_cosine_head_gives_cosines(key):
    logits = built(key, "cosine").eval()(IMAGES)
    assert logits.abs().max() <= 1 + 1e-6
    head = output_layer(4, "cosine", 10)
    x = torch.randn(3, 4)
    wanted = torch.nn.functional.cosine_similarity(x[:, None], head.weight[None], dim=2)
    torch.testing.assert_close(head(x), wanted)


@EVERY
def test_the_stem_learns_nothing(key):
    assert not any(p.requires_grad for p in built(key).stem.parameters())


def test_an_unknown_head_is_refused():
    with pytest.raises(ValueError, match="'linear' or 'cosine', not 'round'"):
        output_layer(3, "round", 10)


def patches():
    return torch.nn.functional.unfold(IMAGES, 5, stride=2).transpose(1, 2).reshape(-1, 25)


def test_the_first_layer_is_the_whitening_of_scikit_learn():
    filters, shift = whitened(IMAGES)
    own = (patches() @ filters.T + shift)[:, :FILTERS].flip(1).double().numpy()
    theirs = PCA(FILTERS, whiten=True, svd_solver="full").fit_transform(patches().double().numpy())
    assert np.abs(np.abs(own) - np.abs(theirs)).max() < 1e-2
    assert np.abs(np.cov(own.T) - np.eye(FILTERS)).max() < 1e-2


def test_the_stem_splits_each_component_into_its_two_signs():
    features = built("tiny_cnn").stem(IMAGES[:4])
    positive, negative = features[:, :FILTERS], features[:, FILTERS:]
    assert features.shape == (4, 2 * FILTERS, 12, 12)
    assert (positive * negative).abs().max() == 0
    filters, shift = whitened(IMAGES[:FITTED_ON])
    wanted = (patches() @ filters.T + shift)[: 4 * 144, :FILTERS].reshape(4, 144, FILTERS).transpose(1, 2)
    torch.testing.assert_close((positive - negative).flatten(2), wanted, rtol=1e-3, atol=1e-3)


def test_blank_images_build_a_network_too():
    assert SPECS["tiny_cnn"].build("linear", torch.zeros(1, 1, 28, 28), 10)(IMAGES[:2]).isfinite().all()


def test_the_tutorial_network_has_the_tutorial_s_weights():
    sizes = [tuple(p.shape) for p in built("tutorial_cnn").parameters()]
    assert sizes == [(10, 1, 5, 5), (10,), (20, 10, 5, 5), (20,), (50, 320), (50,), (10, 50), (10,)]
    assert sum(p.numel() for p in built("tutorial_cnn").parameters()) == 21_840
