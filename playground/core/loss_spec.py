"""What a loss declares about itself: all that is known of it, in its own file. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.core.params import Param


@dataclass(frozen=True, slots=True)
class Source:
    """Where a formula comes from; `equation` is the paper's own number or section."""

    paper: str
    year: int
    arxiv: str = ""
    equation: str = ""

    @property
    def url(self) -> str:
        """The paper's page on arXiv, or an empty string."""
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else ""


@dataclass(frozen=True, slots=True)
class Worked:
    """One value worked by hand: the loss in nats of one sample with these logits and this target."""

    logits: tuple[float, ...]
    target: int
    value: float
    params: Mapping[str, float] = field(default_factory=dict)
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Becomes:
    """An identity: at `params` this loss equals `scale` times the loss `key` at `other`."""

    params: Mapping[str, float]
    key: str
    other: Mapping[str, float] = field(default_factory=dict)
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class LossSpec:
    """A loss: data about it, and the one function that computes it.

    `per_sample(logits (N, C), target (N,), **params) -> (N,)` in nats. With `needs_counts` it also takes
    `counts=` (C,), the training samples per class. With `batch_statistic` a sample's value depends on its
    neighbours in the batch. `probabilities(logits, **params)` -> (N, C) is given where softmax is not the answer.
    `head` is the output layer that the loss was published with: "linear" or "cosine".

    `of_margin(u, **params)` is given by losses of the margin u = -log(p_t / (1 - p_t)) alone; it keeps u's shape.
    `multi_label(logits, labels (N, C), **params)` is given by losses made of C yes-no questions.
    With `needs_progress`, per_sample takes `progress=`, the share of training done, in [0, 1].
    A loss with a memory gives `initial_state(**params)` -> {name: tensor}; per_sample then takes `state=` (None: no
    memory), `observe(state, logits, target, **params)` -> state follows each training batch, and
    `after_epoch(state, probabilities (N, C), target (N,), **params)` -> state a pass over held-out samples.
    With `detached` the gradient treats the loss's own weights as constants. `tensors` names optional keyword tensors.
    """

    key: str
    title: str
    formula: str
    source: Source
    per_sample: Callable[..., Any]
    summary: str
    params: tuple[Param, ...] = ()
    becomes: tuple[Becomes, ...] = ()
    worked: tuple[Worked, ...] = ()
    needs_counts: bool = False
    batch_statistic: bool = False
    probabilities: Callable[..., Any] | None = None
    head: str = "linear"
    family: str = "other"
    rank: int = 100
    conventions: tuple[str, ...] = ()
    of_margin: Callable[..., Any] | None = None
    multi_label: Callable[..., Any] | None = None
    needs_progress: bool = False
    initial_state: Callable[..., dict[str, Any]] | None = None
    observe: Callable[..., dict[str, Any]] | None = None
    after_epoch: Callable[..., dict[str, Any]] | None = None
    detached: bool = False
    shift_invariant: bool = True
    tensors: Mapping[str, str] = field(default_factory=dict)
    class_name: str = ""

    @property
    def defaults(self) -> dict[str, float]:
        """Parameter name -> published default."""
        return {param.name: param.default for param in self.params}
