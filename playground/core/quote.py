"""A stranger's text inside a sentence of ours. Pages show sentences as Markdown, and anybody may have made the link.

What is repeated once, where it is refused, loses its marks (`quoted`, `shown`); what stays, as the name of an uploaded
class, keeps them as look-alikes (`harmless`).
"""

from __future__ import annotations

import re

LONGEST = 40  # characters that a sentence repeats
# In this order, since what one takes out brings others together. Brackets, stars and slashes would become links, images
# and emphasis; a dot behind a letter a link ("www.x.y"), a colon an emoji (but between digits), an outer
# underscore emphasis.
_MARKS = (r"[^\w\s.,:;+-]", r"(?<=[^\W\d])\.|(?<!\d):|:(?!\d)", r"\b_+|_+\b")

# What Markdown, Streamlit's directives, LaTeX, HTML, Plotly's labels or its templates act on, wherever it stands or
# where it does so.
_ACTIVE = re.compile(r"[!#$&*<>@\[\\\]`{|}~]|(?<!\d):|:(?!\d)|(?<=[^\W\d])\.(?=\S)|\b_+|_+\b")
_FULL_WIDTH = 0xFEE0  # from an ASCII character to its full-width form: "[" to "［"


def harmless(value: object) -> str:
    """The text of `value` as a name that can stand anywhere on a page: each mark becomes its full-width look-alike.

    Different texts stay different, and a text without marks stays as it is.
    """
    return _ACTIVE.sub(lambda mark: "".join(chr(ord(c) + _FULL_WIDTH) for c in mark[0]), _text(value))


def quoted(value: object, most: int = LONGEST) -> str:
    """The text of `value` between quotation marks: at most `most` characters in a line, and no mark of Markdown."""
    text = _text(value)[: 10 * LONGEST]
    for marks in _MARKS:
        text = re.sub(marks, "", text)
    return repr(text[:most])


def shown(value: object) -> str:
    """A wrong value of any type: text as `quoted`, a number and nothing as Python writes them, all short."""
    if value is not None and not isinstance(value, (int, float)):
        return quoted(value)
    text = _text(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _text(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # Python does not write out whole numbers of more than some thousand digits
        return "a number of thousands of digits"
