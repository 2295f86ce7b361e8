"""The data sets, one a file, and what thins them out. Listing them loads neither torch nor torchvision."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from playground.core.registry import discover
from playground.core.specs import Arrays, DataSpec
from playground.data._imbalance import PROFILES, Profile, choose, class_counts, rare_classes, validate

SPECS: dict[str, DataSpec] = discover(sys.modules[__name__])

__all__ = [
    "PROFILES",
    "SPECS",
    "Profile",
    "choose",
    "class_counts",
    "default_folder",
    "load",
    "rare_classes",
    "validate",
]


def default_folder() -> str:
    """Where data sets lie: the environment variable PLAYGROUND_DATA, else a cache folder of this user."""
    given = os.environ.get("PLAYGROUND_DATA")
    cache = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return given or str(Path(cache) / "focal-loss-playground")


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
