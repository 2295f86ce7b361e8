"""What networks and data sets declare about themselves. Standard library only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.core.config import Imbalance

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """A data set in memory: images (N, 28, 28) uint8, labels (N,) uint8, for training and for testing.

    Equal to itself alone, so that what is derived from it can be cached under it.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


@dataclass(frozen=True, slots=True)
class Drawing:
    """How pen strokes become a picture like those of a data set; the defaults are MNIST's.

    The strokes are scaled until, drawn with a pen of `pen` pixels, they just fill a square of `box` pixels; that is put
    into a square of `side` pixels with its centre of mass at `middle` (pixel centres lie at half integers).
    `finish(ink)` turns ink (side, side) float64 from 0 to 255 into (28, 28) uint8 where it is not that already.
    """

    side: int = 28
    box: int = 20
    pen: float = 2.4  # with it, drawn digits hold as much ink as MNIST's (a tenth of the picture)
    middle: float = 14.5  # MNIST's centres of mass lie at the pixel of index 14
    finish: Callable[[np.ndarray], np.ndarray] | None = None


@dataclass(frozen=True, slots=True)
class DataSpec:
    """A data set: `load(folder)` returns `Arrays` or raises ValueError/OSError with one sentence; never downloads.

    `available(folder)` answers at once and from the disk alone. `fetch(folder, progress)` downloads, if it can, some
    `megabytes`. `class_names` (C,) are what labels 0 to C - 1 are called; `noun` and `nouns` what one class and
    several are called in a sentence. `ratio` and `samples` are what a race on it begins with: largest to smallest
    class, and training images seen. `example` is the imbalance of the finished race that ships as
    race/examples/<key>.npz, None where none does. `note` tells in a sentence what stands in for a data set that is not
    here. `rank` orders the menu: the first data set that is available is the default.
    """

    key: str
    title: str
    load: Callable[[str], Arrays]
    available: Callable[[str], bool]
    class_names: tuple[str, ...]
    fetch: Callable[..., None] | None = None
    megabytes: int = 0
    noun: str = "class"
    nouns: str = "classes"
    ratio: int = 50
    samples: int = 10_000
    example: Imbalance | None = None
    note: str = ""
    drawing: Drawing = Drawing()
    source: str = ""
    rank: int = 100

    @property
    def classes(self) -> int:
        """How many classes it has."""
        return len(self.class_names)

    @property
    def span(self) -> str:
        """All classes in three words: "digits 0 to 9"."""
        return f"{self.nouns} {self.class_names[0]} to {self.class_names[-1]}"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A network: `build(head, images, classes)` -> nn.Module mapping (N, 1, 28, 28) float images to (N, C) logits.

    `head` is "linear" or "cosine"; `images` is a (M, 1, 28, 28) tensor of training images, for layers fitted to
    data; `classes` is C. The caller seeds torch's generator before calling it.
    """

    key: str
    title: str
    build: Callable[..., Any]
    summary: str
    rank: int = 100
