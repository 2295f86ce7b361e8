"""One new file = one new thing: every public module of a package exports SPEC, and is found by being there.

Folders inside the package are no entries.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def discover(package: ModuleType) -> dict[str, Any]:
    """Return {SPEC.key: SPEC} of the package's public modules, ordered by rank and title.

    Raises AttributeError for a module without SPEC and ValueError for a key used twice: a broken module must
    never just vanish from the menus.
    """
    specs = [_spec(package, name) for name in _public_modules(package)]
    found = {spec.key: spec for spec in sorted(specs, key=lambda spec: (spec.rank, spec.title))}
    if len(found) != len(specs):
        raise ValueError(f"Two modules of {package.__name__} use the same key: {sorted(s.key for s in specs)}.")
    return found


def _public_modules(package: ModuleType) -> list[str]:
    return [
        info.name for info in pkgutil.iter_modules(package.__path__) if not info.ispkg and not info.name.startswith("_")
    ]


def _spec(package: ModuleType, name: str) -> Any:
    module = importlib.import_module(f"{package.__name__}.{name}")
    if not hasattr(module, "SPEC"):
        raise AttributeError(f"{module.__name__} must export SPEC; name it _{name}.py if it is no entry.")
    return module.SPEC
