"""The control for the mix of classes under which everything is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from playground.race import judges
from playground.race.judges import Judge
from playground.ui.widgets import linked, menus

MIX, SHARES = "mix", "shares"  # names in the link
HELP = (
    "How common each class is where the losses are judged. Recalls do not depend on it; accuracy, macro-F1 and the "
    "test cross-entropy do, and so does the winner."
)


class Judging(NamedTuple):
    """What was chosen: a kind of `judges.KINDS`, and the mix that was typed for "own"."""

    kind: str
    text: str

    def judge(self, counts: Sequence[int]) -> Judge:
        """The mix for a race with these training counts (C,); all classes equal where the typed one does not fit."""
        return judges.balanced(len(counts)) if self.refusal(counts) else self._asked(counts)

    def refusal(self, counts: Sequence[int]) -> str:
        """One sentence that says why the typed mix does not fit; "" where it does."""
        try:
            self._asked(counts)
        except ValueError as error:
            return str(error)
        return ""

    def _asked(self, counts: Sequence[int]) -> Judge:
        if self.kind == "training" and counts:
            return judges.as_in_training(counts)
        if self.kind == "own" and counts and self.text.strip():
            return judges.own(self.text, len(counts))
        return judges.balanced(len(counts))


NOTHING_CHOSEN = Judging("balanced", "")


def judging() -> Judging:
    """Choose the mix."""
    kind = menus.select(
        "Test mix", list(judges.KINDS), "balanced", MIX, lambda key: f"Mix: {judges.KINDS[key].lower()}",
        label_visibility="collapsed", width=172, help=HELP,
    )  # fmt: skip
    if kind != "own":
        return Judging(kind, "")
    hint = "one number per class, as 9 9 1"
    typed = linked.vector("Shares of the classes", SHARES, placeholder=hint, label_visibility="collapsed", width=260)
    return Judging(kind, typed)
