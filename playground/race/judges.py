"""Where a race is judged: the mix of classes that every verdict names, since each mix has another winner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.core.numbers import numbers

KINDS = {"balanced": "All equal", "training": "As in training", "own": "Your own"}
MOST = 1e6  # of a typed share: a mix is a ratio, and more than that is a slip


class Judge(NamedTuple):
    """A test prior. `shares` (C,) sum to 1; `place` says it inside a sentence."""

    kind: str
    shares: tuple[float, ...]
    place: str


def balanced(classes: int) -> Judge:
    """Every class as common as the others; of no classes there is no mix, ()."""
    return Judge("balanced", tuple(1 / classes for _ in range(classes)), "where all classes are equally common")


def as_in_training(counts: Sequence[int]) -> Judge:
    """Every class as common as in the training set; raises ValueError without any training images."""
    if sum(counts) <= 0:
        raise ValueError("The training set has no images, so it has no mix of classes.")
    return Judge("training", _shares(counts), "where classes are as lopsided as in training")


def own(text: str, classes: int) -> Judge:
    """A mix that a person has typed, as "1 1 8": one number for each class, in any unit.

    Raises ValueError with one sentence for text that is none.
    """
    found = numbers(text)
    if len(found) != classes:
        raise ValueError(f"A mix of classes needs one number for each of the {classes} classes, not {len(found)}.")
    if not all(0 <= share <= MOST for share in found) or not any(found):
        raise ValueError(f"Each share must be a number from 0 to {MOST:,.0f}, and one of them above 0.")
    return Judge("own", _shares(found), "in your own mix of classes")


def _shares(values: Sequence[float]) -> tuple[float, ...]:
    total = sum(values)
    return tuple(value / total for value in values)
