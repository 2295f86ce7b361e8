"""A race, digested once per snapshot: every number, name and sentence that pages draw, and nothing that draws."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from threading import Lock
from typing import NamedTuple

from playground.core.config import RaceConfig
from playground.core.snapshots import Lane, Matrix, Snapshot
from playground.data import SPECS, rare_classes
from playground.race import moments
from playground.race.differences import Differences, differences
from playground.race.judges import Judge, balanced
from playground.race.names import entrant_names
from playground.race.progress import EntrantProgress, breakdowns, progress
from playground.race.standings import Standing, last_matrices, standings
from playground.race.trajectories import Trajectories, trajectories
from playground.race.verdicts import judgement, story

REMEMBERED = 16  # digests: the races that visitors watch at one time; each holds its race's points, and no weights
_kept: OrderedDict[Hashable, Digest] = OrderedDict()  # the one asked for last at the end
_lock = Lock()


class Facts(NamedTuple):
    """What makes the comparison fair.

    `starts`: SHA-256 of the initial weights, one per seed begun. `images`: size of the training set.
    `seen`: training images that the farthest run has seen, with repetitions. `tested`: test images of the newest point.
    """

    starts: tuple[str, ...]
    images: int
    seen: int
    tested: int
    device: str

    @property
    def sentence(self) -> str:
        """The facts in one line."""
        seeds = f"{len(self.starts)} seeds, each" if len(self.starts) > 1 else "All"
        starts = ", ".join(start[:8] for start in self.starts[:3]) + (" ..." if len(self.starts) > 3 else "")
        return (
            f"{seeds} from the same initial weights (SHA-256 {starts}), on the same batches of {self.images:,} "
            f"training images; {self.seen:,} seen. Measured on {self.tested:,} test images. {self.device}."
        )


@dataclass(frozen=True, eq=False)
class Digest:
    """What a race has shown so far. Entrants are in the race's order; the first one is the baseline.

    `class_names` (C,), and the `noun` for one class. `counts` (C,): training images per class; `rare`: class indices.
    `matrices[i]`: entrant i's newest confusion matrices, one per run that has a point. `sentences`: the story in
    Markdown. `breakdowns`: a sentence per lane that diverged or failed. `step` of `steps` optimizer steps are done.
    `samples`: training images from start to end, an extension included. `judge`: the mix of classes under which all of
    this is said. `moments`: training images seen at each measured point.
    """

    names: tuple[str, ...]
    class_names: tuple[str, ...]
    noun: str
    counts: tuple[int, ...]
    rare: tuple[int, ...]
    lanes: tuple[Lane, ...]
    matrices: tuple[tuple[Matrix, ...], ...]
    standings: tuple[Standing, ...]
    differences: Differences
    sentences: tuple[str, ...]
    progress: tuple[EntrantProgress, ...]
    breakdowns: tuple[str, ...]
    facts: Facts
    step: int
    steps: int
    samples: int
    judge: Judge
    moments: tuple[int, ...]

    @property
    def share(self) -> float:
        """How much of the race is done, 0 to 1."""
        return self.step / max(1, self.steps)

    def along(self, key: str, smoothing: float = 0.0) -> Trajectories:
        """Every entrant's way along one yardstick; computed when asked, for the one that is looked at."""
        return trajectories(self.lanes, self.names, key, self.rare, smoothing, self.judge.shares)


def digest(config: RaceConfig, snapshot: Snapshot, judge: Judge | None = None) -> Digest:
    """Digest a race under a mix of classes, by default all equal; the same of the same race once, whoever asks."""
    judge = judge or balanced(len(snapshot.counts))
    # Lanes are told apart by identity: comparing thousands of matrices would be slow. A digest holds its lanes, so that
    # no others can have their id while it is kept.
    key = (config, replace(snapshot, lanes=(), results=()), id(snapshot.lanes), judge)
    with _lock:
        if key not in _kept:
            _kept[key] = _digest(config, snapshot, judge)
        _kept.move_to_end(key)
        while len(_kept) > REMEMBERED:
            _kept.popitem(last=False)
        return _kept[key]


def digest_at(config: RaceConfig, snapshot: Snapshot, samples: int, judge: Judge | None = None) -> Digest:
    """The race as it stood when `samples` training images had been seen; not remembered, since nobody stays there."""
    judge = judge or balanced(len(snapshot.counts))
    return _digest(config, moments.at(snapshot, samples), judge)


def _digest(config: RaceConfig, snapshot: Snapshot, judge: Judge) -> Digest:
    names, rare = entrant_names(config.entrants), rare_classes(snapshot.counts)
    spec = SPECS[config.dataset]
    matrices = last_matrices(snapshot.lanes, len(names))
    standing = standings(names, matrices, rare, judge.shares)
    paired = differences(snapshot.lanes, names, rare, judge.shares)
    told = story(standing, matrices, snapshot.counts, rare, paired.rows, spec.class_names, spec.nouns)
    return Digest(
        names=tuple(names),
        class_names=spec.class_names,
        noun=spec.noun,
        counts=snapshot.counts,
        rare=rare,
        lanes=snapshot.lanes,
        matrices=matrices,
        standings=standing,
        differences=paired,
        sentences=(*judgement(standing, paired.rows, judge.place), *told),
        progress=progress(snapshot, names),
        breakdowns=breakdowns(snapshot, names),
        facts=_facts(snapshot, matrices),
        step=snapshot.step,
        steps=snapshot.steps,
        samples=max([config.samples, *(lane.points[-1].samples for lane in snapshot.lanes if lane.points)]),
        judge=judge,
        moments=moments.moments(snapshot),
    )


def _facts(snapshot: Snapshot, matrices: tuple[tuple[Matrix, ...], ...]) -> Facts:
    seen = max((lane.points[-1].samples for lane in snapshot.lanes if lane.points), default=0)
    newest = [matrix for runs in matrices for matrix in runs[-1:]]
    tested = max((sum(map(sum, matrix)) for matrix in newest), default=0)
    return Facts(snapshot.start, sum(snapshot.counts), seen, tested, snapshot.device)
