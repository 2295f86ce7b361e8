"""Which images changed: the confusion matrix, the images behind a cell, and galleries against the baseline."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from playground.figures import confusion, gallery
from playground.metrics import galleries
from playground.metrics.gradients import focal_weight
from playground.metrics.matrix import divide
from playground.metrics.probabilities import Array, log_softmax, true_class
from playground.ui.understand import parts
from playground.ui.understand.result import Looked

MANY, BEHIND = 24, 20  # images shown at once: in a gallery, behind a cell
KINDS = {
    "fixed": ("Fixed", "Wrong under the baseline, right here."),
    "broken": ("Broken", "Right under the baseline, wrong here: the price."),
    "hardest": ("Hardest", "The images whose true class it finds least likely."),
    "suppressed": ("Most suppressed", "The images that focal loss at this γ stops listening to."),
    "sample": ("A sample", "Drawn at random, the same for every model."),
}


def show(looked: Looked) -> None:
    """Draw the page."""
    i = parts.model(looked)
    left, right = st.columns([6, 5], gap="large")
    with left:
        cell = _matrix(looked, i)
    with right:
        _behind(looked, i, cell)
    if looked.images is not None:
        st.divider()
        _galleries(looked, i)


def _matrix(looked: Looked, i: int) -> tuple[int, int]:
    """The matrix, and the cell that was clicked: (true, called). Until one is, the largest confusion."""
    modes = {k: v for k, v in confusion.MODES.items() if k != "difference" or i}
    mode = st.segmented_control(
        "Cells", list(modes), default="share", key="cells", bind="query-params", required=True,
        format_func=modes.__getitem__, wrap=True, label_visibility="collapsed",
    )  # fmt: skip
    matrix = looked.views[i].matrix
    info = confusion.confusion(matrix, mode if mode in modes else "share", looked.views[0].matrix, looked.classes)
    alt = f"Confusion matrix of {looked.names[i]}: true class by predicted class"
    event = parts.chart(
        parts.inked(confusion.draw(info, 470)), "matrix", alt, on_select="rerun", selection_mode="points"
    )
    st.caption("A row is what the images are, a column what they were called. Click a cell to see its images.")
    points = event["selection"]["points"]
    if points:
        return int(points[0]["customdata"][0]), int(points[0]["customdata"][1])
    return largest(matrix)


def sample(n: int) -> Array:
    """The same random places among n for every model."""
    return np.random.default_rng(0).permutation(n)[:MANY]


def largest(matrix: Array) -> tuple[int, int]:
    """The confusion (true, called) that takes the largest share of its class; (0, 0) where nothing is confused."""
    shares = np.nan_to_num(divide(matrix, matrix.sum(1, keepdims=True)))
    np.fill_diagonal(shares, 0)
    true, called = np.unravel_index(int(shares.argmax()), shares.shape) if shares.size else (0, 0)
    return int(true), int(called)


def _behind(looked: Looked, i: int, cell: tuple[int, int]) -> None:
    true, called = cell
    picked = galleries.cell(looked.logits[i], looked.labels, true, called)
    name = looked.classes
    what = f"{name[true]} called {name[called]}" if true != called else f"{name[true]}, recognised"
    st.markdown(f"#### {what}: {len(picked):,} of {int((looked.labels == true).sum()):,}")
    if looked.images is None:
        _rows(looked, i, picked)
        return
    st.caption("Most confident first. Green is the true class, red what it was called instead.")
    _tiles(looked, i, picked[:BEHIND], None, "No image is in this cell.")


def _rows(looked: Looked, i: int, picked: Array) -> None:
    """Where there are no images: the row numbers, so that they can be looked up at home."""
    p = looked.views[i].probabilities
    st.caption("Most confident first. The row number is the place in your file, counted from 0.")
    rows = [
        {"Row": int(n), "Confidence": float(p[n].max()), "p(true class)": float(p[n, looked.labels[n]])}
        for n in picked[:200]
    ]
    percent = st.column_config.NumberColumn(format="percent")
    st.dataframe(rows, hide_index=True, height=420, column_config={"Confidence": percent, "p(true class)": percent})


def _tiles(looked: Looked, i: int, picked: Array, weights: Array | None, empty: str) -> None:
    assert looked.images is not None
    shown = gallery.tiles(
        looked.images, looked.labels, looked.views[i].probabilities, picked.tolist(), looked.classes, weights
    )
    st.html(gallery.draw(shown, empty))


@st.fragment
def _galleries(looked: Looked, i: int) -> None:
    kinds = [k for k in KINDS if i or k not in ("fixed", "broken")]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = st.segmented_control(
            "Gallery", kinds, default=kinds[0], key=f"gallery{bool(i)}", required=True, wrap=True,
            format_func=lambda k: KINDS[k][0], label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        gamma = st.slider(
            "Fade by focal weight, γ", 0.0, 5.0, 0.0, 0.1, key="fade", bind="query-params", width=320,
            help="An image fades to (1 - p)^γ, the share of its cross-entropy that focal loss with this γ keeps. "
            "γ = 0 fades nothing.",
        )  # fmt: skip
    gamma = gamma if gamma or kind != "suppressed" else 2.0
    picked = PICK[kind](looked, i, gamma)
    shown = picked if kind == "sample" else picked[:MANY]
    st.caption(f"{KINDS[kind][1]} {_count(kind, len(picked), looked.names[i], gamma)}")
    log_p = true_class(log_softmax(looked.logits[i]), looked.labels)
    _tiles(looked, i, shown, focal_weight(log_p, gamma) if gamma else None, "There is none.")


def _count(kind: str, found: int, name: str, gamma: float) -> str:
    if kind in ("fixed", "broken"):
        return f"{found:,} images under {name}."
    return f"Weights at γ = {gamma:g}." if kind == "suppressed" else ""


Pick = Callable[[Looked, int, float], Array]
PICK: dict[str, Pick] = {
    "fixed": lambda looked, i, gamma: galleries.fixed(looked.logits[0], looked.logits[i], looked.labels),
    "broken": lambda looked, i, gamma: galleries.broken(looked.logits[0], looked.logits[i], looked.labels),
    "hardest": lambda looked, i, gamma: galleries.hardest(looked.logits[i], looked.labels),
    "suppressed": lambda looked, i, gamma: galleries.most_suppressed(looked.logits[i], looked.labels, gamma),
    "sample": lambda looked, i, gamma: sample(len(looked.labels)),
}
