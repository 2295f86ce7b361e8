"""Finished races that ship with the project, so that the first screen already tells the story.

`python docs/make_examples.py` makes them anew, by the same code that a visitor's race runs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from playground.core.config import Imbalance, RaceConfig
from playground.core.snapshots import Snapshot
from playground.race.presets import STORY
from playground.race.result_file import load_result

FOLDER = Path(__file__).parent
RACE = RaceConfig(STORY)
CONFIGS = {
    "mnist": RACE,
    "digits": replace(RACE, dataset="digits", samples=10_000, imbalance=Imbalance(largest=116, ratio=50.0)),
}


def path(dataset: str) -> Path:
    """Where the example of a data set lies."""
    return FOLDER / f"{dataset}.npz"


@lru_cache(maxsize=4)
def load(dataset: str) -> tuple[RaceConfig, Snapshot]:
    """The finished example of a data set; raises KeyError for a data set without one."""
    if dataset not in CONFIGS:
        raise KeyError(dataset)
    return load_result(path(dataset))
