"""Ended races on the disk, where a results folder is set."""

from __future__ import annotations

import errno
import logging
import re
from pathlib import Path

from playground.background.views import ENDED
from playground.core.config import RaceConfig
from playground.core.snapshots import Snapshot
from playground.race.result_file import load_result, save_result

ID = re.compile(r"[A-Za-z0-9_-]{6,64}")  # of a race: it cannot lead out of the folder
log = logging.getLogger(__name__)


class Store:
    """A folder of race results, one file a race; without a folder it keeps nothing."""

    def __init__(self, folder: str | None) -> None:
        self._folder = Path(folder) if folder else None

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
