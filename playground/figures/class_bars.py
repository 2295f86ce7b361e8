"""How many training images each class has, as small upright bars in HTML: it needs no library and stands at once."""

from __future__ import annotations

from html import escape

from playground.figures.counts import Counts
from playground.figures.theme import COMMON, RARE

BARS = 44  # pixels of the highest bar
NAMED = 20  # classes whose names and numbers find room


def draw(info: Counts, noun: str) -> str:
    """The bars, each with its number above and its class below; what is rare is told by colour and by weight.

    `noun`: what one class is called.
    """
    top = max([*info.counts, 1])
    shown = zip(info.names, info.counts, info.rare, strict=True)
    each = "".join(_bar(name, n, round(BARS * n / top), rare, len(info.counts) <= NAMED) for name, n, rare in shown)
    said = ", ".join(f"{name}: {n}" for name, n in zip(info.names, info.counts, strict=True))
    row = f"display:flex;gap:2px;align-items:flex-end;height:{BARS + 32}px;font-size:10px;line-height:1.3"
    return f'<div role="img" aria-label="Training images per {escape(noun)}: {escape(said)}" style="{row}">{each}</div>'


def _bar(name: str, n: int, height: int, rare: bool, named: bool) -> str:
    hue, weight = (RARE, 700) if rare else (COMMON, 400)
    above, below = (_short(n), escape(name)) if named else ("", "")
    bar = f'<div style="height:{max(height, 1 if n else 0)}px;background:{hue};border-radius:2px 2px 0 0"></div>'
    cell = f"flex:1 1 0;min-width:0;text-align:center;font-weight:{weight}"
    return f'<div style="{cell}" title="{escape(name)}: {n:,} training images">{above}{bar}{below}</div>'


def _short(n: int) -> str:
    """A number in at most four characters."""
    return f"{n / 1000:.3g}k" if n >= 1000 else str(n)
