"""What a person chose, as data: numbers and strings only, so that it fits in a link, a file and a cache key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import Any, get_type_hints


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
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    @property
    def steps(self) -> int:
        """Optimizer steps of one run."""
        return max(1, -(-self.samples // self.batch_size))

    def to_json(self) -> str:
        """The settings as canonical JSON."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> RaceConfig:
        """Read `to_json` back; raises ValueError with one sentence for anything else."""
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"The settings are not valid JSON: {error}.") from None
        return build(cls, data)


def build(kind: Any, data: Any) -> Any:
    """Rebuild a dataclass from its dictionary; raises ValueError for unknown names and wrong types."""
    if not isinstance(data, dict):
        raise ValueError(f"{kind.__name__} must be a JSON object, not {type(data).__name__}.")
    hints = get_type_hints(kind)
    unknown = sorted(set(data) - {f.name for f in fields(kind)})
    if unknown:
        raise ValueError(f"{kind.__name__} has no field {unknown[0]!r}; it has {', '.join(hints)}.")
    return kind(**{name: _value(name, hints[name], value) for name, value in data.items()})


def _value(name: str, hint: Any, value: Any) -> Any:
    """Convert one JSON value to the type that the field declares."""
    if is_dataclass(hint):
        return build(hint, value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    if getattr(hint, "__origin__", None) is tuple and isinstance(value, list):
        inner = hint.__args__
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        if len(kinds) == len(value):
            return tuple(_value(name, kind, item) for kind, item in zip(kinds, value, strict=True))
    raise ValueError(f"{name} cannot be {value!r}.")
