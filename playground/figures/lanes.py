"""How far every entrant of a race is: one thin line each, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from playground.figures.theme import BAD, MUTED, colour, faint
from playground.race.progress import EntrantProgress


def draw(rows: Sequence[EntrantProgress]) -> str:
    """The lines in the entrants' colours; what has broken is told in words and in red."""
    return f'<div role="list" style="{_GRID}">{"".join(_row(i, row) for i, row in enumerate(rows))}</div>'


_GRID = "display:grid;grid-template-columns:minmax(6rem,max-content) 1fr max-content;gap:3px 10px;align-items:center"
_GRID += ";font-size:13px;line-height:1.3"
_TRACK = f"height:5px;border-radius:3px;background:{faint(MUTED, 0.22)};overflow:hidden"


def _row(i: int, row: EntrantProgress) -> str:
    fill = f"height:100%;width:{100 * row.share:.1f}%;background:{BAD if row.broken else colour(i)}"
    word = f'<span style="color:{BAD}">{row.status} at step {row.step:,}</span>' if row.broken else f"{row.share:.0%}"
    said = f"{row.name}: {row.status}, {row.share:.0%}"
    return (
        f'<div role="listitem" aria-label="{escape(said)}" style="display:contents"><span>{escape(row.name)}</span>'
        f'<div style="{_TRACK}"><div style="{fill}"></div></div><span style="text-align:right">{word}</span></div>'
    )
