"""The source of a function together with everything of ours that it calls, as text that stands alone."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

OWN = "playground."


def needed(function: Callable[..., Any]) -> list[str]:
    """The constants that a function needs, then the functions, each after those that it calls itself.

    What a module of ours gives under `module.name` is written as `module_name`.
    """
    found = _Found()
    found.collect(function.__name__, function)
    constants = ["\n".join(found.constants.values())] if found.constants else []
    return [*constants, *found.functions.values()]


class _Found:
    """What has been collected, by the name that it has in the new file."""

    def __init__(self) -> None:
        self.constants: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self._begun: set[str] = set()

    def collect(self, name: str, thing: Any) -> None:
        """Take in a function, with what it uses before it, or a constant."""
        if name in self._begun:
            return
        self._begun.add(name)
        if isinstance(thing, FunctionType):
            self._function(name, thing)
        else:
            self.constants[name] = f"{name} = {thing!r}"

    def _function(self, name: str, function: FunctionType) -> None:
        source = inspect.getsource(function)
        tree, known = ast.parse(source), function.__globals__
        for used, thing in sorted(_uses(tree, known).items()):
            self.collect(used, thing)
        renamed = _renamed(source, tree, known).replace(f"def {function.__name__}(", f"def {name}(", 1)
        self.functions[name] = renamed.rstrip() + "\n"


def _uses(tree: ast.AST, known: dict[str, Any]) -> dict[str, Any]:
    """Ours among what the code reads: functions and constants, by their name in the new file."""
    reads = _reads(tree)
    found = {name: known[name] for name in reads if _is_ours(known.get(name))}
    for node in _own_attributes(tree, known):
        found[_flat(node)] = getattr(known[ast.unparse(node.value)], node.attr)
    return found


def _reads(tree: ast.AST) -> set[str]:
    """The names that the code reads and does not bind itself: a local may have a global's name."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return {node.id for node in names} - bound


def _is_ours(thing: Any) -> bool:
    """A function of this app or a plain constant; modules and types come with the head of the file."""
    if isinstance(thing, FunctionType):
        return thing.__module__.startswith(OWN)
    return isinstance(thing, int | float | str | tuple | dict)


def _own_attributes(tree: ast.AST, known: dict[str, Any]) -> list[ast.Attribute]:
    """Every `module.name` of a module of ours."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        if isinstance(node.value, ast.Name)
        if isinstance(module := known.get(node.value.id), ModuleType)
        if module.__name__.startswith(OWN)
    ]


def _flat(node: ast.Attribute) -> str:
    return f"{ast.unparse(node.value)}_{node.attr}"


def _renamed(source: str, tree: ast.AST, known: dict[str, Any]) -> str:
    """The source with `module.name` as `module_name`, and without `import torch`: the file imports it at its top."""
    lines = source.splitlines()
    for node in _own_attributes(tree, known):
        # replaced by its text, which is the same at every place in a line
        lines[node.lineno - 1] = lines[node.lineno - 1].replace(ast.unparse(node), _flat(node))
    return "\n".join(line for i, line in enumerate(lines, 1) if i not in _dropped(tree, lines))


def _dropped(tree: ast.AST, lines: list[str]) -> set[int]:
    """The numbers of the lines that import torch, and of the blank line that sets such an import off."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    drop = {node.lineno for node in imports if [alias.name for alias in node.names] == ["torch"]}
    return drop | {i + 1 for i in drop if not lines[i].strip()}
