"""The Loss Lab's charts: the curves, shares and triangles that they are given, whole, named and told in numbers."""

import math
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.figures import theme
from playground.figures.curve_classes import WORDY, curve_classes, groups, rarity_colours
from playground.figures.curve_lines import FAN, NICE, P_TITLE, STYLES, Axes, Line, curve_lines, nice_top
from playground.figures.curve_shares import curve_shares
from playground.figures.simplex import ARROW, HEAD, simplex
from playground.ui.live.frames import native
from tests.figures.support import said

X = np.linspace(0, 1, 9)
AXES = Axes(P_TITLE, "nats", (0.0, 1.0), (0.0, 5.0))
CURVE = arrays(float, 9, elements=st.floats(0, 100))
SHARES = arrays(float, 20, elements=st.floats(0.001, 1)).map(lambda s: s / s.sum())


@given(st.lists(CURVE, min_size=1, max_size=7), st.sampled_from(["other", "fan", *STYLES]))
def test_every_curve_is_drawn_as_it_is_and_its_numbers_are_told_to_four_digits(curves, style):
    lines = [Line(f"loss {i}", X, y, style, i) for i, y in enumerate(curves)]
    for line, trace in zip(lines, curve_lines(lines, AXES)["data"], strict=True):
        assert trace["x"] is line.x
        assert trace["y"] is line.y
        assert said(trace, 3) == f"{line.y[3]:.4g} at 0.375<extra>{line.name}</extra>"


def test_neighbours_of_a_fan_and_of_a_comparison_differ_in_colour_and_neither_is_the_chosen_losss():
    for style, turns in (("fan", len(FAN)), ("other", 4)):
        traces = curve_lines([Line(str(i), X, X, style, i) for i in range(turns + 1)], AXES)["data"]
        colours = [trace["line"]["color"] for trace in traces]
        assert len(set(colours)) == turns
        assert colours[turns] == colours[0]
        assert STYLES["main"]["color"] not in colours


@given(st.booleans(), st.booleans(), st.floats(0, 1), st.floats(0, 5))
def test_axes_and_the_read_out_point_are_what_was_asked_for(log_x, log_y, x, y):
    axes = Axes("across", "up", (-4.0, 0.0), (0.0, 5.0), log_x, log_y)
    figure = curve_lines([Line("a", X, X)], axes, (x, y))
    point, layout = figure["data"][-1], go.Figure(native(figure, "x")).layout
    assert (point["x"].tolist(), point["y"].tolist(), point["mode"]) == ([x], [y], "markers")
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("across", "up")
    assert (layout.xaxis.range, layout.yaxis.range) == ((-4, 0), (0, 5))
    assert (layout.xaxis.type, layout.yaxis.type) == ("log" if log_x else None, "log" if log_y else None)


TOPS = st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=9)


@given(TOPS)
def test_a_nice_top_holds_all_with_air_and_the_next_smaller_one_would_not(values):
    top, need = nice_top(values), 1.05 * max(values)
    rounds = [nice * 10.0**k for k in range(-10, 11) for nice in NICE[:-1]]
    assert top == pytest.approx(min(r for r in rounds if r >= need * (1 - 1e-8)), rel=1e-9)


@given(TOPS, st.integers(-5, 5))
def test_a_nice_top_scales_with_powers_of_ten_and_ignores_what_is_not_finite(values, k):
    assert nice_top([*values, math.inf, math.nan]) == nice_top(values)
    scaled = nice_top([v * 10.0**k for v in values]) / 10.0**k
    # a value within rounding of a round number may fall on either side of it
    assert scaled == pytest.approx(nice_top(values), rel=1e-6) or 1.05 * max(values) == pytest.approx(scaled, rel=1e-6)


@pytest.mark.parametrize("values", [[], [0.0], [-3.0, -1.0], [math.nan], [-math.inf]])
def test_an_axis_of_nothing_above_zero_still_has_a_top(values):
    assert nice_top(values) > 0


@given(SHARES, SHARES, SHARES)
def test_shares_are_drawn_in_per_cent_of_their_own_total_and_told_so(samples, baseline, loss):
    figure = curve_shares((np.arange(20) + 0.5) / 20, samples, baseline, loss, "Focal", 60.0)
    go.Figure(native(figure, "x"))
    wanted = {"Cross-entropy's total": baseline, "Focal: its total": loss, "samples": samples}
    assert [trace["name"] for trace in figure["data"]] == list(wanted)
    for trace, share in zip(figure["data"], wanted.values(), strict=True):
        np.testing.assert_allclose(trace["y"], 100 * share)
        assert sum(trace["y"]) == pytest.approx(100)
        assert said(trace, 7) == f"{100 * share[7]:.1f} %<extra>{trace['name']}</extra>"
    assert figure["layout"]["yaxis"]["range"] == [0, 60]


