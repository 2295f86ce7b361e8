"""All lanes of one seed, in lockstep: the same batches, the same steps, measured at the same moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext

import torch
from torch import Tensor

from playground.core.config import RaceConfig
from playground.core.snapshots import Lane
from playground.training.augment import augmenter
from playground.training.batched import Together, fits
from playground.training.batches import Batches
from playground.training.measure import features, logits_of
from playground.training.objective import Objective
from playground.training.runner import Meter, Runner
from playground.training.schedule import measured_steps, rate
from playground.training.seed_data import Digits, standardise
from playground.training.setup import has_dropout, head_of, networks, optimizer_for, seeded, take_step

BREATH = 4000  # images of all lanes together: about a third of a second on one CPU core


class Heat:
    """The lanes of one seed. `advance` trains them and stops for breath wherever a point was measured."""

    def __init__(self, config: RaceConfig, digits: Digits, seed: int) -> None:
        self._config, self._digits, self._seed = config, digits, seed
        built, self.start = networks(config, seed, standardise(digits.images[:1000]))
        self._stem = built[0].get_submodule("stem")
        self._random = has_dropout(built[0])
        self._augment = augmenter(config.augment)
        self._batches = Batches(digits.labels.cpu(), digits.counts, config.sampling, seed)
        self.runners = [self._runner(i, network) for i, network in enumerate(built)]
        trunks = [runner.trunk for runner in self.runners]
        self._together = Together(trunks) if fits(trunks) else None
        weights = self._together.parameters if self._together else [p for trunk in trunks for p in trunk.parameters()]
        self._optimizer = optimizer_for(config, weights)
        self._look = digits.test_images[digits.look], digits.test_labels[digits.look]
        self._seen = self.step = 0
        self._begin()

    def _runner(self, i: int, network: torch.nn.Module) -> Runner:
        config, digits = self._config, self._digits
        device = digits.images.device
        objective = Objective(config.entrants[i], digits.counts, config.reduction, device)
        return Runner(Lane(i, self._seed), network, objective, Meter(len(digits.counts), device))

    def _begin(self) -> None:
        """Add the point of step 0: lanes with the same output layer are still equal, so one of each is looked at."""
        heads = [head_of(self._config, entrant) for entrant in self._config.entrants]
        trunks = {head: runner.trunk for head, runner in zip(heads, self.runners, strict=True)}
        found = dict(zip(trunks, logits_of(list(trunks.values()), self._stem, self._look[0]), strict=True))
        for head, runner in zip(heads, self.runners, strict=True):
            runner.measure(found[head], self._look[1], 0, 0, self._rate(0))

    @property
    def counts(self) -> tuple[int, ...]:
        """Training images per class."""
        return self._digits.counts

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """What the lanes have shown so far."""
        return tuple(runner.lane for runner in self.runners)

    @property
    def _running(self) -> list[Runner]:
        return [runner for runner in self.runners if runner.running]

    def advance(self, samples: int, every: int | None = None) -> Iterator[None]:
        """Train on `samples` more samples; yields after each point, the last of which is left to `finish`.

        It also yields for breath between distant points, so that a long race obeys Stop and Pause at once.
        """
        batches = self._batches.draw(samples, self._config.batch_size)
        points = measured_steps(len(batches), every, self.step)
        last = self.step + len(batches)
        breath = max(1, BREATH // (self._config.batch_size * len(self.runners)))
        for batch in batches:
            self._train(batch.to(self._digits.images.device))
            if not self._running:
                return
            if self.step in points and self.step < last:
                self._measure(*self._look)
                self._reflect()
                yield
            elif self.step % breath == 0:
                yield

    def _train(self, batch: Tensor) -> None:
        digits, config, number = self._digits, self._config, self.step
        images = self._augment(digits.images[batch], (self._seed, number))
        target, shared = digits.labels[batch], features(self._stem, images)
        progress = min(1.0, number / config.steps)
        if self._together:
            self._learn_together(shared, target, progress)
        for runner in () if self._together else self._running:
            with seeded(hash((self._seed, number))) if self._random else nullcontext():
                runner.learn(shared, target, number + 1, progress)
        take_step(self._optimizer, self._rate(number))
        self.step += 1
        self._seen += len(batch)

    def _learn_together(self, shared: Tensor, target: Tensor, progress: float) -> None:
        """The same as each lane's `learn`; a lane that has ended drifts on, and is put back by `finish`."""
        assert self._together is not None
        logits = self._together(shared)
        gradient = torch.zeros_like(logits)
        for i, runner in enumerate(self.runners):
            if runner.running:
                gradient[i] = runner.judge(logits[i].detach(), target, self.step + 1, progress)
        logits.backward(gradient)

    def _rate(self, number: int) -> float:
        return self._config.learning_rate * rate(self._config.schedule, number, self._config.steps)

    def _measure(self, images: Tensor, target: Tensor) -> list[Tensor]:
        """Add a point to each running lane; returns their logits."""
        running = self._running
        found = logits_of([runner.trunk for runner in running], self._stem, images) if running else []
        for runner, logits in zip(running, found, strict=True):
            runner.measure(logits, target, self.step, self._seen, self._rate(max(0, self.step - 1)))
        return found

    def _reflect(self) -> None:
        """Show held-out images to the losses that correct themselves by them."""
        asking = [runner for runner in self._running if runner.objective.wants_held_out]
        if asking:
            logits = logits_of([runner.trunk for runner in asking], self._stem, self._digits.held_images)
            for runner, each in zip(asking, logits, strict=True):
                runner.objective.reflect(each, self._digits.held_labels)

    def finish(self, status: str) -> None:
        """Measure the lanes that still run on the whole test set, end them with `status`, keep every result."""
        images, target = self._digits.test_images, self._digits.test_labels
        running = self._running
        for runner, logits in zip(running, self._measure(images, target), strict=True):
            if runner.running:
                runner.end(status)
                runner.keep_result(logits)
        self._rescue([r for r in self.runners if r.result is None])

    def _rescue(self, ended: Sequence[Runner]) -> None:
        """Lanes that diverged or failed leave the last weights known to be finite."""
        for runner in ended:
            runner.rewind()
        if ended:
            found = logits_of([runner.trunk for runner in ended], self._stem, self._digits.test_images)
            for runner, logits in zip(ended, found, strict=True):
                runner.keep_result(logits)

    def resume(self) -> None:
        """Let the finished lanes run on."""
        for runner in self.runners:
            runner.resume()
