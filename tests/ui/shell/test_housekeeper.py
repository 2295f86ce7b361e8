"""Who has left leaves nothing behind: the clock's part of it, with sessions that need no server."""

from __future__ import annotations

import gc
import threading
import weakref
from types import SimpleNamespace

import pytest
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest

from playground.ui.shell import housekeeper
from playground.ui.shell.housekeeper import Housekeeper, tidy
from playground.ui.widgets import source


class Session:
    """Stands for one visitor's session, which is a cycle of objects."""

    def __init__(self) -> None:
        self.itself = self
        self.id = str(id(self))


class Clock:
    """A clock that moves when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Server:
    """A server's sessions: those that are connected, and those that wait for their tab to come back."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.active: list[Session] = []
        self.stored: TTLCache[str, Session] = TTLCache(128, 120, timer=self.clock)
        self._session_mgr = SimpleNamespace(
            list_active_sessions=lambda: [SimpleNamespace(session=session) for session in self.active],
            list_sessions=lambda: [SimpleNamespace(session=s) for s in (*self.active, *self.stored.values())],
            _session_storage=SimpleNamespace(_cache=self.stored),
        )

    def _get_async_objs(self):
        return SimpleNamespace(eventloop=SimpleNamespace(call_soon_threadsafe=lambda work: work()))


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(housekeeper, "_when_empty", [])
    return Server()


@pytest.fixture
def keeper(server):
    return Housekeeper(server)


def test_a_session_is_freed_when_its_time_is_over_and_not_before(server, keeper):
    server.stored["one"] = session = Session()
    alive = weakref.ref(session)
    del session
    for server.clock.now in (0.0, 60.0, 119.0):
        keeper.look()
        assert alive() is not None
        assert "one" in server.stored, "its tab may still come back"
    server.clock.now = 121.0
    gc.disable()  # nobody else collects cycles now
    try:
        keeper.look()
    finally:
        gc.enable()
    assert alive() is None


def test_sessions_that_are_connected_are_left_alone(server, keeper):
    server.active.append(Session())
    server.clock.now = 1e6
    keeper.look()
    assert len(server.active) == 1


def test_caches_are_emptied_once_each_time_the_last_visitor_has_gone(server, keeper):
    emptied = []
    housekeeper.when_empty(lambda: emptied.append(1))
    told = []
    for visitors in (0, 2, 1, 0, 0, 1, 1, 0):
        server.active = [Session() for _ in range(visitors)]
        keeper.look()
        told.append(len(emptied))
    assert told == [0, 0, 0, 1, 1, 1, 1, 2]


def test_evaluations_are_among_what_is_emptied():
    assert source.built.clear in housekeeper._when_empty


def test_tidying_frees_cycles():
    alive = weakref.ref(Session())
    tidy()
    assert alive() is None


def test_cycles_are_collected_at_the_latest_after_a_minute(server, keeper, monkeypatch):
    tidied = []
    monkeypatch.setattr(housekeeper, "tidy", lambda: tidied.append(1))
    now = housekeeper.time.monotonic()
    monkeypatch.setattr(housekeeper.time, "monotonic", lambda: now)
    keeper.look()
    assert not tidied
    now += housekeeper.TIDY + 1
    keeper.look()
    keeper.look()
    assert len(tidied) == 1


def test_one_failure_does_not_end_the_clock(keeper, monkeypatch, caplog):
    looks = []

    def look():
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("once")
        raise SystemExit

    monkeypatch.setattr(housekeeper, "EVERY", 0.0)
    monkeypatch.setattr(keeper, "look", look)
    with pytest.raises(SystemExit):
        keeper.run()
    assert len(looks) == 2
    assert "goes on" in caplog.text


def test_streamlit_keeps_sessions_where_the_housekeeper_looks_for_them():
    storage = MemorySessionStorage(ttl_seconds=3)
    manager = WebsocketSessionManager(storage, None, None, None)
    assert manager._session_storage is storage
    assert isinstance(storage._cache, TTLCache)
    assert storage._cache.ttl == 3
    assert manager.list_active_sessions() == []
    assert callable(Runtime._get_async_objs)


def keepers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if isinstance(thread, Housekeeper)]


def test_none_is_started_where_no_server_runs():
    housekeeper.start()
    AppTest.from_function(housekeeper.start).run()
    assert not keepers()
