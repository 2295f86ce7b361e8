"""Made-up races for the tests of what is read off them: random confusion matrices, no network."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from playground.core.config import AlphaChoice, Entrant, LossChoice, RaceConfig
from playground.core.snapshots import Lane, Matrix, Point, Result, Snapshot

FOCAL = LossChoice.of("focal", gamma=2.0)
ENTRANTS = (Entrant(), Entrant(FOCAL), Entrant(FOCAL, AlphaChoice("inverse")))
COUNTS = (500, 500, 20, 500, 10)
RARE = (2, 4)


def config_of(entrants: tuple[Entrant, ...] = ENTRANTS, seeds: int = 3, seed: int = 7) -> RaceConfig:
    return RaceConfig(entrants, samples=640, seeds=seeds, seed=seed)


def matrix_of(draw: np.random.Generator, classes: int = len(COUNTS)) -> Matrix:
    """Fifty test samples a class, more of them right than wrong."""
    table = draw.integers(0, 8, (classes, classes)) + np.diag(draw.integers(5, 40, classes))
    return tuple(map(tuple, table.tolist()))


def lane_of(entrant: int, seed: int, status: str = "finished", points: int = 4, message: str = "") -> Lane:
    """A lane whose numbers follow from its entrant and its seed alone."""
    draw = np.random.default_rng([entrant, seed])
    made = [Point(5 * k, 320 * k, 1 / (k + 1), 0.9 / (k + 1), matrix_of(draw)) for k in range(points)]
    return Lane(entrant, seed, status, message, tuple(made))


def snapshot_of(lanes: list[Lane], counts: tuple[int, ...] = COUNTS, step: int = 15, steps: int = 45) -> Snapshot:
    seeds = sorted({lane.seed for lane in lanes})
    starts = tuple(f"{seed:064x}" for seed in seeds)
    results = tuple(Result(np.zeros((3, len(counts)), np.float32)) for _ in lanes)
    return Snapshot("id", "finished", step, steps, "CPU", starts, counts, tuple(lanes), results)


def race_of(seeds: list[int], entrants: int = len(ENTRANTS)) -> Snapshot:
    return snapshot_of([lane_of(entrant, seed) for seed in seeds for entrant in range(entrants)])


SEEDS = st.lists(st.integers(0, 1000), min_size=1, max_size=6, unique=True)
