"""The small curve of a loss: its points are where the numbers say, whatever the numbers are."""

from __future__ import annotations

import re
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.curves.path import grid
from playground.figures.loss_sketch import HEIGHT, WIDTH, draw
from playground.figures.theme import ACCENT

CROSS_ENTROPY = -np.log(grid())


def lines(drawn: str) -> list[np.ndarray]:
    """The points (N, 2) of both lines, cross-entropy first."""
    image = unquote(re.search(r"svg\+xml,([^\"]*)", drawn)[1])
    found = re.findall(r'points="([^"]*)"', image)
    return [np.array([pair.split(",") for pair in points.split()], dtype=float).reshape(-1, 2) for points in found]


def top(drawn: str) -> float:
    return float(re.search(r">([^<]*) nats<", drawn)[1])


@pytest.mark.parametrize("gamma", [0.0, 2.0, 5.0])
def test_points_stand_where_the_formula_says(gamma):
    loss = (1 - grid()) ** gamma * CROSS_ENTROPY
    drawn = draw(grid(), loss, CROSS_ENTROPY, "Focal", ACCENT)
    for (x, y), formula in zip((line.T for line in lines(drawn)), (0.0, gamma), strict=True):
        seen = (y > 0) & (x > 3)
        p = x[seen] / WIDTH
        expected = (1 - p) ** formula * -np.log(p)
        np.testing.assert_allclose((1 - y[seen] / HEIGHT) * top(drawn), expected, atol=0.06)


def test_the_axis_holds_what_is_higher_of_both():
    low = draw(grid(), CROSS_ENTROPY / 10, CROSS_ENTROPY, "Low", ACCENT)
    high = draw(grid(), CROSS_ENTROPY * 10, CROSS_ENTROPY, "High", ACCENT)
    assert top(low) == top(draw(grid(), CROSS_ENTROPY, CROSS_ENTROPY, "Same", ACCENT)) >= -np.log(0.02)
    assert top(high) == 10 * top(low)


@given(arrays(np.float64, len(grid())))
def test_every_number_can_be_drawn_and_no_point_leaves_for_infinity(loss):
    drawn = draw(grid(), loss, CROSS_ENTROPY, "Any", ACCENT)
    assert np.isfinite(top(drawn))
    assert all(np.isfinite(line).all() for line in lines(drawn))


@given(st.text())
def test_a_name_is_read_aloud_and_never_markup(name):
    drawn = draw(grid(), CROSS_ENTROPY, CROSS_ENTROPY, name, ACCENT)
    assert len(re.findall("<", drawn)) == len(re.findall("<", draw(grid(), CROSS_ENTROPY, CROSS_ENTROPY, "", ACCENT)))
    assert drawn.count("<img alt=") == 1
