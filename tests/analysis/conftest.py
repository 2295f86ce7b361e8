"""A small finished race on the bundled digits: made-up logits, so that no network has to be trained."""

from __future__ import annotations

import numpy as np
import pytest

from playground import data
from playground.analysis.evaluation import Evaluation, evaluate_race
from playground.core.config import AlphaChoice, Entrant, Imbalance, LossChoice, RaceConfig
from playground.core.snapshots import Lane, Point, Result, Snapshot
from playground.metrics.matrix import confusion

COUNTS = (2, 2, 116, 116, 116, 2, 116, 116, 2, 2)
ENTRANTS = (
    Entrant(),
    Entrant(LossChoice.of("focal", gamma=2.0)),
    Entrant(LossChoice.of("focal", gamma=2.0), AlphaChoice("inverse")),
)
CONFIG = RaceConfig(ENTRANTS, "digits", Imbalance(largest=116, ratio=58), "mlp", seeds=2)


def made_up(labels: np.ndarray, seed: int, entrant: int) -> np.ndarray:
    """Logits that know the class, are pulled towards the common ones, and less so for later entrants."""
    draw = np.random.default_rng([seed, entrant])
    pull = np.log(np.maximum(COUNTS, 0.5) / sum(COUNTS)) * (1 - 0.4 * entrant)
    return (draw.normal(0, 1.5, (len(labels), 10)) + 4 * np.eye(10)[labels] + pull).astype(np.float32)


def made_snapshot(labels: np.ndarray, seeds: int = 2) -> Snapshot:
    lanes, results = [], []
    for seed in range(seeds):
        for entrant in range(len(ENTRANTS)):
            logits = made_up(labels, seed, entrant)
            matrix = tuple(map(tuple, confusion(labels, logits.argmax(1), 10).tolist()))
            lanes.append(Lane(entrant, seed, "finished", points=(Point(10, 640, 0.5, 0.5, matrix),)))
            results.append(Result(logits))
    return Snapshot(CONFIG.id, "finished", 10, 10, "CPU", ("a" * 64,) * seeds, COUNTS, tuple(lanes), tuple(results))


@pytest.fixture(scope="session")
def labels() -> np.ndarray:
    return data.load("digits", "").test_labels


@pytest.fixture
def snapshot(labels: np.ndarray) -> Snapshot:
    return made_snapshot(labels)


@pytest.fixture
def evaluation(snapshot: Snapshot) -> Evaluation:
    return evaluate_race(CONFIG, snapshot, "", "made up")


@pytest.fixture
def own() -> Evaluation:
    """A visitor's model: three classes, no images, no counts; class 2 is never called."""
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 3, 90)
    logits = (draw.normal(0, 1, (90, 3)) + 2 * np.eye(3)[truth] - [0, 0, 50]).astype(np.float32)
    return Evaluation("mine", ("mine",), ((logits,),), truth, ("cat", "dog", "owl"))
