"""Words on the cells of a heat map, as traces of their own: Plotly's take every cell for opaque on a white page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.figures.numbers import Cells
from playground.figures.theme import WHITE, Figure

READABLE = 20  # classes whose cells still have room for a number
FULL = 0.75  # share of the fullest colour from which white text reads better


def over(
    names: Sequence[str], values: Cells, texts: Sequence[Sequence[str]], reach: float, text_colour: str
) -> list[Figure]:
    """`texts` (K, K) as two traces: in the page's `text_colour` on faint cells, in white on full ones.

    `values` (K, K) make the cells' colours, fullest at `reach`; None is an empty cell. "" leaves the colour to the
    chart's theme.
    """
    cells = [
        (column, row, text, value is not None and abs(value) > FULL * reach)
        for row, given, words in zip(names, values, texts, strict=True)
        for column, value, text in zip(names, given, words, strict=True)
    ]
    fonts = {False: {"color": text_colour} if text_colour else {}, True: {"color": WHITE}}
    return [_text([cell for cell in cells if cell[3] is full], font) for full, font in fonts.items()]


def _text(cells: Sequence[tuple[str, str, str, bool]], font: Figure) -> Figure:
    x, y, text = [c[0] for c in cells], [c[1] for c in cells], [c[2] for c in cells]
    return _QUIET | {"x": x, "y": y, "text": text, "textfont": font}


def dashes(values: np.ndarray) -> Figure:
    """A dash in each cell of the rows of `values` (K, K) that are nan throughout, at places 0, 1, ..."""
    empty = np.flatnonzero(np.isnan(values).all(axis=1)).tolist()
    classes = range(len(values))
    x, y = [column for _ in empty for column in classes], [row for row in empty for _ in classes]
    return _QUIET | {"x": x, "y": y, "text": ["–"] * len(x)}


_QUIET = {"type": "scatter", "mode": "text", "showlegend": False, "hoverinfo": "skip"}
