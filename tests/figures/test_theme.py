"""The colours: one home, the same as the page's, readable on both pages, apart from one another."""

import re
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.figures import theme

ROOT = Path(__file__).parents[2]
HUES = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02X}{:02X}{:02X}".format(*rgb))
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b|\b(?:rgb|hsl)a?\(\s*[\d.]")


@pytest.fixture(scope="module")
def page():
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]


def luminance(hue):
    """WCAG 2's relative luminance."""
    c = np.array(theme.channels(hue)) / 255
    return float(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_no_colour_stands_outside_the_theme():
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py")]
    files += [path for kind in ("py", "js", "css") for path in (ROOT / "playground").rglob(f"*.{kind}")]
    found = [
        f"{path.relative_to(ROOT)}: {colour}"
        for path in files
        if path != Path(theme.__file__)
        for colour in COLOUR.findall(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("text", ["'#fff'", '"#1C2430"', "background:rgba(0,0,0,.5)", "hsl(20 50% 50%)", "#11223344;"])
def test_a_colour_is_known_when_one_is_seen(text):
    assert COLOUR.search(text)


@pytest.mark.parametrize("text", ["#### A heading", "streamlit#89770", "f'rgba({red},0,0)'", "a[href='#top-of-it']"])
def test_what_is_no_colour_is_not_taken_for_one(text):
    assert not COLOUR.search(text)


def test_the_pages_charts_have_the_entrants_colours(page):
    assert tuple(page["chartCategoricalColors"]) == theme.ENTRANTS


def test_text_on_charts_has_the_pages_own_colour(page):
    assert {kind: page[kind]["textColor"] for kind in ("light", "dark")} == theme.TEXT


@pytest.mark.parametrize("hue", theme.ENTRANTS)
@pytest.mark.parametrize("kind", ["light", "dark"])
def test_every_entrant_stands_out_from_both_pages(hue, kind, page):
    assert contrast(hue, page[kind]["backgroundColor"]) >= 3


# Vienot, Brettel and Mollon (1999): what a person without red or green cones sees, in linear RGB.
BLIND = {
    "none": np.eye(3),
    "protanopia": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "deuteranopia": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
}


def lab(hue, seen):
    """CIE Lab of a colour as seen, white D65."""
    c = np.array(theme.channels(hue)) / 255
    linear = seen @ np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(np.clip(to_xyz @ linear, 1e-6, None) / [0.9505, 1, 1.089])
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", BLIND)
def test_no_two_entrants_look_alike_also_to_the_colour_blind(kind):
    gaps = {
        (a, b): np.linalg.norm(lab(a, BLIND[kind]) - lab(b, BLIND[kind])) for a, b in combinations(theme.ENTRANTS, 2)
    }
    assert min(gaps.values()) >= 3 * 2.3, min(gaps, key=gaps.get)  # 2.3 is the least that an eye tells apart


def test_entrants_beyond_the_sixth_start_again_and_only_the_baseline_is_dashed():
    assert [theme.colour(i) for i in range(12)] == [*theme.ENTRANTS] * 2
    assert [theme.dash(i) for i in range(3)] == ["dash", "solid", "solid"]


@given(HUES, HUES, st.floats(0, 1))
def test_a_mixed_colour_lies_between_its_two_and_reaches_both(a, b, share):
    assert (theme.mixed(a, b, 0), theme.mixed(a, b, 1)) == (a, b)
    ends = np.array([theme.channels(a), theme.channels(b)])
    found = theme.channels(theme.mixed(a, b, share))
    assert (ends.min(0) <= found).all()
    assert (found <= ends.max(0)).all()


@given(HUES, st.floats(0, 1))
def test_a_faint_colour_keeps_its_channels_and_takes_the_opacity(hue, opacity):
    *rgb, alpha = map(float, theme.faint(hue, opacity)[5:-1].split(","))
    assert tuple(rgb) == theme.channels(hue)
    assert alpha == pytest.approx(opacity, rel=1e-5)


TREES = st.recursive(st.integers(), lambda inner: st.dictionaries(st.sampled_from("abc"), inner), max_leaves=8)


@given(st.dictionaries(st.sampled_from("abc"), TREES), st.dictionaries(st.sampled_from("abc"), TREES))
def test_merging_keeps_all_of_the_second_and_what_it_says_nothing_of(base, extra):
    both = theme.merge(base, extra)
    assert theme.merge(both, extra) == both
    assert theme.merge(base, {}) == base
    assert both.keys() == base.keys() | extra.keys()
    assert all(both[key] == base[key] for key in base.keys() - extra.keys())


def test_a_frame_has_no_ground_of_its_own_and_takes_every_word_of_its_caller():
    layout = theme.frame([], "x", "y", 200, xaxis={"range": [0, 1]}, hovermode="closest")["layout"]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["xaxis"]["range"] == [0, 1]
    assert layout["xaxis"]["title"]["text"] == "x"
    assert layout["hovermode"] == "closest"
