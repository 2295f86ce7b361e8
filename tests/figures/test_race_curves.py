"""The live chart of a race."""

import math

import pytest

from playground.core.snapshots import Lane, Point
from playground.figures.race_curves import draw
from playground.metrics.yardsticks import YARDSTICKS
from playground.race.trajectories import smoothed, trajectories


def point(step, right, loss=0.5):
    return Point(step, 64 * step, loss, 0.4, ((right, 10 - right), (0, 10)))


def lane(entrant, seed, rights, status="finished"):
    return Lane(entrant, seed, status, "", tuple(point(i, r) for i, r in enumerate(rights)))


def test_one_run_is_drawn_as_it_is_with_no_band():
    info = trajectories([lane(0, 0, [0, 5, 8])], ["CE"], "rare_recall", rare=[0])
    assert info.each[0].x == [0, 64, 128]
    assert info.each[0].mean == pytest.approx([0.0, 0.5, 0.8])
    assert draw(info)["data"][0]["x"] == []


def test_every_entrant_has_three_traces_in_the_same_order_from_the_first_moment_on(check):
    for lanes in ([], [lane(1, 0, [3, 4])], [lane(0, 0, [3]), lane(1, 0, [3, 4])]):
        figure = draw(trajectories(lanes, ["CE", "Focal"]))
        check(figure)
        assert [t.get("name") for t in figure["data"]] == [None, None, "CE", None, None, "Focal"]
    assert figure["data"][2]["line"]["dash"] == "dash"
    assert figure["data"][5]["line"]["dash"] == "solid"


def test_smoothing_is_the_debiased_moving_average_and_keeps_the_raw_line():
    assert smoothed([1.0, 1.0, 1.0], 0.9) == pytest.approx([1.0, 1.0, 1.0])
    assert smoothed([0.0, 1.0], 0.5) == pytest.approx([0.0, 0.5 / 0.75])
    assert smoothed([2.0, 3.0], 0.0) == [2.0, 3.0]
    figure = draw(trajectories([lane(0, 0, [0, 8])], ["CE"], "rare_recall", rare=[0], smoothing=0.5))
    assert figure["data"][1]["y"] == [0.0, 0.8]
    assert figure["data"][2]["y"] != [0.0, 0.8]


def test_the_undefined_loss_at_step_zero_is_a_gap():
    lanes = [Lane(0, 0, "running", "", (point(0, 5, math.nan), point(1, 5, 0.25)))]
    assert draw(trajectories(lanes, ["CE"], "loss"))["data"][2]["y"] == [None, 0.25]
    assert smoothed([math.nan, 2.0], 0.5)[1] == 2.0


def test_log_steps_and_every_yardstick_are_valid_figures(check):
    for key in YARDSTICKS:
        figure = draw(trajectories([lane(0, 0, [1, 2])], ["CE"], key, [0], 0.3), log=True)
        assert check(figure).layout.yaxis.type == "log"
