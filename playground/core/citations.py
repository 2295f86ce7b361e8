"""What a loss says of its paper and of values that can be checked by hand. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
