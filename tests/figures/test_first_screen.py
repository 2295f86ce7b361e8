"""The pieces of the Race page's first screen that are plain HTML hold the numbers that they were given."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.figures import class_bars, sample_strip, small_matrices
from playground.figures.counts import counts
from playground.figures.theme import BAD, GOOD, RARE, faint
from playground.metrics.matrix import recall

COUNTS = st.lists(st.integers(0, 50), min_size=9, max_size=9).map(
    lambda flat: tuple(tuple(flat[3 * i : 3 * i + 3]) for i in range(3))
)
HOSTILE = '<img src=x onerror="alert(1)"> & "quoted"'
NAMES = ("a", "b", "c")


def matrices(*cards, rare=()):
    return small_matrices.draw([small_matrices.Card(*card) for card in cards], NAMES, rare)


@given(COUNTS)
def test_a_card_tells_the_recall_of_every_class_that_has_samples(matrix):
    known = [f"{n}: {r:.0%}" for n, r in zip(NAMES, recall(matrix), strict=True) if r == r]
    said = ", ".join(known) or "no class is known yet"
    assert f'aria-label="Confusion matrix of one. Recall of {said}"' in matrices(("one", matrix, ""))


@given(COUNTS)
def test_a_cell_is_drawn_at_its_row_and_column_where_its_share_can_be_seen(matrix):
    drawn = re.findall(
        r'title="true (\w), called (\w): ([\d.]+)%" style="grid-area:(\d)/(\d)', matrices(("x", matrix, ""))
    )
    sums = [sum(row) for row in matrix]
    expected = [
        (NAMES[i], NAMES[j], f"{matrix[i][j] / sums[i]:.1%}"[:-1], str(i + 1), str(j + 1))
        for i in range(3)
        for j in range(3)
        if sums[i] and matrix[i][j] / sums[i] >= small_matrices.LEAST
    ]
    assert drawn == expected


def test_a_race_without_a_point_has_cards_of_the_same_height_with_dashes():
    empty, full = matrices(("one", (), "")), matrices(("one", ((3, 0, 0),) * 3, "rare 0%"))
    heights = re.compile(r"height:\d+px")
    assert [h for h in heights.findall(empty) if "130" in h] == [h for h in heights.findall(full) if "130" in h]
    assert empty.count("–") == len(NAMES)
    assert "no class is known yet" in empty


def test_rare_classes_are_told_apart():
    marked = re.findall(rf"color:{RARE};font-weight:600\">(\w)<", matrices(("x", (), ""), rare=(0, 2)))
    assert marked == ["a", "c"]


def test_many_classes_get_no_names_but_all_their_rows():
    many = [str(c) for c in range(small_matrices.NAMED + 1)]
    matrix = tuple(map(tuple, np.eye(len(many), dtype=int).tolist()))
    drawn = small_matrices.draw([small_matrices.Card("x", matrix, "")], many, ())
    assert drawn.count("100%</span>") == len(many)
    assert ">20</span>" not in drawn


@pytest.mark.parametrize(
    "drawn",
    [
        small_matrices.draw([small_matrices.Card(HOSTILE, (), HOSTILE)], [HOSTILE, "b"], (0,)),
        sample_strip.draw(sample_strip.Strip(["data:,"], [HOSTILE], [HOSTILE], [[HOSTILE]], [[0.5]])),
        class_bars.draw(counts([1, 2], (0,), [HOSTILE, "b"]), HOSTILE),
    ],
)
def test_names_are_text_and_never_tags(drawn):
    assert "onerror=" not in re.sub(r"&[#\w]+;[^<>]*", "", drawn)
    assert HOSTILE not in drawn
    assert HOSTILE in unescape(drawn)


ANSWERS = st.lists(st.sampled_from(NAMES), min_size=4, max_size=4)


@given(ANSWERS, ANSWERS)
def test_an_answer_is_green_exactly_where_it_is_the_truth(truths, called):
    sure = [0.4, 0.9, 1.0, 0.15]
    drawn = sample_strip.draw(sample_strip.Strip(["data:,"] * 4, truths, ["one"], [called], [sure]))
    cells = re.findall(r"<td title=\"[^\"]*\" style=\"([^\"]*)\">(\w)</td>", drawn)
    assert [text for _, text in cells] == called
    pairs = zip(called, truths, sure, strict=True)
    hues = [faint(GOOD if a == b else BAD, round(0.08 + 0.3 * p, 2)) for a, b, p in pairs]
    assert all(hue in style for hue, (style, _) in zip(hues, cells, strict=True))


def test_what_nobody_has_answered_yet_is_a_dot_that_is_neither_right_nor_wrong():
    drawn = sample_strip.draw(
        sample_strip.Strip(["data:,"] * 2, ["a", "b"], ["one", "two"], [(), ("a", "c")], [(), (1.0, 1.0)])
    )
    cells = re.findall(r"<td[^>]*>([^<]+)</td>", drawn)
    assert cells == ["·", "·", "a", "c"]
    assert drawn.count(faint(GOOD, 0.38)) == drawn.count(faint(BAD, 0.38)) == 1


@given(st.lists(st.integers(0, 60_000), min_size=1, max_size=10))
def test_the_bars_are_as_high_as_the_counts_and_none_with_an_image_is_invisible(found):
    drawn = class_bars.draw(counts(found), "digit")
    heights = [int(h) for h in re.findall(r'<div style="height:(\d+)px;background', drawn)]
    top = max([*found, 1])
    for n, height in zip(found, heights, strict=True):
        assert abs(height - class_bars.BARS * n / top) <= 1
        assert (height > 0) == (n > 0)
    assert f"Training images per digit: {', '.join(f'{c}: {n}' for c, n in enumerate(found))}" in drawn
