"""What an upload must be, whatever file it came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.quote import harmless, quoted
from playground.metrics.probabilities import logits_of

LARGEST_FILE = 32 * 2**20  # bytes, as sent
LARGEST_UNPACKED = 96 * 2**20  # bytes, all arrays of an NPZ together
MOST_CLASSES = 1_000
MOST_SAMPLES = 100_000
MOST_CELLS = 10_000_000
SUM_TOLERANCE = 0.01
MOST_COUNTED = 2**53  # training samples of a class, below; from there on a float skips whole numbers
LONGEST_NAME = 40  # characters of a class's name
LARGEST_LOGIT = 1e30  # float32 stays finite through every formula
KINDS = ("auto", "logits", "probabilities")
HELP = (
    "CSV: a header line, one column called label, and one column per class with its logit or probability; labels are "
    "class names or 0, 1, 2, ... NPZ: arrays logits or probabilities (N, C) and labels (N,), optionally counts (C,) "
    f"and names (C,). At most {MOST_SAMPLES:,} samples, {MOST_CLASSES:,} classes and {LARGEST_FILE // 2**20} MB."
)

Array = NDArray[Any]


class Raw(NamedTuple):
    """What a file holds, unchecked: a table of values, labels, and class names and counts where it has them."""

    values: Array
    labels: Array
    kind: str = "auto"
    names: Sequence[object] | None = None
    counts: Array | None = None


class Upload(NamedTuple):
    """Checked results: float32 logits (N, C), integer labels (N,), class names (C,), training counts (C,) or ().

    `kind` says what the file held, "logits" or "probabilities"; the latter became logits by taking the logarithm.
    """

    logits: NDArray[np.float32]
    labels: NDArray[np.int64]
    names: tuple[str, ...]
    counts: tuple[int, ...]
    kind: str


def checked(raw: Raw, kind: str) -> Upload:
    """The upload, or ValueError with one sentence. `kind` is what the person says that the file holds."""
    if "auto" not in (kind, raw.kind) and kind != raw.kind:
        raise ValueError(f"The file holds {raw.kind}, not {kind}.")
    if raw.values.ndim != 2:
        raise ValueError(f"The values must have the shape (samples, classes), not {raw.values.shape}.")
    size(*raw.values.shape)
    table = raw.values.astype(np.float64)
    bad = np.flatnonzero(~(np.abs(table) <= LARGEST_LOGIT).all(1))
    if bad.size:
        raise ValueError(f"Row {bad[0] + 1} holds a value that is missing, infinite or beyond {LARGEST_LOGIT:g}.")
    names = _names(range(table.shape[1]) if raw.names is None else raw.names, table.shape[1])
    found = _kind(table, raw.kind if kind == "auto" else kind)
    logits = logits_of(table) if found == "probabilities" else table
    counts = () if raw.counts is None else training_counts(raw.counts, len(names))
    return Upload(logits.astype(np.float32), _labels(raw.labels, len(table), names), names, counts, found)


def size(samples: int, classes: int) -> None:
    """Raise ValueError unless a table of this size is allowed."""
    if not 2 <= classes <= MOST_CLASSES:
        raise ValueError(f"There must be 2 to {MOST_CLASSES:,} classes, not {classes:,}.")
    if not 1 <= samples <= MOST_SAMPLES:
        raise ValueError(f"There must be 1 to {MOST_SAMPLES:,} samples, not {samples:,}.")
    if samples * classes > MOST_CELLS:
        raise ValueError(f"Samples times classes may be at most {MOST_CELLS:,}, not {samples * classes:,}.")


def _names(found: Sequence[object], classes: int) -> tuple[str, ...]:
    """Class names as all pages, charts and files show them; nothing on the way there could read them as markup."""
    names = tuple(_name(name) for name in found)
    if len(names) != classes:
        raise ValueError(f"There must be one name per class: {classes}, not {len(names)}.")
    if not all(names) or len(set(names)) != classes or not all(name.isprintable() for name in names):
        raise ValueError(
            f"Every class needs a name of its own: printable, and different within {LONGEST_NAME} characters."
        )
    return names


def _name(found: object) -> str:
    return harmless(str(found).strip()[:LONGEST_NAME])


def training_counts(found: Array, classes: int) -> tuple[int, ...]:
    """How often each class occurs in training, (C,); raises ValueError with one sentence for what cannot be counts."""
    if found.shape != (classes,) or not _whole(found, MOST_COUNTED).all():
        raise ValueError(f"counts must be {classes} whole numbers from 0 to {MOST_COUNTED - 1:,}, one per class.")
    if not found.any():
        raise ValueError("One of the training counts must be above 0.")
    return tuple(int(n) for n in found)


def _whole(values: Array, below: int) -> NDArray[np.bool_]:
    return (values >= 0) & (values < below) & (values == np.floor(values))


def _kind(table: Array, kind: str) -> str:
    shares = bool((table >= 0).all() and (table <= 1 + SUM_TOLERANCE).all())
    if kind == "logits" or (kind == "auto" and not shares):
        return "logits"
    if not shares:
        raise ValueError("Probabilities must lie between 0 and 1.")
    sums = table.sum(1)
    off = np.flatnonzero(np.abs(sums - 1) > SUM_TOLERANCE)
    if off.size:
        hint = "; if these are logits, say so" if kind == "auto" else ""
        raise ValueError(f"The probabilities in row {off[0] + 1} sum to {sums[off[0]]:.4g} instead of 1{hint}.")
    return "probabilities"


def _labels(labels: Array, samples: int, names: tuple[str, ...]) -> NDArray[np.int64]:
    if labels.shape != (samples,):
        raise ValueError(f"labels must have the shape ({samples},), not {labels.shape}.")
    if labels.dtype.kind == "U":
        return _named(labels, names)
    wrong = np.flatnonzero(~_whole(labels, len(names)))
    if wrong.size:
        raise ValueError(f"Label {labels[wrong[0]]} in row {wrong[0] + 1} is not a class from 0 to {len(names) - 1}.")
    return labels.astype(np.int64)


def _named(labels: Array, names: tuple[str, ...]) -> NDArray[np.int64]:
    """Labels written as class names or, where no class has that name, as class numbers."""
    known = {str(i): i for i in range(len(names))} | {name: i for i, name in enumerate(names)}
    distinct, where = np.unique(labels, return_inverse=True)
    index = np.array([known.get(_name(label), -1) for label in distinct], dtype=np.int64)[where]
    wrong = np.flatnonzero(index < 0)
    if wrong.size:
        label = quoted(labels[wrong[0]], 20)
        raise ValueError(f"Label {label} in row {wrong[0] + 1} is neither a class name nor a class number.")
    return index
