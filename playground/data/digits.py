"""scikit-learn's handwritten digits, 8x8, enlarged to 28x28: always there, without any download."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.config import Imbalance
from playground.core.specs import Arrays, DataSpec, Drawing

TRAIN = 1200


def load(folder: str = "") -> Arrays:
    """1200 images to train on and the remaining 597 to test on, drawn stratified with a fixed seed."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    images, labels = enlarge(digits.images), digits.target.astype(np.uint8)
    x, x_test, y, y_test = train_test_split(images, labels, train_size=TRAIN, stratify=labels, random_state=0)
    return Arrays(x, y, x_test, y_test)


def enlarge(images: NDArray[np.float64], size: int = 28) -> NDArray[np.uint8]:
    """Bilinear (N, 8, 8) values 0..16 -> (N, size, size) bytes, pixel centres aligned as in torch's interpolate."""
    weights = _bilinear(images.shape[1], size)
    wide = np.einsum("ai,nij,bj->nab", weights, images, weights)
    return np.rint(wide * (255 / 16)).clip(0, 255).astype(np.uint8)


def _bilinear(small: int, large: int) -> NDArray[np.float64]:
    """The (large, small) matrix that interpolates between pixel centres; every row sums to 1."""
    centre = ((np.arange(large) + 0.5) * small / large - 0.5).clip(0, small - 1)
    return np.maximum(0, 1 - np.abs(centre[:, None] - np.arange(small)))


SPEC = DataSpec(
    key="digits",
    title="Embedded digits (8x8)",
    load=load,
    available=lambda _folder: True,
    class_names=tuple("0123456789"),
    noun="digit",
    nouns="digits",
    ratio=50,
    samples=10_000,
    example=Imbalance(largest=116, ratio=50.0),
    note="These are scikit-learn's small digits, 8x8 pixels: the same lesson, with more luck in it.",
    drawing=Drawing(side=8, box=8, pen=1.3, middle=4.0, finish=lambda ink: enlarge(ink[None] * (16 / 255))[0]),
    source="https://archive.ics.uci.edu/dataset/80",
    rank=1,
)
