"""CSV files: the header by the csv module, the numbers by NumPy's own reader, in bounded memory."""

from __future__ import annotations

import csv
import io
import re

import numpy as np

from playground.core.quote import harmless
from playground.exchange.upload.check import MOST_CLASSES, MOST_SAMPLES, Raw, size

LABELS = ("label", "labels", "true", "target", "y")
LONGEST_HEADER = 100_000  # characters
DELIMITERS = ",;\t"


def table_of(data: bytes) -> Raw:
    """One column of labels, all others one class each, named by the header."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("The file is neither a CSV file in UTF-8 nor an NPZ file.") from None
    first, _, rest = text.partition("\n")
    header, delimiter = _header(first)
    spot = _label_column(header)
    size(rest.count("\n") + (not rest.endswith("\n")) if rest.strip() else 0, len(header) - 1)
    values, labels = _read(rest, delimiter, spot, len(header))
    return Raw(values, labels, "auto", [name for i, name in enumerate(header) if i != spot])


def _label_column(header: list[str]) -> int:
    """The column called label, or else labels, true, ...: a class may be called y beside a column called label."""
    lower = [name.lower() for name in header]
    found = next((name for name in LABELS if name in lower), None)
    if found is None or lower.count(found) > 1:
        names = f"label (or {', '.join(LABELS[1:])})"
        raise ValueError(f"The first line must name the columns, one of them, and only one, {names}.")
    return lower.index(found)


def _header(first: str) -> tuple[list[str], str]:
    first = first.rstrip("\r")
    if (
        len(first) > LONGEST_HEADER or "\0" in first or "\r" in first
    ):  # a lone carriage return ends a line for csv alone
        raise ValueError("The first line is no header of a CSV file.")
    delimiter = max(DELIMITERS, key=first.count)
    if first.count(delimiter) > MOST_CLASSES:
        raise ValueError(f"There must be 2 to {MOST_CLASSES:,} classes, not {first.count(delimiter):,}.")
    return [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])], delimiter


def _read(rest: str, delimiter: str, spot: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    codes: dict[str, int] = {}
    lines = re.sub(r"[\r\n]+", "\n", rest).lstrip("\n")  # numpy warns of empty lines where rows are limited
    try:
        table = np.loadtxt(
            io.StringIO(lines), delimiter=delimiter, quotechar='"', comments=None, ndmin=2, max_rows=MOST_SAMPLES,
            converters={spot: lambda label: codes.setdefault(label.strip(), len(codes))}, encoding=None,
        )  # fmt: skip
    except ValueError as error:
        why = harmless(str(error).partition(";")[0].rstrip("."))  # it repeats a cell
        raise ValueError(f"Below its header the file is no table of numbers: {why[:120]}.") from None
    if table.shape[1] != columns:
        raise ValueError(f"The rows have {table.shape[1]} columns; the first line names {columns}.")
    labels = np.array(list(codes), dtype=str)[table[:, spot].astype(np.int64)]
    return np.delete(table, spot, axis=1), labels
