"""A number on a card: what it is, how it is written, and how far it has moved."""

from __future__ import annotations

from typing import NamedTuple


class Card(NamedTuple):
    """One number of a model: its `title`, its `value` and its `change` as text, and what it means, `explain`.

    `change` is None where nothing has changed or nothing is compared. `better`: "up", "down" or "" for neither.
    """

    title: str
    value: str
    change: str | None
    explain: str
    better: str = "up"
