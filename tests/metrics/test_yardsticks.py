"""The yardsticks of a race."""

import math
from dataclasses import replace

import pytest

from playground.core.snapshots import Point
from playground.metrics import yardsticks as ys
from playground.metrics.words import EXPLAIN

POINT = Point(3, 192, 0.7, 0.4, ((8, 2), (6, 4)), test_loss=0.9)


def test_each_yardstick_reads_its_own_number():
    found = {key: yard.of(POINT, [1]) for key, yard in ys.YARDSTICKS.items()}
    f1 = (2 * 8 / (10 + 14) + 2 * 4 / (10 + 6)) / 2
    assert found == pytest.approx(
        {"macro_f1": f1, "rare_recall": 0.4, "common_recall": 0.8, "accuracy": 0.6, "balanced_accuracy": 0.6,
         "nll": 0.4, "loss": 0.7, "test_loss": 0.9}
    )  # fmt: skip
    assert found.keys() - {"balanced_accuracy"} <= EXPLAIN.keys()


def test_a_point_without_a_matrix_has_only_its_losses():
    empty = Point(0, 0, math.nan, 2.3, ())
    assert math.isnan(ys.yardstick("macro_f1").of(empty, []))
    assert math.isnan(ys.yardstick("rare_recall").of(empty, [1]))
    assert ys.yardstick("nll").of(empty, []) == 2.3


def test_axes_carry_a_unit_and_an_unknown_key_is_refused():
    assert ys.yardstick("nll").axis == "Test cross-entropy (nats)"
    with pytest.raises(ValueError, match="choose one of macro_f1"):
        ys.yardstick("auc")


def test_under_a_prior_the_cross_entropy_is_the_mean_of_the_classes_weighted_by_it():
    point = replace(POINT, class_nll=(0.2, 0.6))
    assert ys.yardstick("nll").of(point, [1], (0.75, 0.25)) == pytest.approx(0.3)
    assert math.isnan(ys.yardstick("nll").of(POINT, [1], (0.75, 0.25)))
    assert ys.yardstick("nll").of(POINT, [1], (0.5, 0.5)) == POINT.nll
