"""Each entrant's own loss, on training and on test images: on a scale of its own, since losses differ in theirs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.core.config import RaceConfig
from playground.race.digest import Digest
from playground.race.trajectories import Trajectory


class OwnLoss(NamedTuple):
    """One entrant: its loss while it trains and on test images, in shares of `unit`: its first training loss, nats."""

    train: Trajectory
    test: Trajectory
    unit: float


def own_losses(config: RaceConfig, found: Digest, smoothing: float = 0.0) -> tuple[OwnLoss, ...]:
    """The own losses of all entrants, in the race's order; entrants that have not trained yet have a unit of nan.

    A training loss is that of a batch as it is reduced. A test loss is a mean over images; where batches are summed up
    it is taken times the batch size.
    """
    times = config.batch_size if config.reduction == "sum" else 1
    pairs = zip(found.along("loss", smoothing).each, found.along("test_loss", smoothing).each, strict=True)
    return tuple(_own(train, test, times) for train, test in pairs)


def _own(train: Trajectory, test: Trajectory, times: int) -> OwnLoss:
    unit = next((abs(value) for value in train.raw if np.isfinite(value) and value != 0), float("nan"))
    return OwnLoss(_scaled(train, 1 / unit), _scaled(test, times / unit), unit)


def _scaled(way: Trajectory, by: float) -> Trajectory:
    mean, low, high, raw = ([value * by for value in values] for values in (way.mean, way.low, way.high, way.raw))
    return way._replace(mean=mean, low=low, high=high, raw=raw)
