"""A visitor without a browser: speaks Streamlit's own websocket messages, so that twenty fit on a small machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect


class Visitor:
    """One browser tab. `elements` holds the newest element at every place of the page."""

    def __init__(self, url: str, page: str = "", **query: str) -> None:
        self.page = page
        self.query = urlencode(query)
        self.elements: dict[tuple[int, ...], Any] = {}
        self.live: dict[str, float] = {}
        self.cached: dict[str, ForwardMsg] = {}
        self._open = ExitStack()
        address = url.replace("http", "ws") + "/_stcore/stream"
        self.socket: ClientConnection = self._open.enter_context(
            connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)
        )
        self.rerun()

    def rerun(self, fragment: str = "", press: str = "") -> None:
        """Run the page, or one of its fragments, pressing a button; returns when it has been drawn."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment) and not press
        if press:
            message.rerun_script.widget_states.widgets.append(WidgetState(id=press, trigger_value=True))
        self.socket.send(message.SerializeToString())
        self._drawn()

    def tick(self) -> None:
        """Redraw every fragment that asked to be redrawn by itself."""
        for fragment in list(self.live):
            self.rerun(fragment)

    def press(self, key: str) -> None:
        """Press the button with this key."""
        self.rerun(press=next(e.button.id for e in self.elements.values() if _is(e, "button") and key in e.button.id))

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
            if kind == "new_session" and not message.metadata.run.fragment_ids:
                self.elements, self.live = {}, {}
            elif kind == "delta":
                self._place(message)
            elif kind == "auto_rerun":
                self.live[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "stop_auto_rerun":
                for fragment in message.stop_auto_rerun.fragment_ids:
                    self.live.pop(fragment, None)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def _place(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") == "new_element":
            self.elements[tuple(message.metadata.delta_path)] = message.delta.new_element


def _is(element: Any, kind: str) -> bool:
    return element.WhichOneof("type") == kind


def _words(element: Any) -> str:
    kind = element.WhichOneof("type") or ""
    inner = getattr(element, kind, None)
    named = ("body", "text", "message", "label", "value")
    return " ".join(str(getattr(inner, n)) for n in named if isinstance(getattr(inner, n, None), str))
