"""`python -m playground.losses.generate` writes classes.py and docs/losses.md; with --check it says what is stale."""

from __future__ import annotations

import sys
from pathlib import Path

from playground.losses import SPECS
from playground.losses.generate import page, template

ROOT = Path(__file__).parents[3]


def texts() -> dict[Path, str]:
    """Each file that is written from the registry, and what it must hold."""
    return {
        ROOT / "playground/losses/module/classes.py": template.file_text(SPECS.values()),
        ROOT / "docs/losses.md": page.document(),
    }


def stale() -> list[str]:
    """The files that do not hold what the registry says today."""
    return [
        str(path.relative_to(ROOT))
        for path, text in texts().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write both files, or with --check change nothing; returns the exit status."""
    if arguments not in ([], ["--check"]):
        print("Usage: python -m playground.losses.generate [--check]", file=sys.stderr)
        return 2
    if not arguments:
        for path, text in texts().items():
            path.write_text(text, "utf-8")
    elif old := stale():
        print(f"{' and '.join(old)} must be written anew: python -m playground.losses.generate", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
