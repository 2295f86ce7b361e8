"""Confusion matrices, tiles of images and the numbers below all figures: shown whole, told right, readable."""

import base64
import io
import json
import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from playground.figures import confusion, gallery, theme
from playground.figures.cell_text import FULL
from playground.figures.numbers import names_of, plain
from tests.figures.support import matrices, said
from tests.figures.test_theme import contrast

PAGE = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
PAIRS = st.integers(2, 6).flatmap(lambda c: st.tuples(matrices(c, c), matrices(c, c)))


def share(row, n):
    return n / sum(row) if sum(row) else None


@given(matrices())
def test_every_cell_tells_its_count_and_its_share_of_the_true_class(matrix):
    markers = confusion.draw(confusion.confusion(matrix))["data"][-1]
    cells = [(i, j, int(matrix[i, j])) for i in range(len(matrix)) for j in range(len(matrix))]
    for k, (i, j, n) in enumerate(cells):
        part = share(matrix[i], n)
        told = "–" if part is None else f"{100 * part:.0f}"
        assert said(markers, k) == f"true {i}, predicted {j}: {n} images ({told} % of this class)<extra></extra>"


@given(PAIRS)
def test_a_change_is_told_in_points_and_is_green_exactly_where_it_helps(pair):
    new, old = pair
    info = confusion.confusion(new, "difference", old)
    for i, (a, b) in enumerate(zip(new, old, strict=True)):
        for j in range(len(new)):
            if not (a.sum() and b.sum()):
                assert (info.colour[i][j], info.text[i][j]) == (None, "–")
                continue
            change = a[j] / a.sum() - b[j] / b.sum()
            assert info.colour[i][j] == pytest.approx(change if i == j else -change, abs=1e-6)
            assert abs(float(info.text[i][j]) - 100 * change) <= 0.5 + 1e-9


@given(PAIRS)
def test_a_change_there_and_back_is_the_same_with_the_opposite_sign(pair):
    there, back = (confusion.confusion(a, "difference", b).colour for a, b in (pair, pair[::-1]))
    flat = [[0.0 if v is None else v for row in rows for v in row] for rows in (there, back)]
    assert flat[0] == pytest.approx([-v for v in flat[1]])
    assert [v is None for row in there for v in row] == [v is None for row in back for v in row]


@given(matrices(), st.sampled_from(["share", "counts"]), st.randoms())
def test_renaming_the_classes_moves_the_cells_and_changes_none(matrix, mode, draw):
    order = list(range(len(matrix)))
    draw.shuffle(order)
    names = [f"class {c}" for c in range(len(matrix))]
    one = confusion.confusion(matrix, mode, names=names)
    other = confusion.confusion(matrix[np.ix_(order, order)], mode, names=[names[c] for c in order])

    def told(info):
        rows = zip(info.names, info.text, info.colour, strict=True)
        return {(t, p): both for t, words, hues in rows for p, *both in zip(info.names, words, hues, strict=True)}

    assert told(one) == told(other)


@given(matrices(), st.sampled_from(["share", "counts"]))
def test_every_number_stands_once_on_its_cell_and_white_on_full_ones_alone(matrix, mode):
    info = confusion.confusion(matrix, mode)
    heat, faint, full, _ = confusion.draw(info, text_colour=theme.TEXT["dark"])["data"]
    told = {(y, x): text for t in (faint, full) for x, y, text in zip(t["x"], t["y"], t["text"], strict=True)}
    wanted = {(t, p): info.text[i][j] for i, t in enumerate(info.names) for j, p in enumerate(info.names)}
    assert told == wanted
    assert len(faint["x"]) + len(full["x"]) == len(matrix) ** 2
    bright = {(t, p) for i, t in enumerate(info.names) for j, p in enumerate(info.names)
              if (info.colour[i][j] or 0) > FULL * heat["zmax"]}  # fmt: skip
    assert set(zip(full["y"], full["x"], strict=True)) == bright
    assert faint["textfont"]["color"] == theme.TEXT["dark"]


