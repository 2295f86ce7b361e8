"""A stranger's text inside a sentence of ours. Pages show sentences as Markdown, and anybody may have made the link."""

from __future__ import annotations

import re

LONGEST = 40  # characters that a sentence repeats
# In this order, since what one takes out brings others together. Brackets, stars and slashes would become links, images
# and emphasis; a dot behind a letter a link ("www.x.y"), a colon an emoji (but between digits), an outer
# underscore emphasis.
_MARKS = (r"[^\w\s.,:;+-]", r"(?<=[^\W\d])\.|(?<!\d):|:(?!\d)", r"\b_+|_+\b")


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
