"""The parts that networks share, against torch's own functions."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground.models._parts import network, output_layer

FEATURES = torch.randn(6, 5, generator=torch.Generator().manual_seed(0))


def test_the_linear_head_is_torchs():
    layer = output_layer(5, "linear", 3)
    torch.testing.assert_close(layer(FEATURES), F.linear(FEATURES, layer.weight, layer.bias))


def test_the_cosine_head_gives_torchs_cosine_of_every_sample_and_class():
    layer = output_layer(5, "cosine", 3)
    expected = F.cosine_similarity(FEATURES[:, None], layer.weight[None], dim=2)
    torch.testing.assert_close(layer(FEATURES), expected)
    assert layer.bias is None


@pytest.mark.parametrize("times", [1e-3, 7.0, 1e4])
def test_a_cosine_does_not_know_how_long_the_features_are(times):
    layer = output_layer(5, "cosine", 3)
    torch.testing.assert_close(layer(times * FEATURES), layer(FEATURES))


def test_another_head_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match=r"^head must be 'linear' or 'cosine', not 'mlp'\.$"):
        output_layer(5, "mlp", 3)


def test_a_network_is_stem_then_body_then_head_and_only_the_stem_is_frozen():
    chained = network(nn.Linear(5, 4), nn.Linear(4, 5), 5, "linear", 3)
    assert list(dict(chained.named_children())) == ["stem", "body", "head"]
    trained = {name for name, p in chained.named_parameters() if p.requires_grad}
    assert trained == {"body.weight", "body.bias", "head.weight", "head.bias"}
    torch.testing.assert_close(chained(FEATURES), chained.head(chained.body(chained.stem(FEATURES))))
