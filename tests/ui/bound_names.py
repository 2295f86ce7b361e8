"""Every name that a link may hold, read out of the code: a control that is bound tomorrow is tried tomorrow."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from playground.core.alpha import RULES
from playground.exchange.link import VERSION_NAME
from playground.exchange.race_link import IMBALANCE_NAMES, NAMES
from playground.losses import SPECS
from playground.ui.widgets import controls, linked, menus, switch

UI = Path(__file__).parents[2] / "playground" / "ui"
# Of the Loss Lab and of the worked example: `controls.loss_params` draws them by a function that it is given.
_PARAMS = {
    prefix + controls.param_key(spec.key, param)
    for prefix in ("", "ex_")
    for spec in SPECS.values()
    for param in spec.params
}
# Keys that are put together while a page is drawn, by how the code writes them.
_COMPUTED: dict[str, Iterable[str]] = {
    "NAMES[field]": NAMES.values(),
    "IMBALANCE_NAMES['seed']": [IMBALANCE_NAMES["seed"]],
    "f'alpha_{rule.param.name}'": [f"alpha_{rule.param.name}" for rule in RULES.values() if rule.param],
}


def _bound() -> dict[str, Callable[..., Any]]:
    """The functions that draw a control bound to the link, by name: those of ours that take a `key`."""
    every = [vars(module) for module in (linked, menus, controls, switch)]
    return {
        name: each
        for names in every
        for name, each in names.items()
        if inspect.isfunction(each) and "key" in inspect.signature(each).parameters and not name.startswith("_")
    }


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The calls of those functions in a file, each with the function's name."""
    bound = _bound()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        owner = getattr(getattr(called, "value", None), "id", "")
        if isinstance(node, ast.Call) and name in bound and owner in ("", "linked", "menus", "controls"):
            yield name, node


def _key(name: str, call: ast.Call) -> ast.expr | None:
    """The argument of a call that is the control's key; None where it stays at its default."""
    named = {word.arg: word.value for word in call.keywords}
    at = list(inspect.signature(_bound()[name]).parameters).index("key")
    return named.get("key", call.args[at] if at < len(call.args) else None)


@cache
def bound_names() -> tuple[str, ...]:
    """All names that any page reads from its link; raises NameError for a key that is neither plain nor listed."""
    found = {VERSION_NAME, *_PARAMS}
    for path in UI.rglob("*.py"):
        module = ".".join(path.relative_to(UI.parents[1]).with_suffix("").parts)
        for name, call in _calls(path):
            key = _key(name, call)
            if key is not None and ast.unparse(key) != "key":  # a wrapper's own: whoever calls it says which
                found |= set(_names(key, module))
    return tuple(sorted(found))


def _names(key: ast.expr, module: str) -> Iterable[str]:
    text = ast.unparse(key)
    return _COMPUTED[text] if text in _COMPUTED else [eval(text, vars(importlib.import_module(module)))]
