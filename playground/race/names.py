"""How choices are called on screen. No torch: the menus are drawn before it is loaded."""

from __future__ import annotations

from collections.abc import Sequence

from playground.core.alpha import RULES
from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.core.params import ClassParam
from playground.losses import SPECS

GREEK = {"gamma": "γ", "tau": "τ", "beta": "β", "alpha": "α", "epsilon": "ε", "eps": "ε"}


def loss_name(choice: LossChoice) -> str:
    """ "Focal γ=2": the loss and every parameter that differs from its default, or its first one."""
    spec = SPECS[choice.key]
    values = spec.defaults | choice.kwargs
    told = [p for i, p in enumerate(spec.params) if i == 0 or values[p.name] != p.default]
    known = [p for p in told if p.name in choice.kwargs or not isinstance(p, ClassParam)]  # else: it depends on C
    return " ".join([spec.title, *(f"{GREEK.get(p.name, p.name)}={values[p.name]:g}" for p in known)])


def alpha_name(choice: AlphaChoice) -> str:
    """ "α inverse frequency", or nothing for the rule "none"."""
    if choice.rule == "none":
        return ""
    rule = RULES[choice.rule]
    number = f" {GREEK.get(rule.param.name, rule.param.name)}={choice.value:g}" if rule.param else ""
    return f"α {rule.title.lower()}{number}"


def entrant_name(entrant: Entrant) -> str:
    """The loss and, behind a plus, its alpha rule."""
    return " + ".join(filter(None, (loss_name(entrant.loss), alpha_name(entrant.alpha))))


def entrant_names(entrants: Sequence[Entrant]) -> list[str]:
    """One name each; equal entrants are told apart by a number."""
    names = [entrant_name(entrant) for entrant in entrants]
    return [f"{name} ({names[:i].count(name) + 1})" if names.count(name) > 1 else name for i, name in enumerate(names)]
