"""What travels between the server and its workers: JSON lines, snapshots as what is new since the last one.

A message to a worker says what to "do", one from it what "is"; the two tables say with which fields.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from playground.core.snapshots import Lane, Point, Result, Snapshot
from playground.race.result_file import pack, unpack

TO_WORKER = {
    "warm": (),  # look for new data
    "load": ("job", "config"),  # make a race's trainer, and keep it
    "go": ("job", "extend"),  # train it, in all `extend` samples per run beyond its settings
    "extend": ("job", "extend"),  # go on further at its end; `extend` as above
    "pause": ("job",),  # rest
    "step": ("job",),  # one snapshot
    "stop": ("job",),  # end
    "release": ("job",),  # forget its trainer
}
FROM_WORKER = {
    "ready": ("device",),  # torch and the data are loaded
    "snapshot": ("job", "new"),  # what is new since the last one
    "paused": ("job",),  # it rests, or its single step is done
    "extended": ("job", "extend"),  # an extension was taken in time
    "ended": ("job", "status", "message", "extend"),  # nothing more comes; `extend` as it was trained
}
FROM_DOWNLOAD = {
    "progress": ("done", "total"),  # bytes
    "fetched": ("message",),  # "" where it went well
}
_HEAD = tuple(f.name for f in fields(Snapshot) if f.name not in ("lanes", "results"))
_LANE = tuple(f.name for f in fields(Lane) if f.name != "points")
_POINT = tuple(f.name for f in fields(Point))


def to_line(message: Mapping[str, Any]) -> bytes:
    """One message as one line of JSON."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """Read `to_line` back; raises ValueError for anything but one JSON object."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError(f"A message must be a JSON object, not {type(message).__name__}.")
    return message


def check(message: Mapping[str, Any], verb: str, known: Mapping[str, Sequence[str]]) -> None:
    """Raise ValueError with one sentence for a message that is not in the table `known`."""
    kind = str(message.get(verb))
    if kind not in known:
        raise ValueError(f"A message's {verb!r} must be one of {', '.join(known)}, not {kind!r}.")
    missing = [field for field in known[kind] if field not in message]
    if missing:
        raise ValueError(f'The message "{kind}" must have the fields {", ".join(missing)}.')


def difference(old: Snapshot | None, new: Snapshot) -> dict[str, Any]:
    """What must be sent so that `join(old, ...)` gives `new`: only new points, only new results.

    A result of `new` that is missing, or the same object as before, is None here: a result stays until another comes.
    """
    before = old or Snapshot(new.config_id)
    pairs = [(before.lanes[i] if i < len(before.lanes) else None, lane) for i, lane in enumerate(new.lanes)]
    return {
        "head": [getattr(new, name) for name in _HEAD],
        "lanes": [_lane_difference(was, lane) for was, lane in pairs],
        "results": [_result_difference(before, i, result) for i, result in enumerate(new.results)],
    }


def join(old: Snapshot | None, sent: Mapping[str, Any]) -> Snapshot:
    """Rebuild the whole snapshot from the one before (None at the beginning) and `difference`."""
    lanes, results = (old.lanes, old.results) if old else ((), ())
    return Snapshot(
        **dict(zip(_HEAD, _tuples(sent["head"]), strict=True)),
        lanes=tuple(_join_lane(lanes, i, item) for i, item in enumerate(sent["lanes"])),
        results=tuple(_join_result(results, i, item) for i, item in enumerate(sent["results"])),
    )


def _lane_difference(old: Lane | None, new: Lane) -> dict[str, Any]:
    points = old.points if old else ()
    pairs = enumerate(zip(points, new.points, strict=False))
    kept = next((i for i, (a, b) in pairs if a is not b), min(len(points), len(new.points)))
    fresh = [[getattr(point, name) for name in _POINT] for point in new.points[kept:]]
    return {"lane": [getattr(new, name) for name in _LANE], "kept": kept, "points": fresh}


def _join_lane(old: tuple[Lane, ...], index: int, sent: Mapping[str, Any]) -> Lane:
    points = old[index].points[: sent["kept"]] if sent["kept"] else ()
    fresh = tuple(Point(*_tuples(values)) for values in sent["points"])
    return Lane(**dict(zip(_LANE, sent["lane"], strict=True)), points=points + fresh)


def _result_difference(old: Snapshot, index: int, new: Result | None) -> str | None:
    if new is None or (index < len(old.results) and old.results[index] is new):
        return None
    buffer = io.BytesIO()
    np.savez(buffer, **pack(new))
    return base64.b64encode(buffer.getvalue()).decode()


def _join_result(old: Sequence[Result | None], index: int, text: str | None) -> Result | None:
    if text is None:
        return old[index] if index < len(old) else None
    with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as file:
        return unpack(dict(file))


def _tuples(value: Any) -> Any:
    """Turn lists into tuples, all the way down."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
