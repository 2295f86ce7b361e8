"""The direction of imports is part of the design: arrows point down only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Lowest first. A module may import modules of lower layers, and its own package; never one above or beside it.
LAYERS = (
    {"types", "config", "snapshots"},
    {"discover"},
    {"alpha"},
    {"losses", "data", "models", "metrics"},
    {"checks", "names", "share"},
    {"training", "curves"},
    {"results", "predict"},
    {"wire"},
    {"jobs", "worker", "figures", "posthoc", "upload", "export", "digits_input", "snippets", "story", "examples"},
    {"ui"},
    {"pages"},
    {"app"},
)
FORBIDDEN = {
    "types config snapshots discover alpha": {"torch", "numpy", "pandas", "plotly", "streamlit"},
    "losses data models": {"streamlit", "plotly", "pandas"},
    "training": {"streamlit", "plotly", "threading", "time"},
    "jobs": {"streamlit", "plotly", "torch"},
    "worker": {"streamlit", "plotly"},
    "metrics figures share posthoc upload export": {"torch", "streamlit", "playground.training"},
    "pages": {"torch", "threading", "playground.training"},
    "app": {"torch", "numpy", "pandas", "plotly", "playground"},
}


def sources() -> dict[Path, str]:
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "playground").rglob("*.py")]
    return {path.relative_to(ROOT): path.read_text("utf-8") for path in files}


def layer_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return parts[0] if parts[0] != "playground" else (parts[1] if len(parts) > 1 else "__init__")


def imports(source: str) -> set[str]:
    """Names imported at run time, wherever they stand; what only the type checker sees does not count."""
    tree = ast.parse(source)
    hidden = {id(n) for block in ast.walk(tree) if is_type_checking(block) for n in ast.walk(block)}
    names: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def rank(name: str) -> int:
    return next((i for i, layer in enumerate(LAYERS) if name in layer), -1)


def arrows_up(files: dict[Path, str]) -> list[str]:
    found = []
    for path, source in files.items():
        own = layer_name(path)
        for name in imports(source):
            parts = name.split(".")
            other = parts[1] if parts[0] == "playground" and len(parts) > 1 else ""
            if other and other != own and rank(other) >= 0 and rank(other) >= rank(own) >= 0:
                found.append(f"{path} imports {name}")
    return found


def forbidden(files: dict[Path, str]) -> list[str]:
    rules = {name: names for group, names in FORBIDDEN.items() for name in group.split()}
    return [
        f"{path} imports {name}"
        for path, source in files.items()
        for name in imports(source)
        for banned in rules.get(layer_name(path), ())
        if name == banned or name.startswith(banned + ".")
    ]


def test_every_module_has_a_place_in_the_layers():
    unplaced = {layer_name(path) for path in sources()} - set().union(*LAYERS) - {"__init__"}
    assert not unplaced, f"give these a layer: {sorted(unplaced)}"


def test_no_import_points_up_or_sideways():
    assert arrows_up(sources()) == []


def test_no_module_imports_what_its_layer_must_not_know():
    assert forbidden(sources()) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("playground/losses/x.py", "from playground.ui import shell"),
        ("playground/losses/x.py", "import playground.data"),
        ("playground/types.py", "from playground import losses"),
        ("playground/figures/x.py", "def f():\n    from playground.training import train"),
    ],
)
def test_an_arrow_that_points_up_is_caught(file, line):
    assert arrows_up({Path(file): line}) or forbidden({Path(file): line})


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("pages/1_x.py", "import torch"),
        ("playground/jobs.py", "def f():\n    import streamlit"),
        ("app.py", "import numpy"),
    ],
)
def test_a_forbidden_library_is_caught(file, line):
    assert forbidden({Path(file): line})


LISTING = "losses models data alpha checks share jobs figures metrics posthoc"


@pytest.mark.parametrize("name", LISTING.split())
def test_listing_choices_does_not_load_torch(name):
    code = f"import sys, playground.{name}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
