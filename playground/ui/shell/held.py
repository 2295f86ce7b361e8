"""What all visitors of this server share, held where no visitor's message reaches it.

Streamlit empties st.cache_resource for everybody as soon as one browser sends `clear_cache`, which needs no right; and
after an edit of the source it loads all modules anew, with their globals. Neither touches a module without a file.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

JOBS = "jobs"  # the table of all races; made by server.jobs
Held = TypeVar("Held")
_PLACE = sys.modules.setdefault("playground held for all visitors", ModuleType("held"))
_things: dict[str, Any] = _PLACE.__dict__.setdefault("things", {})
_lock: Any = _PLACE.__dict__.setdefault("lock", threading.RLock())


def hold(name: str, make: Callable[[], Held]) -> Held:
    """What is held under a name, made by whoever asks first; what `make` raises is raised, and nothing is held."""
    with _lock:
        if name not in _things:
            _things[name] = make()
        found: Held = _things[name]
        return found


def held(name: str) -> Any:
    """What is held under a name; None where nobody has asked for it yet."""
    return _things.get(name)


def release(name: str) -> Any:
    """Let go of what is held under a name and return it; None where nothing was."""
    with _lock:
        return _things.pop(name, None)
