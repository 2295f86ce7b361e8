"""Whose turn it is: a fair queue over visitors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Place:
    round: int
    arrival: int
    job: str
    visitor: str


class Turns:
    """Start-time fair queueing: each visitor gets one race per round, first come first served within a round.

    A visitor who comes while others have several races waiting goes before their second ones.
    """

    def __init__(self) -> None:
        self._places: list[_Place] = []
        self._last: dict[str, int] = {}
        self._round = 0
        self._arrivals = 0

    def __len__(self) -> int:
        return len(self._places)

    @property
    def order(self) -> list[str]:
        """The jobs, next first."""
        return [place.job for place in self._places]

    def add(self, job: str, visitor: str) -> None:
        """Put a job behind the earlier ones of its visitor."""
        waiting = [place.round for place in self._places if place.visitor == visitor]
        turn = max(self._round, 1 + max(waiting, default=self._last.get(visitor, -1)))
        self._arrivals += 1
        self._places.append(_Place(turn, self._arrivals, job, visitor))
        self._places.sort(key=lambda place: (place.round, place.arrival))

    def remove(self, job: str) -> None:
        """Take a job out, wherever it stands; one that is not there is no error."""
        self._places = [place for place in self._places if place.job != job]

    def take(self, may: Callable[[str], bool]) -> str | None:
        """Take out the first job that `may` be taken, or return None."""
        place = next((place for place in self._places if may(place.job)), None)
        if place is None:
            return None
        self._places.remove(place)
        self._round = max(self._round, place.round)
        self._last[place.visitor] = place.round
        self._last = {visitor: turn for visitor, turn in self._last.items() if turn >= self._round}
        return place.job
