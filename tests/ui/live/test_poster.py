"""The picture before Plotly: the same numbers at the same places, and nothing that could run."""

import re

import numpy as np
import pytest

from playground.figures.curve_lines import Axes, Line, curve_lines
from playground.figures.theme import frame
from playground.ui.live.poster import places, poster
from playground.ui.live.poster_ticks import ticks

X = np.array([0.0, 0.25, 1.0])


def figure(y, log=False, point=None):
    axes = Axes("x", "y", (0, 1), (-2, 2) if log else (0, 5), log_y=log)
    return curve_lines([Line("ghost <b>", X, np.array(y), "ghost")], axes, point)


def drawn(html):
    svg = html[html.index("<svg") : html.index("</svg>")]
    return [
        [tuple(map(float, xy.split(","))) for xy in re.split("[ML]", d)[1:]] for d in re.findall(r'd="([^"]+)"', svg)
    ]


def test_a_line_stands_where_its_numbers_say():
    assert drawn(poster(figure([5.0, 2.5, 0.0]))) == [[(0, 0), (250, 500), (1000, 1000)]]


def test_a_logarithmic_axis_is_read_in_powers_of_ten_and_a_zero_breaks_the_line():
    assert drawn(poster(figure([100.0, 0.0, 1.0], log=True))) == [[(0, 0), (1000, 500)]]


def test_the_read_out_is_a_dot_at_its_place_and_none_where_it_has_no_place():
    assert "left:50.00%;bottom:20.00%" in poster(figure([1, 1, 1], point=(0.5, 1.0)))
    assert "border-radius:50%" not in poster(figure([1, 1, 1], point=(0.5, float("nan"))))


def test_names_are_text_and_never_markup():
    assert "ghost &lt;b&gt;" in poster(figure([1, 1, 1]))


def test_the_poster_is_as_high_as_the_chart_and_silent_for_screen_readers():
    html = poster(figure([1, 1, 1]))
    assert 'aria-hidden="true"' in html
    assert "height:360px" in html


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "heatmap", "x": X, "z": np.eye(3)},
        {"type": "scatter", "mode": "lines", "fill": "toself", "x": X, "y": X},
    ],
)
def test_other_pictures_have_no_poster(trace):
    assert poster(frame([trace], "x", "y")) == ""


def test_a_band_without_numbers_is_no_obstacle():
    empty = {
        "type": "scatter",
        "mode": "lines",
        "fill": "toself",
        "x": [],
        "y": [],
        "line": {"color": "red", "width": 0},
    }
    line = {"type": "scatter", "mode": "lines", "x": X, "y": X, "line": {"color": "red", "width": 2}, "name": "a"}
    found = poster(frame([empty, line], "x", "y"))
    assert drawn(found) == [[(0, 1000), (250, 750), (1000, 0)]]
    assert poster(frame([empty], "x", "y")) == ""


@pytest.mark.parametrize(
    ("limits", "labels"),
    [((0, 1), ["0", "0.2", "0.4", "0.6", "0.8", "1"]), ((0, 30_000), ["0", "5,000", "10,000", "15,000", "20,000",
     "25,000", "30,000"]), ((-8, 8), ["−8", "−6", "−4", "−2", "0", "2", "4", "6", "8"])],
)  # fmt: skip
def test_ticks_are_round_and_few(limits, labels):
    assert [text for _, text in ticks(limits)] == labels


def test_ticks_of_shares_and_powers():
    assert [text for _, text in ticks((0, 1), percent=True)] == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert ticks((-2, 0.5), log=True) == [(-2, "10<sup>-2</sup>"), (-1, "10<sup>-1</sup>"), (0, "10<sup>0</sup>")]


def test_places_are_thousandths_of_the_axis():
    np.testing.assert_array_equal(places([0.1, 1.0, 0.0], (-1, 1), True), [0, 500, np.nan])
