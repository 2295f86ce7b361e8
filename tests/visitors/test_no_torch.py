"""The page server of a real visit never maps torch: another process answers what needs it."""

from __future__ import annotations

from pathlib import Path

from tests.serving import ROOT, serve
from tests.visitors.visitor import Visitor

PAGES = ["", *(path.stem.split("_", 1)[1] for path in sorted((ROOT / "pages").glob("*.py"))[1:])]


def test_no_library_of_torch_is_in_the_server_after_all_pages_were_opened(tmp_path):
    with serve(tmp_path, PLAYGROUND_DATA=str(tmp_path)) as server:
        visitor = Visitor(server.url)
        visitor.until(lambda text: "Trains on" in text, 90)
        for page in PAGES:
            visitor.go(page)
        visitor.close()
        assert not visitor.exceptions
        children = Path(f"/proc/{server.process.pid}/task").glob("*/children")
        (trainer, *_) = [int(pid) for path in children for pid in path.read_text().split()]
        assert "libtorch" in Path(f"/proc/{trainer}/maps").read_text(), "this is how torch is seen"
        assert "libtorch" not in Path(f"/proc/{server.process.pid}/maps").read_text()
