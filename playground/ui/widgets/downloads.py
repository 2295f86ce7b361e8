"""What a section shows, to take away: its table, its charts, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from playground.analysis.evaluation import Evaluation
from playground.exchange import export
from playground.figures.theme import Figure


def downloads(
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
