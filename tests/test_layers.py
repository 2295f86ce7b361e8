"""The direction of imports is part of the design: arrows point down only."""

import ast
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Lowest first. A module may import modules of lower layers, and its own package; never one above or beside it.
LAYERS = (
    {"core"},
    {"losses", "data", "models", "metrics"},
    {"curves", "posthoc"},
    {"race"},
    {"training"},
    {"background", "analysis", "figures"},
    {"exchange", "questions", "referee", "sweep"},
    {"ui"},
    {"__main__"},
    {"pages"},
    {"app"},
)
# The same inside ui: what pages share lies below, and the bodies of two pages never meet.
SHARED = ({"live"}, {"shell"}, {"widgets"})
FORBIDDEN = {
    "core": {"torch", "numpy", "pandas", "plotly", "streamlit"},
    "losses data models": {"streamlit", "plotly", "pandas"},
    "training": {"streamlit", "plotly", "threading", "time"},
    "metrics posthoc race figures exchange": {"torch", "streamlit", "playground.training"},
    "analysis": {"torch", "streamlit", "plotly", "playground.training"},
    "curves": {"streamlit", "plotly"},
    "ui": {"torch", "playground.training"},
    "background": {"streamlit", "plotly"},
    "pages": {"torch", "threading", "playground.training"},
    "app": {"torch", "numpy", "pandas", "plotly", "playground"},
}
WORKER = Path("playground/background/worker")  # the other side of the pipe: the only one that may know torch


def sources() -> dict[Path, str]:
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "playground").rglob("*.py")]
    return {path.relative_to(ROOT): path.read_text("utf-8") for path in files}


def layer_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return parts[0] if parts[0] != "playground" else (parts[1] if len(parts) > 1 else "__init__")


def imports(source: str) -> set[str]:
    """Names imported at run time, wherever they stand; what only the type checker sees does not count."""
    tree = ast.parse(source)
    blocks = [block for block in ast.walk(tree) if is_type_checking(block)]
    hidden = {id(n) for block in blocks for line in block.body for n in ast.walk(line)}
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


def body(parts: Sequence[str]) -> str:
    """The room inside ui that a path or a dotted name lies in; "" outside."""
    return parts[2] if list(parts[:2]) == ["playground", "ui"] and len(parts) > 2 else ""


def height(room: str) -> int:
    return next((i for i, rooms in enumerate(SHARED) if room in rooms), len(SHARED))


def bodies_that_meet(files: dict[Path, str]) -> list[str]:
    found = []
    for path, source in files.items():
        own = body(path.with_suffix("").parts)
        for name in imports(source) if own else ():
            other = body(name.split("."))
            if other and other != own and height(other) >= height(own):
                found.append(f"{path} imports {name}")
    return found


def package(path: Path) -> str:
    return ".".join(path.parent.parts)


def private_elsewhere(files: dict[Path, str]) -> list[str]:
    """Imports of a `_private` module or name by code outside the package that it lies in."""
    return [
        f"{path} imports {name}"
        for path, source in files.items()
        for name in imports(source)
        if name.startswith("playground.")
        for i, part in enumerate(name.split("."))
        if part.startswith("_") and not part.startswith("__")
        if not f"{package(path)}.".startswith(".".join(name.split(".")[:i]) + ".")
    ]


def forbidden(files: dict[Path, str]) -> list[str]:
    rules = {name: names for group, names in FORBIDDEN.items() for name in group.split()}
    return [
        f"{path} imports {name}"
        for path, source in files.items()
        for name in imports(source)
        for banned in rules.get(layer_name(path), ())
        if name == banned or name.startswith(banned + ".")
    ]


def torch_in_the_server(files: dict[Path, str]) -> list[str]:
    server = {p: s for p, s in files.items() if layer_name(p) == "background" and WORKER not in p.parents}
    return [f"{path} imports torch" for path, source in server.items() if "torch" in imports(source)]


def test_every_module_has_a_place_in_the_layers():
    unplaced = {layer_name(path) for path in sources()} - set().union(*LAYERS) - {"__init__"}
    assert not unplaced, f"give these a layer: {sorted(unplaced)}"


def test_no_import_points_up_or_sideways():
    assert arrows_up(sources()) == []


def test_the_bodies_of_two_pages_never_meet():
    assert bodies_that_meet(sources()) == []


def test_no_package_looks_into_another_ones_private_module():
    assert private_elsewhere(sources()) == []


def test_no_module_imports_what_its_layer_must_not_know():
    assert forbidden(sources()) + torch_in_the_server(sources()) == []


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def circles(files: dict[Path, str]) -> set[str]:
    """Modules that import each other in a ring, or lead into one. Packages' faces do not count."""
    modules = {module_name(path): source for path, source in files.items() if path.name != "__init__.py"}
    graph = {name: everything(source) & modules.keys() for name, source in modules.items()}
    while ends := {name for name, uses in graph.items() if not uses & graph.keys()}:
        graph = {name: uses for name, uses in graph.items() if name not in ends}
    return set(graph)


def everything(source: str) -> set[str]:
    """All names imported, those that only the type checker sees too."""
    return imports(source.replace("if TYPE_CHECKING:", "if True:"))


def test_no_modules_import_each_other_in_a_ring():
    assert circles(sources()) == set()


def test_a_ring_is_seen_also_where_it_is_hidden_for_the_type_checker():
    one = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from playground.losses.b import f"
    files = {Path("playground/losses/a.py"): one, Path("playground/losses/b.py"): "from playground.losses import a"}
    assert circles(files)
    assert not circles({**files, Path("playground/losses/b.py"): "import math"})


def test_nothing_lies_loose_in_the_package():
    loose = {path.name for path in (ROOT / "playground").iterdir() if path.is_file()}
    assert loose <= {"__init__.py", "__main__.py", "py.typed"}


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("playground/ui/lab/x.py", "from playground.ui.analysis import mistakes"),
        ("playground/ui/shell/x.py", "from playground.ui.race import page"),
        ("playground/ui/live/x.py", "import playground.ui.widgets.controls"),
    ],
)
def test_bodies_that_meet_are_caught(file, line):
    assert bodies_that_meet({Path(file): line})


@pytest.mark.parametrize("line", ["from playground.losses import _ops", "from playground.data._idx import read"])
def test_a_private_import_is_caught(line):
    assert private_elsewhere({Path("playground/training/x.py"): line})
    assert not private_elsewhere({Path(f"playground/{line.split('.')[1].split()[0]}/x.py"): line})


def test_torch_in_the_server_is_caught_and_in_the_worker_is_not():
    assert torch_in_the_server({Path("playground/background/x.py"): "import torch"})
    assert not torch_in_the_server({WORKER / "x.py": "import torch"})


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("playground/losses/x.py", "from playground.ui import shell"),
        ("playground/losses/x.py", "import playground.data"),
        ("playground/core/specs.py", "from playground import losses"),
        ("playground/figures/x.py", "def f():\n    from playground.training import train"),
    ],
)
def test_an_arrow_that_points_up_is_caught(file, line):
    assert arrows_up({Path(file): line}) or forbidden({Path(file): line})


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("pages/1_x.py", "import torch"),
        ("playground/background/x.py", "def f():\n    import streamlit"),
        ("app.py", "import numpy"),
    ],
)
def test_a_forbidden_library_is_caught(file, line):
    assert forbidden({Path(file): line})


LISTING = "losses models data core.alpha race.menus exchange.link background.api figures metrics posthoc"


@pytest.mark.parametrize("name", LISTING.split())
def test_listing_choices_does_not_load_torch(name):
    code = f"import sys, playground.{name}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
