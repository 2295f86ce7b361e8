"""Native charts with one button each, and the line that says whose colour is whose."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from playground.analysis.evaluation import Evaluation
from playground.exchange import export
from playground.figures.theme import Figure, colour


def chart(figure: Figure, key: str, alt: str, **settings: Any) -> Any:
    """A native chart whose only button saves it as a PNG named after its key."""
    return st.plotly_chart(figure, key=key, alt=alt, config=camera(key), **settings)


def camera(key: str) -> dict[str, Any]:
    """A chart's settings that leave it one button, which saves it as a PNG named after its key."""
    return export.chart_config(key) | {"modeBarButtons": [["toImage"]]}


def legend(evaluation: Evaluation) -> None:
    """One line that says which colour is which model, for charts that share it."""
    if len(evaluation.names) > 1:
        st.html(f'<div style="{_LEGEND}">{"".join(_entry(i, name) for i, name in enumerate(evaluation.names))}</div>')


_LEGEND = "display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.875rem"


def _entry(i: int, name: str) -> str:
    square = f"display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em;background:{colour(i)}"
    return f'<span><span aria-hidden="true" style="{square}"></span>{escape(name)}</span>'
