"""Pieces that several pages share: what is drawn, and what is taken away, are the numbers that were handed in."""

from __future__ import annotations

import base64
import csv
import io
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.analysis.cards import Card
from playground.exchange import upload
from playground.figures import gallery
from playground.figures.theme import ENTRANTS, TEXT, frame
from playground.losses import SPECS
from playground.ui.widgets import canvas, cards, charts, controls, downloads, image_tiles, model_chooser, page_theme

ROOT = Path(__file__).parents[3]


def page(draw, **state) -> AppTest:
    """A page that calls `draw`, which the session carries."""

    def script() -> None:
        import streamlit as st

        st.session_state["_found"] = st.session_state["_draw"]()

    at = AppTest.from_function(script)
    for key, value in {"_draw": draw, **state}.items():
        at.session_state[key] = value
    at.run()
    assert not at.exception
    return at


@pytest.fixture
def offered(monkeypatch) -> list[tuple[str, bytes, str, str]]:
    """The download buttons that are drawn: (label, content, file, type)."""
    made: list = []

    def button(label, make, file, mime, **more):
        made.append((label, make(), file, mime))

    monkeypatch.setattr(st, "download_button", button)
    return made


RECORDS = [{"class": "0", "recall": 0.25, "note": "=1+1"}, {"class": "1", "recall": 0.5, "note": "a, b"}]


def test_what_is_downloaded_is_what_is_shown(evaluation, offered):
    figure = frame([{"type": "bar", "x": [0, 1], "y": [0.25, 0.5], "name": "<b>"}], "class", "recall")
    page(lambda: downloads.downloads(evaluation, 1, "scores", RECORDS, [figure]))
    (_, table, *_), (_, drawing, *_), (_, arrays, *_) = offered
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [row["recall"] for row in rows] == ["0.25", "0.5"]
    assert [row["note"] for row in rows] == ["'=1+1", "a, b"], "a spreadsheet must not run it"
    assert f"<title>{evaluation.title}</title>" in drawing.decode()
    assert drawing.count(b'"recall"') == 1
    with np.load(io.BytesIO(arrays)) as held:
        np.testing.assert_array_equal(held["logits"], evaluation.logits[1])
        np.testing.assert_array_equal(held["labels"], evaluation.labels)
        assert held["counts"].tolist() == list(evaluation.counts)
        assert held["names"].tolist() == list(evaluation.classes)


def test_files_are_named_after_their_section(evaluation, offered):
    page(lambda: downloads.downloads(evaluation, 0, "scores", RECORDS, []))
    assert [(file, mime.split("/")[1]) for *_, file, mime in offered] == [
        ("scores.csv", "csv"), ("scores.html", "html"), ("scores.npz", "octet-stream"),
    ]  # fmt: skip


def test_downloaded_logits_can_be_brought_back_as_a_model_of_one_s_own(own, offered):
    page(lambda: downloads.downloads(own, 0, "mine", RECORDS, []))
    read = upload.read(offered[2][1], "logits")
    np.testing.assert_allclose(read.logits, own.logits[0], rtol=1e-6)
    np.testing.assert_array_equal(read.labels, own.labels)


def test_cards_say_value_change_and_meaning_and_which_way_is_green():
    made = [
        Card("Up", "0.5", "+0.1", "More."),
        Card("Down", "3", "-1", "Less.", "down"),
        Card("Flat", "7", None, "So.", ""),
    ]
    at = page(lambda: cards.wall(made))
    assert [(m.label, m.value, m.delta, m.proto.help) for m in at.metric] == [
        (card.title, card.value, card.change or "", card.explain) for card in made
    ]
    colours = [m.proto.color for m in at.metric]
    assert colours[0] == colours[1] != colours[2], "up where more is better and down where less is better: both green"


def test_the_legend_has_each_model_in_its_colour_and_names_are_text(evaluation, own):
    [line] = page(lambda: charts.legend(evaluation)).get("html")
    body = line.proto.body
    assert re.findall(r"background:(#\w{6})", body) == list(ENTRANTS[: len(evaluation.names)])
    assert [*re.findall(r"</span>([^<]+)</span>", body)] == list(evaluation.names)
    assert not page(lambda: charts.legend(own)).get("html"), "one model needs no legend"
    hostile = SimpleNamespace(names=("<script>", "b"))
    assert "&lt;script&gt;" in page(lambda: charts.legend(hostile)).get("html")[0].proto.body


@pytest.mark.parametrize(("key", "file"), [("matrix", "matrix"), ("live-recalls", "live-recalls"), ("a b/c", "a-b-c")])
def test_a_chart_has_one_button_which_saves_it_under_its_key(key, file):
    found = charts.camera(key)
    assert found["modeBarButtons"] == [["toImage"]]
    assert found["toImageButtonOptions"]["filename"] == file


def test_one_model_is_not_asked_for(own):
    at = page(lambda: model_chooser.choose_model(own))
    assert at.session_state["_found"] == 0
    assert not at.get("button_group")


