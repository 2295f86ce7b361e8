"""The canary: what dom.js knows of Streamlit and Plotly is there in real pages; a failure names what is not."""

import json
from pathlib import Path

import pytest

from playground.ui.live import dom

pytestmark = pytest.mark.browser

JS = (Path(dom.__file__).parent / "dom.js").read_text("utf-8")
# Some are there for a moment only: remember each that any state of the page has matched.
SEEN = """window.__seen = new Set();
const look = () => Object.entries(%s).forEach(([name, selector]) => {
  if (!window.__seen.has(name) && document.querySelector(selector)) window.__seen.add(name);
});
new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });"""
# One question for each inner object, asked of the Loss Lab's chart `lab` or of a chart of bars.
ASKED = {
    "library": "!!PLOTLY.library().update || undefined",
    "layout": "PLOTLY.layout(lab).xaxis",
    "trace": "PLOTLY.trace(lab, 1).mode",
    "computedBars": "PLOTLY.computedBars(bars, 0)[0].p1 - PLOTLY.computedBars(bars, 0)[0].p0",
    "axis": "PLOTLY.axis(lab, 1, 'y').type",
    "pixel": "PLOTLY.pixel(PLOTLY.axis(lab, 1, 'x'), 0.5)",
    "side": "PLOTLY.side(PLOTLY.axis(bars, 0, 'x'), 0.5)",
    "offset": "PLOTLY.offset(PLOTLY.axis(lab, 1, 'x'))",
    "owner": "all(bars, 'bars').map(PLOTLY.owner).includes(0) || undefined",
    "named": "lab.querySelector('.' + PLOTLY.named(PLOTLY.trace(lab, 1)))?.tagName",
}
CHART = "document.querySelector('.st-key-%s .js-plotly-plot')"


def names(what):
    """The names that dom.js gives to inner objects."""
    inside = JS[JS.index(f"const {what} = {{") :]
    return [line.split(":")[0].strip() for line in inside.splitlines() if line.startswith("  ") and ": (" in line[:25]]


def drag(page):
    slider = page.locator(".st-key-focal_gamma [data-testid=stSliderThumbValue]").bounding_box()
    x, y = slider["x"] + slider["width"] / 2, slider["y"] + slider["height"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.wait_for_function("window.__seen.has('dragged')")
    page.mouse.up()


def visited(page, server, table):
    """The selectors of `table` that three pages have matched, and what Plotly answered."""
    page.add_init_script(SEEN % json.dumps(table))
    seen, answers = set(), {}
    for path, ready, chart in (
        ("mistakes", "document.querySelector('.st-key-matrix .js-plotly-plot .main-svg')", ""),
        ("loss_lab", "window.__playgroundLive?.get('lab-chart')?.drags", "lab"),
        ("confidence", "window.__playgroundLive?.get('live-recalls')?.drags", "bars"),
    ):
        page.goto(f"{server}/{path}")
        page.wait_for_function(ready, timeout=90_000)
        if chart:
            found = CHART % {"lab": "lab-chart", "bars": "live-recalls"}[chart]
            answers |= page.evaluate(f"() => {{ {JS} const {chart} = {found}; return {{ {asked(chart)} }}; }}")
        if path == "loss_lab":
            drag(page)
        seen |= set(page.evaluate("[...window.__seen]"))
    return seen, answers


def asked(chart):
    own = {name: code for name, code in ASKED.items() if ("bars" in code.replace("'bars'", "")) == (chart == "bars")}
    return ", ".join(f"{name}: ({code}) ?? null" for name, code in own.items())


def test_every_inner_object_has_a_question():
    assert names("PLOTLY") == list(ASKED)


def test_streamlit_and_plotly_are_inside_as_dom_js_knows_them(app_server, page_at):
    table = dict(dom.SELECTORS) | {"canary": ".no-such-thing"}
    seen, answers = visited(page_at(), app_server, table)
    assert "canary" not in seen, "this test could not fail: it has found what is not there"
    gone = sorted(table.keys() - seen - {"canary"})
    assert not gone, f"no page matches these selectors of dom.js any more: {gone}"
    silent = sorted(name for name in ASKED if answers.get(name) is None)
    assert not silent, f"Plotly no longer has what dom.js calls {silent}"
