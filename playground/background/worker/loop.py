"""The worker's loop: one race at a time, and a look at the messages between two snapshots."""

from __future__ import annotations

import queue
import traceback
from collections.abc import Callable
from typing import Any

from playground.background.wire import TO_WORKER, check
from playground.background.worker.memory import give_back
from playground.background.worker.pipes import Send, ended
from playground.background.worker.race import Race
from playground.core.config import RaceConfig

STEPS_TO_STOP = 3  # snapshots granted to a paused race that is told to stop


class Worker:
    """Keeps races, and advances one at a time; a trainer must not lean on random state that it shares with others.

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
        try:
            self.warm()
        except Exception as error:
            traceback.print_exception(error)  # a race that asks for the bad data will say so

    def _load(self, job: str, config: str) -> None:
        try:
            generator = self._trainer.train(RaceConfig.from_json(config), folder=self._folder)
        except Exception as error:
            self._send(ended(job, "failed", error=error))
        else:
            self._races[job] = Race(job, generator, self._send)

    def _go(self, race: Race, message: dict[str, Any]) -> None:
        race.go_on(message["extend"])
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
        if not race.ended:
            self._rest(race)

    def _rest(self, race: Race) -> None:
        race.report()
        self._send({"is": "paused", "job": race.job})

    def _stop(self, race: Race, _: dict[str, Any]) -> None:
        if race.ended:
            return  # the message has crossed with its end
        race.stop()
        if race is not self._current:
            self._stop_at_rest(race)
        elif race.over:  # it had finished, and its extension has not begun
            self._end(race, race.status)

    def _stop_at_rest(self, race: Race) -> None:
        """Let a paused race reach its end between two snapshots of another one; a few steps must do."""
        for _ in range(STEPS_TO_STOP):
            if race.live and not race.ended:
                self._advance(race)
        if not race.ended:
            self._end(race, "stopped" if race.live else race.status)

    def _release(self, race: Race, _: dict[str, Any]) -> None:
        del self._races[race.job]
        race.close()

    def _advance(self, race: Race) -> None:
        try:
            race.advance()
        except (Exception, SystemExit) as error:
            self._fail(race, error)
            return
        if race.over:
            self._end(race, race.status)

    def _end(self, race: Race, status: str) -> None:
        race.report()
        self._report_end(race, status)

    def _fail(self, race: Race, error: BaseException) -> None:
        race.report()
        self._races.pop(race.job)
        self._report_end(race, "failed", error)
        give_back()

    def _report_end(self, race: Race, status: str, error: BaseException | None = None) -> None:
        if race is self._current:
            self._current = None
        race.ended = True
        self._send(ended(race.job, status, extend=race.extended, error=error))
