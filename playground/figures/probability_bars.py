"""One image, every model: the probability of each class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.figures.numbers import Cells, names_of, plain
from playground.figures.theme import Figure, colour, frame

MOST = 12


class Probabilities(NamedTuple):
    """`values[i]` (K,) of entrant i over the classes `ticks`; the true class carries a star."""

    ticks: list[str]
    classes: list[int]
    names: list[str]
    values: list[Cells]


def probabilities(
    values: ArrayLike, entrants: Sequence[str], truth: int | None = None, names: Sequence[str] = ()
) -> Probabilities:
    """`values` (E, C): each entrant's probabilities of one image. More than 12 classes keep the 12 most probable."""
    p = np.asarray(values, dtype=np.float64)
    if not p.size:
        return Probabilities([], [], list(entrants), [])
    order = np.argsort(-p.max(0), kind="stable")[:MOST] if p.shape[1] > MOST else np.arange(p.shape[1])
    if truth is not None and truth not in order:
        order[-1] = truth
    labels = names_of(names, p.shape[1])
    ticks = [f"{labels[c]} ★" if c == truth else labels[c] for c in order]
    return Probabilities(ticks, order.tolist(), list(entrants), [plain(row[order]) for row in p])


def draw(info: Probabilities, height: int = 280) -> Figure:
    """Grouped bars in the entrants' colours."""
    bars = [
        {
            "type": "bar", "name": name, "x": info.ticks, "y": y, "marker": {"color": colour(i)},
            "hovertemplate": "%{y:.1%}",
        }
        for i, (name, y) in enumerate(zip(info.names, info.values, strict=False))
    ]  # fmt: skip
    return frame(
        bars if info.ticks else [], "Class (★ = truth)", "Probability (%)", height, xaxis={"type": "category"},
        yaxis={"range": [0, 1.02], "tickformat": ".0%"}, barmode="group", hovermode="x unified",
    )  # fmt: skip