def over_page(scale, at, page):
    """The colour of a cell at `at` of a colour scale, laid over the page as a browser does."""
    stops = [s[1][5:-1].split(",") if s[1].startswith("rgba") else [*theme.channels(s[1]), 1] for s in scale]
    rgba = [np.interp(at, [s[0] for s in scale], [float(stop[k]) for stop in stops]) for k in range(4)]
    under = np.array(theme.channels(page))
    return "#" + "".join(f"{round(c):02X}" for c in under + (np.array(rgba[:3]) - under) * rgba[3])


@pytest.mark.parametrize("kind", ["light", "dark"])
@given(n=st.integers(0, 1000))
def test_a_number_on_a_cell_can_be_read_on_both_pages_however_full_it_is(kind, n):
    heat, faint, full, _ = confusion.draw(
        confusion.confusion([[n, 1000 - n], [0, 1000]]), text_colour=PAGE[kind]["textColor"]
    )["data"]
    cell = over_page(heat["colorscale"], n / 1000, PAGE[kind]["backgroundColor"])
    mine = faint if ("0", "0") in zip(faint["y"], faint["x"], strict=True) else full
    assert contrast(cell, mine["textfont"]["color"]) >= 3


IMAGES = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=30))


@given(IMAGES)
def test_an_image_of_any_size_comes_back_pixel_for_pixel(pixels):
    head, _, data = gallery.png(pixels).partition(",")
    assert head == "data:image/png;base64"
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), pixels)


@given(st.integers(2, 30), st.data())
def test_a_tile_tells_the_answer_its_probability_and_the_truths_and_bars_the_most_probable(classes, data):
    parts = data.draw(st.lists(st.integers(1, 99), min_size=classes, max_size=classes))
    truth = data.draw(st.integers(0, classes - 1))
    p = np.array(parts) / sum(parts)
    (tile,) = gallery.tiles(np.zeros((1, 4, 4)), [truth], p[None], [0])
    best = parts.index(max(parts))
    assert (tile.called, tile.truth) == (str(best), str(truth))
    assert (tile.confidence, tile.p_true) == (p[best], p[truth])
    assert all(height == p[int(name)] for name, height, _ in tile.bars)
    kept = {int(name) for name, _, _ in tile.bars}
    assert {best, truth} <= kept
    assert len(kept) == len(tile.bars) <= gallery.BARS + 1
    left_out = [p[c] for c in range(classes) if c not in kept]
    assert max(left_out, default=0) <= min(p[c] for c in kept - {truth} or {truth})
    roles = {int(name): role for name, _, role in tile.bars if role}
    assert roles == {best: "wrong", truth: "true"}


@given(st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_the_more_an_image_counts_the_less_it_fades(weights):
    fades = [gallery.faded(w)[0] for w in sorted(weights)]
    assert fades == sorted(fades)
    assert all(gallery.FAINTEST <= fade <= 1 for fade in fades)
    assert gallery.faded(None) == (1.0, "")


FLOATS = st.floats(-1e9, 1e9) | st.sampled_from([math.nan, math.inf, -math.inf])


@given(arrays(float, array_shapes(max_dims=3, max_side=4), elements=FLOATS), st.integers(0, 6))
def test_plain_numbers_are_json_with_null_for_what_json_does_not_know(values, digits):
    back = np.array(json.loads(json.dumps(plain(values, digits), allow_nan=False)), dtype=float)
    assert back.shape == values.shape
    known = np.isfinite(back)
    assert not (known & ~np.isfinite(values)).any()
    np.testing.assert_allclose(back[known], values[known], rtol=1e-12, atol=0.5000001 * 10.0**-digits)
    assert (known | ~np.isfinite(values)).all()


@given(st.lists(st.text(max_size=4), max_size=6), st.integers(0, 8))
def test_names_are_the_classes_own_or_their_numbers_or_refused(names, classes):
    if not names:
        assert names_of(names, classes) == [str(c) for c in range(classes)]
    elif len(names) == classes:
        assert names_of(names, classes) == names
    else:
        with pytest.raises(ValueError, match=f"one name per class: {classes}, not {len(names)}"):
            names_of(names, classes)
