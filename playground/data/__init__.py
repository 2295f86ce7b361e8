"""The data sets, one a file, and what thins them out. Listing them loads neither torch nor torchvision."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from platformdirs import user_cache_dir

from playground.core.registry import discover
from playground.core.specs import Arrays, DataSpec
from playground.data._imbalance import choose, class_counts, rare_classes, validate
from playground.data._probe import probe, strip
from playground.data._profiles import PROFILES, Profile

NAME = "focal-loss-playground"
SPECS: dict[str, DataSpec] = discover(sys.modules[__name__])

__all__ = [
    "PROFILES",
    "SPECS",
    "Profile",
    "availability",
    "choose",
    "class_counts",
    "default_folder",
    "load",
    "probe",
    "rare_classes",
    "strip",
    "validate",
]


def default_folder() -> str:
    """Where data sets lie: the environment variable PLAYGROUND_DATA, else a cache folder of this user."""
    given = os.environ.get("PLAYGROUND_DATA")
    own = Path(user_cache_dir(NAME, appauthor=False, opinion=False))
    earlier = Path.home() / ".cache" / NAME  # where data may lie already on a Mac, from before its own place was used
    return given or str(earlier if earlier.is_dir() and not own.is_dir() else own)


def availability(folder: str) -> dict[str, bool]:
    """Of every data set, in the order of the menu, whether it can be read from this folder."""
    return {key: spec.available(folder) for key, spec in SPECS.items()}


@lru_cache(maxsize=4)
def load(key: str, folder: str) -> Arrays:
    """Read a data set once per process; the arrays are read-only because all readers share them.

    Raises ValueError with one sentence for an unknown key and for missing or corrupted files.
    """
    if key not in SPECS:
        raise ValueError(f"There is no data set called {key!r}; known are {', '.join(SPECS)}.")
    arrays = SPECS[key].load(folder)
    for values in (arrays.train_images, arrays.train_labels, arrays.test_images, arrays.test_labels):
        values.setflags(write=False)
    return arrays
