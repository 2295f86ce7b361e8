"""The grid of images."""

import base64
import io
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from playground.figures import gallery as ga

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (5, 28, 28), dtype=np.uint8)
P = RNG.dirichlet(np.ones(10), 5)
P[0] = [0.9, 0.1, *[0] * 8]


class Reader(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_the_png_is_the_image_pixel_for_pixel():
    data = base64.b64decode(ga.png(IMAGES[0]).split(",", 1)[1])
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(data))), IMAGES[0])


def test_a_wrong_answer_shows_truth_answer_and_both_probabilities():
    page = Reader(ga.draw(ga.tiles(IMAGES, [1] * 5, P, [0])))
    assert not page.open
    assert page.text == ["1, called 0 (90%)", "p(1) = 10.0%"]
    images = [attrs for tag, attrs in page.tags if tag == "img"]
    assert images[0]["alt"] == "Image of 1, called 0 with a probability of 90%"
    assert images[0]["src"].startswith("data:image/png;base64,")


def test_the_true_class_stands_out_by_more_than_its_colour():
    tile = ga.tiles(IMAGES, [1] * 5, P, [0])[0]
    assert [role for _, _, role in tile.bars] == ["wrong", "true", *[""] * 8]
    bars = [attrs["style"] for tag, attrs in Reader(ga.draw([tile])).tags if tag == "span"]
    assert [("border-bottom" in style) for style in bars] == [False, True, *[False] * 8]
    assert "height:10%" in bars[1]


def test_a_right_answer_marks_its_bar_as_true():
    tile = ga.tiles(IMAGES, [0] * 5, P, [0])[0]
    assert tile.bars[0] == ("0", pytest.approx(0.9), "true")
    assert Reader(ga.draw([tile])).text == ["0, 90%"]


def test_images_fade_by_their_weight_and_never_vanish():
    shown = ga.tiles(IMAGES, [1] * 5, P, [0, 1, 2], weights=[1.0, 0.25, 0.0001, 1, 1])
    assert [tile.fade for tile in shown] == [1.0, 0.25, ga.FAINTEST]
    page = Reader(ga.draw(shown))
    assert "weight 0.0001" in page.text
    assert [attrs["style"].rsplit(":", 1)[1] for tag, attrs in page.tags if tag == "img"] == ["1", "0.25", "0.08"]


def test_class_names_cannot_smuggle_in_markup():
    evil = ['"><script>alert(1)</script>', *"bcdefghij"]
    page = Reader(ga.draw(ga.tiles(IMAGES, [0] * 5, P, [0, 1], evil)))
    assert {tag for tag, _ in page.tags} == {"div", "figure", "img", "span", "figcaption", "br", "em"}
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_a_grid_asks_nothing_of_the_network_and_stays_small():
    text = ga.draw(ga.tiles(IMAGES, [1] * 5, P, [i % 5 for i in range(24)]))
    assert "http" not in text
    assert "url(" not in text
    assert len(text) < 24 * 4_000  # noise compresses badly; a digit takes half


def test_many_classes_keep_ten_bars_and_the_true_one():
    p = np.linspace(0.2, 0, 50)[None]
    tile = ga.tiles(IMAGES[:1], [49], p / p.sum(), [0])[0]
    assert [name for name, _, _ in tile.bars] == [*map(str, range(10)), "49"]


def test_nothing_to_show_is_said():
    assert ga.draw([], "No <such> cell.") == "<p>No &lt;such&gt; cell.</p>"
