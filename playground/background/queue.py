"""Whose turn it is: a fair queue over owners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Entry:
    round: int
    arrival: int
    job: str
    owner: str


class FairQueue:
    """Start-time fair queueing: each owner gets one race per round, first come first served within a round.

    An owner who comes while others have several races waiting goes before their second ones.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._last: dict[str, int] = {}  # the round in which an owner was last served
        self._round = 0
        self._arrivals = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def order(self) -> list[str]:
        """The jobs, next first."""
        return [entry.job for entry in self._entries]

    def add(self, job: str, owner: str) -> None:
        """Put a job behind the earlier ones of its owner."""
        waiting = [entry.round for entry in self._entries if entry.owner == owner]
        # never below the present round: having been away saves up no rounds
        turn = max(self._round, 1 + max(waiting, default=self._last.get(owner, -1)))
        self._arrivals += 1
        self._entries.append(_Entry(turn, self._arrivals, job, owner))
        self._entries.sort(key=lambda entry: (entry.round, entry.arrival))

    def remove(self, job: str) -> None:
        """Take a job out, wherever it stands; one that is not there is no error."""
        self._entries = [entry for entry in self._entries if entry.job != job]

    def take(self, may: Callable[[str], bool]) -> str | None:
        """Take out the first job that `may` be taken, or return None."""
        entry = next((entry for entry in self._entries if may(entry.job)), None)
        if entry is None:
            return None
        self._entries.remove(entry)
        self._round = max(self._round, entry.round)
        self._last[entry.owner] = entry.round
        # an owner last served in an earlier round is like a new one, and need not be remembered
        self._last = {owner: turn for owner, turn in self._last.items() if turn >= self._round}
        return entry.job
