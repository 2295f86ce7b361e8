"""The worker's loop: one race at a time, and a look at the messages between two snapshots.

Races take turns inside one process, so a trainer must not lean on random state that it shares with others.
"""

from __future__ import annotations

import queue
import sys
import traceback
from typing import Any

from playground.background.worker.pipes import Post, reason
from playground.background.worker.race import Race
from playground.core.config import RaceConfig

CLOSING = 3  # yields granted to a paused race that is told to stop


class Worker:
    """Advances one race at a time, and looks at its messages between two snapshots."""

    def __init__(self, trainer: Any, folder: str, post: Post, inbox: queue.SimpleQueue[dict[str, Any]]) -> None:
        self._trainer, self._folder, self._post, self._inbox = trainer, folder, post, inbox
        self._races: dict[str, Race] = {}
        self._current: Race | None = None

    def warm(self) -> None:
        """Let the trainer load what it keeps, and say on which device it works."""
        self._post({"is": "ready", "device": self._trainer.warm(self._folder)})

    def _warm_again(self) -> None:
        """There is new data; should it be bad, the race that asks for it will say so."""
        try:
            self.warm()
        except Exception as error:
            traceback.print_exception(error)

    def serve(self) -> None:
        """Work for ever; the process ends in the thread that reads the input."""
        while True:
            while self._current is None or not self._inbox.empty():
                self._obey(self._inbox.get())
            self._advance(self._current)

    def _obey(self, message: dict[str, Any]) -> None:
        if message["do"] == "warm":
            self._warm_again()
        elif message["do"] == "run":
            self._begin(message["job"], message["config"])
        elif message["job"] in self._races:
            getattr(self, f"_{message['do']}")(self._races[message["job"]], message)

    def _begin(self, job: str, config: str) -> None:
        try:
            generator = self._trainer.train(RaceConfig.from_json(config), folder=self._folder)
        except Exception as error:
            self._fail(job, error)
        else:
            self._current = self._races[job] = Race(job, generator, self._post)

    def _go(self, race: Race, message: dict[str, Any]) -> None:
        race.extend(message["extend"])
        if race.over:
            self._end(race, race.status)
        else:
            self._current = race

    def _extend(self, race: Race, message: dict[str, Any]) -> None:
        if race is self._current:  # else it has just ended, and the table asks again
            race.extend(message["extend"])
            self._post({"is": "extended", "job": race.job, "extend": message["extend"]})

    def _pause(self, race: Race, _: dict[str, Any]) -> None:
        if race is self._current:
            self._current = None
            race.tell()
            self._post({"is": "paused", "job": race.job})

    def _step(self, race: Race, _: dict[str, Any]) -> None:
        self._advance(race)
        if race.job in self._races and race.live:
            race.tell()
            self._post({"is": "paused", "job": race.job})

    def _stop(self, race: Race, _: dict[str, Any]) -> None:
        race.stop()
        if race is not self._current:
            self._wind_up(race)

    def _wind_up(self, race: Race) -> None:
        """Let a paused race reach its end between two snapshots of another one; a few turns must do."""
        for _ in range(CLOSING):
            if race.live and race.job in self._races:
                self._advance(race)
        if race.live and race.job in self._races:
            self._end(race, "stopped")

    def _drop(self, race: Race, _: dict[str, Any]) -> None:
        del self._races[race.job]
        race.close()

    def _advance(self, race: Race) -> None:
        try:
            race.advance()
        except (Exception, SystemExit) as error:
            race.tell()
            self._fail(race.job, error)
            return
        if race.over:
            self._end(race, race.status)

    def _end(self, race: Race, status: str) -> None:
        if race is self._current:
            self._current = None
        race.tell()
        self._post({"is": "ended", "job": race.job, "status": status})

    def _fail(self, job: str, error: BaseException) -> None:
        traceback.print_exception(error)
        race = self._races.pop(job, None)
        if race is self._current:
            self._current = None
        self._post({"is": "ended", "job": job, "status": "failed", "message": reason(error)})
        free()


def free() -> None:
    """Give a failed race's memory back to the GPU's other users, where the trainer has loaded torch."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
