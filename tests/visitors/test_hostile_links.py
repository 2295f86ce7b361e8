"""Hostile links over the real socket, where Streamlit itself reads the address: no page shows an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from tests.serving import ROOT, Server, serve
from tests.ui.bound_names import bound_names
from tests.visitors.visitor import Visitor

PAGES = [re.sub(r"^\d+_", "", path.stem) for path in sorted((ROOT / "pages").glob("*.py"))]
MARKUP = "![x](http://evil.example/x.png) :red[x] $\\frac{a}{b}$ <b>"
VALUES = ("", " ", "-1", "nan", "inf", "1e309", "9" * 400, "٣²\u202e\u200b", "a\0b", MARKUP)
RAW = {
    "bytes that are no text": "&".join(f"{name}=%ff%fe%00" for name in bound_names()),
    "names without a value": "&".join(bound_names()),
    "nothing but marks": "&&==&=;&%&%%&%zz=%zz&?#",
    "many of one name": "&".join(f"{name}={value}" for name in bound_names() for value in ("a", "1", quote(MARKUP))),
    "100 kB": "&".join(f"{name}={'x' * 100_000}" for name in ("losses", "lab_counts", "ex_rows", "run")),
    "thousands of names": "&".join(f"n{i}=1" for i in range(10_000)),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    with serve(folder, PLAYGROUND_DATA=str(folder)) as server:
        yield server


def opened(visitor: Visitor, query: str) -> None:
    """Let a tab open every page by this link; none may show an exception or the link's own marks."""
    for page in PAGES:
        visitor.page, visitor.query = page, query
        visitor.rerun()
        assert visitor.exceptions == []
        assert visitor.elements
        said = [e for e in visitor.elements.values() if e.WhichOneof("type") in ("alert", "markdown", "heading")]
        assert not [e for e in said if "://evil" in str(e)]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_every_page_opens_whatever_every_name_says(server, value):
    visitor = Visitor(server.url)
    opened(visitor, urlencode(dict.fromkeys(bound_names(), value)))
    visitor.close()


@pytest.mark.parametrize("query", RAW.values(), ids=RAW)
def test_every_page_opens_by_an_address_that_no_page_has_written(server, query):
    visitor = Visitor(server.url)
    opened(visitor, query)
    visitor.close()


def test_the_server_has_logged_no_traceback(server):
    assert "Traceback" not in server.log.read_text("utf-8")
