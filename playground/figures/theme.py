"""The only colours and the common frame of every figure. Figures are plain dictionaries in Plotly's JSON form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Figure = dict[str, Any]

# Entrant i has colour i on every chart. Each keeps a contrast of 3:1 or better on white and on the dark page, and
# the six stay apart for the common forms of colour blindness. The baseline is grey, and dashed where it is a line.
ENTRANTS = ("#7C8591", "#2F7FD6", "#DB7500", "#0F9A6B", "#A35BD0", "#D4475C")
ACCENT, GOOD, BAD, MUTED = ENTRANTS[1], ENTRANTS[3], ENTRANTS[5], ENTRANTS[0]
COMMON, RARE = ENTRANTS[1], ENTRANTS[2]  # the ends of the scale from the commonest class to the rarest
MARK = ENTRANTS[2]  # what is drawn over curves and maps: arrows, steps, crossings
FAN = ("#9CC4EE", "#79A9E0", "#5C8ECF", "#3F70B5", "#2A5596")  # one hue, from the lowest value to the highest
TEXT = {"light": "#1C2430", "dark": "#E8ECF1"}  # of the page, as in .streamlit/config.toml
WHITE, DEEP = "#FFFFFF", "#174E8C"


def faint(hue: str, opacity: float) -> str:
    """A colour "#RRGGBB" that lets through what lies below it; `opacity` 0 to 1."""
    return f"rgba({','.join(map(str, channels(hue)))},{opacity:g})"


def mixed(first: str, second: str, share: float) -> str:
    """The colour at `share` of the straight way from one "#RRGGBB" to the other, channel by channel."""
    ways = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a + share * (b - a)):02X}" for a, b in ways)


def channels(hue: str) -> tuple[int, int, int]:
    """Red, green and blue of "#RRGGBB", 0 to 255 each."""
    return int(hue[1:3], 16), int(hue[3:5], 16), int(hue[5:7], 16)


CLEAR = faint("#000000", 0)
SEQUENTIAL = ((0.0, faint(ACCENT, 0.03)), (0.5, faint(ACCENT, 0.55)), (1.0, faint(DEEP, 1)))
DIVERGING = ((0.0, BAD), (0.5, faint(MUTED, 0.06)), (1.0, GOOD))

SHARE = {"range": [0, 1.02], "tickformat": ".0%"}  # an axis of shares, with a little air above 100 %
BESIDE = {"showlegend": False, "margin": {"t": 16}}  # one of several charts that stand under one legend of the page


def colour(entrant: int) -> str:
    """The colour of entrant `entrant`, the same on every chart."""
    return ENTRANTS[entrant % len(ENTRANTS)]


def dash(entrant: int) -> str:
    """The baseline (entrant 0) is dashed, all others solid."""
    return "dash" if entrant == 0 else "solid"


def diagonal(name: str) -> Figure:
    """The dotted line on which both shares are equal."""
    return {
        "type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": name, "hoverinfo": "skip",
        "line": {"color": MUTED, "width": 1, "dash": "dot"},
    }  # fmt: skip


def places(names: Sequence[str]) -> Figure:
    """An axis of places 0, 1, ... with names: a chart that moves forgets that digits were meant as categories."""
    return {"tickvals": list(range(len(names))), "ticktext": list(names)}


def frame(traces: list[Figure], x: str, y: str, height: int = 360, **layout: Any) -> Figure:
    """A figure with titled axes, a legend above the plot and no background of its own. Units go into the titles."""
    base: Figure = {
        "height": height,
        "margin": {"l": 56, "r": 12, "t": 36, "b": 48},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        "xaxis": {"title": {"text": x}, "automargin": True, "zeroline": False},
        "yaxis": {"title": {"text": y}, "automargin": True, "zeroline": False},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "uirevision": "keep",
    }
    return {"data": traces, "layout": merge(base, layout)}


def merge(base: Figure, extra: Figure) -> Figure:
    """`base` with the values of `extra`, nested dictionaries merged; neither is changed."""
    nested = [key for key, value in extra.items() if isinstance(value, dict) and isinstance(base.get(key), dict)]
    return {**base, **extra, **{key: merge(base[key], extra[key]) for key in nested}}
