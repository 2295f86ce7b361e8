"""The text of docs/losses.md, from the registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.core.loss_spec import Becomes, LossSpec, Worked
from playground.core.params import ClassParam, Param
from playground.losses import SPECS

HEAD = """# The losses

Written by `python -m playground.losses.generate` from the registry; do not edit it by hand.

Every loss is a function of one sample's logits z (C,) and its class t, in nats, with p = softmax(z), p_t the
probability of the true class and n_c the training samples of class c. Where a loss differs, it says so below.

## What all of them share, and where that departs from `nn.CrossEntropyLoss`

- `from playground.losses import FocalLoss`: each class takes the loss's own parameters, then `alpha`, then, by keyword,
  `reduction`, `ignore_index`, `label_smoothing` and `class_dim`; logits (C,), (N, C) or (N, C, d1, ...) and class
  indices or probabilities, as `nn.CrossEntropyLoss` does. `make_loss(LossChoice.of("focal", gamma=1.0))` builds one
  from data.
- `alpha` is a weight per class (torch's `weight`). A single number a means [a, 1 - a, 1 - a, ...]: class 0 is the
  background.
- `reduction="mean"` divides by the number of samples, `"weighted_mean"` by the sum of their weights, which is what
  torch calls mean when class indices are weighted. With probability targets torch's mean is `"mean"`.
- Nothing to average (all ignored, or an empty batch) gives 0 with a gradient; torch gives nan.
- Half precision is computed and returned in float32.
- Parameters outside their range, labels that are no class and shapes that do not fit raise ValueError in one sentence.
- Losses that compare the samples of a batch take class indices only.
"""


def document(specs: Iterable[LossSpec] = SPECS.values()) -> str:
    """The whole page, Markdown with LaTeX between dollar signs."""
    told = list(specs)
    rows = "\n".join(f"| [{spec.title}](#{spec.key}) | {spec.family} | ${_cell(spec)}$ |" for spec in told)
    table = f"\n| loss | family | per sample |\n|---|---|---|\n{rows}\n"
    return HEAD + table + "".join(_section(spec) for spec in told)


def _cell(spec: LossSpec) -> str:
    return spec.formula.replace("|", r"\vert ")


def _section(spec: LossSpec) -> str:
    source = f"{spec.source.paper} ({spec.source.year})"
    source = f"[{source}]({spec.source.url})" if spec.source.url else source
    where = f", {spec.source.equation}" if spec.source.equation else ""
    lines = [f"\n## {spec.title}\n", f'<a id="{spec.key}"></a>`{spec.key}`, `{spec.python_name}`. {spec.summary}\n']
    lines += [f"$$\n{spec.formula}\n$$\n", f"Source: {source}{where}.\n", *_parameters(spec), *_facts(spec)]
    return "\n".join(lines) + "\n"


def _parameters(spec: LossSpec) -> list[str]:
    if not spec.params:
        return []
    rows = [f"| `{p.name}` | {p.default:g} | {p.low:g} to {_end(p)} | {p.help} |" for p in spec.params]
    return ["| parameter | default | range | meaning |\n|---|---|---|---|", *rows, ""]


def _end(param: Param) -> str:
    return "C - 1" if isinstance(param, ClassParam) else f"{param.high:g}"


def _facts(spec: LossSpec) -> list[str]:
    needs = [f"- Optional tensor `{name}`: {text}." for name, text in spec.tensors.items()]
    needs += ["- Needs the class counts of the training set (`counts`)."] if spec.needs_counts else []
    needs += ["- Needs the progress of training (`loss.progress`, 0 to 1)."] if spec.needs_progress else []
    needs += ["- Learns from held-out samples after each epoch (`loss.after_epoch`)."] if spec.after_epoch else []
    needs += ["- Keeps a memory of training batches."] if spec.observe else []
    needs += ["- A sample's value depends on its batch."] if spec.batch_statistic else []
    needs += ["- Its own weights are constants for the gradient."] if spec.detached else []
    needs += ["- Published with a cosine head."] if spec.head == "cosine" else []
    needs += ["- Also takes several labels per sample."] if spec.multi_label else []
    becomes = [f"- {_identity(one)}" for one in spec.becomes]
    worked = [f"- {_worked(one)}" for one in spec.worked]
    return [*needs, *becomes, *worked, *(f"- {text}" for text in spec.conventions)]


def _numbers(params: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in params.items())


def _identity(one: Becomes) -> str:
    here = f"With {_numbers(one.params)} it is" if one.params else "It is"
    factor = "" if one.scale == 1 else f"{one.scale:g} times "
    there = f" with {_numbers(one.other)}" if one.other else ""
    return f"{here} {factor}{SPECS[one.key].title}{there}."


def _worked(one: Worked) -> str:
    logits = ", ".join(f"{z:.4g}" for z in one.logits)
    extra = "".join([f", {_numbers(one.params)}" if one.params else "", f", counts {one.counts}" if one.counts else ""])
    return f"Worked by hand: logits ({logits}), class {one.target}{extra}: {one.value:.6g}."
