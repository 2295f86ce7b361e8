"""Names that a visitor brings along, of classes and of a file, are words on every page, and nowhere markup."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.exchange import export
from tests.ui.analysis.test_pages import LOOKING, page, table, uploaded  # noqa: F401
from tests.ui.shown_texts import shown_texts

HOSTILE = (
    "![x](http://evil.example/x.png)", "[click](http://evil.example)", "<img src=http://evil.example/x.png>",
    "<a href='http://evil.example'>x</a>", "$\\frac{x}{y}$", ":red[a] :material/bomb:", "www.evil.example",
    "a@evil.example", "%{evil}", "**bold** `code`",
)  # fmt: skip
MARKS = (
    "](http", "://evil", "<img src=http", "<a href='http", "$\\frac", "\\frac{x}", ":red[a]", ":material/bomb",
    "www.evil", "@evil", "%{evil}", "**bold", "`code`",
)  # fmt: skip
DRAW = np.random.default_rng(0)
LABELS = DRAW.integers(0, len(HOSTILE), 120)
LOGITS = DRAW.normal(size=(120, len(HOSTILE))) + 2 * np.eye(len(HOSTILE))[LABELS]
COUNTS = tuple(range(500, 0, -50))


def as_csv() -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["label", *HOSTILE])
    writer.writerows([HOSTILE[y], *row] for y, row in zip(LABELS, LOGITS, strict=True))
    return file.getvalue().encode()


FILES = {
    "![x](http://evil.example/x.png).npz": export.npz_bytes(LOGITS, LABELS, COUNTS, HOSTILE),
    "[click](http://evil.example).csv": as_csv(),
}


def marks(app: AppTest) -> list[str]:
    return [text[:200] for text in shown_texts(app) if any(mark in text for mark in MARKS)]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("shown", ["9_your_model", *LOOKING, "8_draw"])
def test_an_upload_with_hostile_names_is_looked_at_as_text(name, shown, table):  # noqa: F811
    app = uploaded(FILES[name], name=name)
    assert "120 samples" in " ".join(m.value for m in app.success)
    app.switch_page(f"pages/{shown}.py").run()
    assert not app.exception
    assert marks(app) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_typed_counts_are_refused_as_text(text, table):  # noqa: F811
    app = uploaded(FILES["[click](http://evil.example).csv"], counts=text)
    assert len(app.error) == 1
    assert marks(app) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_or_a_cell_that_is_refused_is_repeated_as_text(text, table):  # noqa: F811
    quoted = '"' + text.replace('"', '""') + '"'
    for file in (f"label,a,b\n{quoted},1,2\n", f"label,a,b\na,{quoted},2\n", f"{quoted},a,b\n1,1,2\n"):
        app = uploaded(file.encode(), "x.csv")
        assert len(app.error) == 1
        assert marks(app) == []
