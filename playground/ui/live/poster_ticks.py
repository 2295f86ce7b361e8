"""Ticks of a poster: round places on its axes, as Plotly would choose them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Range = tuple[float, float]
LABEL = "position:absolute;font-size:14px;opacity:.6;line-height:1"
MOST = 9  # steps between ticks
ROUND = (1.0, 2.0, 5.0, 10.0)


def ticks(limits: Range, log: bool = False, percent: bool = False) -> list[tuple[float, str]]:
    """At most ten round places on an axis, in its units, and their labels."""
    low, high = min(limits), max(limits)
    if log:
        return [(float(k), f"10<sup>{k}</sup>") for k in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)]
    power = 10.0 ** math.floor(math.log10((high - low) / MOST))
    step = next(r for r in ROUND if (high - low) / (r * power) <= MOST) * power
    count = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [(k * step, f"{k * step:.0%}" if percent else f"{k * step:,.6g}".replace("-", "−")) for k in count]


def tick_marks(layout: Mapping[str, Any], limits: Sequence[Range], logs: Sequence[bool]) -> str:
    """The labels of both axes as HTML, and a faint line at each of the upright one's."""
    across, up = (
        [(100 * (v - low) / (high - low), text) for v, text in ticks((low, high), log, _percent(layout[axis]))]
        for axis, (low, high), log in zip(("xaxis", "yaxis"), limits, logs, strict=True)
    )
    line = "position:absolute;left:0;right:0;border-top:1px solid currentColor;opacity:.12"
    rows = [
        f'<div style="{line};bottom:{at:.2f}%"></div>'
        f'<div style="{LABEL};right:100%;margin-right:9px;bottom:{at:.2f}%;transform:translateY(50%)">{text}</div>'
        for at, text in up
    ]
    columns = [
        f'<div style="{LABEL};top:100%;margin-top:10px;left:{at:.2f}%;transform:translateX(-50%)">{text}</div>'
        for at, text in across
    ]
    return "".join(rows + columns)


def _percent(axis: Mapping[str, Any]) -> bool:
    return axis.get("tickformat") == ".0%"
