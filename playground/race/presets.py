"""Line-ups to begin with; the first entrant of each is the baseline."""

from __future__ import annotations

from playground.core.config import AlphaChoice, Entrant, LossChoice

CROSS_ENTROPY = Entrant()
STORY = (
    CROSS_ENTROPY,
    Entrant(LossChoice.of("focal", gamma=2.0)),
    Entrant(LossChoice.of("focal", gamma=2.0), AlphaChoice("inverse")),
    Entrant(LossChoice.of("logit_adjustment", tau=1.0)),
)
PRESETS: dict[str, tuple[Entrant, ...]] = {
    "The story": STORY,
    "Gamma alone": (CROSS_ENTROPY, *(Entrant(LossChoice.of("focal", gamma=gamma)) for gamma in (0.5, 2.0, 5.0))),
    "Alpha alone": (
        CROSS_ENTROPY,
        *(
            Entrant(alpha=alpha)
            for alpha in (AlphaChoice("sqrt"), AlphaChoice("effective", 0.9999), AlphaChoice("inverse"))
        ),
    ),
    "Two losses": STORY[:2],
}
