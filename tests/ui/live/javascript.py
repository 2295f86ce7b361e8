"""The browser's half without a browser: what needs no page is plain JavaScript, and node answers in milliseconds."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playground.ui.live import dom, scripts
from tests.conftest import need

LIVE = Path(dom.__file__).parent


def node() -> str:
    """The node of this machine, else the one that Playwright brings along."""
    try:
        import playwright

        own = Path(playwright.__file__).parent / "driver/node"
    except ImportError:
        own = Path("/nowhere")
    found = shutil.which("node") or (str(own) if own.exists() else "")
    need(bool(found), "node")
    return found


def evaluated(files: Sequence[str], expression: str, **given: Any) -> Any:
    """The value of a JavaScript expression over the files of ui/live and the values `given`; NaN comes back as None."""
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items())
    code = f"{scripts.joined(LIVE, files)}\n{constants}process.stdout.write(JSON.stringify({expression}));"
    ran = subprocess.run([node(), "-"], input=code, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
