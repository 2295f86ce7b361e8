"""How the settings of a race are called in a link to the Race page."""

from __future__ import annotations

ENTRANTS, COUNTS = "losses", "counts"
NAMES = {  # field of RaceConfig -> name in the link
    "dataset": "data", "network": "net", "optimizer": "opt", "schedule": "sched", "learning_rate": "lr",
    "weight_decay": "wd", "batch_size": "batch", "samples": "samples", "sampling": "sampling", "augment": "augment",
    "reduction": "reduction", "head": "head", "seed": "seed", "seeds": "seeds",
}  # fmt: skip
IMBALANCE_NAMES = {  # field of Imbalance -> name in the link
    "profile": "profile", "ratio": "ratio", "largest": "largest", "rare": "rare", "seed": "pick",
}  # fmt: skip
