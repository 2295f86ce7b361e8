"""Whether a measured point of a file can be one of a race: its numbers, its matrix, what it calls the strip."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from playground.core.quote import shown
from playground.core.snapshots import Point

MOST = 2**53  # the whole numbers that are exact as floats, which charts make of them
FLOAT32 = float(np.finfo(np.float32).max)  # what training computes in; the square of more than that may overflow
ROUNDING = 1e-3  # nats by which a mean of logarithms may fall below 0
MOST_SHOWN = 100  # images of a strip


def check_point(point: Point, classes: int) -> None:
    """Raise ValueError with one sentence unless a race of this many classes can have measured this point."""
    whole("The step of a point", point.step, 0)
    whole("The samples of a point", point.samples, 0)
    if point.step > 0 or not math.isnan(point.loss):  # before the first step there is no loss
        _finite("The loss of a point", point.loss)
    _finite("The test cross-entropy of a point", point.nll, -ROUNDING)
    if not math.isnan(point.test_loss):
        _finite("The test loss of a point", point.test_loss)
    _finite("The learning rate of a point", point.learning_rate, 0)
    _check_matrix(point.confusion, classes)
    if len(point.gradient) not in (0, classes):
        raise ValueError(f"A point has gradients of {len(point.gradient)} classes, not of {classes}.")
    for norm in point.gradient:
        _finite("A gradient's norm", norm, 0)
    _check_class_nll(point, classes)
    _check_strip(point, classes)


def _check_matrix(matrix: Sequence[Sequence[int]], classes: int) -> None:
    if [len(row) for row in matrix] != [classes] * classes:
        raise ValueError(f"A confusion matrix must have {classes} rows of {classes} numbers.")
    if min(map(min, matrix)) < 0 or not 1 <= sum(map(sum, matrix)) <= MOST:
        raise ValueError("A confusion matrix must hold whole numbers of at least 0, and one of them above 0.")


def _check_class_nll(point: Point, classes: int) -> None:
    if len(point.class_nll) not in (0, classes):
        raise ValueError(f"A point has the cross-entropy of {len(point.class_nll)} classes, not of {classes}.")
    for value, row in zip(point.class_nll, point.confusion, strict=False):
        if sum(row) or not math.isnan(value):  # a class without test images has none
            _finite("The test cross-entropy of a class", value, -ROUNDING)


def _check_strip(point: Point, classes: int) -> None:
    if len(point.calls) != len(point.sure) or len(point.calls) > MOST_SHOWN:
        raise ValueError(f"A point calls at most {MOST_SHOWN} images, each with one probability.")
    for called, sure in zip(point.calls, point.sure, strict=True):
        whole("The class that an image is called", called, 0, classes - 1)
        if not 0 <= sure <= 1 + ROUNDING:
            raise ValueError(f"The probability of what an image is called must be from 0 to 1, not {shown(sure)}.")


def whole(what: str, value: int, low: int, high: int = MOST) -> None:
    """Raise ValueError unless this is a whole number in the range, both ends allowed."""
    if not low <= value <= high:
        raise ValueError(f"{what} must be a whole number from {low} to {high}, not {shown(value)}.")


def _finite(what: str, value: float, low: float = -FLOAT32) -> None:
    if not low <= value <= FLOAT32:
        least = "" if low == -FLOAT32 else " of at least 0"
        raise ValueError(f"{what} must be a finite number{least}, not {shown(value)}.")
