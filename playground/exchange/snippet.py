"""Code to take away: a loss with exactly these settings as one runnable PyTorch file that needs nothing of this app."""

from __future__ import annotations

import ast
import dis
import inspect
import re
import sys
from collections.abc import Callable, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any

from playground.core.config import LossChoice
from playground.core.loss_spec import LossSpec
from playground.losses import SPECS

OWN = "playground."
HEAD = '''"""{title}{settings}.

{summary}
{source}
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


'''
TAIL = '''

def loss(logits: Tensor, target: Tensor) -> Tensor:
    """The mean over the batch. logits (N, C), target (N,) class indices."""
    values = per_sample({arguments})
    return {mean}


if __name__ == "__main__":
    torch.manual_seed(0)
    logits, target = torch.randn(20, {classes}, requires_grad=True), torch.arange(20) % {classes}
    value = loss(logits, target)
    value.backward()
    print(f"loss {{value.item():.6f}}, gradient norm {{logits.grad.norm().item():.6f}}")
'''


def loss_code(choice: LossChoice, counts: Sequence[int], alpha: Sequence[float] = ()) -> str:
    """The file: the loss's own source and all that it calls, its settings filled in, and a line that tries it.

    `counts` (C,) and `alpha` (C,) are written into it where the loss needs them; without alpha no class is weighted.
    Raises ValueError for an unknown loss or a parameter out of range.
    """
    if choice.key not in SPECS:
        raise ValueError(f"Unknown loss {choice.key!r}; choose one of {', '.join(SPECS)}.")
    spec = SPECS[choice.key]
    params = spec.defaults | {p.name: p.check(choice.kwargs[p.name]) for p in spec.params if p.name in choice.kwargs}
    settings = ", ".join(f"{k}={v:g}" for k, v in params.items())
    head = HEAD.format(
        title=spec.title, settings=f" with {settings}" if settings else "", summary=spec.summary, source=_cite(spec)
    )
    data = [f"COUNTS = torch.tensor({list(counts)})  # training samples per class"] if spec.needs_counts else []
    data += [f"ALPHA = torch.tensor({[float(f'{a:.7g}') for a in alpha]})  # one weight per class"] if alpha else []
    tables = ["\n".join(data) + "\n"] if data else []
    return head + "\n\n".join([*_needed(spec.per_sample), *tables]) + _tail(spec, params, len(counts), bool(alpha))


def source_code(spec: LossSpec) -> str:
    """The file of the loss as it stands in this app."""
    return inspect.getsource(sys.modules[spec.per_sample.__module__])


def _tail(spec: LossSpec, params: dict[str, float], classes: int, weighted: bool) -> str:
    given = ["logits", "target", *(f"{k}={v!r}" for k, v in params.items())]
    given += ["counts=COUNTS"] if spec.needs_counts else []
    mean = "(values * ALPHA.to(values)[target]).mean()" if weighted else "values.mean()"
    return TAIL.format(arguments=", ".join(given), mean=mean, classes=classes)


def _cite(spec: LossSpec) -> str:
    parts = [f"{spec.source.paper}, {spec.source.year}", spec.source.equation, spec.source.url]
    return ". ".join(part for part in parts if part) + "."


def _needed(function: Callable[..., Any]) -> list[str]:
    """The sources of a function and of everything of ours that it uses, each after what it uses itself."""
    found: dict[str, str] = {}
    _collect(function.__name__, function, found)
    constants = [text for text in found.values() if not text.startswith(("def ", "@"))]
    return ["\n".join(constants)] * bool(constants) + [text for text in found.values() if text not in constants]


def _collect(name: str, thing: Any, found: dict[str, str], on_the_way: tuple[str, ...] = ()) -> None:
    if name in found or name in on_the_way:
        return
    if isinstance(thing, FunctionType):
        used = thing.__globals__
        source = _without_local_torch(inspect.getsource(thing)).replace(f"def {thing.__name__}(", f"def {name}(", 1)
        for other in sorted(_names(thing.__code__) & used.keys()):
            if _ours(used[other]):
                _collect(other, used[other], found, (*on_the_way, name))
            elif isinstance(used[other], ModuleType) and used[other].__name__.startswith(OWN):
                for attribute in sorted(set(re.findall(rf"\b{other}\.(\w+)", source))):
                    _collect(f"{other}_{attribute}", getattr(used[other], attribute), found, (*on_the_way, name))
                source = re.sub(rf"\b{other}\.(\w+)", rf"{other}_\1", source)
        found[name] = source + "\n"
    else:
        found[name] = f"{name} = {thing!r}"


def _names(code: CodeType) -> set[str]:
    """Global names that a function uses (not its attributes), those of the functions inside it too."""
    inner = [_names(const) for const in code.co_consts if isinstance(const, CodeType)]
    own = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    return own.union(*inner)


def _ours(thing: Any) -> bool:
    """A function of this app or a plain constant; modules and types come with the head of the file."""
    if isinstance(thing, FunctionType):
        return thing.__module__.startswith(OWN)
    return not isinstance(thing, ModuleType | type) and isinstance(thing, int | float | str | tuple | dict)


def _without_local_torch(source: str) -> str:
    """Drop `import torch` inside a function: the file imports it at its top."""
    tree = ast.parse(source)
    drop = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) and [a.name for a in node.names] == ["torch"]
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    kept = [text for i, text in enumerate(source.splitlines(), 1) if i not in drop]
    return "\n".join(_no_double_blank(kept)).rstrip()


def _no_double_blank(lines: list[str]) -> list[str]:
    """Where a dropped import leaves a blank line right under the docstring, or two in a row, keep none or one."""
    return [t for i, t in enumerate(lines) if t.strip() or (i and lines[i - 1].strip() and not _ends_doc(lines, i - 1))]


def _ends_doc(lines: list[str], i: int) -> bool:
    return lines[i].rstrip().endswith('"""')
