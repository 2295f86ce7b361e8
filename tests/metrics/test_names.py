"""Every metric is called one thing, wherever it is shown."""

import numpy as np

from playground.analysis import class_scores, confidence
from playground.metrics import matrix, table
from playground.metrics.names import CLASS_TITLES, METRICS
from playground.metrics.scores import every_metric
from playground.metrics.words import EXPLAIN
from playground.metrics.yardsticks import YARDSTICKS


def test_everything_that_is_measured_has_a_name_and_an_explanation():
    measured = every_metric(np.eye(3), np.arange(3), rare=(0,))
    for key in (*measured, *table.KEYS, *YARDSTICKS, *class_scores.CARDS, *confidence.CARDS):
        assert METRICS[key].title
        assert METRICS[key].short
        assert EXPLAIN[key]


def test_no_two_metrics_share_a_title_or_a_short_one():
    for names in ([m.title for m in METRICS.values()], [m.short for m in METRICS.values()]):
        assert len(set(names)) == len(names)


def test_a_share_is_written_a_hundredfold_and_other_units_are_not():
    assert {m.unit for m in METRICS.values() if m.percent} == {"%", "points"}
    assert {m.unit for m in METRICS.values() if not m.percent} == {"", "0 to 2", "nats"}


def test_an_axis_tells_the_unit_where_there_is_one():
    for metric in METRICS.values():
        assert metric.axis.startswith(metric.title)
        assert (metric.unit in metric.axis) if metric.unit else metric.axis == metric.title


def test_the_scores_of_a_class_have_titles_and_explanations():
    assert list(CLASS_TITLES) == list(matrix.PER_CLASS)
    assert all(EXPLAIN[key] for key in CLASS_TITLES)
