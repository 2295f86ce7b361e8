"""What a race may be made of, in tables for the controls, and the check that every race passes first. No torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground import data, losses, models
from playground.core.alpha import expand
from playground.core.config import Entrant, RaceConfig
from playground.core.quote import shown
from playground.core.reductions import REDUCTIONS


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a menu."""

    key: str
    title: str
    help: str


def _table(*rows: tuple[str, str, str]) -> dict[str, Option]:
    return {key: Option(key, title, text) for key, title, text in rows}


OPTIMIZERS = _table(
    ("adam", "Adam", "Forgiving: one rate fits most losses."),
    ("adamw", "AdamW", "Adam with decoupled weight decay."),
    ("sgd", "SGD, momentum 0.9", "Nesterov momentum; its learning rate must be found."),
    ("sgd_tutorial", "SGD, momentum 0.5", "The tutorials' own recipe, at rate 0.01."),
    ("adadelta", "Adadelta", "The well-known example's own recipe, at rate 1."),
)
SCHEDULES = _table(
    ("one_cycle", "One cycle", "A rise over the first tenth, then half a cosine down to 0."),
    ("cosine", "Cosine", "Half a cosine down to 0."),
    ("constant", "Constant", "The same rate throughout."),
    ("step", "Step", "A tenth after half of the steps, a hundredth after three quarters."),
)
SAMPLINGS = _table(
    ("natural", "Natural", "Every image once an epoch."),
    ("class_balanced", "Class-balanced", "Every class equally often, rare images again and again."),
    ("sqrt", "Square root", "Half-way: classes as often as the square root of their size."),
)
AUGMENTS = _table(
    ("none", "None", "The images as they are."),
    ("shift", "Shift", "Up to 2 pixels in each direction."),
    ("affine", "Shift, turn, scale", "Also turned by up to 12 degrees, scaled by a tenth, sheared."),
    ("elastic", "Elastic", "Bent like rubber."),
)
HEADS = _table(
    ("linear", "Linear for all", "Every lane starts from the same weights throughout."),
    ("published", "As published", "Losses made for a cosine output layer get one; their lanes share the other layers."),
)
MOST_ENTRANTS, MOST_SEEDS = 6, 20
_MENUS: dict[str, tuple[str, Mapping[str, object]]] = {
    "dataset": ("data set", data.SPECS),
    "network": ("network", models.SPECS),
    "optimizer": ("optimizer", OPTIMIZERS),
    "schedule": ("schedule", SCHEDULES),
    "sampling": ("sampling", SAMPLINGS),
    "augment": ("augmentation", AUGMENTS),
    "reduction": ("reduction", REDUCTIONS),
    "head": ("output layer", HEADS),
}
_WHOLE: dict[str, tuple[str, int, int]] = {
    "batch_size": ("The batch size", 1, 1024),
    "samples": ("The number of samples", 64, 1_000_000),
    "seeds": ("The number of seeds", 1, MOST_SEEDS),
    "seed": ("The seed", 0, 2**31 - 1),
}


def check(config: RaceConfig) -> RaceConfig:
    """Return `config`, or raise ValueError with one sentence that says what is wrong and what is allowed."""
    for name, (what, menu) in _MENUS.items():
        _listed(what, getattr(config, name), menu)
    for name, (what, low, high) in _WHOLE.items():
        _whole(what, getattr(config, name), low, high)
    _between("The learning rate", config.learning_rate, 1e-6, 10)
    _between("The weight decay", config.weight_decay, 0, 1)
    if not 1 <= len(config.entrants) <= MOST_ENTRANTS:
        raise ValueError(f"A race has 1 to {MOST_ENTRANTS} losses, not {len(config.entrants)}.")
    classes = data.SPECS[config.dataset].classes
    data.validate(config.imbalance, classes)
    for entrant in config.entrants:
        _entrant(entrant, classes)
    return config


def _entrant(entrant: Entrant, classes: int) -> None:
    losses.spec_of(entrant.loss.key).numbers(entrant.loss.kwargs, classes)
    expand(entrant.alpha, [1] * classes)


def _listed(what: str, key: object, menu: Mapping[str, object]) -> None:
    if key not in menu:
        raise ValueError(f"There is no {what} called {shown(key)}; known are {', '.join(menu)}.")


def _whole(what: str, value: object, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{what} must be a whole number from {low} to {high}, not {shown(value)}.")


def _between(what: str, value: object, low: float, high: float) -> None:
    if not isinstance(value, (int, float)) or not low <= value <= high:
        raise ValueError(f"{what} must be a number from {low:g} to {high:g}, not {shown(value)}.")
