"""One lane by hand: what its meter adds up, how it ends, and what it goes back to."""

import copy
import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.core.snapshots import Lane
from playground.losses import SPECS
from playground.training.meter import Meter
from playground.training.objective import Objective
from playground.training.runner import Runner

CPU = torch.device("cpu")
COUNTS = (5, 5, 5)
STRIP = torch.tensor([1])  # the second of the two test images
TEST = torch.tensor([[3.0, 0.0, 0.0], [0.0, 3.0, 0.0]]), torch.tensor([0, 2])


class Network(nn.Module):
    """Two features to three logits, with a body that changes nothing."""

    def __init__(self):
        super().__init__()
        self.body = nn.Identity()
        self.head = nn.Linear(2, 3)


def runner_of(key="cross_entropy"):
    objective = Objective(Entrant(LossChoice(key)), COUNTS, "mean", CPU)
    return Runner(Lane(0, 0), Network(), objective, Meter(3, CPU))


def measure(runner, step, logits=TEST[0]):
    runner.measure(logits, TEST[1], STRIP, step, 10 * step, 0.1)


def test_learning_leaves_the_gradients_of_torchs_own_backward_pass():
    torch.manual_seed(0)
    runner, x, y = runner_of(), torch.randn(8, 2), torch.randint(0, 3, (8,))
    runner.learn(x, y, 1, 0.0)
    head = runner.network.head
    found = head.weight.grad.clone(), head.bias.grad.clone()
    wanted = torch.autograd.grad(nn.functional.cross_entropy(head(x), y), [head.weight, head.bias])
    torch.testing.assert_close(found, wanted)


def test_a_point_tells_what_each_class_costs_and_what_the_strip_is_called():
    runner = runner_of()
    measure(runner, 0)
    point = runner.lane.points[0]
    each = nn.functional.cross_entropy(*TEST, reduction="none").tolist()
    assert point.class_nll[0] == pytest.approx(each[0])
    assert math.isnan(point.class_nll[1])
    assert point.class_nll[2] == pytest.approx(each[1])
    assert point.calls == (1,)
    assert point.sure == pytest.approx((float(TEST[0].softmax(1)[1, 1]),))


def test_a_point_tells_the_runs_own_loss_on_test_images_with_its_alpha_and_remembers_nothing_of_them():
    alpha = AlphaChoice("custom", custom=(1.0, 2.0, 6.0), normalise=False)
    for key in ("focal", "adafocal"):
        objective = Objective(Entrant(LossChoice(key), alpha), COUNTS, "mean", CPU)
        kept = copy.deepcopy(objective._extra)
        runner = Runner(Lane(0, 0), Network(), objective, Meter(3, CPU))
        measure(runner, 0)
        values = SPECS[key].per_sample(*TEST, **objective._numbers, **objective._extra)
        wanted = (values * torch.tensor([1.0, 6.0])).mean()
        assert runner.lane.points[0].test_loss == pytest.approx(float(wanted))
        assert str(kept) == str(objective._extra)


def crash_on_unseen(logits, target):
    if not logits.requires_grad:
        raise RuntimeError("out of memory")
    return logits.logsumexp(1)


@pytest.mark.parametrize(("of_unseen", "status"), [(crash_on_unseen, "failed"), (lambda z, _: z.sum(1) / 0, "running")])
def test_a_loss_that_cannot_judge_test_images_ends_its_own_lane_or_says_no_number(monkeypatch, of_unseen, status):
    monkeypatch.setitem(SPECS, "bad", replace(SPECS["cross_entropy"], key="bad", per_sample=of_unseen))
    runner = runner_of("bad")
    measure(runner, 0)
    assert runner.lane.status == status
    assert all(math.isnan(point.test_loss) for point in runner.lane.points)


def test_a_loss_with_probabilities_of_its_own_is_as_sure_as_it_says():
    key = next(key for key, spec in SPECS.items() if spec.probabilities)
    runner = runner_of(key)
    measure(runner, 0)
    wanted = runner.objective.probabilities(TEST[0])[1, 1]
    assert runner.lane.points[0].sure == pytest.approx((float(wanted),))


