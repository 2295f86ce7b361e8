"""What must happen by the clock: deadlines, races whose page has gone, memory bounds, saving."""

from __future__ import annotations

import logging
import threading
import time

from playground.background.orders import Orders
from playground.background.record import Record

TICK = 0.25  # seconds
log = logging.getLogger(__name__)


def keep(table: Orders) -> threading.Thread:
    """Start the keeper's thread; it ends when the table is closed."""
    thread = threading.Thread(target=_run, args=(table,), name="jobs-keeper", daemon=True)
    thread.start()
    return thread


def _run(table: Orders) -> None:
    while not table.closed:
        table.wake.wait(TICK)
        table.wake.clear()
        try:
            tick(table)
        except Exception:
            log.exception("the keeper of the jobs table stumbled, and goes on")


def tick(table: Orders) -> None:
    """One look at the clock."""
    with table.lock:
        if table.closed:
            return
        for record in list(table.records.values()):
            if not record.ended:
                _watch(table, record, time.monotonic())
        _watch_starts(table, time.monotonic())
        _share(table)
        table.start_workers()
        table.dispatch()
    save(table)
    with table.lock:
        trim(table)


def _watch(table: Orders, record: Record, now: float) -> None:
    limits = table.limits
    if record.seat is not None and record.stop_by is not None and now > record.stop_by:
        message = record.message or "Stopped by force, since it did not obey; what was shown so far is kept."
        table.break_worker(record.seat, record, "stopped", message)
    elif record.seat is not None and (record.active or record.stepping) and now > record.heard + limits.silence:
        message = f"The race was ended: it had shown nothing new for {limits.silence:.0f} s."
        same = [other for other in table.records.values() if other.seat is record.seat and other.stepping]
        table.break_worker(record.seat, same[0] if same else record, "failed", message)
    elif now > record.seen + limits.grace and record.stop_by is None:
        table.stop(record, f"Stopped because its page had been closed for {limits.grace / 60:.0f} minutes.")


def _share(table: Orders) -> None:
    """A race that has trained for its whole turn makes room for the next one in line."""
    for seat in table.seats:
        record = seat.current
        if record is None or record.yielding or record.turn < table.limits.turn or record.stop_by is not None:
            continue
        if any(table.records[job].seat in (None, seat) for job in table.turns.order):
            record.yielding = True
            seat.tell("pause", record)


def _watch_starts(table: Orders, now: float) -> None:
    for seat in table.seats:
        if seat.child is not None and not seat.ready and now > seat.child.born + table.limits.start:
            seat.child.kill()


def save(table: Orders) -> None:
    """Write ended races that are not on the disk yet, one try each; the disk is waited for without the lock."""
    if not table.shelf.open:
        return
    with table.lock:
        waiting = [r for r in table.records.values() if r.ended and not r.saved and not r.save_tried and r.snapshot]
    for record in waiting:
        record.save_tried = True
        shot = record.snapshot
        problem = table.shelf.put(record)
        with table.lock:
            if record.snapshot is shot:
                record.saved = not problem
                record.message = " ".join(filter(None, [record.message, problem]))


def trim(table: Orders) -> None:
    """Drop the least recently seen ended races until the rest fits the bounds."""
    tried = [r for r in table.records.values() if r.ended and (r.saved or r.save_tried or not table.shelf.open)]
    ended = sorted(tried, key=lambda record: record.seen)
    size = sum(record.bytes for record in ended)
    while ended and (size > table.limits.memory or len(ended) > table.limits.jobs):
        record = ended.pop(0)
        size -= record.bytes
        table.forget(record)
