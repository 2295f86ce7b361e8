"""A finished race as one file: npz arrays and JSON, written whole or not at all, read without trust."""

from __future__ import annotations

import json
import math
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.config import RaceConfig, json_id
from playground.core.quote import shown
from playground.core.rebuild import build
from playground.core.snapshots import Result, Snapshot
from playground.race.older_files import with_later_fields
from playground.race.result_check import check_result

FORMAT = "focal-loss-playground race 1"
LARGEST = 512 * 2**20  # bytes once unpacked; a file that claims more is refused before anything is read
LONGEST = 600  # characters of the reason for a refusal: zipfile repeats whatever a foreign file holds
_HALF_MAX = float(np.finfo(np.float16).max)


def save_result(
    path: str | Path, config: RaceConfig, snapshot: Snapshot, *, half: bool = False, weights: bool = True
) -> None:
    """Write the race to `path` (.npz): a reader sees the old file or the whole new one.

    `half` stores logits as float16 where they fit (half the size, 3 digits); without `weights` the networks are
    left out. Raises OSError where the disk refuses, with nothing left behind.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, **_arrays(config, snapshot, half, weights))
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load_result(path: str | Path) -> tuple[RaceConfig, Snapshot]:
    """Read `save_result` back, logits as float32.

    Raises FileNotFoundError where there is no file, and ValueError with one sentence for a file that is
    half-written, foreign, too large, or altered so that no race can have left it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _rebuild({info.filename.removesuffix(".npy"): info for info in archive.infolist()}, archive)
    except FileNotFoundError:
        raise
    except Exception as error:  # a foreign file fails in any of a dozen ways; all mean the same
        why = " ".join(str(error).split())[:LONGEST].rstrip(".") or "it is damaged"
        raise ValueError(f"{Path(path).name} is not a whole race result: {why}.") from error


def pack(result: Result) -> dict[str, Any]:
    """A result as named arrays: "logits" (N, C), and "w." before the name of each weight."""
    return {"logits": result.logits} | {f"w.{name}": array for name, array in result.weights.items()}


def unpack(arrays: Mapping[str, np.ndarray]) -> Result:
    """Read `pack` back; raises ValueError for logits that are not (N, C) floats."""
    logits = arrays.get("logits")
    if logits is None or logits.ndim != 2 or logits.dtype.kind != "f":
        raise ValueError("logits must be a table of floats, test images by classes")
    if unknown := [name for name in arrays if name != "logits" and not name.startswith("w.")]:
        raise ValueError(f"there is no array called {shown(unknown[0])} in a result")
    weights = {name[2:]: array for name, array in arrays.items() if name.startswith("w.")}
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and the reader looks for that
        return Result(logits.astype(np.float32, copy=False), weights)


def _arrays(config: RaceConfig, snapshot: Snapshot, half: bool, weights: bool) -> dict[str, Any]:
    race = asdict(replace(snapshot, results=()))
    filled = [result is not None for result in snapshot.results]
    text = json.dumps({"format": FORMAT, "config": json.loads(config.to_json()), "race": race, "filled": filled})
    arrays = {"race": np.frombuffer(text.encode(), np.uint8)}
    for i, result in enumerate(snapshot.results):
        if result is not None:
            kept = Result(_narrow(result.logits) if half else result.logits, result.weights if weights else {})
            arrays |= {f"{i}/{name}": array for name, array in pack(kept).items()}
    return arrays


def _narrow(logits: np.ndarray) -> np.ndarray:
    """Float16 where no value would overflow, else unchanged."""
    return logits.astype(np.float16) if np.abs(logits).max(initial=0.0) <= _HALF_MAX else logits


def _rebuild(members: dict[str, zipfile.ZipInfo], archive: zipfile.ZipFile) -> tuple[RaceConfig, Snapshot]:
    if sum(info.file_size for info in members.values()) > LARGEST:
        raise ValueError(f"it unpacks to more than {LARGEST >> 20} MiB")
    if "race" not in members:
        raise ValueError("it holds no race")
    config, race, filled = _read_race(_array(archive, members.pop("race")).tobytes())
    results = tuple(_result(archive, members, i) if full else None for i, full in enumerate(filled))
    if members:
        raise ValueError("it holds an array that belongs to none of its lanes")
    snapshot = replace(race, results=results)
    check_result(config, snapshot)
    return config, snapshot


def _read_race(text: bytes) -> tuple[RaceConfig, Snapshot, list[bool]]:
    """Settings, race without results, and which lanes have one; raises ValueError for what was altered by hand."""
    told = json.loads(text)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError("it was not written by this version of the app")
    config, filled = build(RaceConfig, told.get("config")), told.get("filled")
    race: Snapshot = build(Snapshot, with_later_fields(told.get("race")), whole=True)
    # The id is that of the settings as they were written: a later version may know more of them.
    if race.config_id != json_id(told["config"]):
        raise ValueError("its settings are not those that were raced")
    if not isinstance(filled, list) or not all(isinstance(full, bool) for full in filled):
        raise ValueError("it does not say which lanes left a result")
    return config, race, filled


def _result(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], index: int) -> Result:
    """Read the arrays of one lane, and take them out of `members`."""
    own = [name for name in members if name.startswith(f"{index}/")]
    return unpack({name.partition("/")[2]: _array(archive, members.pop(name)) for name in own})


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> np.ndarray:
    """Read one array, after checking that its header claims no more bytes than the file holds."""
    with archive.open(info) as file:
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError("an array is of an unknown version")
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize > info.file_size:
        raise ValueError("an array is not as large as it claims")
    with archive.open(info) as file:
        array: Any = np.lib.format.read_array(file, allow_pickle=False)
    return array
