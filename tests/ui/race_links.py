"""The link to the Race page that restores a race: every setting under its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.core.config import RaceConfig
from playground.exchange.link import VERSION, VERSION_NAME, entrants_to_text, exact
from playground.exchange.race_link import COUNTS, ENTRANTS, IMBALANCE_NAMES, NAMES


def link_of(config: RaceConfig) -> dict[str, str]:
    """All settings of a race by their names in a link, defaults included."""
    counts = " ".join(map(str, config.imbalance.counts))
    return {
        VERSION_NAME: VERSION,
        ENTRANTS: entrants_to_text(config.entrants),
        **_written(config, NAMES),
        **_written(config.imbalance, IMBALANCE_NAMES),
        **({COUNTS: counts} if counts else {}),
    }


def _written(value: Any, names: Mapping[str, str]) -> dict[str, str]:
    return {name: _text(getattr(value, field)) for field, name in names.items()}


def _text(value: object) -> str:
    return exact(value) if isinstance(value, float) else str(value)
