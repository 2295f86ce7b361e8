"""The confusion matrix as a picture."""

import numpy as np
import pytest

from playground.figures import confusion as cf

BASE = [[8, 2, 0], [5, 5, 0], [0, 0, 0]]
BETTER = [[9, 1, 0], [2, 8, 0], [0, 0, 0]]


def test_shares_are_of_the_true_class_and_an_absent_class_is_a_dash():
    info = cf.confusion(BASE)
    assert info.colour == [[0.8, 0.2, 0.0], [0.5, 0.5, 0.0], [None, None, None]]
    assert info.text == [["80", "20", "0"], ["50", "50", "0"], ["–", "–", "–"]]


def test_counts_are_printed_as_they_are():
    assert cf.confusion(BASE, "counts").text[0] == ["8", "2", "0"]


def test_the_difference_is_green_wherever_it_helps_also_off_the_diagonal():
    info = cf.confusion(BETTER, "difference", BASE)
    assert info.text[1] == ["-30", "+30", "0"]
    assert info.colour[1][:2] == [0.3, 0.3]
    worse = cf.confusion(BASE, "difference", BETTER)
    assert worse.colour[1][:2] == [-0.3, -0.3]
    assert cf.draw(info)["data"][0]["zmin"] == -cf.draw(info)["data"][0]["zmax"]


def test_every_cell_has_a_clickable_marker_whose_customdata_is_a_list(check):
    figure = cf.draw(cf.confusion(BASE))
    check(figure)
    heat, markers = figure["data"][0], figure["data"][-1]
    assert markers["customdata"][3] == [1, 0, 5]
    assert type(markers["customdata"][3]) is list
    assert (markers["x"][3], markers["y"][3]) == (heat["x"][0], heat["y"][1])
    assert len(markers["x"]) == len(markers["y"]) == len(markers["customdata"]) == 9
    assert markers["opacity"] == 0


def test_numbers_are_white_on_full_cells_and_in_the_pages_colour_on_faint_ones():
    faint, full = cf.draw(cf.confusion(BASE))["data"][1:3]
    assert (full["text"], full["x"], full["y"]) == (["80"], ["0"], ["0"])
    assert full["textfont"] == {"color": "#FFFFFF"}
    assert faint["textfont"] == {}
    assert len(faint["text"]) == 8
    assert cf.draw(cf.confusion(BASE), text_colour="#31333f")["data"][1]["textfont"] == {"color": "#31333f"}


@pytest.mark.parametrize("mode", cf.MODES)
def test_every_mode_is_a_valid_figure_also_when_empty(mode, check):
    check(cf.draw(cf.confusion(BETTER, mode, BASE, ["a", "b", "c"])))
    empty = np.zeros((0, 0), int)
    assert cf.draw(cf.confusion(empty, mode, empty))["data"] == []


def test_many_classes_are_cut_to_the_forty_with_the_lowest_recall_and_the_axis_says_so():
    table = np.eye(100, dtype=int) * 10
    table[60:, 0] = np.arange(1, 41)
    info = cf.confusion(table)
    assert info.classes == list(range(60, 100))
    assert info.cells[0] == [60, 60, 10]
    assert "40 of 100" in cf.draw(info)["layout"]["yaxis"]["title"]["text"]


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="mode must be one of share, counts, difference"):
        cf.confusion(BASE, "percent")
    with pytest.raises(ValueError, match="baseline matrix of the same shape"):
        cf.confusion(BASE, "difference")