def test_a_page_begins_with_the_favourite_unless_told_and_follows_the_choice(evaluation):
    at = page(lambda: model_chooser.choose_model(evaluation))
    assert at.session_state["_found"] == evaluation.favourite
    assert page(lambda: model_chooser.choose_model(evaluation, 0)).session_state["_found"] == 0
    for i in range(len(evaluation.names)):
        at.segmented_control(key="model").set_value(i).run()
        assert at.session_state["_found"] == i
        assert at.query_params.get("model", str(evaluation.favourite)) in (str(i), [str(i)])


def test_image_tiles_are_the_gallery_of_the_picked_images(evaluation):
    picked, weights = np.array([3, 0, 7]), np.linspace(0, 1, len(evaluation.labels))
    [drawn] = page(lambda: image_tiles.image_tiles(evaluation, 2, picked, weights)).get("html")
    tiles = gallery.tiles(
        evaluation.images, evaluation.labels, evaluation.scored[2].probabilities, [3, 0, 7], evaluation.classes, weights
    )
    assert drawn.proto.body == gallery.draw(tiles)
    assert [tile.truth for tile in tiles] == [evaluation.classes[evaluation.labels[i]] for i in picked]


def test_no_image_is_a_sentence_and_no_images_at_all_an_error(evaluation, own):
    nobody = np.zeros(0, int)
    [drawn] = page(lambda: image_tiles.image_tiles(evaluation, 0, nobody, empty="<None> here.")).get("html")
    assert drawn.proto.body == "<p>&lt;None&gt; here.</p>"
    with pytest.raises(ValueError, match=r"^This evaluation has no images to show\.$"):
        image_tiles.image_tiles(own, 0, np.array([0]))


@pytest.mark.parametrize(("told", "dark"), [("dark", True), ("light", False), (None, False)])
def test_the_page_s_theme_decides_the_colours_on_top_of_it(monkeypatch, told, dark):
    monkeypatch.setattr(page_theme.st, "context", SimpleNamespace(theme=SimpleNamespace(type=told)))
    assert page_theme.is_dark() is dark
    assert page_theme.text_colour() == TEXT["dark" if dark else "light"]
    assert bool(page_theme.cell_colour()) is dark


def test_the_text_colours_are_those_of_the_app():
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]
    written = {mode: theme.get(mode, {}).get("textColor", theme.get("textColor")) for mode in TEXT}
    assert {mode: colour.upper() for mode, colour in written.items()} == TEXT


@pytest.mark.parametrize("step", [1, 0.5, 0.05, 0.01, 0.001, 1e-5, 2, 10])
def test_a_slider_shows_as_many_decimals_as_its_step_has(step):
    shown = f"%.{controls.digits(step)}f" % step
    assert float(shown) == step
    assert controls.digits(step) == 0 or not shown.endswith("0")


@pytest.mark.parametrize("key", SPECS)
def test_a_loss_has_one_slider_for_each_number_with_its_own_range_and_default(key):
    spec = SPECS[key]
    at = page(lambda: controls.loss_params(spec, 10, "p_"))
    assert at.session_state["_found"] == {p.name: p.default for p in spec.fitted(10)}
    drawn = [(s.key, s.min, s.max, s.step, s.value) for s in at.slider]
    assert drawn == [(f"p_{key}_{p.name}", p.low, p.high, p.step, p.default) for p in spec.fitted(10)]


@pytest.mark.parametrize("typed", [2.0, 1.234, 0.0, 5.0, 0.001, 4.99])
def test_a_typed_number_moves_the_slider_to_its_nearest_step(typed):
    [param] = SPECS["focal"].params
    at = page(lambda: controls.typed_slider(param, "g"))
    at.number_input(key="g_typed").set_value(typed).run()
    assert abs(at.slider(key="g").value - typed) <= param.step / 2 + 1e-9
    assert at.slider(key="g").value == at.number_input(key="g_typed").value == at.session_state["_found"]


def test_the_pad_keeps_its_strokes_over_pages_and_forgets_them_when_cleared():
    strokes = [[[1, 2], [3, 4]]]
    assert page(lambda: canvas.drawn("pad")).session_state["_found"] == []
    at = page(lambda: canvas.drawn("pad"), pad={"strokes": strokes})
    assert at.session_state["_found"] == strokes
    del at.session_state["pad"]  # as when another page was opened in between
    assert at.run().session_state["_found"] == strokes
    at.session_state["pad"] = {"strokes": []}
    assert at.run().session_state["_found"] == []


def test_the_pad_is_sent_its_strokes_and_the_picture_byte_for_byte(monkeypatch):
    sent: list = []
    monkeypatch.setattr(canvas, "_component", lambda: lambda **more: sent.append(more))
    seen = np.arange(784, dtype=np.uint8).reshape(28, 28)
    page(lambda: (canvas.pad("pad", seen), canvas.pad("pad2", None)), pad={"strokes": [[[1, 2]]]})
    data = [each["data"] for each in sent]
    np.testing.assert_array_equal(np.frombuffer(base64.b64decode(data[0]["seen"]), np.uint8), seen.ravel())
    assert data[0]["strokes"] == [[[1, 2]]]
    assert data[1] == {"strokes": [], "seen": ""}
