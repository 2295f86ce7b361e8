"""From pen strokes to the 28x28 picture that a network trained on a data set expects. numpy and PIL only.

MNIST's makers cropped each digit, scaled it to 20x20 keeping its shape, and put its centre of mass in the middle of
28x28 (LeCun, Cortes and Burges). The same is done here to the strokes themselves, so that a small drawing is not
a fat one: the pen is as wide as the data set's, whatever the size of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from playground.core.specs import Drawing

FINE = 16  # drawn so many times larger, then averaged
SMALLEST = 0.06  # of the pad: a dot is not blown up to fill the picture
MOST = 20_000  # points
MNIST_LIKE = Drawing()

Stroke = NDArray[np.float64]


def strokes_of(told: Any) -> list[Stroke]:
    """Check what a browser sent: a list of strokes, each [x, y, x, y, ...] within 0 to 1; returns (K, 2) arrays.

    Raises ValueError with one sentence for anything else.
    """
    if not isinstance(told, list) or not all(isinstance(one, list) for one in told):
        raise ValueError("A drawing must be a list of strokes, each a list of coordinates.")
    if sum(map(len, told)) > 2 * MOST:
        raise ValueError(f"A drawing may have {MOST:,} points at most.")
    return [_stroke(one) for one in told if one]


def _stroke(one: Sequence[Any]) -> Stroke:
    numbers = [float(v) if isinstance(v, int | float) else np.nan for v in one]
    if len(numbers) % 2 or not all(0 <= v <= 1 for v in numbers):
        raise ValueError("A stroke must be x, y, x, y, ... with every number from 0 to 1.")
    return np.array(numbers).reshape(-1, 2)


def picture_of(strokes: Sequence[Stroke], drawing: Drawing = MNIST_LIKE) -> NDArray[np.uint8] | None:
    """Draw strokes, (K, 2) arrays of x and y, as (28, 28) bytes like a data set's, 255 for ink; None if empty."""
    if not strokes:
        return None
    ink = centred(_drawn(strokes, drawing.box, drawing.pen), drawing.side, drawing.middle)
    picture: NDArray[np.uint8] = drawing.finish(ink) if drawing.finish else np.rint(ink).astype(np.uint8)
    return picture


def _drawn(strokes: Sequence[Stroke], box: int, width: float) -> NDArray[np.float64]:
    """Ink (box, box), 0 to 255: the strokes moved and scaled until, with the pen's width, they just fit."""
    sheet = Image.new("L", (box * FINE, box * FINE))
    pen, radius = ImageDraw.Draw(sheet), width * FINE / 2
    for stroke in _fitted(strokes, box, width):
        path = [(float(x), float(y)) for x, y in stroke * FINE]
        if len(path) > 1:
            pen.line(path, fill=255, width=round(2 * radius), joint="curve")
        for x, y in path:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(sheet, dtype=np.float64).reshape(box, FINE, box, FINE).mean((1, 3))


def _fitted(strokes: Sequence[Stroke], box: int, width: float) -> list[Stroke]:
    points = np.concatenate(strokes)
    low, extent = points.min(0), float(np.ptp(points, axis=0).max())
    scale = (box - width) / max(extent, SMALLEST)
    return [(stroke - low) * scale + width / 2 for stroke in strokes]


def centred(ink: NDArray[np.float64], side: int, middle: float) -> NDArray[np.float64]:
    """Put ink (h, w), both at most `side`, into (side, side) with its centre of mass within half a pixel of `middle`.

    Blank borders are cropped first, so that a thin digit may stand in the middle too.
    """
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if rows.size else ink
    page = np.zeros((side, side))
    top, left = (_offset(ink.sum(1 - axis), side, middle) for axis in (0, 1))
    page[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return page


def _offset(profile: NDArray[np.float64], side: int, middle: float) -> int:
    """Where ink with this profile (n,) along one axis must start; never so far out that it is cut off."""
    total = profile.sum()
    mass = float(profile @ (np.arange(len(profile)) + 0.5)) / total if total else len(profile) / 2
    return int(np.clip(round(middle - mass), 0, side - len(profile)))
