"""Training counts and the recall of every class."""

import pytest

from playground.figures import counts, recall_bars

TABLE = ((9, 1, 0), (5, 5, 0), (0, 0, 0))


def test_rare_classes_are_marked_by_pattern_as_well_as_colour(check):
    info = counts.counts([5000, 25, 0], rare=[1])
    figure = counts.draw(info, log=True)
    check(figure)
    bar = figure["data"][0]
    assert info.ratio == 200
    assert bar["marker"]["pattern"]["shape"] == ["", "/", ""]
    assert len(set(bar["marker"]["color"])) == 2
    assert bar["text"] == ["5,000", "25", "0"]
    assert figure["layout"]["yaxis"]["type"] == "log"


def test_nothing_to_show_is_an_empty_titled_plot(check):
    assert counts.draw(counts.counts([]))["data"] == []
    check(counts.draw(counts.counts([])))
    empty = recall_bars.draw(recall_bars.bars([], [], []))
    assert empty["data"] == []
    check(empty)


def test_bars_stand_rarest_first_with_the_support_in_the_tick_and_undefined_recall_is_no_bar(check):
    info = recall_bars.bars([[TABLE]], ["CE"], [5000, 25, 100])
    assert info.ticks == ["1<br>25", "2<br>100", "0<br>5k"]
    assert info.values == [[0.5, None, 0.9]]
    check(recall_bars.draw(info))


def test_seeds_become_whiskers_and_a_single_seed_has_none(check):
    other = ((8, 2, 0), (6, 4, 0), (0, 0, 0))
    info = recall_bars.bars([[TABLE], [TABLE, other]], ["CE", "Focal"], [3, 2, 1])
    assert info.values[1] == [None, 0.45, 0.85]
    figure = recall_bars.draw(info)
    check(figure)
    assert [bar["error_y"]["visible"] for bar in figure["data"]] == [False, True]


def test_precision_and_f1_use_the_same_bars():
    assert recall_bars.bars([[TABLE]], ["CE"], [3, 2, 1], "precision").values[0][2] == pytest.approx(9 / 14, abs=1e-4)
    with pytest.raises(ValueError, match="score must be one of recall, precision, f1"):
        recall_bars.bars([], [], [], "auc")


def test_a_wrong_number_of_names_is_refused():
    with pytest.raises(ValueError, match="one name per class: 3, not 1"):
        counts.counts([1, 2, 3], names=["only"])


def test_a_thousand_classes_are_cut_to_the_forty_rarest():
    info = recall_bars.bars([], [], list(range(1000, 0, -1)))
    assert info.classes == list(range(999, 959, -1))
