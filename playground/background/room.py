"""How many unfinished races there is room for: of one owner, from one address, and of all."""

from __future__ import annotations

from playground.background.record import Record
from playground.background.states import IN_QUEUE
from playground.background.table import Table
from playground.background.views import Limits

CLOSING = "The server is closing; nothing new is started."


class Room:
    """Counts places. Call its methods with the table's lock held."""

    def __init__(self, table: Table, limits: Limits) -> None:
        self._table, self._limits = table, limits

    def check(self, owner: str, address: str) -> None:
        """Raise ValueError, with one sentence, where one more unfinished race would be too many."""
        if self._table.closed:
            raise ValueError(CLOSING)
        own, most = sum(record.owner == owner for record in self._table.unfinished()), self._limits.per_owner
        if own >= most:
            raise ValueError(f"You have {own} unfinished races, and {most} is the most; stop one first.")
        if self._full_at(address):
            raise ValueError(
                f"{self._limits.per_address} races from your network address are waiting or running already; "
                "try again in a minute."
            )
        if self._full():
            raise ValueError(f"{self._limits.queue} races are waiting or running already; try again in a minute.")

    def wanted(self, record: Record) -> bool:
        """Whether others want what an unfinished race holds: its turn, or its place where all are taken."""
        others = any(o.state in IN_QUEUE and o.owner != record.owner for o in self._table.unfinished())
        return others or self._full() or self._full_at(record.address)

    def _full(self) -> bool:
        return len(self._table.unfinished()) >= self._limits.queue

    def _full_at(self, address: str) -> bool:
        """Whether an address has all its places; "" is no address, and has no bound of its own."""
        near = sum(record.address == address for record in self._table.unfinished())
        return address != "" and near >= self._limits.per_address
