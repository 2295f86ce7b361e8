"""All texts that a page drawn by AppTest sends to the browser, where that would make markup of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

# What the browser shows letter by letter: what was typed, code, and names that nobody sees.
LITERAL = {
    "text_input.default", "text_input.value", "text_area.default", "text_area.value", "code.code_text", "id",
    "query_param_key", "element_id",
}  # fmt: skip


def shown_texts(app: AppTest) -> list[str]:
    """The page's texts: Markdown, HTML, labels, help, options, titles and names in charts."""
    return [text for node in _nodes(app._tree) for text in _texts(getattr(node, "proto", None))]


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)


def _texts(message: Any) -> Iterator[str]:
    if not isinstance(message, Message):
        return
    kind = _snake(type(message).__name__)
    for field, value in message.ListFields():
        if field.name not in LITERAL and f"{kind}.{field.name}" not in LITERAL:
            yield from _values(value)


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Message):
        yield from _texts(value)
    elif hasattr(value, "__iter__") and not isinstance(value, bytes):
        for each in value:
            yield from _values(each)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
