"""How many training images each class has: the imbalance itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.figures.numbers import names_of
from playground.figures.theme import ACCENT, BAD, Figure, frame


class Counts(NamedTuple):
    """Training images per class; `rare` marks the rare ones; `ratio` = largest / smallest class that has any."""

    names: list[str]
    counts: list[int]
    rare: list[bool]
    ratio: float


def counts(counts: Sequence[int], rare: Sequence[int] = (), names: Sequence[str] = ()) -> Counts:
    """Gather (C,) counts; `rare` are class indices."""
    marked = set(rare)
    filled = [n for n in counts if n > 0]
    ratio = max(filled) / min(filled) if filled else float("nan")
    return Counts(names_of(names, len(counts)), list(counts), [c in marked for c in range(len(counts))], ratio)


def draw(info: Counts, log: bool = False, height: int = 280) -> Figure:
    """Bars with their numbers; rare classes are hatched and red, so that colour alone does not carry it."""
    bars = {
        "type": "bar", "x": info.names, "y": info.counts, "showlegend": False,
        "text": [f"{n:,}" for n in info.counts] if len(info.counts) <= 20 else [],
        "textposition": "outside", "cliponaxis": False,
        "marker": {
            "color": [BAD if rare else ACCENT for rare in info.rare],
            "pattern": {"shape": ["/" if rare else "" for rare in info.rare]},
        },
        "customdata": ["rare" if rare else "common" for rare in info.rare],
        "hovertemplate": "class %{x}: %{y:,} training images (%{customdata})<extra></extra>",
    }  # fmt: skip
    traces = [bars] if info.counts else []
    title = "Training images (log scale)" if log else "Training images"
    yaxis = {"type": "log" if log else "linear"}
    return frame(traces, "Class", title, height, xaxis={"type": "category"}, yaxis=yaxis)
