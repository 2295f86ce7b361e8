"""The shape of the house: short functions, short files, pages in the order of their menu."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = ROOT / "playground"
LONGEST_FUNCTION, MEDIAN_FUNCTION, LONGEST_FILE, LONGEST_PAGE = 40, 8, 150, 80
PAGES = sorted((ROOT / "pages").glob("*.py"))


def body_lengths(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Name and lines of every function's body, its docstring left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
            yield node.name, (node.end_lineno or 0) - first.lineno + 1


def named_with_a_reason() -> set[str]:
    """The files that docs/architecture.md allows to be longer."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8").partition("## Long files")[2]
    return set(re.findall(r"^- `([^`]+)`: \w+", text.partition("\n## ")[0], re.MULTILINE))


def test_functions_are_short():
    found = {path: list(body_lengths(ast.parse(path.read_text("utf-8")))) for path in CODE.rglob("*.py")}
    too_long = [f"{path}: {name}" for path, each in found.items() for name, n in each if n > LONGEST_FUNCTION]
    assert too_long == []
    assert statistics.median(n for each in found.values() for _, n in each) <= MEDIAN_FUNCTION


def test_files_are_short_but_for_those_with_a_reason():
    files = [path for end in ("py", "js", "css") for path in CODE.rglob(f"*.{end}")]
    long = {str(path.relative_to(ROOT)) for path in files if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE}
    assert long == named_with_a_reason()


def test_pages_are_thin():
    assert all(len(path.read_text("utf-8").splitlines()) <= LONGEST_PAGE for path in PAGES)


def test_pages_are_numbered_in_the_order_of_the_menu():
    assert [path.name.partition("_")[0] for path in PAGES] == [str(n) for n in range(1, len(PAGES) + 1)]


def test_a_long_function_is_seen():
    text = "def f():\n    '''Words.'''\n" + "    x = 1\n" * 41
    assert list(body_lengths(ast.parse(text))) == [("f", 41)]
