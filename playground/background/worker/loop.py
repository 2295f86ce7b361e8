"""The worker's loop: one race at a time, and a look at the messages between two snapshots.

Races take turns inside one process, so a trainer must not lean on random state that it shares with others.
"""

from __future__ import annotations

import queue
import traceback
from collections.abc import Callable
from typing import Any

from playground.background.wire import TO_WORKER, check
from playground.background.worker.gpu import empty_gpu_cache
from playground.background.worker.pipes import Send, reason
from playground.background.worker.race import Race
from playground.core.config import RaceConfig

STEPS_TO_STOP = 3  # snapshots granted to a paused race that is told to stop


class Worker:
    """Keeps races, advances one of them at a time, and looks at its messages between two snapshots.

    `trainer` has `train(config, folder=...)` and `warm(folder)`; `send` takes messages to the server.
    """

    def __init__(self, trainer: Any, folder: str, send: Send) -> None:
        self._trainer, self._folder, self._send = trainer, folder, send
        self._races: dict[str, Race] = {}
        self._current: Race | None = None
        self._actions: dict[str, Callable[[Race, dict[str, Any]], None]] = {
            "go": self._go,
            "extend": self._extend,
            "pause": self._pause,
            "step": self._step,
            "stop": self._stop,
            "release": self._release,
        }

    @property
    def training(self) -> bool:
        """Whether there is a race to advance."""
        return self._current is not None

    def warm(self) -> None:
        """Let the trainer load what it keeps, and say on which device it works."""
        self._send({"is": "ready", "device": self._trainer.warm(self._folder)})

    def serve(self, inbox: queue.SimpleQueue[dict[str, Any]]) -> None:
        """Work for ever; the process ends in the thread that reads the input."""
        while True:
            while self._current is None or not inbox.empty():
                self.handle(inbox.get())
            self.advance()

    def handle(self, message: dict[str, Any]) -> None:
        """Do what one message says; one about a race that is not kept any more crossed with that race's end."""
        check(message, "do", TO_WORKER)
        if message["do"] == "warm":
            self._warm_again()
        elif message["do"] == "load":
            self._load(message["job"], message["config"])
        elif message["job"] in self._races:
            self._actions[message["do"]](self._races[message["job"]], message)

    def advance(self) -> None:
        """Train the current race, if there is one, to its next snapshot."""
        if self._current is not None:
            self._advance(self._current)

    def _warm_again(self) -> None:
        """There is new data; should it be bad, the race that asks for it will say so."""
        try:
            self.warm()
        except Exception as error:
            traceback.print_exception(error)

    def _load(self, job: str, config: str) -> None:
        try:
            generator = self._trainer.train(RaceConfig.from_json(config), folder=self._folder)
        except Exception as error:
            self._fail(job, error)
        else:
            self._races[job] = Race(job, generator, self._send)

    def _go(self, race: Race, message: dict[str, Any]) -> None:
        race.extend(message["extend"])
        if race.over:
            self._end(race, race.status)
        else:
            self._current = race

    def _extend(self, race: Race, message: dict[str, Any]) -> None:
        if race is self._current:  # else it has just paused or ended, and the server asks again
            race.extend(message["extend"])
            self._send({"is": "extended", "job": race.job, "extend": message["extend"]})

    def _pause(self, race: Race, _: dict[str, Any]) -> None:
        if race is self._current:
            self._current = None
            self._rest(race)

    def _step(self, race: Race, _: dict[str, Any]) -> None:
        self._advance(race)
        if self._goes_on(race):
            self._rest(race)

    def _rest(self, race: Race) -> None:
        race.report()
        self._send({"is": "paused", "job": race.job})

    def _stop(self, race: Race, _: dict[str, Any]) -> None:
        race.stop()
        if race is not self._current:
            self._stop_at_rest(race)

    def _stop_at_rest(self, race: Race) -> None:
        """Let a paused race reach its end between two snapshots of another one; a few steps must do."""
        for _ in range(STEPS_TO_STOP):
            if self._goes_on(race):
                self._advance(race)
        if self._goes_on(race):
            self._end(race, "stopped")

    def _goes_on(self, race: Race) -> bool:
        return race.live and race.job in self._races

    def _release(self, race: Race, _: dict[str, Any]) -> None:
        del self._races[race.job]
        race.close()

    def _advance(self, race: Race) -> None:
        try:
            race.advance()
        except (Exception, SystemExit) as error:
            race.report()
            self._fail(race.job, error)
            return
        if race.over:
            self._end(race, race.status)

    def _end(self, race: Race, status: str) -> None:
        if race is self._current:
            self._current = None
        race.report()
        self._send({"is": "ended", "job": race.job, "status": status, "message": ""})

    def _fail(self, job: str, error: BaseException) -> None:
        traceback.print_exception(error)
        race = self._races.pop(job, None)
        if race is self._current:
            self._current = None
        self._send({"is": "ended", "job": job, "status": "failed", "message": reason(error)})
        empty_gpu_cache()
