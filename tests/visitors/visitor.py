"""A visitor without a browser: speaks Streamlit's own websocket messages, so that twenty fit on a small machine."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Button_pb2 import Button
from streamlit.proto.Common_pb2 import DoubleArray, FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

FORM = {"Content-Type": "multipart/form-data; boundary=x"}


class Visitor:
    """One browser tab, which sends `headers` along when it connects.

    `elements` holds the newest element at every place of the page, `fragments` who redraws it.

    `exceptions` are the words of every exception that any page has shown so far, whatever was drawn over it.
    """

    def __init__(
        self, url: str, page: str = "", headers: Mapping[str, str] = MappingProxyType({}), **query: str
    ) -> None:
        self.page = page
        self.query = urlencode(query)
        self.elements: dict[tuple[int, ...], Any] = {}
        self.fragments: dict[tuple[int, ...], str] = {}
        self.states: dict[str, WidgetState] = {}
        self.exceptions: list[str] = []
        self.live: dict[str, float] = {}
        self.cached: dict[str, ForwardMsg] = {}
        self._open = ExitStack()
        self.url = url
        address = url.replace("http", "ws") + "/_stcore/stream"
        self.socket: ClientConnection = self._open.enter_context(
            connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None, additional_headers=headers)
        )
        self.rerun()

    def rerun(self, fragment: str = "", press: str = "", by_itself: bool = False) -> None:
        """Run the page, or one of its fragments, pressing a button; returns when it has been drawn."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = by_itself
        message.rerun_script.widget_states.widgets.extend(self.states.values())
        if press:
            message.rerun_script.widget_states.widgets.append(WidgetState(id=press, trigger_value=True))
        self.socket.send(message.SerializeToString())
        self._drawn()

    def tick(self) -> None:
        """Redraw every fragment that asked to be redrawn by itself."""
        for fragment in list(self.live):
            self.rerun(fragment, by_itself=True)

    def press(self, key: str) -> None:
        """Press the button with this key."""
        self.rerun(press=self.button(key).id)

    def button(self, key: str) -> Button:
        """The button with this key, as it was drawn last."""
        return next(e.button for e in self.elements.values() if _is(e, "button") and widget_key(e.button.id) == key)

    def move(self, key: str, value: float) -> None:
        """Set the slider with this key, as a hand that lets it go does."""
        place, slider = next(
            (p, e.slider) for p, e in self.elements.items() if _is(e, "slider") and widget_key(e.slider.id) == key
        )
        self.states[slider.id] = WidgetState(id=slider.id, double_array_value=DoubleArray(data=[value]))
        if slider.query_param_key:
            self.query = urlencode({**dict(parse_qsl(self.query)), slider.query_param_key: value})
        self.rerun(self.fragments[place])

    def go(self, page: str, **query: str) -> None:
        """Follow a link of the menu, or one with settings, inside the same tab."""
        self.page, self.query = page, urlencode(query)
        self.rerun()

    def upload(self, name: str, data: bytes) -> None:
        """Give a file to the page's only uploader, over the server's own address for it."""
        place, uploader = next((p, e.file_uploader) for p, e in self.elements.items() if _is(e, "file_uploader"))
        urls = self.file_urls(name)
        send_file(self.url + urls.upload_url, name, data)
        state = WidgetState(id=uploader.id)
        state.file_uploader_state_value.uploaded_file_info.add(
            name=name, size=len(data), file_id=urls.file_id, file_urls=urls
        )
        self.states[uploader.id] = state
        self.rerun(self.fragments[place])

    def file_urls(self, name: str) -> FileURLs:
        """Ask the server where it takes a file."""
        message = BackMsg()
        message.file_urls_request.file_names.append(name)
        self.socket.send(message.SerializeToString())
        answer = ForwardMsg()
        while not answer.HasField("file_urls_response"):
            answer = ForwardMsg.FromString(self.socket.recv(timeout=120))
        return answer.file_urls_response.file_urls[0]

    def until(self, done: Callable[[str], bool], seconds: float, every: float = 0.5) -> str:
        """Tick until `done(text of the page)`; returns that text. Fails after `seconds`."""
        end = time.monotonic() + seconds
        while not done(self.text):
            assert time.monotonic() < end, f"still not after {seconds} s: {self.text[-1500:]}"
            time.sleep(every)
            self.tick()
        return self.text

    @property
    def text(self) -> str:
        """All words on the page, in order of place; every exception would be among them."""
        return "\n".join(_words(self.elements[place]) for place in sorted(self.elements))

    def close(self) -> None:
        """Close the tab."""
        self._open.close()

    def _drawn(self) -> None:
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=120))
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                message = self.cached[message.ref_hash]
                kind = message.WhichOneof("type")
            if message.hash:
                self.cached[message.hash] = message
            if kind == "new_session":
                self._clear(message.metadata.run.fragment_ids)
            elif kind == "delta":
                self._place(message)
            elif kind == "auto_rerun":
                self.live[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self.live.pop(fragment, None)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def _clear(self, fragments: Sequence[str]) -> None:
        """Take away what is drawn anew: the whole page, unless it is fragments alone."""
        if not fragments:
            self.elements, self.fragments, self.live = {}, {}, {}
        stale = [place for place, fragment in self.fragments.items() if fragment in fragments]
        for place in stale:
            del self.elements[place], self.fragments[place]

    def _place(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        place, element = tuple(message.metadata.delta_path), message.delta.new_element
        self.elements[place], self.fragments[place] = element, message.delta.fragment_id
        if _is(element, "exception"):
            self.exceptions.append(f"{self.page}?{self.query}: {element.exception.type} {element.exception.message}")


def send_file(url: str, name: str, data: bytes, token: bool = True) -> None:
    """PUT a file to an uploader's address, with the token that guards it; raises HTTPError when it is refused."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    headers = FORM | (token_headers(url) if token else {})
    request = urllib.request.Request(url, head + data + b"\r\n--x--\r\n", headers, method="PUT")
    urllib.request.urlopen(request, timeout=120).close()


def token_headers(url: str) -> dict[str, str]:
    """What a page of this server sends along, so that no other site's page can send in its name."""
    host = url.split("/_stcore")[0]
    with urllib.request.urlopen(f"{host}/_stcore/health", timeout=10) as health:
        cookie = SimpleCookie(health.headers["Set-Cookie"])["_streamlit_xsrf"].value
    return {"X-Xsrftoken": cookie, "Cookie": f"_streamlit_xsrf={cookie}"}


def widget_key(widget: str) -> str:
    """The key that the page gave a widget, from its id: what follows the hash."""
    return widget.split("-", 2)[-1]


def _is(element: Any, kind: str) -> bool:
    return element.WhichOneof("type") == kind


def _words(element: Any) -> str:
    kind = element.WhichOneof("type") or ""
    inner = getattr(element, kind, None)
    named = ("body", "text", "message", "label", "value")
    return " ".join(str(getattr(inner, n)) for n in named if isinstance(getattr(inner, n, None), str))
