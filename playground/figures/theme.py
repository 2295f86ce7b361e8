"""The only colours and the common frame of every figure. Figures are plain dictionaries in Plotly's JSON form."""

from __future__ import annotations

from typing import Any

Figure = dict[str, Any]

# Entrant i has colour i on every chart. Each keeps a contrast of 3:1 or better on white and on the dark page, and
# the six stay apart for the common forms of colour blindness. The baseline is grey, and dashed where it is a line.
ENTRANTS = ("#7C8591", "#2F7FD6", "#DB7500", "#0F9A6B", "#A35BD0", "#D4475C")
ACCENT, GOOD, BAD, MUTED = ENTRANTS[1], ENTRANTS[3], ENTRANTS[5], ENTRANTS[0]
SEQUENTIAL = ((0.0, "rgba(47,127,214,0.03)"), (0.5, "rgba(47,127,214,0.55)"), (1.0, "rgba(23,78,140,1)"))
DIVERGING = ((0.0, "#D4475C"), (0.5, "rgba(124,133,145,0.06)"), (1.0, "#0F9A6B"))


def colour(entrant: int) -> str:
    """The colour of entrant `entrant`, the same on every chart."""
    return ENTRANTS[entrant % len(ENTRANTS)]


def dash(entrant: int) -> str:
    """The baseline (entrant 0) is dashed, all others solid."""
    return "dash" if entrant == 0 else "solid"


def frame(traces: list[Figure], x: str, y: str, height: int = 360, **layout: Any) -> Figure:
    """A figure with titled axes, a legend above the plot and no background of its own. Units go into the titles."""
    base: Figure = {
        "height": height,
        "margin": {"l": 56, "r": 12, "t": 36, "b": 48},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        "xaxis": {"title": {"text": x}, "automargin": True, "zeroline": False},
        "yaxis": {"title": {"text": y}, "automargin": True, "zeroline": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "uirevision": "keep",
    }
    return {"data": traces, "layout": merge(base, layout)}


def merge(base: Figure, extra: Figure) -> Figure:
    """`base` with the values of `extra`, nested dictionaries merged; neither is changed."""
    both = {key: merge(base[key], extra[key]) for key in base.keys() & extra.keys() if isinstance(base[key], dict)}
    return {**base, **extra, **both}
