"""A loss against p_t beside cross-entropy, as a small SVG: it needs no library and stands at once."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import numpy as np

from playground.figures.curve_lines import nice_top
from playground.figures.theme import MUTED

WIDTH, HEIGHT = 300, 120  # units of the plot; it fills the width of its place
EDGE = 0.02  # the y axis holds the curves from this p_t on; a logarithm has no top at 0
HIGHEST = 1e6  # nats that the axis reaches at most
EVERY = 3  # points of the grid to a point that is drawn
LINE = 'fill="none" stroke-linejoin="round" vector-effect="non-scaling-stroke"'


def draw(p: np.ndarray, loss: np.ndarray, reference: np.ndarray, name: str, hue: str) -> str:
    """The loss in nats (N,) at p_t = p (N,) in colour `hue`, and cross-entropy's (N,) dashed; `name` is read aloud."""
    seen = [curve[p >= EDGE] for curve in (loss, reference)]
    top = nice_top([float(np.nan_to_num(curve, nan=0, posinf=0, neginf=0).clip(0, HIGHEST).max()) for curve in seen])
    lines = _line(p, reference, top, f'stroke="{MUTED}" stroke-width="1.5" stroke-dasharray="5 4"')
    lines += _line(p, loss, top, f'stroke="{hue}" stroke-width="2.5"')
    title = f"{name} against p_t, beside cross-entropy"
    return (
        f'<div style="font-size:11px"><div style="opacity:.75">{top:g} nats</div>{_image(lines, title)}'
        '<div style="display:flex;justify-content:space-between;opacity:.75"><span>p_t = 0</span><span>1</span></div>'
        "</div>"
    )


def _image(lines: str, title: str) -> str:
    """As an image: pages take SVG that stands between their own elements out."""
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{lines}</svg>'
    style = f"display:block;width:100%;height:{HEIGHT}px;border:solid {MUTED};border-width:0 0 1px 1px"
    return f'<img alt="{escape(title)}" style="{style}" src="data:image/svg+xml,{quote(drawn)}">'


def _line(p: np.ndarray, y: np.ndarray, top: float, style: str) -> str:
    """A curve as a polyline; what is no number is left out, and what lies far above the top ends there."""
    kept = np.flatnonzero(np.isfinite(y))[::EVERY]
    down = HEIGHT * (1 - np.clip(y[kept], -top, 4 * top) / top)
    points = " ".join(f"{WIDTH * x:.1f},{d:.1f}" for x, d in zip(p[kept], down, strict=True))
    return f'<polyline points="{points}" {LINE} {style}/>'
