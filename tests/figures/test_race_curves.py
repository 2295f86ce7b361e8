"""The live chart of a race."""

import math

import pytest

from playground.core.snapshots import Lane, Point
from playground.figures import race_curves as rc
from playground.metrics.yardsticks import YARDSTICKS


def point(step, right, loss=0.5):
    return Point(step, 64 * step, loss, 0.4, ((right, 10 - right), (0, 10)))


def lane(entrant, seed, rights, status="finished"):
    return Lane(entrant, seed, status, "", tuple(point(i, r) for i, r in enumerate(rights)))


def test_one_run_is_drawn_as_it_is_with_no_band():
    info = rc.curves([lane(0, 0, [0, 5, 8])], ["CE"], "rare_recall", rare=[0])
    assert info.curves[0].x == [0, 64, 128]
    assert info.curves[0].mean == pytest.approx([0.0, 0.5, 0.8])
    assert rc.draw(info)["data"][0]["x"] == []


def test_three_seeds_give_a_mean_and_students_interval_and_two_their_range():
    three = rc.curves([lane(0, s, [r]) for s, r in enumerate([5, 6, 7])], ["CE"], "rare_recall", rare=[0]).curves[0]
    assert three.mean == pytest.approx([0.6])
    assert three.high[0] - 0.6 == pytest.approx(4.302652729911275 * 0.1 / math.sqrt(3))
    two = rc.curves([lane(0, s, [r]) for s, r in enumerate([5, 7])], ["CE"], "rare_recall", rare=[0]).curves[0]
    assert (two.low[0], two.high[0]) == (0.5, 0.7)


def test_a_band_never_leaves_what_the_yardstick_allows():
    curve = rc.curves([lane(0, s, [r]) for s, r in enumerate([0, 5, 10])], ["CE"], "rare_recall", rare=[0]).curves[0]
    assert (curve.low[0], curve.high[0]) == (0.0, 1.0)


def test_a_running_seed_waits_until_it_has_ended():
    lanes = [lane(0, 0, [4, 4]), lane(0, 1, [9], "running")]
    assert rc.curves(lanes, ["CE"], "rare_recall", rare=[0]).curves[0].mean == pytest.approx([0.4, 0.4])
    assert rc.curves(lanes[1:], ["CE"], "rare_recall", rare=[0]).curves[0].mean == pytest.approx([0.9])


def test_every_entrant_has_three_traces_in_the_same_order_from_the_first_moment_on(check):
    for lanes in ([], [lane(1, 0, [3, 4])], [lane(0, 0, [3]), lane(1, 0, [3, 4])]):
        figure = rc.draw(rc.curves(lanes, ["CE", "Focal"]))
        check(figure)
        assert [t.get("name") for t in figure["data"]] == [None, None, "CE", None, None, "Focal"]
    assert figure["data"][2]["line"]["dash"] == "dash"
    assert figure["data"][5]["line"]["dash"] == "solid"


def test_smoothing_is_the_debiased_moving_average_and_keeps_the_raw_line():
    assert rc.smoothed([1.0, 1.0, 1.0], 0.9) == pytest.approx([1.0, 1.0, 1.0])
    assert rc.smoothed([0.0, 1.0], 0.5) == pytest.approx([0.0, 0.5 / 0.75])
    assert rc.smoothed([2.0, 3.0], 0.0) == [2.0, 3.0]
    figure = rc.draw(rc.curves([lane(0, 0, [0, 8])], ["CE"], "rare_recall", rare=[0], smoothing=0.5))
    assert figure["data"][1]["y"] == [0.0, 0.8]
    assert figure["data"][2]["y"] != [0.0, 0.8]


def test_the_undefined_loss_at_step_zero_is_a_gap():
    lanes = [Lane(0, 0, "running", "", (point(0, 5, math.nan), point(1, 5, 0.25)))]
    assert rc.draw(rc.curves(lanes, ["CE"], "loss"))["data"][2]["y"] == [None, 0.25]
    assert rc.smoothed([math.nan, 2.0], 0.5)[1] == 2.0


def test_log_steps_and_every_yardstick_are_valid_figures(check):
    for key in YARDSTICKS:
        figure = rc.draw(rc.curves([lane(0, 0, [1, 2])], ["CE"], key, [0], "step", 0.3), log=True)
        assert check(figure).layout.yaxis.type == "log"


def test_what_is_not_offered_is_refused():
    with pytest.raises(ValueError, match="Unknown yardstick 'f2'; choose one of macro_f1"):
        rc.curves([], [], "f2")
    with pytest.raises(ValueError, match="x must be one of samples, step"):
        rc.curves([], [], x="epoch")
    with pytest.raises(ValueError, match="smoothing must be at least 0 and below 1"):
        rc.curves([], [], smoothing=1.0)
