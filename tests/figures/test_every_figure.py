"""What holds for every figure, whatever it is given: no undefined number is told, and all that is drawn has a name."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.figures import (
    confusion,
    counts,
    cumulative_loss,
    gradient_share,
    pr,
    race_curves,
    recall_bars,
    reliability,
    roc,
    threshold,
)
from playground.metrics.calibration import reliability as calibrated
from playground.metrics.gradients import share
from playground.metrics.matrix import PER_CLASS
from playground.metrics.ranking import one_vs_rest
from playground.metrics.threshold import sweep
from playground.metrics.yardsticks import YARDSTICKS
from playground.race.trajectories import trajectories
from tests.figures.support import NAMES, hoverable, lanes, matrices, said, scored, undefined_words

LARGEST = 200_000  # bytes of JSON: what a phone takes in without a pause


@st.composite
def confusions(draw):
    matrix = draw(matrices(0))
    return confusion.draw(confusion.confusion(matrix, draw(st.sampled_from([*confusion.MODES])), matrix.T))


@st.composite
def count_bars(draw):
    given_counts = draw(st.lists(st.integers(0, 10**7), max_size=30))
    rare = draw(st.sets(st.integers(0, 29)))
    return counts.draw(counts.counts(given_counts, sorted(rare)), draw(st.booleans()))


@st.composite
def score_bars(draw):
    runs = draw(st.lists(st.lists(matrices(3, 3), max_size=4), min_size=3, max_size=3))
    sizes = draw(st.lists(st.integers(0, 10**7), min_size=3, max_size=3))
    score = draw(st.sampled_from([*PER_CLASS]))
    return recall_bars.draw(recall_bars.bars(runs, draw(NAMES), sizes, score))


@st.composite
def races(draw):
    key, smoothing = draw(st.sampled_from([*YARDSTICKS])), draw(st.sampled_from([0.0, 0.6]))
    info = trajectories(draw(lanes()), draw(NAMES), key, [1], smoothing)
    return race_curves.draw(info, draw(st.booleans()))


@st.composite
def one_class(draw):
    """ROC, precision-recall and threshold of one class, which may have no samples or all of them."""
    labels, p = draw(scored())
    at = draw(st.sampled_from([None, 0.0, 0.3, 1.0]))
    found = [one_vs_rest(p[:, c], labels == 0) for c in range(3)]
    names = draw(NAMES)
    return draw(
        st.sampled_from(
            [
                roc.draw(roc.roc(found, names, "0", at)),
                pr.draw(pr.precision_recall(found, names, "0", at)),
                threshold.draw(threshold.threshold(sweep(p, labels, 0), "0", at)),
            ]
        )
    )


@st.composite
def gradients(draw):
    labels, p = draw(scored())
    own = p[np.arange(len(p)), labels]
    found = [share(draw(st.sampled_from([1 - own, 0 * own])), labels, own, (5, 0, 3)) for _ in range(3)]
    return gradient_share.draw(
        gradient_share.gradient_share(found, draw(NAMES), draw(st.sampled_from(["class", "difficulty"])))
    )


@st.composite
def cumulated(draw):
    labels, p = draw(scored())
    log_p = np.log(p[np.arange(len(p)), labels]) * draw(st.sampled_from([0, 1]))
    return cumulative_loss.draw(cumulative_loss.cumulative_loss(log_p, labels == 0, draw(st.floats(0, 5))))


@st.composite
def calibrations(draw):
    labels, p = draw(scored())
    return reliability.draw(reliability.diagram([calibrated(p, labels)] * 3, draw(NAMES)))


FIGURES = {
    "confusion": confusions(), "counts": count_bars(), "scores": score_bars(), "race": races(),
    "one class": one_class(), "gradients": gradients(), "cumulated loss": cumulated(), "calibration": calibrations(),
}  # fmt: skip
EVERY = pytest.mark.parametrize("kind", FIGURES)


@EVERY
@given(data=st.data())
@settings(max_examples=30)
def test_no_text_of_any_figure_tells_an_undefined_number(kind, data):
    assert undefined_words(data.draw(FIGURES[kind])) == []


@EVERY
@given(data=st.data())
@settings(max_examples=30)
def test_every_point_that_answers_to_a_pointer_tells_defined_numbers(kind, data):
    for trace in data.draw(FIGURES[kind])["data"]:
        for i in hoverable(trace):
            assert said(trace, i)


@EVERY
@given(data=st.data())
@settings(max_examples=30)
def test_whatever_the_legend_lists_has_a_name_and_no_two_lines_have_the_same(kind, data):
    figure = data.draw(FIGURES[kind])
    listed = [t for t in figure["data"] if t.get("showlegend", figure["layout"].get("showlegend", True))]
    names = [trace.get("name") for trace in listed if trace["type"] != "heatmap"]
    assert all(names)
    assert len(set(names)) == len(names)


@EVERY
@given(data=st.data())
@settings(max_examples=30)
def test_x_and_y_of_every_trace_are_equally_long_and_the_whole_stays_small(kind, data):
    figure = data.draw(FIGURES[kind])
    for trace in figure["data"]:
        wanted = (len(trace["x"]), len(trace["x"])) if trace["type"] == "heatmap" else (len(trace["x"]),)
        assert np.shape(trace["z" if trace["type"] == "heatmap" else "y"])[:2] == wanted
    assert len(json.dumps(figure, default=np.ndarray.tolist)) < LARGEST


@EVERY
@given(data=st.data())
@settings(max_examples=15)
def test_every_figure_is_titled_and_one_that_plotly_knows(kind, data, check):
    figure = data.draw(FIGURES[kind])
    plain = json.loads(json.dumps(figure, default=np.ndarray.tolist).replace("NaN", "null"))  # as a browser is sent it
    check(plain)
