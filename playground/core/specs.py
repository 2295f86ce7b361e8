"""What networks and data sets declare about themselves. Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Arrays:
    """A data set in memory: images (N, 28, 28) uint8, labels (N,) uint8, for training and for testing."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


@dataclass(frozen=True, slots=True)
class DataSpec:
    """A data set: `load(folder)` returns `Arrays` or raises ValueError/OSError with one sentence; never downloads.

    `available(folder)` answers at once and from the disk alone. `fetch(folder, progress)` downloads, if it can.
    """

    key: str
    title: str
    load: Callable[[str], Arrays]
    available: Callable[[str], bool]
    classes: int = 10
    fetch: Callable[..., None] | None = None
    source: str = ""
    rank: int = 100


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A network: `build(head, images)` -> nn.Module mapping (N, 1, 28, 28) float images to (N, 10) logits.

    `head` is "linear" or "cosine"; `images` is a (M, 1, 28, 28) tensor of training images, for layers fitted to
    data. The caller seeds torch's generator before calling it.
    """

    key: str
    title: str
    build: Callable[..., Any]
    summary: str
    defaults: Mapping[str, Any] = field(default_factory=dict)
    rank: int = 100
