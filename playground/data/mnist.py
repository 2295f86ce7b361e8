"""MNIST: 70 000 handwritten digits, 28x28 (LeCun, Cortes and Burges)."""

from __future__ import annotations

from pathlib import Path

from playground.core.config import Imbalance
from playground.core.specs import Arrays, DataSpec
from playground.data import _idx
from playground.data._fetch import fetch

NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def raw(folder: str) -> Path:
    """The folder in which torchvision keeps the four files."""
    return Path(folder) / "MNIST" / "raw"


def available(folder: str) -> bool:
    """Whether all four files are there, packed or not; it looks at names only."""
    return all(_idx.find(raw(folder) / name) for name in NAMES)


def load(folder: str) -> Arrays:
    """Read the four files; raises ValueError with one sentence when one is missing or corrupted."""
    arrays = Arrays(*(_idx.read(raw(folder) / name) for name in NAMES))
    for part, images, labels in (
        ("training", arrays.train_images, arrays.train_labels),
        ("test", arrays.test_images, arrays.test_labels),
    ):
        if images.ndim != 3 or images.shape[1:] != (28, 28) or labels.shape != images.shape[:1]:
            raise ValueError(f"The {part} files of MNIST do not fit: {images.shape} images, {labels.shape} labels.")
        if not len(labels) or labels.max() > 9:
            raise ValueError(f"The {part} labels of MNIST are corrupted: they must be digits from 0 to 9.")
    return arrays


SPEC = DataSpec(
    key="mnist",
    title="MNIST",
    load=load,
    available=available,
    class_names=tuple("0123456789"),
    fetch=fetch,
    megabytes=11,
    noun="digit",
    nouns="digits",
    ratio=200,
    samples=30_000,
    example=Imbalance(),
    source="http://yann.lecun.com/exdb/mnist/",
    rank=0,
)
