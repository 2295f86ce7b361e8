"""Who a visitor is to the races: a browser and a network address, as opaque strings that never leave the server.

A browser is known by the cookie that Streamlit gives each one against forged requests. It is there before the first
page is drawn, stays the same in all tabs and over reloads, and nobody else is ever shown it. Where it is missing
(cookies or `server.enableXsrfProtection` off, a frame in another site's page) the tab's session stands for the browser.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import uuid
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from playground.background.api import Job
from playground.ui.shell import held, session_keys

HERE = "this machine"  # the address of who comes from the server's own machine, and of all behind a proxy that hides it


def owner() -> str:
    """This browser; found once for each session, which keeps it when the cookie is replaced later."""
    state = st.session_state
    if session_keys.OWNER not in state:
        state[session_keys.OWNER] = opaque(_browser() or uuid.uuid4().bytes)
    found: str = state[session_keys.OWNER]
    return found


def address() -> str:
    """Where this visitor comes from: one person has a whole IPv6 network of 64 bits, but only one IPv4 address."""
    return opaque(network(_said(st.context.ip_address) or HERE).encode())


def is_anothers(job: Job) -> bool:
    """Whether another browser started this race; one that was read back from the disk is nobody's."""
    return job.owner not in ("", owner())


def give(order: Callable[..., None], *given: Any) -> None:
    """Give an order in this browser's name; what refuses it is kept for the page to tell."""
    try:
        order(*given, owner())
    except ValueError as error:
        st.session_state[session_keys.RACE_REFUSED] = str(error)


def opaque(secret: bytes) -> str:
    """The same string for the same bytes until the server ends; it cannot be traced back to them."""
    key = held.hold("owners' key", lambda: os.urandom(32))
    return hashlib.blake2b(secret, key=key, digest_size=16).hexdigest()


def network(text: str) -> str:
    """The network that one person commands: an IPv4 address, or the 64 leading bits of an IPv6 address."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _browser() -> bytes | None:
    """What Streamlit's cookie says under its mask, which is another one at each answer; None without one."""
    token, _ = decode_xsrf_token_string(_said(st.context.cookies.get(XSRF_COOKIE_NAME)))
    return token or None


def _said(value: object) -> str:
    """What a connection says; "" where it says nothing, or where AppTest stands for one."""
    return value if isinstance(value, str) else ""
