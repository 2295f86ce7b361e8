"""Charts that a slider moves say the same as those that stand still, and only their numbers are arrays."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.figures import cell_text, confusion, recall_bars, reliability
from playground.metrics.calibration import from_top
from playground.metrics.matrix import recall
from playground.ui.live.frames import frame_of, native, structure

NAMES = ["Cross-entropy", "Focal γ=2"]


@st.composite
def matrices(draw, most=8):
    """A confusion matrix of 2 to `most` classes, often with empty rows."""
    classes = draw(st.integers(2, most))
    cells = draw(st.lists(st.integers(0, 9), min_size=classes**2, max_size=classes**2))
    return np.array(cells).reshape(classes, classes) * draw(st.sampled_from([0, 1, 1000]))


def moving(matrix):
    return [
        confusion.draw_moving(confusion.confusion(matrix)),
        recall_bars.draw_moving(recall_bars.bars([[matrix]], NAMES[:1], matrix.sum(1))),
    ]


@given(matrices())
def test_a_moving_matrix_shows_the_shares_of_the_still_one_in_per_cent(matrix):
    info = confusion.confusion(matrix)
    still, moved = confusion.draw(info)["data"][0]["z"], confusion.draw_moving(info)["data"][0]["z"]
    np.testing.assert_allclose(moved, 100 * np.array(still, dtype=float), equal_nan=True)
    told = [["–" if np.isnan(z) else f"{z:.0f}" for z in row] for row in moved]
    assert told == info.text


@given(matrices())
def test_a_class_without_samples_is_a_row_of_dashes_and_no_zero(matrix):
    heat, dashes = confusion.draw_moving(confusion.confusion(matrix))["data"]
    empty = np.flatnonzero(matrix.sum(1) == 0)
    np.testing.assert_array_equal(np.isnan(heat["z"]).all(axis=1).nonzero()[0], empty)
    assert not np.isnan(np.delete(heat["z"], empty, axis=0)).any()
    assert sorted(zip(dashes["y"], dashes["x"], strict=True)) == [(r, c) for r in empty for c in range(len(matrix))]
    assert set(dashes["text"]) <= {"–"}


@given(matrices())
def test_moving_bars_are_the_still_ones_at_places(matrix):
    info = recall_bars.bars([[matrix]], ["x"], matrix.sum(1))
    bar = recall_bars.draw_moving(info)["data"][0]
    order = sorted(range(len(matrix)), key=lambda c: (matrix[c].sum(), c))
    assert bar["x"] == list(range(len(matrix)))
    assert bar["customdata"] == [str(c) for c in order] == info.names
    np.testing.assert_allclose(bar["y"], recall(matrix)[order], atol=5e-5)  # rounded to four decimals
    assert recall_bars.draw(info)["data"][0]["y"] == [None if np.isnan(y) else y for y in bar["y"]]


@given(matrices(), matrices())
def test_charts_of_as_many_classes_turn_into_each_other_in_place(one, other):
    rows = np.minimum(one.sum(1), 1).tolist()
    if len(one) == len(other) and rows == np.minimum(other.sum(1), 1).tolist():
        for a, b in zip(moving(one), moving(other), strict=True):
            assert frame_of(a).shape == frame_of(b).shape
        assert structure(moving(one)[0]) == structure(moving(other)[0])


@given(matrices())
def test_every_moving_chart_is_valid_for_plotly_and_json_without_nan(matrix):
    for figure in moving(matrix):
        drawn = native(figure, "x")
        json.dumps(drawn, allow_nan=False)
        go.Figure(drawn)


@pytest.mark.parametrize("classes", [2, 20, 21, 100, 1000])
def test_numbers_stand_on_the_cells_of_up_to_twenty_classes_and_forty_are_drawn(classes):
    counts = np.zeros((classes, classes), int)
    np.fill_diagonal(counts, np.arange(classes))
    counts[:, 0] += 10
    heat = confusion.draw_moving(confusion.confusion(counts))["data"][0]
    kept = min(40, classes)
    assert heat["z"].shape == (kept, kept)
    assert ("texttemplate" in heat) == (classes <= cell_text.READABLE)
    assert heat["text"][0][0] == "true 0, predicted 0" or classes > 40
    np.testing.assert_allclose(heat["z"].sum(1) <= 100 + 1e-6, True)


def test_the_numbers_of_cells_take_the_colour_that_they_are_given():
    info = confusion.confusion([[3, 1], [0, 4]])
    assert "textfont" not in confusion.draw_moving(info)["data"][0]
    assert confusion.draw_moving(info, text_colour="red")["data"][0]["textfont"] == {"color": "red"}


TOPS = st.lists(st.tuples(st.floats(0.01, 1), st.booleans()), max_size=60)


@given(TOPS)
def test_a_reliability_point_is_the_accuracy_of_its_bin_where_five_samples_stand_behind_it(samples):
    top = np.array([t for t, _ in samples])
    right = np.array([r for _, r in samples], dtype=float)
    figure = reliability.draw(reliability.diagram([from_top(top, right, 5)], ["x"]))
    _, line, bars = figure["data"]
    for b, (low, high) in enumerate(zip([-1, 0.2, 0.4, 0.6, 0.8], [0.2, 0.4, 0.6, 0.8, 1.0], strict=True)):
        inside = np.array([np.ceil(t * 5) == b + 1 for t in top], dtype=bool)
        assert bars["y"][b] == inside.sum()
        assert bars["x"][b] == pytest.approx((max(low, 0) + high) / 2)
        if inside.sum() >= 5:
            assert (line["x"][b], line["y"][b]) == pytest.approx((top[inside].mean(), right[inside].mean()))
        else:
            assert np.isnan([line["x"][b], line["y"][b]]).all()


def test_a_reliability_diagram_has_a_diagonal_and_two_traces_per_model_over_one_legend():
    found = from_top(np.array([0.9] * 8), np.array([1.0] * 6 + [0.0] * 2), 10)
    figure = reliability.draw(reliability.diagram([found, found], NAMES))
    go.Figure(native(figure, "x"))
    assert [t["type"] for t in figure["data"]] == ["scatter", "scatter", "bar", "scatter", "bar"]
    assert [t["name"] for t in figure["data"]] == ["perfect", *[n for n in NAMES for _ in range(2)]]
    assert [t.get("yaxis") for t in figure["data"]] == [None, None, "y2", None, "y2"]
    assert figure["layout"]["yaxis2"]["range"] == [0, 8]
    assert figure["layout"]["showlegend"] is False
    assert figure["data"][1]["line"]["dash"] == "dash"  # the baseline


def test_a_reliability_diagram_of_nothing_is_its_diagonal():
    figure = reliability.draw(reliability.diagram([], []))
    assert [t["name"] for t in figure["data"]] == ["perfect"]
    assert figure["layout"]["yaxis2"]["range"] == [0, 1]
