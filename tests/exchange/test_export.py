"""What leaves the app."""

import csv
import io
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.exchange import export
from playground.figures import counts


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_table_comes_back_from_its_csv():
    data = export.csv_bytes([{"Metric": "Macro-F1, mean", "CE": 0.5, "n": 3}, {"Metric": "ECE", "CE": float("nan")}])
    assert rows(data) == [["Metric", "CE", "n"], ["Macro-F1, mean", "0.5", "3"], ["ECE", "", ""]]
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows(export.csv_bytes([])) == [[]]


def test_no_cell_is_a_formula_and_signed_numbers_stay_numbers():
    found = rows(export.csv_bytes([{"=1+1": "=HYPERLINK(1)", "a": "-0.5", "b": -0.5, "c": "@x", "d": "+3 points"}]))
    assert found == [["'=1+1", "a", "b", "c", "d"], ["'=HYPERLINK(1)", "-0.5", "-0.5", "'@x", "'+3 points"]]


def test_the_html_page_holds_its_charts_and_its_script_once_and_loads_nothing():
    figure = counts.draw(counts.counts([500, 20], [1]))
    page = export.html_bytes([figure, figure], "Race <1>").decode()
    assert page.count("Plotly.newPlot(") == 2
    assert "<title>Race &lt;1&gt;</title>" in page
    assert not re.search(r"<(script|link|img)[^>]*(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert 3e6 < len(page) < 8e6


def test_the_npz_holds_plain_arrays_that_numpy_reads_without_pickle():
    data = export.npz_bytes(np.ones((4, 2), np.float32), [0, 1, 1, 0], (3, 1), ("a", "b"))
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        assert sorted(found) == ["counts", "labels", "logits", "names"]
        assert found["logits"].dtype == np.float32
        assert found["names"].tolist() == ["a", "b"]


def test_the_camera_button_saves_a_sharp_png_under_a_plain_name():
    config = export.chart_config("Recall of rare/common")
    assert config["toImageButtonOptions"] == {"format": "png", "filename": "recall-of-rare-common", "scale": 2}
    assert export.chart_config("//")["toImageButtonOptions"]["filename"] == "chart"


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12) | st.integers() | st.floats()


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_any_table_comes_back_from_its_csv_and_no_cell_begins_a_formula(table):
    _, *found = rows(export.csv_bytes([{"a": a, "b": b} for a, b in table]))
    for row, back in zip(table, found, strict=True):
        for value, text in zip(row, back, strict=True):
            assert not text.startswith(("=", "@", "\t"))
            if text.startswith(("+", "-")):
                float(text)  # a signed number, which is no formula
            if isinstance(value, str):
                assert text.removeprefix("'") == value.removeprefix("'")
            elif value == value:
                assert float(text) == float(value)
            else:
                assert text == ""


@given(st.text(max_size=40))
def test_a_picture_is_saved_under_a_name_that_every_disk_takes(title):
    name = export.chart_config(title)["toImageButtonOptions"]["filename"]
    assert name
    assert not re.search(r"[/\\\\:*?\"<>|\s]", name)
