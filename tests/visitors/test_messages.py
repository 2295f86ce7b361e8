"""Whatever one visitor sends by hand, another's race goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets import ConnectionClosedError

from playground.data import SPECS
from tests.serving import Server, serve
from tests.visitors.visitor import Visitor

LONG = {"data": SPECS["digits"].title, "samples": "240,000"}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("server"), PLAYGROUND_DATA=str(tmp_path_factory.mktemp("none"))) as server:
        yield server


@pytest.fixture(scope="module")
def racing(server: Server) -> Iterator[Visitor]:
    """A visitor whose race trains."""
    visitor = Visitor(server.url, **LONG)
    visitor.until(lambda text: "Trains on" in text, 90)
    visitor.press("race")
    visitor.until(lambda text: "Racing: step" in text, 30)
    yield visitor
    visitor.close()


def step(text: str) -> int:
    """How far the race is, by what its page says."""
    found = re.search(r"Racing: step ([\d,]+) of", text)
    assert found, text[:500]
    return int(found[1].replace(",", ""))


def _clear_cache(message: BackMsg) -> None:
    message.clear_cache = True


def _shut_down(message: BackMsg) -> None:
    message.debug_shutdown_runtime = True


def _disconnect(message: BackMsg) -> None:
    message.debug_disconnect_websocket = True


def _stop_script(message: BackMsg) -> None:
    message.stop_script = True


def _run_on_save(message: BackMsg) -> None:
    message.set_run_on_save = True


def _load_git_info(message: BackMsg) -> None:
    message.load_git_info = True


def _heartbeat(message: BackMsg) -> None:
    message.app_heartbeat = True


def _file_urls(message: BackMsg) -> None:
    message.file_urls_request.file_names.extend(["../../x"] * 1000)


def _backend_operation(message: BackMsg) -> None:
    message.backend_operation_request.request_id = "x"


def _nothing(message: BackMsg) -> None:
    """A message that says nothing at all."""


MESSAGES = (
    _clear_cache, _shut_down, _disconnect, _stop_script, _run_on_save, _load_git_info, _heartbeat, _file_urls,
    _backend_operation, _nothing,
)  # fmt: skip


def test_every_kind_of_message_that_there_is_has_been_thought_of():
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    sent = set()
    for fill in MESSAGES:
        message = BackMsg()
        fill(message)
        sent.add(message.WhichOneof("type"))
    assert kinds - sent == {"rerun_script"}  # what every page sends


@pytest.mark.parametrize("fill", MESSAGES, ids=lambda fill: fill.__name__)
def test_anothers_race_goes_on_whatever_a_visitor_sends(server: Server, racing: Visitor, fill: Callable):
    before = step(racing.text)
    stranger = Visitor(server.url, "loss_lab")
    message = BackMsg()
    fill(message)
    stranger.socket.send(message.SerializeToString())
    stranger.socket.send(b"\xff\x00 no message at all")  # refused with 1002: then the server has read both
    with pytest.raises(ConnectionClosedError, match="1002"):
        _read_on(stranger)
    stranger.close()
    assert server.process.poll() is None
    racing.until(lambda text: step(text) > before, 30)
    assert not racing.exceptions


def _read_on(visitor: Visitor) -> None:
    while True:
        visitor.socket.recv(timeout=30)
