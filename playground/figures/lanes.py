"""How far every entrant of a race is: one thin line each, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from playground.core.snapshots import Lane, Snapshot
from playground.figures.theme import BAD, MUTED, colour, faint

BROKEN = ("diverged", "failed")


class Progress(NamedTuple):
    """One entrant over all its seeds: the `share` of its steps that it has taken, 0 to 1; its `step` and `status`."""

    name: str
    share: float
    step: int
    status: str


def progress(snapshot: Snapshot, names: Sequence[str]) -> list[Progress]:
    """Read each entrant's own way from its lanes; one whose lane has broken stays where that lane broke."""
    now = snapshot.step - sum(_last(snapshot.lanes, seed) for seed in _ended(snapshot.lanes))
    return [_one(snapshot, i, name, now) for i, name in enumerate(names)]


def _one(snapshot: Snapshot, entrant: int, name: str, now: int) -> Progress:
    own = [lane for lane in snapshot.lanes if lane.entrant == entrant]
    step = sum(now if lane.status == "running" else _reached(lane) for lane in own)
    status = next((lane.status for lane in own if lane.status in BROKEN), own[-1].status if own else "running")
    return Progress(name, min(1.0, step / max(1, snapshot.steps)), step, status)


def _reached(lane: Lane) -> int:
    return lane.points[-1].step if lane.points else 0


def _ended(lanes: Sequence[Lane]) -> set[int]:
    """The seeds of which no lane runs any more."""
    return {lane.seed for lane in lanes} - {lane.seed for lane in lanes if lane.status == "running"}


def _last(lanes: Sequence[Lane], seed: int) -> int:
    """How far the farthest lane of a seed came: the others broke before."""
    return max(_reached(lane) for lane in lanes if lane.seed == seed)


def draw(rows: Sequence[Progress]) -> str:
    """The lines in the entrants' colours; what has broken is told in words and in red."""
    return f'<div role="list" style="{_GRID}">{"".join(_row(i, row) for i, row in enumerate(rows))}</div>'


_GRID = "display:grid;grid-template-columns:minmax(6rem,max-content) 1fr max-content;gap:3px 10px;align-items:center"
_GRID += ";font-size:13px;line-height:1.3"
_TRACK = f"height:5px;border-radius:3px;background:{faint(MUTED, 0.22)};overflow:hidden"


def _row(i: int, row: Progress) -> str:
    broken = row.status in BROKEN
    fill = f"height:100%;width:{100 * row.share:.1f}%;background:{BAD if broken else colour(i)}"
    word = f'<span style="color:{BAD}">{row.status} at step {row.step:,}</span>' if broken else f"{row.share:.0%}"
    said = f"{row.name}: {row.status}, {row.share:.0%}"
    return (
        f'<div role="listitem" aria-label="{escape(said)}" style="display:contents"><span>{escape(row.name)}</span>'
        f'<div style="{_TRACK}"><div style="{fill}"></div></div><span style="text-align:right">{word}</span></div>'
    )
