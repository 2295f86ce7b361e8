"""One lane of a race: a network, what it minimises, and what it has shown so far."""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor, nn

from playground.core.snapshots import Lane, Point, Result
from playground.training.measure import class_means, confusion
from playground.training.meter import Meter
from playground.training.objective import Objective


class Runner:
    """A lane at work. `trunk` maps the features that all lanes share to logits."""

    def __init__(self, lane: Lane, network: nn.Module, objective: Objective, meter: Meter) -> None:
        self.lane = lane
        self.network = network
        self.trunk = nn.Sequential(network.get_submodule("body"), network.get_submodule("head"))
        self.result: Result | None = None
        self.left_result = False  # also where somebody has taken it since
        self.objective = objective
        self._meter = meter
        self._kept = self._copy()
        self._first_bad_step = torch.full((), -1, device=meter.loss.device)

    @property
    def running(self) -> bool:
        """Whether the lane still takes steps."""
        return self.lane.status == "running"

    def learn(self, features: Tensor, target: Tensor, number: int, progress: float) -> None:
        """Leave the gradients of one batch in the weights, without waiting for the device; an error ends this lane."""
        try:
            logits = self.trunk(features)
            logits.backward(self._logit_gradient(logits.detach(), target, number, progress))
        except Exception as error:  # whatever a loss does wrong is its own lane's reason, not the race's
            self.network.zero_grad()
            self._fail(error, number)

    def logit_gradient(self, logits: Tensor, target: Tensor, number: int, progress: float) -> Tensor:
        """dL/dlogits (N, C) of a batch whose logits are known; an error ends this lane, and leaves zeros."""
        try:
            return self._logit_gradient(logits, target, number, progress)
        except Exception as error:
            self._fail(error, number)
            return torch.zeros_like(logits)

    def _logit_gradient(self, logits: Tensor, target: Tensor, number: int, progress: float) -> Tensor:
        free = logits.requires_grad_()
        loss = self.objective(free, target, progress)
        (gradient,) = torch.autograd.grad(loss, free)
        loss = loss.detach()
        self._first_bad_step = torch.where((self._first_bad_step < 0) & ~loss.isfinite(), number, self._first_bad_step)
        self._meter.add(loss, gradient, target)
        return gradient

    def _fail(self, error: Exception, number: int) -> None:
        self.end("failed", f"Failed at step {number}: {type(error).__name__}: {' '.join(str(error).split())[:300]}")

    def measure(self, logits: Tensor, target: Tensor, strip: Tensor, step: int, samples: int, rate: float) -> None:
        """Add a point from test logits (N, C), or end the lane as diverged when something is not finite.

        `strip` (S,): the rows of the images that people watch.
        """
        bad_step = int(self._first_bad_step)
        if bad_step >= 0 or not bool(logits.isfinite().all()):
            self.end("diverged", _diverged(bad_step, step))
            return
        try:
            test_loss = float(self.objective.of_unseen(logits, target))
        except Exception as error:  # as in `learn`
            self._fail(error, step)
            return
        loss, gradient = self._since_last_point(step)
        surprise = -self.objective.log_probability(logits, target)
        each = class_means(surprise, target, logits.shape[1])
        counted = confusion(logits, target)
        point = Point(
            step, samples, loss, float(surprise.mean()), counted, gradient, rate, each, *self._called(logits[strip]),
            test_loss if math.isfinite(test_loss) else math.nan,
        )  # fmt: skip
        earlier = [p for p in self.lane.points if p.step < step]
        self.lane = replace(self.lane, points=(*earlier, point))
        self._kept = self._copy()

    def _called(self, logits: Tensor) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """What images with these logits (S, C) are called, and with which probability."""
        called = logits.argmax(1)
        sure = self.objective.probabilities(logits).gather(1, called[:, None]).squeeze(1)
        return tuple(called.tolist()), tuple(sure.tolist())

    def _since_last_point(self, step: int) -> tuple[float, tuple[float, ...]]:
        """Loss and gradients since the point before; a second look at one step repeats what the first one read."""
        if self.lane.points and self.lane.points[-1].step == step:
            return self.lane.points[-1].loss, self.lane.points[-1].gradient
        return self._meter.read()

    def end(self, status: str, message: str = "") -> None:
        """Give the lane its last word."""
        self.lane = replace(self.lane, status=status, message=message)

    def rest(self) -> None:
        """Hold weights and what its loss remembers alone, which is what `resume` needs."""
        self._kept = []

    def resume(self) -> None:
        """Let a finished lane run on; a diverged or failed one stays ended."""
        if self.lane.status in ("finished", "stopped"):
            self.end("running")
            self._kept = self._copy()

    @torch.no_grad()
    def rewind(self) -> None:
        """Go back to the weights of the last point: the last ones known to be finite."""
        for parameter, kept in zip(self.trunk.parameters(), self._kept, strict=True):
            parameter.copy_(kept)

    def keep_result(self, logits: Tensor) -> None:
        """Store what the lane leaves: logits of the whole test set, and all weights."""
        weights = {name: value.detach().cpu().numpy().copy() for name, value in self.network.state_dict().items()}
        self.result, self.left_result = Result(logits.float().cpu().numpy(), weights), True

    def take_result(self) -> Result | None:
        """Hand over what the lane has left, and hold it no more."""
        result, self.result = self.result, None
        return result

    def _copy(self) -> list[Tensor]:
        return [p.detach().clone() for p in self.trunk.parameters()]


def _diverged(bad_step: int, step: int) -> str:
    cause = f"its weights overflowed before step {step}"
    if bad_step >= 0:
        cause = f"its loss stopped being a finite number at step {bad_step}"
    return f"Diverged: {cause}. A smaller learning rate usually helps."
