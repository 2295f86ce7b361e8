"""dom.js is the one list of foreign names: what Python reads of it is what the browser sees, and all of it is used."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.live import dom
from tests.ui.live.javascript import evaluated

UI = Path(dom.__file__).parents[1]
SCRIPTS = {path.name: path.read_text("utf-8") for path in UI.rglob("*.js")}
NAMED = re.compile(r'SELECTORS\.(\w+)|(?:\ball|\bkeyed)\((?:[^()"]|\([^()]*\))*, "(\w+)"\)')
WORDS = st.from_regex(r"\A[A-Za-z_]\w{0,8}\Z").filter(str.isascii)
CSS = st.from_regex(r"\A[a-z.#\[\]=> *_-]{1,30}\Z")


def named(text: str) -> set[str]:
    """The names of selectors that a script spells."""
    return {first or second for first, second in NAMED.findall(text)}


def test_python_reads_the_table_as_the_browser_does():
    assert dict(dom.SELECTORS) == evaluated(["dom.js"], "SELECTORS")


def test_no_script_asks_for_a_selector_that_is_not_in_the_table():
    found = {name: named(text) - set(dom.SELECTORS) for name, text in SCRIPTS.items()}
    assert {name: lost for name, lost in found.items() if lost} == {}


def test_every_selector_of_the_table_is_used():
    layers = set(re.findall(r'\["(\w+)", \w+Steps\]', SCRIPTS["repaint.js"]))  # named in a table of its own
    python = re.findall(r'SELECTORS\["(\w+)"\]', (UI / "live/poster_place.py").read_text("utf-8"))
    assert set(dom.SELECTORS) == layers | set(python) | {name for text in SCRIPTS.values() for name in named(text)}


def test_the_search_sees_each_way_in_which_a_script_names_a_selector():
    text = 'keyed(entry.host, "plot") all(gd, "line") node.closest(SELECTORS.box) keyed(key(a), "dot") f(x, "other")'
    assert named(text) == {"plot", "line", "box", "dot"}


@given(st.dictionaries(WORDS, CSS, min_size=1, max_size=6))
def test_a_written_table_is_read_back(table):
    rows = "".join(f'  // a word\n  {name}: "{selector}",\n' for name, selector in table.items())
    assert dom.selectors(f"// head\nconst SELECTORS = {{\n{rows}}};\nconst other = {{ a: 1 }};\n") == table


@pytest.mark.parametrize("text", ["", "const SELECTORS = {", 'let SELECTORS = {\n  a: "b",\n};', "const OTHER = {\n};"])
def test_a_file_without_the_table_is_refused_in_one_sentence(text):
    with pytest.raises(ValueError, match=r"^dom\.js must begin with a table called SELECTORS, one selector a line\.$"):
        dom.selectors(text)


@pytest.mark.parametrize("key", ["lab-chart", "live-recalls", "matrix", "focal_gamma", "step2-first"])
def test_python_and_the_browser_find_a_container_by_the_same_selector(key):
    escape = "globalThis.CSS = { escape: (text) => text.replace(/[^\\w-]/g, (c) => '\\\\' + c) }"
    inside = evaluated(["dom.js"], f"({escape}, inside(key, SELECTORS.plot))", key=key)
    assert inside == f"{dom.keyed(key)} {dom.SELECTORS['plot']}"
