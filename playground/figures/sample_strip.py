"""A few test images in a row, and below them what each entrant calls them: one table, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from playground.figures.theme import BAD, GOOD, colour, faint

IMAGE, ROW = 28, 20  # pixels: height of an image, and of one entrant's answers


class Strip(NamedTuple):
    """K images as data URIs and their true classes.

    `called[i]` (K,) is what entrant i calls them, with the probabilities `sure[i]` (K,), 0 to 1; () if unknown.
    """

    images: Sequence[str]
    truths: Sequence[str]
    names: Sequence[str]
    called: Sequence[Sequence[str]]
    sure: Sequence[Sequence[float]]


def draw(strip: Strip) -> str:
    """The table; an answer is green where it is right and red where it is not, the fuller the surer it is."""
    cut = "border-collapse:collapse;width:100%;table-layout:fixed;font-size:13px;line-height:1.2"
    head = "".join(_image(png, truth) for png, truth in zip(strip.images, strip.truths, strict=True))
    rows = "".join(_row(i, name, strip) for i, name in enumerate(strip.names))
    title = f'<th scope="col" style="{_CELL};width:29%;{_NAME}">Rare test images</th>'
    return f'<table style="{cut}"><tr style="height:{IMAGE + 18}px">{title}{head}</tr>{rows}</table>'


_CELL = "border:0;padding:0 1px;text-align:center;font-weight:400"
_NAME = "text-align:left;overflow:hidden;text-overflow:ellipsis;white-space:nowrap"


def _image(png: str, truth: str) -> str:
    look = f"width:{IMAGE}px;max-width:100%;height:{IMAGE}px;object-fit:contain;image-rendering:pixelated;display:block"
    picture = f'<img src="{png}" alt="Image of {escape(truth)}" style="{look};margin:0 auto;border-radius:3px">'
    return f'<th scope="col" style="{_CELL}">{picture}{escape(truth)}</th>'


def _row(i: int, name: str, strip: Strip) -> str:
    if strip.called[i]:
        cells = "".join(map(_answer, strip.called[i], strip.truths, strip.sure[i]))
    else:
        cells = f'<td style="{_CELL};opacity:.5">·</td>' * len(strip.truths)
    mark = f"border-left:5px solid {colour(i)};padding-left:6px"
    title = f'<th scope="row" title="{escape(name)}" style="{_CELL};{_NAME};{mark}">{escape(name)}</th>'
    return f'<tr style="height:{ROW}px">{title}{cells}</tr>'


def _answer(called: str, truth: str, sure: float) -> str:
    hue = faint(GOOD if called == truth else BAD, round(0.08 + 0.3 * sure, 2))
    look = f"border:1px solid transparent;background-clip:padding-box;background:{hue};font-weight:600"
    said = escape(f"called {called} with probability {sure:.0%}")
    return f'<td title="{said}" style="{_CELL};{look}">{escape(called)}</td>'
