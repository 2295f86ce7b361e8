"""How good a model is: for each class, and in the numbers that sum it up."""

from __future__ import annotations

import math

from playground.analysis.cards import Card
from playground.analysis.evaluation import Evaluation
from playground.core.snapshots import Matrix
from playground.metrics import matrix as m
from playground.metrics import table
from playground.metrics.words import EXPLAIN, accuracy_trap, g_mean_sentence

Cell = float | str | int | None
TITLES = {
    "macro_f1": "Macro-F1", "balanced_accuracy": "Balanced accuracy", "rare_recall": "Rare recall",
    "common_recall": "Common recall", "accuracy": "Accuracy", "g_mean": "G-mean", "mcc": "MCC",
    "auroc": "Macro AUROC", "ap": "Average precision",
}  # fmt: skip
NEED_RARE = ("rare_recall", "common_recall")
KINDS = {"Recall": m.recall, "Precision": m.precision, "F1": m.f1}


def matrices(evaluation: Evaluation) -> list[list[Matrix]]:
    """The confusion matrix of every model in every seed."""
    return [[evaluation.matrix(z) for z in run] for run in evaluation.runs]


def cards(evaluation: Evaluation, i: int) -> list[Card]:
    """Model i's numbers over the seeds, and their mean change against the baseline."""
    rows = {row.key: row for row in table.rows(evaluation.metrics)}
    keys = [key for key in TITLES if evaluation.rare or key not in NEED_RARE]
    return [_card(rows[key], TITLES[key], i) for key in keys]


def _card(row: table.Row, title: str, i: int) -> Card:
    unit = " %" if row.key in table.PERCENT else ""
    return Card(title, table.cell(row.cells[i], row.key) + unit, _change(row, i), row.explain)


def _change(row: table.Row, i: int) -> str | None:
    """The mean difference to the baseline over the seeds, in the metric's own unit."""
    verdict = row.verdicts[i]
    if verdict is None or math.isnan(verdict.interval.mean):
        return None
    mean = verdict.interval.mean
    return f"{mean * 100:+.1f} points" if row.key in table.PERCENT else f"{mean:+.3f}"


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
    return [{**row, "What it says": EXPLAIN[key]} for row, key in zip(found, table.TITLES, strict=True)]


def _defined(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
