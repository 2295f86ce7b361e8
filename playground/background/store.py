"""Ended races on the disk, where a results folder is set."""

from __future__ import annotations

import errno
import logging
import os
import re
from pathlib import Path

from playground.background.views import ENDED
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race.result_file import load_result, save_result

ID = re.compile(r"[A-Za-z0-9_-]{6,64}")  # of a race: it cannot lead out of the folder
MEGABYTES = 1000  # of results that are kept where PLAYGROUND_RESULTS_MB does not say otherwise
log = logging.getLogger(__name__)


class Store:
    """A folder of race results, one file a race; without a folder it keeps nothing.

    The races written last are kept, as many as fit into PLAYGROUND_RESULTS_MB; ValueError where that is no number.
    """

    def __init__(self, folder: str | None) -> None:
        self._folder = Path(folder) if folder else None
        self._most = most_bytes()

    @property
    def open(self) -> bool:
        """Whether there is a folder at all."""
        return self._folder is not None

    def put(self, job: str, config: RaceConfig, snapshot: Snapshot) -> str:
        """Write an ended race; returns "" or one sentence saying why it is not on the disk."""
        if self._folder is None:
            return ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            save_result(self._folder / f"{job}.npz", config, snapshot)
            trim(self._folder, self._most)
        except OSError as error:
            why = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror or str(error)
            log.warning("race %s was not saved: %s", job, why)
            return (
                f"This race could not be kept on the disk ({why}): it is still in this server's memory, so save what "
                "you need now. Later races are kept as soon as the results folder has room."
            )
        return ""

    def get(self, job: str) -> tuple[RaceConfig, Snapshot] | None:
        """Read an ended race back; a file that is half-written or foreign is skipped with a warning."""
        if self._folder is None or not ID.fullmatch(job):
            return None
        try:
            config, snapshot = load_result(self._folder / f"{job}.npz")
        except FileNotFoundError:
            return None
        except (ValueError, OSError) as error:
            log.warning("skipped a saved race: %s", error)
            return None
        if snapshot.status not in ENDED:
            log.warning("skipped a saved race: %s had not ended when it was written", job)
            return None
        return config, snapshot


def trim(folder: Path, most: int) -> None:
    """Remove the oldest races of a folder until the rest fits into `most` bytes; the newest stays, however large.

    Other files are left alone, and do not count. Another server may remove the same ones at the same time.
    """
    found = [(path.stat(), path) for path in folder.glob("*.npz") if ID.fullmatch(path.stem)]
    found.sort(key=lambda each: each[0].st_mtime_ns)
    size = sum(stat.st_size for stat, _ in found)
    for stat, path in found[:-1]:
        if size <= most:
            return
        path.unlink(missing_ok=True)
        size -= stat.st_size


def most_bytes() -> int:
    """PLAYGROUND_RESULTS_MB in bytes; raises ValueError for anything but a whole number from 1 on."""
    text = os.environ.get("PLAYGROUND_RESULTS_MB") or str(MEGABYTES)
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise ValueError(f"PLAYGROUND_RESULTS_MB must be a whole number from 1 on, not {text!r}.")
    return int(text) * 1_000_000
