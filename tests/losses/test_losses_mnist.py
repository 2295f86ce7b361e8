"""gamma = 0.5 on real MNIST: the naive form meets a nan gradient within the first epochs, ours never does."""

from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from playground.losses import FocalLoss

GAMMA = 0.5
STEPS = 3000


@pytest.fixture(scope="module")
def digits(mnist_folder):
    """10,000 training images as (N, 784) float32 in [0, 1] and their labels."""
    raw = Path(mnist_folder) / "MNIST/raw"
    images = np.frombuffer((raw / "train-images-idx3-ubyte").read_bytes(), np.uint8, offset=16).reshape(-1, 784)
    labels = np.frombuffer((raw / "train-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)
    return torch.tensor(images[:10_000] / 255.0, dtype=torch.float32), torch.tensor(labels[:10_000]).long()


def naive(logits, target):
    """What is usually copied: p_t = exp(-CE), then a power of 1 - p_t."""
    ce = F.cross_entropy(logits, target, reduction="none")
    return ((1 - torch.exp(-ce)) ** GAMMA * ce).mean()


def first_bad_step(loss, digits):
    """The step at which a gradient stops being finite, or None in 3000 steps of Adam."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    images, labels = digits
    model = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    order = torch.Generator().manual_seed(0)
    for step in range(STEPS):
        rows = torch.randint(len(images), (64,), generator=order)
        optimizer.zero_grad()
        loss(model(images[rows]), labels[rows]).backward()
        if not all(p.grad.isfinite().all() for p in model.parameters()):
            return step
        optimizer.step()
    return None


@pytest.mark.mnist
def test_ours_trains_3000_steps_without_a_bad_gradient(digits):
    assert first_bad_step(FocalLoss(GAMMA), digits) is None


@pytest.mark.mnist
def test_the_naive_form_does_not(digits):
    assert first_bad_step(naive, digits) is not None
