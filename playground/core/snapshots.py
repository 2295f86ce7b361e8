"""What a race has shown so far: frozen values that are replaced, never changed. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement of one run.

    `loss`: mean of the run's own training loss since the last point, nats (nan at step 0). `nll`: cross-entropy on
    the test images looked at, nats: a yardstick common to all losses. `confusion[i][j]`: test images of class i
    called j. `gradient[c]`: norm of dL/dlogits summed over the training samples of class c since the last point.
    `learning_rate`: the optimizer's, after this step. `class_nll[c]`: `nll` of the test images of class c alone,
    nan without any. `calls[k]` and `sure[k]`: what the k-th image of the strip (see `playground.data.strip`) is
    called, and with which probability. `test_loss`: the run's own loss on the test images looked at, each class
    weighed by the run's alpha, a mean over the images whatever the reduction (nan where nobody has measured it).
    """

    step: int
    samples: int
    loss: float
    nll: float
    confusion: Matrix
    gradient: tuple[float, ...] = ()
    learning_rate: float = 0.0
    class_nll: tuple[float, ...] = ()
    calls: tuple[int, ...] = ()
    sure: tuple[float, ...] = ()
    test_loss: float = float("nan")


@dataclass(frozen=True, slots=True)
class Lane:
    """One entrant in one seed. `status`: "running", "finished", "stopped", "diverged" or "failed"."""

    entrant: int
    seed: int
    status: str = "running"
    message: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The newest state of a race. `status`: "running", "finished", "stopped" or "failed".

    `lanes` are ordered by seed, then entrant; a seed that has not begun has none. `start` is the SHA-256 of the
    initial weights shared by all lanes of a seed, one per seed begun. `results[i]` belongs to `lanes[i]`, and is
    filled when that lane has ended; a trainer may be told to show each result in one snapshot alone. `step` and
    `steps` count one run's optimizer steps over all its seeds.
    """

    config_id: str
    status: str = "running"
    step: int = 0
    steps: int = 1
    device: str = "CPU"
    start: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    lanes: tuple[Lane, ...] = ()
    results: tuple[Result | None, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a finished lane leaves: float32 logits (N, C) of the whole test set, and the weights by name."""

    logits: np.ndarray
    weights: dict[str, np.ndarray] = field(default_factory=dict)
