"""The Race page with a background that trains nothing, and keeps what it was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.background.api import Job, Jobs
from playground.core.config import RaceConfig
from playground.ui.shell import server

APP = Path(__file__).parents[3] / "app.py"
ORDERS = ("stop", "pause", "resume", "step", "extend", "fetch_data")


@dataclass
class Asked:
    """The settings of the races that were begun, and the orders given: their names with what they were given."""

    races: list[RaceConfig] = field(default_factory=list)
    orders: list[tuple] = field(default_factory=list)


@contextmanager
def recording(folder: str, job: Job | None = None) -> Iterator[tuple[AppTest, Asked]]:
    """The page on the data of `folder`, not yet run; `job` is the one race that is held."""
    asked = Asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_DATA", folder)
        patch.setattr(Jobs, "warm", lambda self: None)
        patch.setattr(Jobs, "get", lambda self, run, *, seen=False: job if job and run == job.id else None)
        patch.setattr(Jobs, "submit", lambda self, config, owner, address: asked.races.append(config) or "")
        for order in ORDERS:
            patch.setattr(Jobs, order, lambda self, *given, order=order: asked.orders.append((order, *given)))
        server.close()
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.session_state["_owner"] = "me"
        yield app, asked
        server.close()


def words(app: AppTest) -> str:
    """What the page says."""
    assert not app.exception
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return re.sub(r":small\[(.*)\]", r"\1", "\n".join(str(part.value) for part in parts))
