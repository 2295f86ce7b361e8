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


@EVERY
def test_a_network_is_its_three_parts_one_after_the_other(key):
    network = built(key).eval()
    assert [name for name, _ in network.named_children()] == ["stem", "body", "head"]
    torch.testing.assert_close(network.head(network.body(network.stem(IMAGES[:4]))), network(IMAGES[:4]))


@EVERY
def test_a_batch_turned_round_gives_the_answers_turned_round(key):
    network = built(key).eval()
    torch.testing.assert_close(network(IMAGES[:6].flip(0)), network(IMAGES[:6]).flip(0), rtol=1e-4, atol=1e-5)


def test_the_mlp_is_two_affine_maps_and_a_rectifier_between_them():
    network = built("mlp")
    (w1, b1), (w2, b2) = ((layer.weight, layer.bias) for layer in (network.body[0], network.head))
    x = IMAGES[:5].reshape(5, 784)
    torch.testing.assert_close(network(IMAGES[:5]), (x @ w1.T + b1).clamp_min(0) @ w2.T + b2, rtol=1e-4, atol=1e-5)
    assert sum(p.numel() for p in network.parameters()) == 784 * 128 + 128 + 128 * 10 + 10


def test_cosines_do_not_depend_on_how_long_features_and_weights_are():
    head, x = output_layer(6, "cosine", 4), torch.randn(5, 6)
    before = head(x)
    torch.testing.assert_close(head(7.5 * x), before)
    head.weight.data *= 0.2
    torch.testing.assert_close(head(x), before)
    torch.testing.assert_close(head(-x), -before)


def test_only_the_network_with_dropout_answers_otherwise_while_it_trains():
    for key in SPECS:
        network = built(key)
        learning = [network.train()(IMAGES[:8]) for _ in range(2)]
        assert torch.equal(*learning) == (key != "tutorial_cnn")
        asked = [network.eval()(IMAGES[:8]) for _ in range(2)]
        assert torch.equal(*asked)


def test_the_menu_of_networks_has_its_own_order_and_titles_of_its_own():
    assert [spec.rank for spec in SPECS.values()] == sorted({spec.rank for spec in SPECS.values()})
    assert len({spec.title for spec in SPECS.values()}) == len(SPECS)
