"""The optimizers take torch.optim's steps, digit for digit, and leave torch's compiler alone."""

import subprocess
import sys

import pytest
import torch
from torch import nn, optim

from playground.race.menus import OPTIMIZERS
from playground.training.optimizers import UPDATES, Optimizer

TORCHS = {
    "adam": lambda p, decay: optim.Adam(p, weight_decay=decay, fused=True),
    "adamw": lambda p, decay: optim.AdamW(p, weight_decay=decay, fused=True),
    "sgd": lambda p, decay: optim.SGD(p, 1.0, momentum=0.9, nesterov=True, weight_decay=decay, fused=True),
    "sgd_tutorial": lambda p, decay: optim.SGD(p, 1.0, momentum=0.5, weight_decay=decay, fused=True),
    "adadelta": lambda p, decay: optim.Adadelta(p, weight_decay=decay),
}
RATES = (0.01, 0.02, 0.0, 0.005)


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(72, 3))


def trained(step, model, *, without=()):
    """The weights after a dozen steps; every third one, but never the first, lacks the gradients of `without`."""
    torch.manual_seed(1)
    for number in range(12):
        model(torch.randn(4, 1, 8, 8)).square().mean().backward()
        for parameter in without if number % 3 == 1 else ():
            parameter.grad = None
        step(RATES[number % len(RATES)])
    return torch.cat([parameter.detach().ravel() for parameter in model.parameters()])


def by_torch(key, model, decay):
    found = TORCHS[key](list(model.parameters()), decay)

    def step(rate):
        for group in found.param_groups:
            group["lr"] = rate
        found.step()
        found.zero_grad()

    return step


def test_every_optimizer_of_the_menu_is_here_and_no_other():
    assert set(UPDATES) == set(OPTIMIZERS) == set(TORCHS)


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("key", UPDATES)
def test_the_steps_are_torchs_own_to_the_last_bit(key, decay):
    ours, theirs = network(), network()
    expected = trained(by_torch(key, theirs, decay), theirs)
    assert torch.equal(trained(Optimizer(key, list(ours.parameters()), decay).step, ours), expected)


@pytest.mark.parametrize("key", UPDATES)
def test_a_parameter_without_a_gradient_waits_as_it_does_in_torch(key):
    ours, theirs = network(), network()
    expected = trained(by_torch(key, theirs, 0.1), theirs, without=list(theirs[0].parameters()))
    found = trained(Optimizer(key, list(ours.parameters()), 0.1).step, ours, without=list(ours[0].parameters()))
    assert torch.equal(found, expected)


@pytest.mark.parametrize("key", UPDATES)
def test_without_any_gradient_nothing_moves(key):
    model = network()
    before = [parameter.detach().clone() for parameter in model.parameters()]
    Optimizer(key, list(model.parameters()), 0.5).step(1.0)
    assert all(map(torch.equal, before, model.parameters()))


def test_gradients_are_forgotten_after_a_step():
    model = network()
    model(torch.randn(4, 1, 8, 8)).sum().backward()
    Optimizer("adam", list(model.parameters()), 0.0).step(0.1)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_an_unknown_key_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="no optimizer called 'newton'; known are adam, adamw"):
        Optimizer("newton", [torch.zeros(1)], 0.0)


def test_a_race_does_not_load_torchs_compiler():
    """The compiler would cost every worker 150 MB, and the first race a second."""
    code = (
        "import sys, torch; from playground.core.config import RaceConfig; from playground.training import train;"
        "shots = list(train(RaceConfig(dataset='digits', samples=128), folder='.'));"
        "assert shots[-1].status == 'finished'; sys.exit('torch._dynamo' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=False).returncode == 0
