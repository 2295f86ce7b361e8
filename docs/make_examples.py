"""Make the shipped examples: `python docs/make_examples.py`, with the data sets in PLAYGROUND_DATA."""

from __future__ import annotations

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[1]))

from playground import data
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race import examples
from playground.race.result_file import save_result
from playground.training import train


def finished(config: RaceConfig) -> Snapshot:
    """Run a race to its end."""
    last = None
    race = train(config, folder=data.default_folder())
    for last in race:
        if last.status != "running":
            break
    race.close()
    assert last is not None
    return last


torch.set_num_threads(1)  # as the worker trains: a visitor's race with these settings gives these very numbers
for name, config in examples.configs().items():
    save_result(examples.path(name), config, finished(config), half=True)
