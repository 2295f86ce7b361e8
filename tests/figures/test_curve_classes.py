"""The chart of all classes: colours by rarity, one label for equal curves, and never more labels than fit."""

import numpy as np

from playground.figures.curve_classes import WORDY, curve_classes, groups, rarity_colours
from playground.figures.curve_lines import Axes

X = np.linspace(0, 1, 11)
AXES = Axes("x", "y", (0.0, 1.0), (0.0, 5.0))


def labels(curves):
    return [text for text in trace(curves)["text"] if text]


def trace(curves):
    return curve_classes(X, curves, X, [1] * len(curves), AXES)["data"][-1]


def test_equal_curves_share_one_label_and_the_highest_comes_first():
    curves = np.array([1.0, 3.0, 1.0])[:, None] * np.ones(11)
    assert groups(curves) == [[0, 2], [1]]
    assert labels(curves) == ["class 1", "classes 0, 2"]


def test_a_long_tail_labels_its_highest_curves_only():
    assert labels(np.arange(1.0, 11.0)[:, None] * np.ones(11)) == [f"class {c}" for c in (9, 8, 7, 6)]
    assert WORDY == 4


def test_the_labels_of_a_drag_are_as_many_numbers_whether_classes_are_equal_or_not():
    for curves in (np.ones((5, 11)), np.arange(1.0, 6.0)[:, None] * np.ones(11)):
        assert trace(curves)["x"].shape == trace(curves)["y"].shape == (WORDY,)
        assert len(trace(curves)["text"]) == WORDY
        shown = ~np.isnan(trace(curves)["y"])
        assert [bool(text) for text in trace(curves)["text"]] == shown.tolist()


def test_the_commonest_class_is_blue_and_the_rarest_orange():
    assert rarity_colours([5000, 25]) == ["#2F7FD6", "#DB7500"]
    assert rarity_colours([7, 7]) == ["#2F7FD6", "#2F7FD6"]
