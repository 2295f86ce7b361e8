"""A grid of images as one piece of HTML: truth, answer, small probability bars. No script, no request, all escaped."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from playground.figures.numbers import names_of
from playground.figures.theme import BAD, GOOD

BARS = 10
FAINTEST = 0.08


class Tile(NamedTuple):
    """One image: its PNG as a data URI, what it is and was called, `bars` of (name, probability, role).

    A bar's role is "true", "wrong" (called, but not true) or "". `fade` is the opacity, 0 to 1.
    """

    png: str
    truth: str
    called: str
    confidence: float
    p_true: float
    bars: list[tuple[str, float, str]]
    fade: float
    note: str


def tiles(
    images: ArrayLike,
    labels: ArrayLike,
    probabilities: ArrayLike,
    indices: Sequence[int],
    names: Sequence[str] = (),
    weights: ArrayLike | None = None,
) -> list[Tile]:
    """The images (N, H, W) uint8 at `indices`, with labels (N,) and probabilities (N, C).

    `weights` (N,) in [0, 1], such as focal's (1-p)^gamma, let images fade. Beyond 10 classes the 10 most probable
    and the true one get bars.
    """
    pixels, y, p = np.asarray(images), np.asarray(labels), np.asarray(probabilities)
    called = names_of(names, p.shape[1])
    each = [None if weights is None else float(np.asarray(weights)[i]) for i in indices]
    return [_tile(pixels[i], int(y[i]), p[i], called, w) for i, w in zip(indices, each, strict=True)]


def _tile(pixels: np.ndarray, truth: int, p: np.ndarray, names: Sequence[str], weight: float | None) -> Tile:
    best = int(p.argmax())
    kept = range(len(p)) if len(p) <= BARS else sorted({*np.argsort(-p, kind="stable")[:BARS].tolist(), truth})
    roles = {best: "wrong", truth: "true"}
    bars = [(names[c], float(p[c]), roles.get(c, "")) for c in kept]
    fade, note = faded(weight)
    return Tile(png(pixels), names[truth], names[best], float(p[best]), float(p[truth]), bars, fade, note)


def faded(weight: float | None) -> tuple[float, str]:
    """The opacity of an image that counts `weight` in [0, 1], never quite gone, and the words below it."""
    return (1.0, "") if weight is None else (max(FAINTEST, min(1.0, weight)), f"weight {weight:.2g}")


def png(pixels: ArrayLike) -> str:
    """A (H, W) uint8 image as a data URI."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels, dtype=np.uint8)).save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def draw(shown: Sequence[Tile], empty: str = "No images here.") -> str:
    """One HTML string for `st.html`; colours follow the page's text, green and a thick foot mark the true class."""
    if not shown:
        return f"<p>{escape(empty)}</p>"
    return f'<div style="{_GRID}">{"".join(_html(tile) for tile in shown)}</div>'


_GRID = "display:grid;grid-template-columns:repeat(auto-fill,minmax(92px,1fr));gap:14px 10px"
_FIGURE = "margin:0;min-width:0;font-size:12px;line-height:1.35;overflow-wrap:anywhere"
_IMAGE = "display:block;width:100%;max-width:112px;aspect-ratio:1;image-rendering:pixelated;border-radius:4px"
_BARS = "display:flex;align-items:flex-end;gap:1px;height:24px;max-width:112px;margin:3px 0 2px"
_FEET = {"true": f"background:{GOOD};border-bottom:3px solid {GOOD}", "wrong": f"background:{BAD}"}
_OTHER = "background:currentColor;opacity:.45"


def _html(tile: Tile) -> str:
    right = tile.truth == tile.called
    said = (
        f"{tile.called}, {tile.confidence:.0%}"
        if right
        else f"{tile.truth}, called {tile.called} ({tile.confidence:.0%})"
    )
    alt = f"Image of {tile.truth}, called {tile.called} with a probability of {tile.confidence:.0%}"
    more = [] if right else [f"p({tile.truth}) = {tile.p_true:.1%}"]
    lines = "<br>".join(
        [*map(escape, [said, *more]), f'<em data-note style="font-style:normal">{escape(tile.note)}</em>']
    )
    bars = "".join(_bar(*bar) for bar in tile.bars)
    return (
        f'<figure style="{_FIGURE}"><img src="{tile.png}" alt="{escape(alt)}" style="{_IMAGE};opacity:{tile.fade:.3g}">'
        f'<div style="{_BARS}" aria-hidden="true">{bars}</div><figcaption>{lines}</figcaption></figure>'
    )


def _bar(name: str, p: float, role: str) -> str:
    look = _FEET.get(role, _OTHER)
    return f'<span title="{escape(name)}: {p:.1%}" style="flex:1;min-height:1px;height:{100 * p:.0f}%;{look}"></span>'
