"""What belongs to Streamlit and Plotly is named in dom.js and dom.py alone: an upgrade then breaks one file."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HOME = {ROOT / "playground/ui/live" / name for name in ("dom.js", "dom.py")}
FOREIGN = re.compile(
    r"data-testid|data-dragging|st-key-|\bst[A-Z]\w*"
    r"|js-plotly-plot|main-svg|nsewdrag|scatterlayer|barlayer|heatmaplayer|js-line|textpoint"
    r"|_full(?:Layout|Data)|\bcalcdata\b|\.[lc]2p\b|\.[pc]2[lc]\b|__data__|window\.Plotly"
)


def foreign(text):
    return FOREIGN.findall(text)


def test_no_selector_or_inner_object_of_streamlit_and_plotly_stands_outside_its_home():
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py")]
    files += [path for kind in ("py", "js", "css") for path in (ROOT / "playground").rglob(f"*.{kind}")]
    found = {
        str(path.relative_to(ROOT)): names
        for path in files
        if path not in HOME and (names := foreign(path.read_text("utf-8")))
    }
    assert set(files) >= HOME
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        'document.querySelector("[data-testid=stMain]")',
        '"[data-testid=stSkeleton]"',
        'f".st-key-{key} p"',
        '[class*="st-key-"] { color: red; }',
        "section.stMain { padding: 0; }",
        ".stAppHeader { display: none; }",
        "root.querySelector('.js-plotly-plot')",
        "gd._fullLayout.xaxis",
        "gd._fullData[0]",
        "gd.calcdata[0]",
        "axis.l2p(0.5)",
        "axis.c2p(0.5, true)",
        "group.__data__",
        "window.Plotly.restyle(gd)",
        'find("path.js-line")',
        '".nsewdrag"',
    ],
)
def test_the_search_finds_each_kind_of_name(line):
    assert foreign(line)


@pytest.mark.parametrize(
    "line",
    ["st.markdown(text)", "live_chart(figure, key=key)", "import plotly.graph_objects", "color"],
)
def test_the_search_passes_over_what_streamlit_and_plotly_promise(line):
    assert not foreign(line)


def test_dom_js_itself_would_be_found_anywhere_else():
    assert all(foreign(path.read_text("utf-8")) for path in HOME)
