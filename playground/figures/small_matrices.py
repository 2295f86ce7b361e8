"""Confusion matrices small enough to stand side by side: one card per entrant, as HTML that needs no library.

A row is a true class: its name, its cells, the darker the more of its images are called so, and its recall. A card's
height does not depend on what is in it, so that nothing below it moves while a race trains.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np

from playground.core.snapshots import Matrix
from playground.figures.theme import ACCENT, BAD, COMMON, MUTED, RARE, colour, faint
from playground.metrics.matrix import divide

SIDE = 130  # pixels: height of the cells of all classes together
NAMED = 20  # classes whose names find room beside the cells
LEAST = 0.005  # a smaller share of the true class is not drawn


class Card(NamedTuple):
    """One entrant: its name, its (C, C) counts or () before the first point, and one line about them."""

    name: str
    matrix: Matrix
    line: str


def draw(cards: Sequence[Card], names: Sequence[str], rare: Sequence[int]) -> str:
    """The cards side by side; `names` (C,) of the classes, `rare` the indices of those that are told apart."""
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(168px,1fr));gap:10px 18px"
    return f'<div style="{grid}">{"".join(_card(i, card, names, rare) for i, card in enumerate(cards))}</div>'


def _card(i: int, card: Card, names: Sequence[str], rare: Sequence[int]) -> str:
    shares = _shares(card.matrix, len(names))
    cut = "overflow:hidden;text-overflow:ellipsis;white-space:nowrap"
    mark = f"font-weight:600;border-left:5px solid {colour(i)};padding-left:6px;{cut}"
    name = f'<div style="{mark}">{escape(card.name)}</div>'
    said = f"Confusion matrix of {card.name}. Recall of {_told(shares, names)}"
    grid = f"display:grid;grid-template-columns:auto 1fr 52px;column-gap:5px;height:{SIDE}px;margin-top:3px"
    return (
        f'<div style="font-size:13px;line-height:1.4;min-width:0" title="{escape(card.name)}">{name}'
        f'<div style="opacity:.75;{cut}">{escape(card.line) or "&nbsp;"}</div>'
        f'<div role="img" aria-label="{escape(said)}" style="{grid}">'
        f"{_rows(_labels(names, rare))}{_cells(shares, names)}{_rows(_recalls(shares, rare))}</div></div>"
    )


def _shares(matrix: Matrix, classes: int) -> np.ndarray:
    """Shares of the true class (C, C); nan where nothing is known."""
    if not matrix:
        return np.full((classes, classes), np.nan)
    m = np.array(matrix)
    return divide(m, m.sum(1, keepdims=True))


def _told(shares: np.ndarray, names: Sequence[str]) -> str:
    known = [f"{name}: {share:.0%}" for name, share in zip(names, np.diag(shares), strict=True) if share == share]
    return ", ".join(known) or "no class is known yet"


def _rows(each: Sequence[str]) -> str:
    """A column whose rows are as high as those of the cells."""
    row = f"display:grid;grid-template-rows:repeat({len(each)},1fr);font-size:11px;line-height:1;align-items:center"
    return f'<div style="{row}">{"".join(each)}</div>'


def _labels(names: Sequence[str], rare: Sequence[int]) -> list[str]:
    hues = [f"color:{RARE};font-weight:600" if c in set(rare) else "opacity:.75" for c in range(len(names))]
    shown = names if len(names) <= NAMED else [""] * len(names)
    return [f'<span style="{hue}">{escape(name)}</span>' for hue, name in zip(hues, shown, strict=True)]


def _cells(shares: np.ndarray, names: Sequence[str]) -> str:
    size = len(names)
    drawn = [_cell(i, j, shares[i, j], names) for i in range(size) for j in range(size) if shares[i, j] >= LEAST]
    grid = f"display:grid;grid-template:repeat({size},1fr)/repeat({size},1fr);background:{faint(MUTED, 0.12)}"
    return f'<div style="{grid};border-radius:3px">{"".join(drawn)}</div>'


def _cell(i: int, j: int, share: float, names: Sequence[str]) -> str:
    said = escape(f"true {names[i]}, called {names[j]}: {share:.1%}")
    hue = faint(ACCENT if i == j else BAD, round(share**0.6, 2))
    return f'<i title="{said}" style="grid-area:{i + 1}/{j + 1};background:{hue};margin:.5px"></i>'


def _recalls(shares: np.ndarray, rare: Sequence[int]) -> list[str]:
    return [_recall(share, RARE if c in set(rare) else COMMON) for c, share in enumerate(np.diag(shares))]


def _recall(share: float, hue: str) -> str:
    known = share == share
    bar = f"height:7px;width:{100 * share if known else 0:.0f}%;background:{hue};border-radius:2px"
    grid = "display:grid;grid-template-columns:1fr 24px;gap:3px;align-items:center;text-align:right"
    return f'<div style="{grid}"><div style="{bar}"></div><span>{f"{100 * share:.0f}%" if known else "–"}</span></div>'
