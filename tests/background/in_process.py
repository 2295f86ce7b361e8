"""Workers without processes: the worker's own loop beside the server, which the test advances message by message."""

import time
from collections import deque

import fake_trainer

from playground.background.orders import Orders
from playground.background.room import Room
from playground.background.scheduler import Scheduler
from playground.background.slots import Slot
from playground.background.store import Store
from playground.background.table import Table
from playground.background.views import Limits
from playground.background.watchdog import Watchdog
from playground.background.wire import from_line, to_line
from playground.background.worker.loop import Worker
from playground.background.workers import Workers


class Child:
    """In place of process.Child. Nothing happens until the test lets one side read or the worker train."""

    def __init__(self, command, name, on_message, on_end):
        self.name, self._on_message, self._on_end = name, on_message, on_end
        self.started = time.monotonic()
        self.to_worker, self.to_server = deque(), deque()
        self.killed = self.gone = False
        self.worker = Worker(fake_trainer, "here", lambda message: self.to_server.append(to_line(message)))
        self.worker.warm()

    def send(self, message):
        self.to_worker.append(to_line(message))

    def kill(self):
        self.killed = True

    close = kill

    def join(self, deadline):
        self.die()

    @property
    def ending(self):
        return "the training process was ended by the test"

    def worker_reads(self):
        if self.to_worker and not self.gone:
            self.worker.handle(from_line(self.to_worker.popleft()))

    def worker_trains(self):
        if not self.gone:
            self.worker.advance()

    def server_reads(self):
        if self.to_server:
            self._on_message(self, from_line(self.to_server.popleft()))

    def die(self):
        """What it has said is still read, as from a pipe; then its end is noticed."""
        if not self.gone:
            self.gone = True
            while self.to_server:
                self.server_reads()
            self._on_end(self)

    @property
    def quiet(self):
        return self.gone or not (self.to_worker or self.to_server or self.worker.training)


class Server:
    """The server's parts as api.Jobs puts them together, with workers in this process and no thread."""

    def __init__(self, slots=1, folder=None, **limits):
        self.limits = Limits(**limits)
        self.slots = [Slot(f"worker-{index}") for index in range(slots)]
        self.table = Table()
        self.scheduler = Scheduler(self.table, self.slots, self.limits)
        self.store = Store(folder)
        self.workers = Workers(["nobody"], self.slots, self.table, self.scheduler)
        self.orders = Orders(self.table, self.scheduler, self.store, Room(self.table, self.limits))
        self.watchdog = Watchdog(self.table, self.scheduler, self.workers, self.store, self.limits)

    def submit(self, config, owner="ann", address=""):
        job = self.orders.submit(config, owner, address)
        self.workers.warm()
        return self.table[job]

    def give(self, record, event):
        self.orders.give(record.id, event, record.owner)

    def view(self, record):
        return self.scheduler.view(record)

    @property
    def children(self):
        return [slot.child for slot in self.slots if slot.child is not None]

    def talk(self):
        """Let every message be read, on both sides, and train nothing."""
        while any(child.to_worker or child.to_server for child in self.children):
            for child in self.children:
                child.worker_reads()
                child.server_reads()

    def train(self, steps=1):
        """Let every worker train for so many steps."""
        for _ in range(steps):
            self.talk()
            for child in self.children:
                child.worker_trains()
        self.talk()

    def settle(self, most=1000):
        """Go on until nobody has anything to do; fails where that does not come."""
        for _ in range(most):
            if all(child.quiet for child in self.children):
                return
            self.train()
        raise AssertionError("the workers never come to rest")
