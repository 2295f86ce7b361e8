"""Pieces that several pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from playground.analysis.evaluation import Evaluation
from playground.exchange import export
from playground.figures import gallery
from playground.figures.theme import colour
from playground.metrics.probabilities import Array

Figure = dict[str, Any]


def chart(figure: Figure, key: str, alt: str, **settings: Any) -> Any:
    """A native chart whose only button saves it as a PNG named after its key."""
    return st.plotly_chart(figure, key=key, alt=alt, config=camera(key), **settings)


def camera(key: str) -> dict[str, Any]:
    """A chart's settings that leave it one button, which saves it as a PNG named after its key."""
    return export.chart_config(key) | {"modeBarButtons": [["toImage"]]}


def model(evaluation: Evaluation, first: int | None = None) -> int:
    """Choose one of the models; returns its index. Unless told, it begins with the `favourite`."""
    if len(evaluation.names) == 1:
        return 0
    every = list(range(len(evaluation.names)))
    start = favourite(evaluation) if first is None else first
    return st.segmented_control(
        "Model", every, default=start, key="model", bind="query-params", required=True, wrap=True,
        format_func=evaluation.names.__getitem__, label_visibility="collapsed",
    )  # fmt: skip


def favourite(evaluation: Evaluation) -> int:
    """The model other than the baseline with the highest balanced accuracy."""
    each = [runs[evaluation.seed]["balanced_accuracy"] for runs in evaluation.metrics]
    return max(range(1, len(each)), key=each.__getitem__) if len(each) > 1 else 0


def legend(evaluation: Evaluation) -> None:
    """One line that says which colour is which model, for charts that share it."""
    if len(evaluation.names) > 1:
        st.html(f'<div style="{_LEGEND}">{"".join(_entry(i, name) for i, name in enumerate(evaluation.names))}</div>')


_LEGEND = "display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.875rem"


def _entry(i: int, name: str) -> str:
    square = f"display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em;background:{colour(i)}"
    return f'<span><span aria-hidden="true" style="{square}"></span>{escape(name)}</span>'


def takeaway(
    evaluation: Evaluation, i: int, name: str, records: Sequence[Mapping[str, object]], figures: list[Figure]
) -> None:
    """Download what a section shows: its table as CSV, its charts as one page, the model's logits as NPZ."""
    with st.popover("Download", icon=":material/download:"):
        _button("Table as CSV", lambda: export.csv_bytes(records), f"{name}.csv", "text/csv")
        _button("Charts as HTML", lambda: export.html_bytes(figures, evaluation.title), f"{name}.html", "text/html")
        arrays = (evaluation.logits[i], evaluation.labels, evaluation.counts, evaluation.classes)
        _button(
            "Logits and labels as NPZ", lambda: export.npz_bytes(*arrays), f"{name}.npz", "application/octet-stream"
        )
        st.caption("PNG: the camera at a chart's upper right corner.")


def _button(label: str, make: Callable[[], bytes], file: str, mime: str) -> None:
    st.download_button(label, make, file, mime, on_click="ignore", key=file, width="stretch")


def tiles(evaluation: Evaluation, i: int, picked: Array, weights: Array | None, empty: str) -> None:
    """Draw the images `picked` (K,) with model i's answers, faded by `weights` (N,); `empty` says there is none."""
    assert evaluation.images is not None
    shown = gallery.tiles(
        evaluation.images,
        evaluation.labels,
        evaluation.scored[i].probabilities,
        picked.tolist(),
        evaluation.classes,
        weights,
    )
    st.html(gallery.draw(shown, empty))
