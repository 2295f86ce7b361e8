"""A visitor's own answers as an evaluation: its name, its rare classes, and what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.analysis.evaluation import Evaluation
from playground.core.quote import harmless
from playground.data import rare_classes
from playground.metrics.probabilities import Array

LONGEST = 40  # characters of a file's name that are shown


def fields_of(logits: Array, labels: Array, classes: Sequence[str], counts: Sequence[int], file: str) -> dict[str, Any]:
    """Logits (N, C), labels (N,), and class names and training counts (C,) or () as the keywords of `Evaluation`.

    The name of the `file` is the model's name.
    """
    shown = "".join(c for c in file.rsplit(".", 1)[0] if c.isprintable())
    title = harmless(shown[:LONGEST].strip()) or "Your model"
    return {
        "title": f"Your model: {title}", "names": (title,), "runs": ((logits,),), "labels": labels,
        "classes": tuple(classes), "counts": tuple(counts), "rare": rare_classes(counts),
    }  # fmt: skip


def summary(fields: dict[str, Any], kind: str) -> str:
    """How much was read, of which `kind`, and the share that is right."""
    evaluation = Evaluation(**fields)
    samples, classes = evaluation.runs[0][0].shape
    right = float((evaluation.runs[0][0].argmax(1) == evaluation.labels).mean())
    return f"{evaluation.title}: {samples:,} samples, {classes:,} classes, read as {kind}; {right:.1%} are right."
