"""The race: seeds one after another, the lanes of a seed in lockstep, a snapshot at every point."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import torch

from playground import data
from playground.core.config import RaceConfig
from playground.core.snapshots import Lane, Result, Snapshot
from playground.race.menus import check
from playground.training.device import choose_device, device_name, make_repeatable
from playground.training.seed_data import draw
from playground.training.seed_group import SeedGroup

Command = tuple[str] | tuple[str, int]
Race = Generator[Snapshot, Command | None, None]


def train(
    config: RaceConfig,
    *,
    folder: str,
    device: str | torch.device | None = None,
    every: int | None = None,
    results_once: bool = False,
) -> Race:
    """Run a race and yield what it has shown so far: at step 0, at some 24 points per seed, and at every seed's end.

    `folder` holds the data; `every` measures every so many steps instead. With `results_once` each result is in one
    snapshot alone, the next one after its lane's end, and the race does not hold it any longer.
    Send `("stop",)` and the answer is the last snapshot, with status "stopped" and the results of the whole test set.
    After the snapshot "finished" send `("extend", samples)` to train every seed on so many more samples, at a tenth
    of the learning rate (or at the rate itself where the schedule is "constant"). Anything else goes on, and after
    the end is the end.
    Points look at a fixed part of the test set, the last one of each seed at all of it.
    Raises ValueError with one sentence for settings or data that cannot be used.
    """
    where = choose_device(device)
    make_repeatable(where)
    race = _Race(check(config), folder, where, every, results_once)
    yield from race.run()


class _Race:
    def __init__(
        self, config: RaceConfig, folder: str, device: torch.device, every: int | None, results_once: bool
    ) -> None:
        self._config, self._device, self._every, self._results_once = config, device, every, results_once
        self._arrays = data.load(config.dataset, folder)
        self._groups: list[SeedGroup] = []
        self._goal = config.steps
        self._command: Command | None = None

    def run(self) -> Race:
        """First the race as configured, then whatever extensions are asked for."""
        yield from self._train(self._new_groups(), self._config.samples)
        while self._command and self._command[0] == "extend":
            samples = _samples(self._command)
            self._goal += -(-samples // self._config.batch_size)
            yield from self._train(self._resumed_groups(), samples)

    def _new_groups(self) -> Iterator[SeedGroup]:
        """One group per seed, each made when its turn comes: images and networks of later seeds cost nothing yet."""
        for seed in range(self._config.seed, self._config.seed + self._config.seeds):
            drawn = draw(self._config, self._arrays, seed, self._device)
            self._groups.append(SeedGroup(self._config, drawn, seed))
            yield self._groups[-1]

    def _resumed_groups(self) -> Iterator[SeedGroup]:
        for group in self._groups:
            group.resume()
            yield group

    def _train(self, groups: Iterator[SeedGroup], samples: int) -> Race:
        """Train each group on `samples` samples; ends early, with the results so far, when told to stop."""
        for group in groups:
            yield from self._train_group(group, samples)
            group.finish("stopped" if self._stopping else "finished")
            if self._stopping:
                break
        self._command = yield self._snapshot("stopped" if self._stopping else self._outcome())

    def _train_group(self, group: SeedGroup, samples: int) -> Race:
        self._command = yield self._snapshot()
        if self._stopping:
            return
        for _ in group.advance(samples, self._every):
            self._command = yield self._snapshot()
            if self._stopping:
                return

    @property
    def _stopping(self) -> bool:
        return self._command is not None and self._command[0] == "stop"

    @property
    def _lanes(self) -> tuple[Lane, ...]:
        return tuple(lane for group in self._groups for lane in group.lanes)

    def _outcome(self) -> str:
        return "finished" if any(lane.status == "finished" for lane in self._lanes) else "failed"

    def _snapshot(self, status: str = "running") -> Snapshot:
        return Snapshot(
            self._config.id,
            status,
            sum(group.step for group in self._groups),
            self._goal * self._config.seeds,
            device_name(self._device),
            tuple(group.start for group in self._groups),
            self._groups[0].counts,
            self._lanes,
            self._results(),
            self._lanes[0].message if status == "failed" else "",
        )

    def _results(self) -> tuple[Result | None, ...]:
        runners = [runner for group in self._groups for runner in group.runners]
        return tuple(runner.take_result() if self._results_once else runner.result for runner in runners)


def _samples(command: Command) -> int:
    """Read the number of an ("extend", samples); raises ValueError with one sentence for anything else."""
    if len(command) == 2 and isinstance(command[1], int) and 1 <= command[1] <= 1_000_000:
        return command[1]
    raise ValueError(f"A race can be extended by 1 to 1000000 samples, not {command[1:]!r}.")
