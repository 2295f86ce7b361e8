"""The command `focal-loss-playground`, also `python -m playground`: start the app."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

NEEDED = ("streamlit", "torchvision", "plotly", "pandas", "sklearn", "scipy", "platformdirs", "pooch", "requests")
HELP = """usage: focal-loss-playground [--help] [streamlit options]

Start the Focal Loss Playground and open it in the browser.
Options are handed on to `streamlit run`, such as --server.port=8502 or --server.headless=true.
PLAYGROUND_DATA names the folder of the data sets; without it they lie in a cache folder of this user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the app until it is closed; returns the exit status, 1 with a sentence where something is missing."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "-h" in given or "--help" in given:
        print(HELP)
        return 0
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        sentence = f"The app needs {', '.join(missing)}: pip install 'focal-loss-playground[app]' installs all of it."
        print(sentence, file=sys.stderr)
        return 1
    _run_streamlit(given)
    return 0


def script() -> Path:
    """The app's script: shipped inside an installed package, else in the source tree beside it."""
    package = Path(__file__).parent
    shipped = package / "_app" / "app.py"
    return shipped if shipped.exists() else package.parent / "app.py"


def _run_streamlit(arguments: Sequence[str]) -> None:
    """Become `streamlit run`: the same process, so that a signal to the command ends the server."""
    sys.argv = ["streamlit", "run", str(script()), *arguments]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.exit(main())
