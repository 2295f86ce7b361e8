"""Strokes become pictures as MNIST's were made: same place, same size, same pen, whatever was drawn where."""

from __future__ import annotations

import numpy as np
import pytest

from playground import data
from playground.analysis.drawing import MOST, centred, picture_of, strokes_of
from playground.core.specs import Drawing

SIDE, BOX, MIDDLE = Drawing().side, Drawing().box, Drawing().middle
ANGLES = np.linspace(0, 2 * np.pi, 60)
RING = np.column_stack([0.5 + 0.2 * np.cos(ANGLES), 0.5 + 0.35 * np.sin(ANGLES)])
SEVEN = np.array([[0.3, 0.2], [0.7, 0.2], [0.45, 0.8]])
ONE = np.array([[0.5, 0.1], [0.5, 0.9]])


def middle(picture: np.ndarray) -> tuple[float, float]:
    at = np.arange(SIDE) + 0.5
    ink = picture.astype(float)
    return float(ink.sum(1) @ at / ink.sum()), float(ink.sum(0) @ at / ink.sum())


def test_a_blank_pad_is_no_digit():
    assert picture_of([]) is None
    assert picture_of(strokes_of([[], []])) is None


@pytest.mark.parametrize("stroke", [RING, SEVEN, ONE], ids=["ring", "seven", "one"])
@pytest.mark.parametrize(("scale", "x", "y"), [(0.5, 0.0, 0.0), (0.3, 0.6, 0.1), (1.0, 0.0, 0.0), (0.25, 0.7, 0.7)])
def test_the_place_and_the_size_of_the_drawing_do_not_matter(stroke, scale, x, y):
    moved = stroke * scale + [x, y]
    np.testing.assert_allclose(picture_of([moved]).astype(int), picture_of([stroke]).astype(int), atol=16)


@pytest.mark.parametrize("stroke", [RING, SEVEN, ONE], ids=["ring", "seven", "one"])
def test_the_centre_of_mass_lies_within_a_pixel_of_the_middle(stroke):
    assert np.abs(np.subtract(middle(picture_of([stroke])), MIDDLE)).max() <= 0.5 + 1e-6


@pytest.mark.parametrize("stroke", [RING, SEVEN, ONE], ids=["ring", "seven", "one"])
def test_the_longer_side_fills_the_box_of_20_pixels(stroke):
    ink = picture_of([stroke]) > 0
    tall, wide = np.ptp(np.flatnonzero(ink.any(1))) + 1, np.ptp(np.flatnonzero(ink.any(0))) + 1
    assert max(tall, wide) == BOX
    assert min(tall, wide) <= BOX


def test_a_dot_stays_a_dot():
    ink = picture_of([np.array([[0.5, 0.5]])]) > 0
    assert 1 <= np.ptp(np.flatnonzero(ink.any(1))) + 1 <= 4


def test_for_the_bundled_digits_the_drawing_fills_the_picture_as_theirs_do():
    arrays = data.load("digits", "")
    for digit, stroke in ((0, RING), (7, SEVEN)):
        ink = arrays.test_images[arrays.test_labels == digit].mean((1, 2))
        picture = picture_of([stroke], data.SPECS["digits"].drawing)
        assert picture.shape == (SIDE, SIDE)
        assert picture[0].any()
        assert picture[-1].any()
        assert np.quantile(ink, 0.02) * 0.8 <= picture.mean() <= np.quantile(ink, 0.98)


def test_lopsided_ink_is_never_pushed_off_the_page():
    ink = np.zeros((20, 20))
    ink[0, 0], ink[19, 19] = 255, 1
    assert centred(ink, SIDE, MIDDLE).sum() == 256


def test_centring_agrees_with_the_centre_of_mass_of_scipy():
    scipy = pytest.importorskip("scipy.ndimage")
    ink = np.random.default_rng(0).uniform(0, 255, (20, 13))
    found = scipy.center_of_mass(centred(ink, SIDE, MIDDLE).astype(float))
    assert np.abs(np.add(found, 0.5) - MIDDLE).max() <= 0.51


@pytest.mark.mnist
def test_a_drawn_digit_holds_as_much_ink_as_those_of_mnist(mnist_folder):
    arrays = data.load("mnist", mnist_folder)
    for digit, stroke in ((0, RING), (7, SEVEN), (1, ONE)):
        ink = arrays.test_images[arrays.test_labels == digit].mean((1, 2))
        low, high = np.quantile(ink, [0.02, 0.98])
        assert low <= picture_of([stroke]).mean() <= high


@pytest.mark.mnist
def test_mnist_itself_is_centred_as_ours_is(mnist_folder):
    arrays = data.load("mnist", mnist_folder)
    found = np.array([middle(picture) for picture in arrays.test_images[:1000]])
    np.testing.assert_allclose(found.mean(0), MIDDLE, atol=0.1)
    assert (np.abs(found - MIDDLE) <= 0.6).mean() > 0.95


@pytest.mark.parametrize(
    "told",
    [None, 3, "x", {"a": 1}, [1, 2], [["a", "b"]], [[0.1]], [[0.1, 2.0]], [[0.1, float("nan")]], [[0.1, -1e-9]],
     [[0.1, None]], [[[0.1], 0.2]], [[0.5] * (2 * MOST + 2)]],
)  # fmt: skip
def test_anything_but_strokes_is_refused_in_a_sentence(told):
    with pytest.raises(ValueError, match=r"(drawing|stroke).*\.$"):
        strokes_of(told)
