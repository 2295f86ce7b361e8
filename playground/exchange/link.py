"""The losses of a race as text that fits in a link: `focal,gamma=2@inverse;logit_adjustment,tau=1`."""

from __future__ import annotations

import re

from playground.core.alpha import RULES, rule_of
from playground.core.config import AlphaChoice, Entrant, LossChoice
from playground.core.numbers import compact
from playground.core.quote import quoted
from playground.losses import spec_of
from playground.race.menus import MOST_ENTRANTS

VERSION = "1"  # of the names and keys in a link; before there was one, menus were written by their titles
VERSION_NAME = "v"
SEPARATOR = "~"  # between the numbers of a custom alpha: an address writes it as one character, ":" as three


def entrants_to_text(entrants: tuple[Entrant, ...]) -> str:
    """Write the entrants of a race; `entrants_from_text` reads them back."""
    return ";".join(_loss_to_text(e.loss) + _alpha_to_text(e.alpha) for e in entrants)


def entrants_from_text(text: str) -> tuple[Entrant, ...]:
    """Read entrants; raises ValueError with one sentence naming what is unknown or out of range."""
    parts = [part for part in text.split(";") if part.strip()]
    if not 1 <= len(parts) <= MOST_ENTRANTS:
        raise ValueError(
            f"A race has 1 to {MOST_ENTRANTS} losses, separated by semicolons; this text has {len(parts)}."
        )
    return tuple(_entrant(part.strip()) for part in parts)


def _loss_to_text(choice: LossChoice) -> str:
    return ",".join([choice.key, *(f"{name}={exact(value)}" for name, value in choice.params)])


def _alpha_to_text(choice: AlphaChoice) -> str:
    if choice.rule == "none":
        return ""
    if choice.rule == "custom":
        numbers = "".join(SEPARATOR + compact(number) for number in choice.custom)
    else:
        numbers = f":{exact(choice.value)}" if RULES[choice.rule].param else ""
    unnormalised = "" if choice.normalise else "!"
    return f"@{choice.rule}{numbers}{unnormalised}"


def exact(value: float) -> str:
    """A number as one would write it, where that is exact; else as Python does."""
    short = f"{value:.12g}"
    return short if float(short) == value else repr(value)


def _entrant(text: str) -> Entrant:
    loss, _, alpha = text.partition("@")
    return Entrant(_loss(loss), alpha_from_text(alpha))


def _loss(text: str) -> LossChoice:
    key, *settings = text.split(",")
    spec = spec_of(key)
    given = dict(_setting(setting) for setting in settings)
    spec.check_names(given)
    params = {param.name: param for param in spec.params}
    return LossChoice.of(key, **{name: params[name].check(value) for name, value in given.items()})


def _setting(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def alpha_from_text(text: str) -> AlphaChoice:
    """Read an alpha rule such as "inverse", "effective:0.999" or "custom~1~2~3"; a final "!" keeps it unnormalised."""
    rule, *numbers = re.split(f"[:{SEPARATOR}]", text.removesuffix("!"))
    rule = rule or "none"
    param = rule_of(rule).param
    values = tuple(_number(number) for number in numbers)
    normalise = not text.endswith("!")
    if rule == "custom":
        return AlphaChoice(rule, custom=values, normalise=normalise)
    if param is None:
        return AlphaChoice(rule, normalise=normalise)
    value = param.check(values[0] if values else param.default)
    return AlphaChoice(rule, value, normalise=normalise)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"alpha must be a number, not {quoted(text)}.") from None
