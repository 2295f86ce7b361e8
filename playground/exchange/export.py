"""Take it away: tables as CSV, charts as HTML that works offline, logits and labels as NPZ; all as bytes.

A PNG comes from the button on every chart: rendering one here would need a second browser engine.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(records: Sequence[Mapping[str, object]]) -> bytes:
    """Rows as a CSV file (UTF-8 with a mark, which spreadsheets need); columns are the first row's keys.

    Text that a spreadsheet would run as a formula is kept as text by a leading apostrophe.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    columns = list(records[0]) if records else []
    writer.writerow([_cell(name) for name in columns])
    writer.writerows([[_cell(record.get(name)) for name in columns] for record in records])
    return file.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, float) and value != value:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) and not _number(value) else value


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def html_bytes(figures: Sequence[Mapping[str, Any]], title: str) -> bytes:
    """The figures below one another as one HTML page that needs no network: Plotly's script is inside (about 5 MB)."""
    from html import escape

    import plotly.graph_objects as go

    parts = [
        go.Figure(dict(figure)).to_html(full_html=False, include_plotlyjs=i == 0, config=chart_config(title))
        for i, figure in enumerate(figures)
    ]
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
    style = "<style>body{font:16px sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem}</style>"
    return f"{head}{style}<h1>{escape(title)}</h1>{''.join(parts)}</html>".encode()


def npz_bytes(logits: ArrayLike, labels: ArrayLike, counts: Sequence[int] = (), names: Sequence[str] = ()) -> bytes:
    """Logits (N, C) and labels (N,) with counts and names (C,), as `upload.read` takes them back."""
    arrays: dict[str, Any] = {"logits": np.asarray(logits), "labels": np.asarray(labels)}
    arrays |= {"counts": np.asarray(counts, dtype=np.int64)} if len(counts) else {}
    arrays |= {"names": np.asarray(names, dtype=str)} if len(names) else {}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def chart_config(name: str) -> dict[str, Any]:
    """Plotly's own settings: its camera button saves a sharp PNG under this name; no logo."""
    safe = "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-") or "chart"
    return {
        "displaylogo": False,
        "responsive": True,
        "toImageButtonOptions": {"format": "png", "filename": safe, "scale": 2},
    }
