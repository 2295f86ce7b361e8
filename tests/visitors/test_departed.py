"""What departed visitors held is given back: while others stay, and when nobody is there any more."""

from __future__ import annotations

import time
from pathlib import Path

from tests.serving import serve
from tests.visitors.visitor import Visitor

SOON = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
PATIENCE = 40.0  # seconds


def held(visitor: Visitor) -> str:
    visitor.rerun()
    return visitor.text


def test_what_a_departed_visitor_held_is_freed_while_another_stays(tmp_path):
    with serve(tmp_path, Path(__file__).with_name("holding_app.py"), **SOON) as server:
        leaving, staying = Visitor(server.url), Visitor(server.url)
        assert held(staying) == "held: 2."
        leaving.close()
        end = time.monotonic() + PATIENCE
        while held(staying) != "held: 1.":
            assert time.monotonic() < end, staying.text
            time.sleep(0.2)
        staying.close()


def test_open_files_go_with_the_last_visitor(tmp_path):
    with serve(tmp_path, PLAYGROUND_DATA=str(tmp_path), **SOON) as server:
        files = Path(f"/proc/{server.process.pid}/fd")
        with_trainer = Visitor(server.url)
        with_trainer.until(lambda text: "Trains on" in text, 90)
        one = len(list(files.iterdir()))
        others = [Visitor(server.url, "loss_lab") for _ in range(5)]
        assert len(list(files.iterdir())) >= one + 5
        for visitor in (with_trainer, *others):
            visitor.close()
        end = time.monotonic() + PATIENCE
        while len(list(files.iterdir())) >= one:
            assert time.monotonic() < end, sorted(str(file.resolve()) for file in files.iterdir())
            time.sleep(0.2)
