"""All lanes of one seed, in lockstep: the same batches, the same steps, measured at the same moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from playground.core.config import RaceConfig
from playground.core.snapshots import Lane
from playground.training.augment import augmenter
from playground.training.batches import Batches
from playground.training.gradients import gradients_of
from playground.training.measure import features, logits_of
from playground.training.meter import Meter
from playground.training.objective import Objective
from playground.training.optimizers import Optimizer
from playground.training.runner import Runner
from playground.training.schedule import measured_steps, rate
from playground.training.seed_data import SeedData, standardise
from playground.training.setup import head_of, networks

YIELD_EVERY = 4000  # images of all lanes together: about a third of a second on one CPU core
FITTED_ON = 1000  # training images that a network may fit its fixed layers to


class SeedGroup:
    """The lanes of one seed. `advance` trains them and yields wherever a point was measured."""

    def __init__(self, config: RaceConfig, data: SeedData, seed: int) -> None:
        self._config, self._data, self._seed = config, data, seed
        built, self.start = networks(config, seed, standardise(data.training(slice(FITTED_ON))[0]))
        self._stem = built[0].get_submodule("stem")
        self._augment = augmenter(config.augment)
        self._batches = Batches(data.labels.cpu(), data.counts, config.sampling, seed)
        self.runners = [self._runner(i, network) for i, network in enumerate(built)]
        self._gradients = gradients_of(self.runners, seed)
        self._optimizer = Optimizer(config.optimizer, self._gradients.parameters, config.weight_decay)
        # where the strip lies in the probe, whose indices rise
        self._watched = torch.searchsorted(data.probe, data.strip)
        self._samples = self.step = 0
        self._measure_start()

    def _runner(self, i: int, network: torch.nn.Module) -> Runner:
        config, data = self._config, self._data
        device = data.kept.device
        objective = Objective(config.entrants[i], data.counts, config.reduction, device)
        return Runner(Lane(i, self._seed), network, objective, Meter(len(data.counts), device))

    def _measure_start(self) -> None:
        """Add the point of step 0: lanes with the same output layer are still equal, so one of each is measured."""
        heads = [head_of(self._config, entrant) for entrant in self._config.entrants]
        trunks = {head: runner.trunk for head, runner in zip(heads, self.runners, strict=True)}
        images, target = self._data.probed()
        logits = dict(zip(trunks, logits_of(list(trunks.values()), self._stem, images), strict=True))
        for head, runner in zip(heads, self.runners, strict=True):
            runner.measure(logits[head], target, self._watched, 0, 0, self._rate(0))

    @property
    def counts(self) -> tuple[int, ...]:
        """Training images per class."""
        return self._data.counts

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """What the lanes have shown so far."""
        return tuple(runner.lane for runner in self.runners)

    @property
    def _running(self) -> list[Runner]:
        return [runner for runner in self.runners if runner.running]

    def advance(self, samples: int, every: int | None = None) -> Iterator[None]:
        """Train on `samples` more samples; yields after each point, the last of which is left to `finish`.

        It also yields now and then between distant points, so that a long race obeys Stop and Pause at once.
        """
        batches = self._batches.draw(samples, self._config.batch_size)
        points = measured_steps(len(batches), every, self.step)
        last = self.step + len(batches)
        pause = max(1, YIELD_EVERY // (self._config.batch_size * len(self.runners)))
        for batch in batches:
            self._train(batch.to(self._data.kept.device))
            if not self._running:
                return
            if self.step in points and self.step < last:
                self._measure(*self._data.probed(), self._watched)
                self._show_held_out()
                yield
            elif self.step % pause == 0:
                yield

    def _train(self, batch: Tensor) -> None:
        """One optimizer step of every lane on the images with these indices, (B,)."""
        images, target = self._data.training(batch)
        shared = features(self._stem, self._augment(images, (self._seed, self.step)))
        progress = min(1.0, self.step / self._config.steps)
        self._gradients.compute(shared, target, self.step + 1, progress)
        self._optimizer.step(self._rate(self.step))
        self.step += 1
        self._samples += len(batch)

    def _rate(self, step: int) -> float:
        return self._config.learning_rate * rate(self._config.schedule, step, self._config.steps)

    def _measure(self, images: Tensor, target: Tensor, strip: Tensor) -> list[Tensor]:
        """Add a point to each running lane; returns their logits. `strip`: which of the images people watch."""
        running = self._running
        found = logits_of([runner.trunk for runner in running], self._stem, images) if running else []
        for runner, logits in zip(running, found, strict=True):
            runner.measure(logits, target, strip, self.step, self._samples, self._rate(max(0, self.step - 1)))
        return found

    def _show_held_out(self) -> None:
        """Show held-out images to the losses that correct themselves by them."""
        asking = [runner for runner in self._running if runner.objective.wants_held_out]
        if asking:
            images, target = self._data.held_out()
            found = logits_of([runner.trunk for runner in asking], self._stem, images)
            for runner, logits in zip(asking, found, strict=True):
                runner.objective.see_held_out(logits, target)

    def finish(self, status: str) -> None:
        """Measure the lanes that still run on the whole test set, end them with `status`, keep every result."""
        data, running = self._data, self._running
        found = self._measure(data.dataset.test_images, data.dataset.test_labels, data.strip)
        for runner, logits in zip(running, found, strict=True):
            if runner.running:
                runner.end(status)
                runner.keep_result(logits)
        self._keep_last_finite([runner for runner in self.runners if not runner.left_result])
        for runner in self.runners:
            runner.rest()

    def _keep_last_finite(self, ended: Sequence[Runner]) -> None:
        """Lanes that diverged or failed leave the last weights known to be finite."""
        for runner in ended:
            runner.rewind()
        if ended:
            found = logits_of([runner.trunk for runner in ended], self._stem, self._data.dataset.test_images)
            for runner, logits in zip(ended, found, strict=True):
                runner.keep_result(logits)

    def resume(self) -> None:
        """Let the finished lanes run on."""
        for runner in self.runners:
            runner.resume()