def test_a_point_counts_the_test_images_and_their_cross_entropy():
    runner = runner_of()
    runner.logit_gradient(torch.zeros(4, 3), torch.tensor([0, 1, 2, 2]), 1, 0.0)
    measure(runner, 1)
    (point,) = runner.lane.points
    assert (point.step, point.samples, point.learning_rate) == (1, 10, 0.1)
    assert point.loss == pytest.approx(math.log(3))
    assert point.nll == pytest.approx(math.log(math.exp(3) + 2) - 1.5)
    assert point.confusion == ((1, 0, 0), (0, 0, 0), (0, 1, 0))
    one = math.sqrt(2 / 3) / 4  # |softmax(0) - onehot| over a batch of 4
    assert point.gradient == pytest.approx([one, one, 2 * one])


def test_a_second_look_at_a_step_replaces_the_point_and_keeps_its_training_loss():
    runner = runner_of()
    runner.logit_gradient(torch.zeros(1, 3), torch.tensor([0]), 1, 0.0)
    measure(runner, 1)
    before = runner.lane.points[0]
    measure(runner, 1, TEST[0].roll(1, 0))
    (after,) = runner.lane.points
    assert (after.loss, after.gradient) == (before.loss, before.gradient)
    assert after.confusion == ((0, 1, 0), (0, 0, 0), (1, 0, 0))


def test_a_loss_that_was_not_finite_once_ends_the_lane_at_its_first_bad_step():
    runner = runner_of()
    for number, scale in ((1, 1.0), (2, math.nan), (3, 1.0), (4, math.nan)):
        runner.logit_gradient(torch.full((1, 3), scale), torch.tensor([0]), number, 0.0)
    assert runner.running
    measure(runner, 4)
    assert runner.lane.status == "diverged"
    assert runner.lane.message == (
        "Diverged: its loss stopped being a finite number at step 2. A smaller learning rate usually helps."
    )
    assert runner.lane.points == ()


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_test_logits_that_are_not_finite_end_the_lane_though_its_losses_were(bad):
    runner = runner_of()
    measure(runner, 7, torch.tensor([[0.0, bad, 0.0], [0.0, 0.0, 0.0]]))
    assert runner.lane.status == "diverged"
    assert "its weights overflowed before step 7." in runner.lane.message


def test_an_error_of_the_loss_fails_the_lane_with_its_type_and_one_line_of_its_words(monkeypatch):
    def broken(logits, target):
        raise ArithmeticError("no\n  such " + "x" * 400)

    monkeypatch.setitem(SPECS, "bad", replace(SPECS["cross_entropy"], key="bad", per_sample=broken))
    logits, y, runner = torch.ones(2, 3), torch.tensor([0, 1]), runner_of("bad")
    assert not runner.logit_gradient(logits, y, 3, 0.0).any()
    assert runner.lane.status == "failed"
    assert runner.lane.message == "Failed at step 3: ArithmeticError: no such " + "x" * 292
    other = runner_of("bad")
    other.learn(torch.ones(2, 2), y, 3, 0.0)
    assert other.lane == runner.lane
    assert all(p.grad is None for p in other.network.parameters())


def test_rewinding_brings_the_weights_of_the_last_point_back():
    runner = runner_of()
    head = runner.network.head
    head.weight.data.fill_(1.0)
    measure(runner, 1)
    head.weight.data.fill_(2.0)
    measure(runner, 2, torch.full((2, 3), math.nan))
    runner.rewind()
    assert (head.weight == 1).all()


@pytest.mark.parametrize(
    ("ended", "then"),
    [("finished", "running"), ("stopped", "running"), ("diverged", "diverged"), ("failed", "failed")],
)
def test_only_a_lane_that_ended_well_resumes(ended, then):
    runner = runner_of()
    runner.end(ended, "a word")
    assert not runner.running
    runner.resume()
    assert runner.lane.status == then
    assert runner.lane.message == ("" if then == "running" else "a word")


def test_a_kept_result_does_not_change_with_the_network():
    runner = runner_of()
    runner.keep_result(TEST[0])
    before = runner.network.head.weight.detach().clone()
    runner.network.head.weight.data.add_(1.0)
    assert set(runner.result.weights) == {"head.weight", "head.bias"}
    assert (runner.result.weights["head.weight"] == before.numpy()).all()
    assert (runner.result.logits == TEST[0].numpy()).all()
