"""The settings that protect a host do what their comments say, on a server started as README says."""

from __future__ import annotations

import contextlib
import select
import socket
import urllib.request
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from websockets import Subprotocol
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from playground.exchange.upload import LARGEST_FILE
from tests.serving import Server
from tests.visitors.visitor import FORM, Visitor, send_file, token_headers

SECRET = "the-password-of-the-machine"
PAGE = f"""import streamlit as st
file = st.file_uploader("A file", key="file")
st.text(f"watches: {{st.get_option('server.fileWatcherType')}}")
st.text(f"received: {{file.size if file else 0}}")
if file and file.name == "break":
    raise RuntimeError("{SECRET}")
"""
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def server(start) -> Server:
    return start(PAGE)


@pytest.fixture
def visitor(server):
    visitor = Visitor(server.url)
    yield visitor
    visitor.close()


def test_no_file_of_the_project_is_watched(visitor):
    assert "watches: none" in visitor.text


def test_a_file_as_large_as_the_page_allows_arrives(visitor):
    body = b"x" * (LARGEST_FILE - 1024)  # room for what a form puts around it
    visitor.upload("large", body)
    assert f"received: {len(body)}" in visitor.text


@pytest.mark.parametrize("size", [LARGEST_FILE + 1, 33 * MEGABYTE, 199 * MEGABYTE])
def test_a_file_above_the_limit_is_refused_before_a_byte_of_it_is_read(visitor, size):
    connection = put(visitor, {"Content-Length": str(size)})
    assert connection.getresponse().status == 413
    connection.close()


def test_a_body_that_hides_its_size_is_cut_off(visitor):
    connection = put(visitor, {"Transfer-Encoding": "chunked"})
    part = b"%x\r\n%b\r\n" % (MEGABYTE, b"x" * MEGABYTE)
    with contextlib.suppress(ConnectionError):  # cut off while it sends
        for _ in range(4 * LARGEST_FILE // MEGABYTE):
            if select.select([connection.sock], [], [], 0)[0]:
                break
            connection.send(part)
        else:
            pytest.fail("the server took four times the limit")
        assert connection.getresponse().status in (400, 413)
    connection.close()
    visitor.rerun()
    assert "received: 0" in visitor.text


def put(visitor: Visitor, headers: dict[str, str]) -> HTTPConnection:
    """Begin to send a file, with these headers and the right token, and no byte of its body yet."""
    url = urlsplit(visitor.url + visitor.file_urls("large").upload_url)
    connection = HTTPConnection(url.netloc, timeout=30)
    connection.putrequest("PUT", url.path)
    for key, value in (FORM | token_headers(visitor.url) | headers).items():
        connection.putheader(key, value)
    connection.endheaders()
    return connection


def test_a_file_without_the_token_of_its_page_is_refused(visitor):
    url = f"{visitor.url}{visitor.file_urls('forged').upload_url}"
    with pytest.raises(HTTPError) as refused:
        send_file(url, "forged", b"x", token=False)
    assert refused.value.code == 403
    refused.value.close()


def test_a_visitor_never_sees_a_traceback_and_the_log_does(server, visitor):
    visitor.upload("break", b"x")
    shown = [e.exception for e in visitor.elements.values() if e.WhichOneof("type") == "exception"]
    assert len(shown) == 1
    assert not shown[0].stack_trace
    told = " ".join([*visitor.exceptions, visitor.text])
    assert SECRET not in told
    assert "script.py" not in told
    assert f"RuntimeError: {SECRET}" in server.log.read_text("utf-8")


def status(server: Server, host: str = "127.0.0.1", **headers: str) -> int:
    """What the server answers to whoever wants a websocket under the name `host`: 101, or that it refuses."""
    port = int(server.url.rpartition(":")[2])
    address = f"ws://{host}:{port}/_stcore/stream"
    with socket.create_connection(("127.0.0.1", port), 10) as there:  # so that nobody is asked where the name is
        try:
            with connect(
                address, sock=there, subprotocols=[Subprotocol("streamlit")], additional_headers=headers
            ) as opened:
                return opened.response.status_code
        except InvalidStatus as refused:
            return refused.response.status_code


def test_a_page_of_another_site_gets_no_socket(server):
    assert status(server, Origin=server.url) == 101
    assert status(server, Origin="http://elsewhere.example") == 403


def test_a_server_that_is_told_its_names_answers_to_no_other(start, server):
    named = start(PAGE, STREAMLIT_SERVER_ALLOWED_HOSTS="losses.example *.inside.example")
    assert [status(named, host) for host in ("losses.example", "room.inside.example")] == [101, 101]
    assert [status(named, host) for host in ("rebound.example", "127.0.0.1")] == [403, 403]
    assert status(server, "rebound.example") == 101, "without names any is taken"


def test_the_health_check_answers_whatever_name_was_asked_for(start):
    named = start(PAGE, STREAMLIT_SERVER_ALLOWED_HOSTS="losses.example")
    with urllib.request.urlopen(f"{named.url}/_stcore/health", timeout=10) as health:
        assert health.read() == b"ok"
