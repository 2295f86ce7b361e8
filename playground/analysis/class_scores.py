"""How good a model is: for each class, and in the numbers that sum it up."""

from __future__ import annotations

import math

from playground.analysis.cards import Card
from playground.analysis.evaluation import Evaluation
from playground.core.snapshots import Matrix
from playground.metrics import matrix as m
from playground.metrics import table
from playground.metrics.names import CLASS_TITLES, METRICS
from playground.metrics.words import EXPLAIN, accuracy_trap, g_mean_sentence

Cell = float | str | int | None
CARDS = (
    "macro_f1", "balanced_accuracy", "rare_recall", "common_recall", "accuracy", "g_mean", "mcc", "auroc", "ap",
)  # fmt: skip
NEED_RARE = ("rare_recall", "common_recall")
KINDS = {CLASS_TITLES[key]: of for key, of in m.PER_CLASS.items()}


def matrices(evaluation: Evaluation) -> list[list[Matrix]]:
    """The confusion matrix of every model in every seed."""
    return [[evaluation.matrix(z) for z in run] for run in evaluation.runs]


def cards(evaluation: Evaluation, i: int) -> list[Card]:
    """Model i's numbers over the seeds, and their mean change against the baseline."""
    rows = {row.key: row for row in table.rows(evaluation.metrics)}
    keys = [key for key in CARDS if evaluation.rare or key not in NEED_RARE]
    return [_card(rows[key], i) for key in keys]


def _card(row: table.Row, i: int) -> Card:
    unit = " %" if METRICS[row.key].percent else ""
    return Card(METRICS[row.key].short, table.cell(row.cells[i], row.key) + unit, _change(row, i), row.explain)


def _change(row: table.Row, i: int) -> str | None:
    """The mean difference to the baseline over the seeds, in the metric's own unit."""
    verdict = row.verdicts[i]
    if verdict is None or math.isnan(verdict.interval.mean):
        return None
    mean = verdict.interval.mean
    return f"{mean * 100:+.1f} points" if METRICS[row.key].percent else f"{mean:+.3f}"


def trap(evaluation: Evaluation, i: int) -> str:
    """The accuracy trap; "" where it does not spring. Classes that are not rare cannot spring it."""
    if not evaluation.rare:
        return ""
    return accuracy_trap(evaluation.scored[i].matrix, evaluation.rare, evaluation.classes)


def never_found(evaluation: Evaluation, i: int) -> str:
    """Which classes make model i's G-mean 0; "" where none does."""
    found = m.g_mean(evaluation.scored[i].matrix)
    return f"The G-mean is {g_mean_sentence(found, evaluation.classes)}: never found once." if found.culprits else ""


def class_records(evaluation: Evaluation, i: int) -> list[dict[str, Cell]]:
    """One row per class, the rarest first; an undefined value is None, which a table shows as a dash."""
    now, was = ({k: of(evaluation.scored[j].matrix) for k, of in KINDS.items()} for j in (i, 0))
    return [
        {"Class": evaluation.classes[c], "Training": evaluation.counts[c] if evaluation.counts else None}
        | {k: _defined(now[k][c]) for k in KINDS}
        | {f"Δ {k}": _defined(100 * (now[k][c] - was[k][c])) for k in KINDS if i}
        for c in evaluation.order
    ]


def metric_records(evaluation: Evaluation) -> list[dict[str, str]]:
    """One row per metric with every model's value, and what it says."""
    found = table.records(table.rows(evaluation.metrics), evaluation.names)
    return [{**row, "What it says": EXPLAIN[key]} for row, key in zip(found, table.KEYS, strict=True)]


def _defined(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
