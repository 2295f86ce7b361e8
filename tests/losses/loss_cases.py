"""What the tests of the losses share: how to call a loss of the registry, and at which settings."""

import itertools

import torch

from playground.losses import SPECS, make_loss

torch.set_num_threads(1)
KEYS = list(SPECS)
ALONE = [key for key, spec in SPECS.items() if not spec.batch_statistic]
TOGETHER = [key for key, spec in SPECS.items() if spec.batch_statistic]
GAMMAS = (0.0, 0.3, 0.5, 1.0, 2.0, 5.0)


def counts_for(classes):
    """A long tail: 1000, 250, 62, ... samples, at least 1."""
    return [max(1, 1000 // 4**c) for c in range(classes)]


def extras(spec, classes):
    return {"counts": torch.tensor(counts_for(classes))} if spec.needs_counts else {}


def call(key, logits, target, params=None, **more):
    spec = SPECS[key]
    return spec.per_sample(logits, target, **(params or {}), **{**extras(spec, logits.shape[1]), **more})


def module(key, classes, params=None, **options):
    """The loss as a module, with long-tailed counts if it needs any."""
    from playground.core.config import LossChoice

    counts = counts_for(classes) if SPECS[key].needs_counts else None
    return make_loss(LossChoice.of(key, **(params or {})), counts=counts, **options)


CLASSES = 3  # of the settings: a parameter that names a class ends at the last one


def settings(key):
    """The defaults, every parameter alone at both ends of its slider, and gamma at the values that break others."""
    spec = SPECS[key]
    ends = [{param.name: end} for param in spec.fitted(CLASSES) for end in (param.low, param.high)]
    inner = [{p.name: g} for p in spec.params if p.name == "gamma" for g in GAMMAS if p.low <= g <= p.high]
    return [{}, *ends, *[one for one in inner if one not in ends]]


def every_setting(keys=None):
    return list(itertools.chain.from_iterable(((key, one) for one in settings(key)) for key in keys or KEYS))


def batch(samples=5, classes=4, scale=2.0, seed=0, dtype=torch.float64):
    """Random logits (N, C) and targets (N,) that name every class where there are enough samples."""
    generator = torch.Generator().manual_seed(seed)
    logits = scale * torch.randn(samples, classes, generator=generator, dtype=torch.float64)
    return logits.to(dtype), torch.arange(samples) % classes