CLASSES = st.lists(st.sampled_from([0.5, 1.0, 2.0, 4.0, 8.0, 16.0]), min_size=2, max_size=8)


@given(CLASSES)
def test_groups_are_the_classes_of_equal_weight_each_in_one_of_them(alpha):
    found = groups(np.array(alpha)[:, None] * (1 - X))
    assert sorted(c for group in found for c in group) == list(range(len(alpha)))
    assert all(
        (alpha[a] == alpha[b]) == any({a, b} <= {*g} for g in found) for a in range(len(alpha)) for b in range(a)
    )


@given(CLASSES)
def test_every_label_stands_on_the_curve_of_the_classes_that_it_names(alpha):
    curves = np.array(alpha)[:, None] * (2 - X)
    figure = curve_classes(X, curves, 2 - X, [10] * len(alpha), AXES)
    ghost, *lines, labels = figure["data"]
    assert ghost["name"] == "Cross-entropy, no α"
    np.testing.assert_array_equal([line["y"] for line in lines], curves)
    told = [text for text in labels["text"] if text]
    assert len(told) == min(WORDY, len(set(alpha)))
    for text, x, y in zip(told, labels["x"], labels["y"], strict=False):
        for c in map(int, text.partition(" ")[2].split(", ")):
            assert y == pytest.approx(alpha[c] * (2 - x))


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=9))
def test_the_rarer_a_class_the_nearer_its_colour_is_to_the_rare_end(counts):
    hues = [np.array(theme.channels(hue)) for hue in rarity_colours(counts)]
    rare = np.array(theme.channels(theme.RARE))
    away = [float(np.abs(hue - rare).sum()) for hue in hues]
    order = sorted(range(len(counts)), key=lambda c: counts[c])
    assert all(away[a] <= away[b] + 3 for a, b in pairwise(order))  # a channel each may round


def drawn(steps=((0.3, -0.1), (0.0, 0.2))):
    x, y = np.linspace(0, 1, 5), np.linspace(0, math.sqrt(3) / 2, 4)
    loss = np.full((4, 5), np.nan)
    loss[0], loss[1, 1:4] = [4.0, 1.0, 0.5, 0.2, 3.0], 2.0
    tails = np.array([[0.2, 0.3], [0.5, 0.1]])
    return loss, tails, np.array(steps), simplex(x, y, loss, tails, np.array(steps), ["top", "left", "right"], 4.0)


def test_the_triangle_shows_the_losses_given_and_leaves_out_what_lies_outside():
    loss, _, _, figure = drawn()
    heat = figure["data"][0]
    assert heat["z"] is loss
    assert (heat["zmin"], heat["zmax"], heat["hoverongaps"]) == (0, 4, False)
    valid = go.Figure(native(figure, "x"))
    assert len(valid.data) == 4
    assert not valid.layout.showlegend
    assert (valid.layout.xaxis.visible, valid.layout.yaxis.visible) == (False, False)


@given(arrays(float, (2, 2), elements=st.floats(-1, 1)))
def test_an_arrow_runs_from_its_tail_along_its_step_and_its_two_barbs_are_mirror_images(steps):
    _, tails, _, figure = drawn(steps)
    arrows = figure["data"][2]
    path = np.stack([arrows["x"], arrows["y"]], axis=1).reshape(2, 6, 2)
    shaft, barbs = path[:, 1] - path[:, 0], path[:, [2, 4]] - path[:, [1]]
    np.testing.assert_allclose(path[:, 0], tails)
    np.testing.assert_allclose(shaft, ARROW * steps, atol=1e-12)
    np.testing.assert_allclose(path[:, 3], path[:, 1])
    lengths = HEAD * np.linalg.norm(shaft, axis=1)
    np.testing.assert_allclose(np.linalg.norm(barbs, axis=2), np.stack([lengths] * 2, axis=1), atol=1e-12)
    np.testing.assert_allclose(barbs.sum(1), -2 * HEAD * math.cos(0.5) * shaft, atol=1e-12)
    assert np.isnan(path[:, 5]).all()


def test_each_corner_is_named_where_it_is():
    *_, figure = drawn()
    outline, names = figure["data"][1], figure["data"][3]
    corners = {(x, y) for x, y in zip(outline["x"], outline["y"], strict=True)}
    assert corners == {(0, 0), (1, 0), (0.5, math.sqrt(3) / 2)}
    for word, x, y in zip(names["text"], names["x"], names["y"], strict=True):
        nearest = min(corners, key=lambda c: math.hypot(c[0] - x, c[1] - y))
        assert nearest == {"top": (0.5, math.sqrt(3) / 2), "left": (0, 0), "right": (1, 0)}[word]
