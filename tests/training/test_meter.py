"""What a meter adds up between two points."""

import math

import torch

from playground.training.meter import Meter

CPU = torch.device("cpu")


def test_a_meter_means_the_losses_sums_the_norms_of_each_class_and_starts_anew():
    meter = Meter(3, CPU)
    meter.add(torch.tensor(2.0), torch.tensor([[3.0, 4.0, 0.0], [0.0, 0.0, 2.0]]), torch.tensor([0, 2]))
    meter.add(torch.tensor(4.0), torch.tensor([[6.0, 8.0, 0.0]]), torch.tensor([0]))
    assert meter.read() == (3.0, (15.0, 0.0, 2.0))
    loss, gradient = meter.read()
    assert math.isnan(loss)
    assert gradient == (0.0, 0.0, 0.0)
