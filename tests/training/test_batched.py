"""Trunks that run as one batch of matrices do what each would do alone, and stay whole networks to everybody else."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from playground import data
from playground.core.config import Entrant, Imbalance, LossChoice, RaceConfig
from playground.training import gradients, train
from playground.training.batched import BatchedNetworks, fits

DEVICES = ["cpu", pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA"))]


def trunk(seed, width=7):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Sequential(nn.Linear(5, width), nn.ReLU()), nn.Linear(width, 3))


@pytest.mark.parametrize("device", DEVICES)
def test_logits_and_gradients_are_those_of_each_trunk(device):
    trunks = [trunk(seed).to(device) for seed in range(4)]
    alone = copy.deepcopy(trunks)
    x, slope = torch.randn(6, 5, device=device), torch.randn(4, 6, 3, device=device)
    one = BatchedNetworks(trunks)
    logits = one(x)
    logits.backward(slope)
    for k, own in enumerate(alone):
        z = own(x)
        z.backward(slope[k])
        torch.testing.assert_close(logits[k], z)
        torch.testing.assert_close(one.parameters[0].grad[k].t(), own[0][0].weight.grad)
        torch.testing.assert_close(one.parameters[3].grad[k, 0], own[1].bias.grad)


def test_a_step_on_the_shared_weights_moves_every_trunk_and_writing_to_a_trunk_moves_them_back():
    trunks = [trunk(0), trunk(1)]
    one, before = BatchedNetworks(trunks), [copy.deepcopy(t).state_dict() for t in trunks]
    with torch.no_grad():
        for tensor in one.parameters:
            tensor.add_(1)
    assert all(torch.equal(t.state_dict()[n], b[n] + 1) for t, b in zip(trunks, before, strict=True) for n in b)
    trunks[1].load_state_dict(before[1])
    torch.testing.assert_close(one(torch.ones(2, 5))[1], trunks[1](torch.ones(2, 5)))


def test_only_equal_affine_layers_and_rectifiers_fit():
    class Scaled(nn.Linear):
        def forward(self, x):
            return 2 * super().forward(x)

    assert fits([trunk(0)])
    assert not fits([trunk(0), trunk(0, width=8)])
    for other in (Scaled(7, 3), nn.Linear(7, 3, bias=False), nn.Sequential(nn.Dropout(), nn.Linear(7, 3))):
        assert not fits([nn.Sequential(nn.Linear(5, 7), other)] * 2)
    with pytest.raises(ValueError, match="equal affine layers"):
        BatchedNetworks([trunk(0), trunk(0, width=8)])


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
def test_a_race_run_together_ends_where_one_after_another_does(monkeypatch, optimizer):
    config = RaceConfig(
        (Entrant(), Entrant(LossChoice.of("focal", gamma=2.0))), "digits", Imbalance(ratio=5.0, largest=60), "mlp",
        optimizer=optimizer, weight_decay=1e-3, samples=640, learning_rate=0.01,
    )  # fmt: skip
    *_, together = train(config, folder=data.default_folder())
    monkeypatch.setattr(gradients, "fits", lambda trunks: False)
    *_, apart = train(config, folder=data.default_folder())
    assert together.start == apart.start
    for one, other in zip(together.results, apart.results, strict=True):
        np.testing.assert_allclose(one.logits, other.logits, rtol=1e-3, atol=2e-3)
    assert not np.allclose(together.results[0].logits, together.results[1].logits, atol=0.1)


def test_a_head_of_cosines_runs_one_after_another():
    config = RaceConfig(
        (Entrant(), Entrant(LossChoice.of("ldam"))), "digits", Imbalance(ratio=5.0, largest=60), "mlp", samples=128,
        head="published",
    )  # fmt: skip
    *_, last = train(config, folder=data.default_folder())
    assert [lane.status for lane in last.lanes] == ["finished", "finished"]
