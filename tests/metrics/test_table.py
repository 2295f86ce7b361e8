"""The table of a race."""

import math

import pytest

from playground.metrics import table as tb
from playground.metrics.names import METRICS
from playground.metrics.words import EXPLAIN


def score(value):
    return dict.fromkeys(tb.KEYS, value)


def test_every_metric_has_a_title_an_explanation_and_a_row():
    found = tb.rows([[score(0.5)]])
    assert [row.key for row in found] == list(tb.KEYS)
    assert all(row.explain == EXPLAIN[row.key] for row in found)
    assert all(row.title == METRICS[row.key].axis for row in found)


def test_cells_show_the_mean_with_its_interval_and_a_dash_where_undefined():
    row = tb.rows([[score(0.9), score(0.92), score(0.94)]])[0]
    assert tb.cell(row.cells[0], "macro_f1") == "0.920 ± 0.050"
    assert tb.cell(row.cells[0], "accuracy") == "92.0 ± 5.0"
    single, undefined = tb.rows([[score(0.9)], [score(math.nan)]])[0].cells
    assert tb.cell(single, "macro_f1") == "0.900"
    assert tb.cell(undefined, "macro_f1") == "–"


def test_the_baseline_has_no_verdict_and_the_others_are_paired_seed_by_seed():
    row = tb.rows([[score(0.80), score(0.90), score(0.70)], [score(0.83), score(0.92)]])[3]
    assert row.verdicts[0] is None
    assert row.verdicts[1].interval.n == 2
    assert row.verdicts[1].interval.mean == pytest.approx(0.025)


def test_records_are_what_a_data_frame_takes():
    found = tb.records(tb.rows([[score(0.9)], []]), ["CE", "Focal"])
    assert found[0] == {"Metric": "Macro-F1", "CE": "0.900", "Focal": "–"}
