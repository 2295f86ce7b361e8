"""The table under a race: every metric of every entrant over its seeds, and what each gains on the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from playground.metrics.names import METRICS
from playground.metrics.seeds import Interval, Verdict, compare, interval
from playground.metrics.words import EXPLAIN

KEYS = (
    "macro_f1", "rare_recall", "common_recall", "accuracy", "balanced_accuracy", "g_mean", "mcc", "auroc", "ap", "ece",
    "gap", "brier", "nll",
)  # fmt: skip


class Row(NamedTuple):
    """One metric: an interval per entrant, and each entrant's paired verdict against the first (None for itself)."""

    key: str
    title: str
    explain: str
    cells: list[Interval]
    verdicts: list[Verdict | None]


def rows(scores: Sequence[Sequence[Mapping[str, float]]]) -> list[Row]:
    """`scores[i][s]` are entrant i's in seed s (metrics.scores.every_metric), seeds in the same order for all."""
    return [_row(key, [[run[key] for run in runs if key in run] for runs in scores]) for key in KEYS]


def _row(key: str, runs: Sequence[Sequence[float]]) -> Row:
    both = [min(len(runs[0]), len(mine)) for mine in runs]
    verdicts = [
        compare(runs[0][:n], mine[:n]) if i else None for i, (mine, n) in enumerate(zip(runs, both, strict=True))
    ]
    return Row(key, METRICS[key].axis, EXPLAIN[key], [interval(mine) for mine in runs], verdicts)


def cell(found: Interval, key: str) -> str:
    """The value as the table prints it: a dash where undefined, with its 95 % half-width from two seeds on."""
    scale, form = (100, ".1f") if METRICS[key].percent else (1, ".3f")
    if found.mean != found.mean:
        return "–"
    spread = f" ± {found.half * scale:{form}}" if found.n > 1 else ""
    return f"{found.mean * scale:{form}}{spread}"


def records(found: Sequence[Row], names: Sequence[str]) -> list[dict[str, str]]:
    """The table as printed, one dictionary per metric, ready for a data frame or a CSV file."""
    return [
        {"Metric": row.title, **{name: cell(c, row.key) for name, c in zip(names, row.cells, strict=True)}}
        for row in found
    ]
