"""A whole race as the settings in a link to the Race page, and back.

What the page takes by default may differ from server to server (which data set is there, how long a race is good
for): that is always written. The rest is written where it differs from `RaceConfig`'s own defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

from playground.core.config import Imbalance, RaceConfig
from playground.core.numbers import whole_numbers
from playground.exchange.link import VERSION, VERSION_NAME, entrants_from_text, entrants_to_text, exact

ENTRANTS, COUNTS = "losses", "counts"
NAMES = {  # field of RaceConfig -> name in the link
    "dataset": "data", "network": "net", "optimizer": "opt", "schedule": "sched", "learning_rate": "lr",
    "weight_decay": "wd", "batch_size": "batch", "samples": "samples", "sampling": "sampling", "augment": "augment",
    "reduction": "reduction", "head": "head", "seed": "seed", "seeds": "seeds",
}  # fmt: skip
IMBALANCE_NAMES = {  # field of Imbalance -> name in the link
    "profile": "profile", "ratio": "ratio", "largest": "largest", "rare": "rare", "seed": "pick",
}  # fmt: skip
ALWAYS = {"dataset", "samples", "ratio"}


def link_of(config: RaceConfig) -> dict[str, str]:
    """The settings of a race by their names in a link; `config_of` reads them back."""
    found = {VERSION_NAME: VERSION, ENTRANTS: entrants_to_text(config.entrants)}
    found |= _written(config, NAMES) | _written(config.imbalance, IMBALANCE_NAMES)
    if config.imbalance.counts:
        found[COUNTS] = " ".join(map(str, config.imbalance.counts))
    return found


def config_of(texts: Mapping[str, str]) -> RaceConfig:
    """The race that a link describes; names that belong to something else are passed over.

    Raises ValueError with one sentence for a text that cannot be read. Whether the race can be run, `menus.check` says.
    """
    given: dict[str, Any] = _read(RaceConfig, NAMES, texts)
    imbalance: dict[str, Any] = _read(Imbalance, IMBALANCE_NAMES, texts)
    if texts.get(COUNTS):
        imbalance["counts"] = whole_numbers(texts[COUNTS])
    if texts.get(ENTRANTS):
        given["entrants"] = entrants_from_text(texts[ENTRANTS])
    return RaceConfig(imbalance=Imbalance(**imbalance), **given)


def _written(value: Any, names: Mapping[str, str]) -> dict[str, str]:
    default = type(value)()
    told = {field: getattr(value, field) for field in names}
    return {
        names[field]: _text(found)
        for field, found in told.items()
        if field in ALWAYS or found != getattr(default, field)
    }


def _text(value: object) -> str:
    return exact(value) if isinstance(value, float) else str(value)


def _read(kind: type, names: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    wanted = [field.name for field in fields(kind) if names.get(field.name) in texts]
    return {field: _value(names[field], hints[field], texts[names[field]]) for field in wanted}


def _value(name: str, kind: type, text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        wanted = "a whole number" if kind is int else "a number"
        raise ValueError(f"{name} in the link must be {wanted}, not {text[:20]!r}.") from None
