"""What the browser is sent to move a chart: together with what stands still it is the picture, number for number."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from streamlit.testing.v1 import AppTest

from playground.figures.theme import frame
from playground.losses import SPECS
from playground.ui.live import enhancer
from playground.ui.live.enhancer import Drag, _told
from playground.ui.live.family import Family, slider_values
from playground.ui.live.frames import Block, blocks, linear, structure
from tests.ui.live.javascript import evaluated

BLOCKS = [Block(0, "x", 1), Block(0, "y", 2, log=True), Block(1, "z", 4, columns=2)]
LINE = {"type": "scatter", "mode": "lines", "line": {"color": "#2F7FD6", "width": 2}, "name": "one"}


def floats(text):
    return np.frombuffer(base64.b64decode(text), "<f4")


def figure(top=1.0, name="one"):
    x = np.array([0.0, 0.5, 1.0])
    trace = {**LINE, "name": name, "x": x, "y": top * x}
    return frame([trace], "x", "y", xaxis={"range": [0, 1]}, yaxis={"range": [0, top]})


@given(arrays(np.float32, (3, 7), elements=st.sampled_from([0, 1, np.nan])))
def test_a_drag_and_what_it_leaves_out_are_the_whole_family(frames):
    told = _told(Drag(Family(np.arange(3.0), frames), 0, 1), BLOCKS, "")
    sent = floats(told["frames"]).reshape(3, -1)
    rebuilt, start, used = np.tile(frames[0], (3, 1)), 0, 0
    for block in BLOCKS:
        if block.told() in told["blocks"]:
            rebuilt[:, start : start + block.size] = sent[:, used : used + block.size]
            used += block.size
        start += block.size
    assert used == sent.shape[1]
    np.testing.assert_array_equal(rebuilt, frames)


def test_a_drag_that_moves_nothing_sends_no_numbers():
    told = _told(Drag(Family(np.arange(2.0), np.zeros((2, 7), np.float32)), 0, 1), BLOCKS, "words")
    assert (told["blocks"], told["frames"], told["words"]) == ([], "", "words")


@pytest.mark.parametrize("key", SPECS)
def test_the_browser_counts_steps_as_python_does(key):
    """sliders.js takes the sentence at Math.round((value - low) / step): that is the sentence made for this value."""
    for param in SPECS[key].fitted(10):
        found = (slider_values(param) - param.low) / param.step
        assert np.floor(found + 0.5).tolist() == list(range(len(found))), param.name


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, str, dict]]:
    """What is sent to the browser: (key of the component, of the chart's container, data), in order."""
    found: list = []
    monkeypatch.setattr(enhancer, "enhance", lambda key, host, data: found.append((key, host, data)))
    return found


def one_chart() -> None:
    """A page with one live chart; the test puts its figure into the session."""
    import streamlit as st

    from playground.ui.live.enhancer import live_chart

    alive = live_chart(st.session_state.figure, key="c", alt="A line", words="w", text="Said.", at={"slider": 2.0})
    st.caption(f"alive: {alive}")


def chart_page(shown, alive=False) -> AppTest:
    at = AppTest.from_function(one_chart)
    at.session_state["figure"] = shown
    if alive:
        at.session_state["c-live"] = {"ok": True}
    return run(at)


def run(at: AppTest) -> AppTest:
    at.run()
    assert not at.exception
    return at


def test_until_the_browser_has_answered_each_picture_is_drawn_by_streamlit_and_a_poster_stands_before_it(sent):
    at = chart_page(figure())
    assert 'class="poster"' in at.markdown[0].value
    assert at.caption[0].value == "alive: False"
    (key, host, data) = sent[0]
    assert (key, host) == ("c-live", "c")
    assert data["greet"]
    assert "now" not in data
    run(at)
    assert "now" not in sent[1][2]


def test_once_it_has_answered_the_new_numbers_are_sent_and_the_drawn_chart_stays(sent):
    at = chart_page(figure(1.0), alive=True)
    drawn = at.get("plotly_chart")[0].proto.spec
    at.session_state["figure"] = figure(3.0)
    run(at)
    data = sent[-1][2]
    assert at.get("plotly_chart")[0].proto.spec == drawn
    assert 'class="poster"' not in at.markdown[0].value
    np.testing.assert_array_equal(floats(data["now"]), linear(figure(3.0)).astype(np.float32))
    assert data["blocks"] == [block.told() for block in blocks(figure())]
    assert data["layout"] == {"xaxis.range": [0, 1], "yaxis.range": [0, 3.0]}
    assert (data["words"], data["text"], data["at"], data["greet"]) == ("w", "Said.", {"slider": 2.0}, False)


def test_a_figure_of_another_structure_is_drawn_anew(sent):
    at = chart_page(figure(), alive=True)
    drawn = at.get("plotly_chart")[0].proto.spec
    at.session_state["figure"] = figure(name="two")
    run(at)
    assert at.get("plotly_chart")[0].proto.spec != drawn
    assert "now" not in sent[-1][2]
    assert sent[-1][2]["structure"] == structure(figure(name="two")) != sent[0][2]["structure"]


def test_equal_pictures_are_sent_under_new_numbers(sent):
    at = chart_page(figure(), alive=True)
    run(run(at))
    assert [data["seq"] for *_, data in sent] == [1, 2, 3]


def test_drags_are_sent_with_the_structure_that_they_belong_to(sent):
    frames = np.array([linear(figure(1.0)), linear(figure(2.0))], np.float32)
    drag = Drag(Family(np.array([1.0, 2.0]), frames), 1, 1, ("a", "b"))
    enhancer.live_drags(figure(), {"top": drag}, key="c", words="w")
    [(key, host, data)] = sent
    assert (key, host, data["structure"]) == ("c-drags", "c", structure(figure()))
    assert data["drags"]["top"]["values"] == [1, 2]
    assert data["drags"]["top"]["texts"] == ["a", "b"]


def test_fades_are_read_by_the_browser_at_the_slider_s_own_step(sent):
    opacities = np.array([[1.0, 0.5], [0.75, 0.25], [0.5, 0.125]])
    notes = [[f"{row}.{i}" for i in range(2)] for row in range(3)]
    enhancer.live_fades(opacities, notes, host="grid", widget="gamma", step=0.5)
    [(key, host, data)] = sent
    assert (key, host) == ("grid-fades", "grid")
    page = """(() => {
      const figure = () => {
        const parts = { img: { style: {} }, "[data-note]": {} };
        return { querySelector: (selector) => parts[selector], parts };
      };
      const figures = [figure(), figure(), figure()], entry = { host: "grid", fades: { gamma: unpackFades(told) } };
      globalThis.CSS = { escape: (text) => text };
      globalThis.document = { querySelectorAll: () => figures };
      return at.map((value) => {
        fade(entry, "gamma", value);
        return figures.map(({ parts }) => [parts.img.style.opacity ?? null, parts["[data-note]"].textContent ?? null]);
      });
    })()"""
    found = evaluated(
        ["dom.js", "frames.js", "fades.js"], page, told=data["fades"]["gamma"], at=[0, 0.5, 1.0, 9.0, -1.0]
    )
    rows = [0, 1, 2, 2, 0]  # beyond the ends it is the end
    assert [[*two] for *two, _ in found] == [[[opacities[r, i], notes[r][i]] for i in range(2)] for r in rows]
    assert all(third == [None, None] for *_, third in found), "an image without a number stays as it is"
