"""One loss of the registry along a grid of p_t: its value and its gradient, from the function that trains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.core.config import LossChoice
from playground.core.loss_spec import LossSpec
from playground.curves.path import grid, log_odds, logits
from playground.losses import SPECS, spec_of

if TYPE_CHECKING:
    from torch import Tensor

COMPANIONS = 31  # the neighbours of the reference batch, for losses that look at the whole batch
REFERENCE = (
    "This loss depends on the whole batch, so it has no single curve. Drawn: one sample moving through p_t beside "
    f"{COMPANIONS} fixed ones, whose classes take turns and whose p_t is spread evenly from 0.05 to 0.95."
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a loss is looked at: `counts` (C,) are the training samples per class, `target` the true class.

    Raises ValueError for fewer than two classes or a target outside them.
    """

    counts: tuple[int, ...]
    target: int = 0

    def __post_init__(self) -> None:
        if len(self.counts) < 2 or not 0 <= self.target < len(self.counts):
            raise ValueError(f"The true class must be one of 0 to {len(self.counts) - 1}, not {self.target}.")


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A loss along p_t: `loss` in nats and `gradient` = |dL/dz_t|, the pull on the true class's logit, both (N,)."""

    p: np.ndarray
    loss: np.ndarray
    gradient: np.ndarray
    margin: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "margin", log_odds(self.p))

    @property
    def factor(self) -> np.ndarray:
        """The loss as a share of cross-entropy (N,): (1 - p_t)^gamma for focal loss."""
        return self.loss / -np.log(self.p)

    @property
    def multiplier(self) -> np.ndarray:
        """The gradient as a share of cross-entropy's, 1 - p_t (N,); above 1 it pulls harder."""
        return self.gradient / -np.expm1(np.log(self.p))


def evaluate(choice: LossChoice, scene: Scene, p: np.ndarray | None = None) -> Curve:
    """Evaluate one loss along p (default: `path.grid()`) in float64, gradient by autograd.

    Raises ValueError for an unknown loss or a parameter out of range.
    """
    p = grid() if p is None else np.asarray(p, dtype=np.float64)
    values, slope = rows(choice, scene, logits(p, len(scene.counts), scene.target))
    return Curve(p, values, np.abs(slope[:, scene.target]))


def rows(choice: LossChoice, scene: Scene, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The loss (N,) and its gradient (N, C) for each row of logits z (N, C), the true class being the scene's."""
    import torch

    keywords = arguments(choice, scene.counts)
    spec = SPECS[choice.key]
    leaf = torch.tensor(z, dtype=torch.float64, requires_grad=True)
    values = (_in_batch if spec.batch_statistic else _alone)(spec, leaf, scene, keywords)
    (slope,) = torch.autograd.grad(values.sum(), leaf)
    return values.detach().numpy(), slope.numpy()


def arguments(choice: LossChoice, counts: tuple[int, ...]) -> dict[str, Any]:
    """The keyword arguments of `per_sample`: checked parameters, and the counts (C,) where it asks for them."""
    import torch

    spec = spec_of(choice.key)
    checked: dict[str, Any] = spec.numbers(choice.kwargs, len(counts))
    return checked | ({"counts": torch.tensor(counts, dtype=torch.float64)} if spec.needs_counts else {})


def _alone(spec: LossSpec, z: Tensor, scene: Scene, keywords: dict[str, Any]) -> Tensor:
    """One value per row (N,): no row sees another."""
    import torch

    return spec.per_sample(z, torch.full((len(z),), scene.target), **keywords)


def _in_batch(spec: LossSpec, z: Tensor, scene: Scene, keywords: dict[str, Any]) -> Tensor:
    """The value of each row (N,) as the first sample of the reference batch.

    The gradient that follows is that of the sample's own value, not of its neighbours'.
    """
    import torch

    classes = len(scene.counts)
    target = torch.arange(COMPANIONS) % classes
    spread = np.linspace(0.05, 0.95, COMPANIONS)
    others = torch.tensor(np.concatenate([logits(spread[i : i + 1], classes, i % classes) for i in range(COMPANIONS)]))
    batch_target = torch.cat([torch.tensor([scene.target]), target])
    return torch.stack([spec.per_sample(torch.cat([row[None], others]), batch_target, **keywords)[0] for row in z])
