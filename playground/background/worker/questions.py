"""What pages ask of a process that has torch: a curve, a triangle, an example, the answers of networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playground.curves.evaluate import evaluate, rows
from playground.curves.simplex import simplex
from playground.curves.worked import steps
from playground.training.predict import predict

QUESTIONS: Mapping[str, Callable[..., Any]] = {
    "curve": evaluate,
    "rows": rows,
    "simplex": simplex,
    "steps": steps,
    "predict": predict,
}
