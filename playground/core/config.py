"""What a person chose, as data: numbers and strings only, so that it fits in a link, a file and a cache key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from playground.core.rebuild import build


@dataclass(frozen=True, slots=True)
class LossChoice:
    """A loss of the registry and its parameters, as sorted (name, value) pairs; missing ones take the default."""

    key: str = "cross_entropy"
    params: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, key: str, **params: float) -> LossChoice:
        """Write a choice the short way: `LossChoice.of("focal", gamma=2.0)`."""
        return cls(key, tuple(sorted(params.items())))

    @property
    def kwargs(self) -> dict[str, float]:
        """The parameters as keyword arguments."""
        return dict(self.params)


@dataclass(frozen=True, slots=True)
class AlphaChoice:
    """A rule that turns class counts into the alpha vector.

    `value` is the rule's own number (beta, or the scalar a); `custom` the vector of the rule "custom".
    """

    rule: str = "none"
    value: float = 0.0
    custom: tuple[float, ...] = ()
    normalise: bool = True


@dataclass(frozen=True, slots=True)
class Entrant:
    """One runner of a race: a loss, and the alpha vector that weights it."""

    loss: LossChoice = field(default_factory=LossChoice)
    alpha: AlphaChoice = field(default_factory=AlphaChoice)


@dataclass(frozen=True, slots=True)
class Imbalance:
    """How many training images each class keeps; the test set is never touched.

    `ratio` = largest / smallest class; `rare` = how many classes are rare (profile "step"); `counts` belongs to
    the profile "custom"; `seed` chooses which classes are rare and which images stay.
    """

    profile: str = "step"
    ratio: float = 200.0
    largest: int = 5000
    rare: int = 5
    counts: tuple[int, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class RaceConfig:
    """A whole experiment. Equal configs give equal numbers on one device; `id` names it."""

    entrants: tuple[Entrant, ...] = (Entrant(),)
    dataset: str = "mnist"
    imbalance: Imbalance = field(default_factory=Imbalance)
    network: str = "tiny_cnn"
    optimizer: str = "adam"
    schedule: str = "one_cycle"
    learning_rate: float = 0.006
    weight_decay: float = 0.0
    batch_size: int = 64
    samples: int = 30_000
    sampling: str = "natural"
    augment: str = "none"
    reduction: str = "mean"
    head: str = "linear"
    seed: int = 0
    seeds: int = 1

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits that name these settings and no others."""
        return json_id(asdict(self))

    @property
    def steps(self) -> int:
        """Optimizer steps of one run."""
        return max(1, -(-self.samples // self.batch_size))

    def to_json(self) -> str:
        """The settings as canonical JSON."""
        return _canonical(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> RaceConfig:
        """Read `to_json` back; raises ValueError with one sentence for anything else."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"The settings are not valid JSON: {error}.") from None
        except (ValueError, RecursionError):  # JSON that Python does not read: a million digits or brackets
            raise ValueError("The settings hold a number or a nesting that is too long.") from None
        return build(cls, data)


def json_id(settings: Any) -> str:
    """The `RaceConfig.id` of settings as they stand in JSON, whether or not this version knows them all."""
    return hashlib.sha256(_canonical(settings).encode()).hexdigest()[:12]


def _canonical(settings: Any) -> str:
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))
