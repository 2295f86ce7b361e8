"""A figure's lines as plain HTML: on the screen while the browser still loads Plotly, and gone once it has drawn.

A poster is HTML's own word for the picture that stands where a video will play.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from playground.figures.theme import Figure
from playground.ui.live.poster_ticks import Range, tick_marks

# Pixels: where Plotly puts the plot of a figure made by `frame`, once it has measured its labels.
LEFT, TOP, RIGHT, BOTTOM = 62, 49, 16, 71
DASHES = {"dash": "9 7", "dot": "2.5 4"}
OUTLINE = 'fill="none" stroke-linejoin="round" style="vector-effect:non-scaling-stroke"'


def poster(figure: Figure) -> str:
    """The figure as HTML of its own height, or "" where it holds more than lines and single dots.

    Positions are shares of the plot, so that it fits any width. It is hidden from screen readers: the chart that
    follows has its words.
    """
    layout = figure["layout"]
    traces = [trace for trace in figure["data"] if len(trace.get("x", "?"))]
    if not traces or not all(_plain(trace) for trace in traces):
        return ""
    x, y = (_range(layout[f"{a}axis"], [t[a] for t in traces]) for a in ("x", "y"))
    logs = [layout[f"{a}axis"].get("type") == "log" for a in ("x", "y")]
    drawn = "".join(_line(trace, x, y, logs) for trace in traces if trace["mode"] == "lines")
    dots = "".join(_dot(trace, x, y, logs) for trace in traces if trace["mode"] == "markers")
    box = f"position:absolute;left:{LEFT}px;top:{TOP}px;right:{RIGHT}px;bottom:{BOTTOM}px"
    return (
        f'<div class="poster" aria-hidden="true" style="position:relative;height:{layout["height"]}px">'
        f"{_legend(traces)}{_titles(layout)}"
        f'<div style="{box}">{tick_marks(layout, (x, y), logs)}{_image(drawn)}{dots}</div></div>'
    )


def _image(drawn: str) -> str:
    style = "position:absolute;left:0;top:0;width:100%;height:100%;overflow:hidden"
    return f'<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" style="{style}">{drawn}</svg>'


def _plain(trace: Mapping[str, Any]) -> bool:
    return trace["type"] == "scatter" and trace.get("mode") in ("lines", "markers") and "fill" not in trace


def _range(axis: Mapping[str, Any], numbers: Sequence[Any]) -> Range:
    """The axis's own range, in its units; else the least and the greatest number."""
    if "range" in axis:
        return float(axis["range"][0]), float(axis["range"][1])
    known = np.concatenate([np.ravel(np.asarray(n, dtype=float)) for n in numbers] or [np.zeros(1)])
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    return low, high if high > low else low + 1


def places(numbers: Any, limits: Range, log: bool) -> np.ndarray:
    """Numbers (N,) as thousandths of the axis, nan where nothing is drawn."""
    with np.errstate(divide="ignore", invalid="ignore"):
        units = np.log10(np.asarray(numbers, dtype=float)) if log else np.asarray(numbers, dtype=float)
    return np.where(np.isfinite(units), 1000 * (units - limits[0]) / (limits[1] - limits[0]), np.nan)


def _line(trace: Mapping[str, Any], x: Range, y: Range, logs: Sequence[bool]) -> str:
    path = _path(places(trace["x"], x, logs[0]), np.clip(1000 - places(trace["y"], y, logs[1]), -4000, 5000))
    line = trace["line"]
    dash = f' stroke-dasharray="{DASHES[line["dash"]]}"' if line.get("dash") in DASHES else ""
    return f'<path d="{path}" {OUTLINE} stroke="{line["color"]}" stroke-width="{line["width"]}"{dash}/>'


def _dot(trace: Mapping[str, Any], x: Range, y: Range, logs: Sequence[bool]) -> str:
    """One marker, round and unclipped; none where it has no place."""
    across, up = float(places(trace["x"], x, logs[0])[0]), float(places(trace["y"], y, logs[1])[0])
    if math.isnan(across + up):
        return ""
    marker, ring = trace["marker"], trace["marker"].get("line", {"width": 0, "color": "none"})
    look = f"width:{marker['size']}px;height:{marker['size']}px;background:{marker['color']};border-radius:50%"
    look += f";outline:{ring['width'] / 2}px solid {ring['color']}"
    place = f"position:absolute;left:{across / 10:.2f}%;bottom:{up / 10:.2f}%;transform:translate(-50%,50%)"
    return f'<div style="{place};{look}"></div>'


def _path(xs: np.ndarray, ys: np.ndarray) -> str:
    parts, pen = [], "M"
    for x, y in zip(xs, ys, strict=True):
        broken = math.isnan(x) or math.isnan(y)
        parts += [] if broken else [f"{pen}{x:.1f},{y:.1f}"]
        pen = "M" if broken else "L"
    return "".join(parts)


def _titles(layout: Mapping[str, Any]) -> str:
    font = "font-size:15px;opacity:.6;position:absolute"
    x, y = (layout[f"{a}axis"]["title"]["text"] for a in ("x", "y"))
    turned = "writing-mode:vertical-rl;transform:rotate(180deg)"
    return (
        f'<div style="{font};left:{LEFT}px;right:{RIGHT}px;bottom:15px;text-align:center">{x}</div>'
        f'<div style="{font};left:8px;top:{TOP}px;bottom:{BOTTOM}px;text-align:center;{turned}">{y}</div>'
    )


def _legend(traces: Sequence[Mapping[str, Any]]) -> str:
    named = [t for t in traces if t.get("showlegend", True) and t.get("name")]
    row = f"position:absolute;left:{LEFT}px;top:19px;display:flex;gap:14px;font-size:14px;white-space:nowrap"
    return f'<div style="{row}">{"".join(map(_key, named))}</div>'


def _key(trace: Mapping[str, Any]) -> str:
    style = trace["line"] if trace["mode"] == "lines" else {"color": trace["marker"]["color"], "width": 9}
    kind = "dashed" if style.get("dash") else "solid"
    mark = f"display:inline-block;width:30px;border-top:{style['width']}px {kind} {style['color']};margin-right:6px;"
    return f'<span><span style="{mark}vertical-align:middle"></span>{escape(trace["name"])}</span>'
