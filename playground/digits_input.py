"""From pen strokes to the 28x28 picture that a network trained on MNIST expects. numpy and PIL only.

MNIST's makers cropped each digit, scaled it to 20x20 keeping its shape, and put its centre of mass in the middle of
28x28 (LeCun, Cortes and Burges). The same is done here to the strokes themselves, so that a small drawing is not
a fat one: the pen is as wide as MNIST's, whatever the size of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIDE, BOX = 28, 20
PEN = 2.4  # pixels of the 28: with it, drawn digits hold as much ink as MNIST's (a tenth of the picture)
FINE = 8  # drawn so many times larger, then averaged
MIDDLE = 14.5  # where MNIST's centres of mass lie, with pixel centres at half integers: at the pixel of index 14
SMALLEST = 0.06  # of the pad: a dot is not blown up to fill the picture
MOST = 20_000  # points

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


def digit_of(strokes: Sequence[Stroke]) -> NDArray[np.uint8] | None:
    """Draw strokes, (K, 2) arrays of x and y, as (28, 28) bytes like MNIST's: 0 is paper, 255 ink. None if empty."""
    if not strokes:
        return None
    return centred(_drawn(_fitted(strokes)))


def _fitted(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Move and scale the strokes so that, with the pen's width, they just fit in the 20x20 box."""
    points = np.concatenate(strokes)
    low, extent = points.min(0), float(np.ptp(points, axis=0).max())
    scale = (BOX - PEN) / max(extent, SMALLEST)
    return [(stroke - low) * scale + PEN / 2 for stroke in strokes]


def _drawn(strokes: Sequence[Stroke]) -> NDArray[np.float64]:
    """Ink (20, 20), 0 to 255, of strokes in pixels: round pen, round corners."""
    sheet = Image.new("L", (BOX * FINE, BOX * FINE))
    pen, radius = ImageDraw.Draw(sheet), PEN * FINE / 2
    for stroke in strokes:
        path = [(float(x), float(y)) for x, y in stroke * FINE]
        if len(path) > 1:
            pen.line(path, fill=255, width=round(2 * radius), joint="curve")
        for x, y in path:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(sheet, dtype=np.float64).reshape(BOX, FINE, BOX, FINE).mean((1, 3))


def centred(ink: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Put ink (h, w), both at most 20, into (28, 28) with its centre of mass within half a pixel of MNIST's middle.

    Blank borders are cropped first, so that a thin digit may stand in the middle too.
    """
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if rows.size else ink
    page = np.zeros((SIDE, SIDE))
    top, left = (_offset(ink.sum(1 - axis)) for axis in (0, 1))
    page[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return np.rint(page).astype(np.uint8)


def _offset(profile: NDArray[np.float64]) -> int:
    """Where ink with this profile (n,) along one axis must start; never so far out that it is cut off."""
    total = profile.sum()
    middle = float(profile @ (np.arange(len(profile)) + 0.5)) / total if total else len(profile) / 2
    return int(np.clip(round(MIDDLE - middle), 0, SIDE - len(profile)))
