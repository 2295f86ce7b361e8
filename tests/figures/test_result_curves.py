"""Figures of a finished result: calibration, curves of one class, gradients, probabilities."""

import json

import numpy as np
import pytest

from playground.figures import cumulative_loss as cl
from playground.figures import gradient_share as gs
from playground.figures import pr, roc, threshold
from playground.metrics.gradients import share
from playground.metrics.ranking import one_vs_rest
from playground.metrics.threshold import sweep

RNG = np.random.default_rng(0)


def curve():
    hits = RNG.random(3000) < 0.2
    return one_vs_rest(RNG.beta(1 + 3 * hits, 2), hits)


def test_roc_and_precision_recall_mark_the_threshold_in_use(check):
    found = curve()
    for draw, x, y, at in (
        (lambda: roc.draw(roc.roc([found], ["CE"], "7", 0.5)), found.fpr, found.tpr, found.roc_at),
        (lambda: pr.draw(pr.precision_recall([found], ["CE"], "7", 0.5)), found.recall, found.precision, found.pr_at),
    ):
        figure = draw()
        check(figure)
        spot = np.flatnonzero(at >= 0.5)[-1]
        mark = figure["data"][-1]
        assert (mark["x"], mark["y"]) == ([round(x[spot], 4)], [round(y[spot], 4)])
        assert len(json.dumps(figure)) < 12_000


def test_a_curve_without_positives_shows_a_dash_for_its_area(check):
    found = one_vs_rest([0.1, 0.2], [False, False])
    figure = pr.draw(pr.precision_recall([found], ["CE"], "7"))
    check(figure)
    assert figure["data"][0]["name"] == "CE (AP –)"
    assert figure["data"][1]["x"] == []


def test_the_threshold_chart_shows_gain_and_cost_and_where_one_stands(check):
    y, p = RNG.integers(0, 3, 300), RNG.dirichlet(np.ones(3), 300)
    found = sweep(p, y, 1)
    figure = threshold.draw(threshold.threshold(found, "1", 0.3))
    check(figure)
    assert figure["layout"]["shapes"][0]["x0"] == 0.3
    assert figure["data"][0]["y"][0] == 1.0
    assert figure["data"][2]["y"][-1] == round(float(found.others[-1]), 4)
    assert len({t["line"]["dash"] for t in figure["data"]}) == 4
    assert threshold.draw(threshold.threshold(found, "1"))["layout"]["shapes"] == []


def test_gradient_shares_stand_beside_the_shares_of_the_images(check):
    found = share([1.0, 2.0, 3.0, 2.0], np.array([0, 0, 1, 1]), np.array([0.95, 0.6, 0.1, 0.9]))
    by_class = gs.draw(gs.gradient_share([found, found], ["CE", "Focal"]))
    check(by_class)
    assert by_class["data"][0]["y"] == [0.375, 0.625]
    by_level = gs.draw(gs.gradient_share([found, found], ["CE", "Focal"], "difficulty"))
    check(by_level)
    assert [t["y"] for t in by_level["data"] if t["type"] == "scatter"] == [[0.25, 0.25, 0.5]] * 2
    with pytest.raises(ValueError, match="by must be one of class, difficulty"):
        gs.gradient_share([], [], "digit")


def test_the_fourth_figure_has_both_groups_at_gamma_and_at_zero(check):
    log_p = np.log(np.append(RNG.beta(2, 2, 50), RNG.beta(8, 1, 500)))
    info = cl.cumulative_loss(log_p, np.arange(550) < 50, 2.0)
    figure = cl.draw(info)
    check(figure)
    assert len(figure["data"]) == 4
    assert info.groups[1].hardest > info.groups[1].plain_hardest
    assert cl.sentence(info).startswith("At gamma = 2 the hardest 20 % of the images carry ")
    assert len(cl.cumulative_loss(log_p, np.zeros(550, bool), 1.0).groups) == 1
    assert "no samples" in cl.sentence(cl.cumulative_loss([], [], 1.0))


@pytest.mark.parametrize(
    "figure",
    [
        roc.draw(roc.roc([], [], "7")),
        pr.draw(pr.precision_recall([], [], "7")),
        gs.draw(gs.gradient_share([], [])),
        gs.draw(gs.gradient_share([], [], "difficulty")),
        cl.draw(cl.cumulative_loss([], [], 2.0)),
        threshold.draw(threshold.Threshold("7", [], [("", [])] * 4, None)),
    ],
)
def test_nothing_to_show_is_an_empty_titled_plot(figure, check):
    assert figure["data"] == []
    check(figure)
