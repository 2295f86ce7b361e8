"""Finished races that ship with the project, so that the first screen already tells the story.

`python docs/make_examples.py` makes them anew, by the same code that a visitor's race runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from playground import data
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.core.specs import DataSpec
from playground.race.presets import STORY
from playground.race.result_file import load_result

FOLDER = Path(__file__).parent


def configs(specs: Mapping[str, DataSpec] = data.SPECS) -> dict[str, RaceConfig]:
    """The settings of every shipped example by its data set: those that a first visitor sees there."""
    return {
        key: RaceConfig(STORY, key, spec.example, samples=spec.samples) for key, spec in specs.items() if spec.example
    }


def path(dataset: str) -> Path:
    """Where the example of a data set lies."""
    return FOLDER / f"{dataset}.npz"


@lru_cache(maxsize=4)
def load(dataset: str) -> tuple[RaceConfig, Snapshot]:
    """The finished example of a data set; raises KeyError for a data set that declares none."""
    if data.SPECS[dataset].example is None:
        raise KeyError(dataset)
    return load_result(path(dataset))


def shown_for(dataset: str, available: Mapping[str, bool]) -> str | None:
    """The data set whose example is shown where `dataset` is chosen: its own, else the first available one by rank.

    `available` tells of every data set whether it can be read here. None where no example can be shown.
    """
    offered = [key for key, spec in data.SPECS.items() if spec.example and available.get(key)]
    return dataset if dataset in offered else next(iter(offered), None)
