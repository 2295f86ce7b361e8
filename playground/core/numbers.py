"""Numbers that people type or paste, here and in links: read with patience, refused in one sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal

from playground.core.quote import quoted

MANY = 10_000  # more numbers than anybody types; a pasted novel is refused by its length
LONGEST_WHOLE = 6  # digits of a whole number that is written out


def numbers(text: str, least: int = 1, most: int = MANY) -> tuple[float, ...]:
    """Read `least` to `most` finite numbers separated by commas, semicolons, blanks or lines, brackets allowed.

    1e4, 10_000 and .5 are read. Raises ValueError with one sentence naming what could not be read.
    """
    return tuple(_number(word) for word in _words(text, least, most))


def whole_numbers(text: str, least: int = 1, most: int = MANY) -> tuple[int, ...]:
    """The same for counts: whole numbers of at least 0. 1e4 is one; 0.5, -1 and nan are refused."""
    return tuple(_whole(word) for word in _words(text, least, most))


def _words(text: str, least: int, most: int) -> list[str]:
    words = [word for word in re.split(r"[\s,;\[\]()]+", text) if word]
    if not least <= len(words) <= most:
        raise ValueError(f"Give {_how_many(least, most)} numbers, not {len(words)}.")
    return words


def _how_many(least: int, most: int) -> str:
    if least == most:
        return str(least)
    return f"{least} to {most}" if most < MANY else f"at least {least}"


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise ValueError(f"{quoted(word, 20)} is not a number.") from None
    if not math.isfinite(value):
        raise ValueError(f"{quoted(word, 20)} is not a finite number.")
    return value


def _whole(word: str) -> int:
    try:
        value = _number(word)
    except ValueError:
        raise ValueError(f"Counts are whole numbers of at least 0, not {quoted(word, 20)}.") from None
    if value < 0 or value != int(value):
        raise ValueError(f"Counts are whole numbers of at least 0, not {value:g}.")
    try:
        return int(word)  # exact where a float is not: beyond 2^53
    except ValueError:
        return int(value)  # 1e4


def joined(values: Iterable[float], digits: int = 4) -> str:
    """Numbers as text for people, rounded to significant digits; `numbers` reads it back: "1, 0.25, 3"."""
    return ", ".join(f"{value:.{digits}g}" for value in values)


def compact(value: float) -> str:
    """The shortest text that `float` reads back as exactly this number: "5000", ".25", "-3e-7", "123e-6"."""
    exact = Decimal(repr(float(value))).normalize()
    sign, digits, exponent = exact.as_tuple()
    assert isinstance(exponent, int), "only finite numbers are written"
    plain = f"{exact:f}"
    if "." not in plain and len(plain) <= LONGEST_WHOLE:
        return plain  # "5e3" would save a character and lose the reader
    scientific = f"{'-' if sign else ''}{''.join(map(str, digits))}e{exponent}"
    return min(re.sub(r"^(-?)0\.", r"\1.", plain), scientific, key=len)
