"""The nn.Module face: a drop-in for nn.CrossEntropyLoss in shapes, reductions, ignoring, and everything modules do."""

import copy
import itertools
import pickle

import pytest
import torch
import torch.nn.functional as F

import playground.losses as losses
from playground.core.config import AlphaChoice, LossChoice
from playground.losses import SPECS, CrossEntropyLoss, FocalLoss, LDAMLoss, SigmoidFocalLoss, make_loss
from tests.losses.loss_cases import ALONE, KEYS, TOGETHER, batch, counts_for, module

ALPHA = [0.2, 3.0, 0.0, 1.0]
each = pytest.mark.parametrize("key", KEYS)
SHAPES = {"(C,)": (), "(N, C)": (6,), "(N, C, d1)": (6, 3), "(N, C, d1, d2)": (6, 3, 2)}
GRID = list(itertools.product(SHAPES, [None, ALPHA], [-100, 1], [0.0, 0.2], ["mean", "sum", "none"]))


def example(shape, soft=False, seed=0):
    """Logits of four classes and targets, indices or probabilities, for a target shape."""
    generator = torch.Generator().manual_seed(seed)
    sizes = (4,) if not shape else (shape[0], 4, *shape[1:])
    logits = 3 * torch.randn(sizes, generator=generator, dtype=torch.float64)
    if soft:
        return logits, torch.rand(sizes, generator=generator, dtype=torch.float64).softmax(0 if not shape else 1)
    return logits, torch.randint(4, shape, generator=generator)


def reduction_of(torch_name, alpha):
    """torch's weighted "mean" of class indices is our "weighted_mean"."""
    return "weighted_mean" if torch_name == "mean" and alpha is not None else torch_name


@pytest.mark.parametrize("make", [lambda **kw: FocalLoss(gamma=0.0, **kw), CrossEntropyLoss])
@pytest.mark.parametrize(("shape", "alpha", "ignore", "smoothing", "reduction"), GRID)
def test_gamma_0_is_torchs_cross_entropy_of_class_indices(make, shape, alpha, ignore, smoothing, reduction):
    logits, target = example(SHAPES[shape])
    if ignore < 0 and target.dim():
        target[0] = ignore
    weight = None if alpha is None else torch.tensor(alpha, dtype=torch.float64)
    ours = make(alpha=alpha, ignore_index=ignore, label_smoothing=smoothing, reduction=reduction_of(reduction, alpha))
    common = {"ignore_index": ignore, "label_smoothing": smoothing, "reduction": reduction}
    theirs = F.cross_entropy(logits, target, weight, **common).nan_to_num(0.0)  # 0 / 0, all ignored, is 0 for us
    torch.testing.assert_close(ours(logits, target), theirs, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("alpha", [None, ALPHA])
@pytest.mark.parametrize("shape", SHAPES)
def test_gamma_0_is_torchs_cross_entropy_of_probabilities(shape, alpha, smoothing, reduction):
    logits, target = example(SHAPES[shape], soft=True)
    weight = None if alpha is None else torch.tensor(alpha, dtype=torch.float64)
    ours = FocalLoss(gamma=0.0, alpha=alpha, label_smoothing=smoothing, reduction=reduction)(logits, target)
    theirs = F.cross_entropy(logits, target, weight, label_smoothing=smoothing, reduction=reduction)
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("key", ALONE)
def test_one_hot_probabilities_are_the_class_itself(key):
    logits, target = example((6, 3))
    one_hot = F.one_hot(target, 4).double().movedim(-1, 1)
    for reduction in ("none", "mean", "weighted_mean"):
        loss = module(key, 4, reduction=reduction, alpha=[0.2, 3.0, 0.5, 1.0])
        torch.testing.assert_close(loss(logits, one_hot), loss(logits, target), rtol=1e-11, atol=1e-12)


@each
def test_none_keeps_the_targets_shape_and_the_mean_is_its_mean(key):
    for shape in SHAPES.values():
        logits, target = example(shape)
        values = module(key, 4, reduction="none").eval()(logits, target)
        assert values.shape == target.shape
        torch.testing.assert_close(module(key, 4).eval()(logits, target), values.mean())
        torch.testing.assert_close(module(key, 4, reduction="sum").eval()(logits, target), values.sum())


@each
def test_classes_in_the_last_dimension_are_a_permutation_away(key):
    logits, target = example((6, 3))
    last = module(key, 4, class_dim=-1).eval()(logits.movedim(1, -1), target)
    torch.testing.assert_close(last, module(key, 4).eval()(logits, target))


@each
def test_ignored_samples_leave_no_trace(key):
    logits, target = batch(8, 4)
    target[1], target[6] = -100, -100
    kept = target != -100
    loss, kept_loss = module(key, 4, alpha=ALPHA).eval(), module(key, 4, alpha=ALPHA).eval()
    logits.requires_grad_()
    loss(logits, target).backward()
    assert not logits.grad[~kept].any()
    torch.testing.assert_close(loss(logits, target), kept_loss(logits[kept], target[kept]))
    values = module(key, 4, reduction="none").eval()(logits, target)
    assert not values[~kept].any()


@each
@pytest.mark.parametrize("reduction", ["mean", "weighted_mean", "sum"])
def test_nothing_to_average_gives_zero_with_a_gradient(key, reduction):
    loss = module(key, 4, reduction=reduction, alpha=ALPHA)
    for samples in (0, 3):
        logits = torch.randn(samples, 4, requires_grad=True)
        value = loss(logits, torch.full((samples,), -100))
        value.backward()
        assert value.item() == 0
        assert not logits.grad.any()


@each
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_computed_in_float32(key, dtype):
    logits, target = batch(6, 4, dtype=dtype)
    logits.requires_grad_()
    value = module(key, 4)(logits, target)
    value.backward()
    assert value.dtype == torch.float32
    assert logits.grad.dtype == dtype
    torch.testing.assert_close(value, module(key, 4)(logits.detach().float(), target))


@each
def test_a_module_survives_state_dict_deepcopy_pickle_and_moving(key):
    logits, target = batch(6, 4)
    loss = module(key, 4, alpha=ALPHA)
    loss(logits, target)  # a training batch, for those that remember
    loss.eval()
    value = loss(logits, target)
    fresh = module(key, 4, alpha=[1.0, 1.0, 1.0, 1.0]).eval()
    fresh.load_state_dict(loss.state_dict())
    for other in (copy.deepcopy(loss), pickle.loads(pickle.dumps(loss)), fresh, copy.deepcopy(loss).half().to("cpu")):
        assert torch.equal(other(logits, target), value)


@each
def test_a_module_tells_its_settings(key):
    text = repr(module(key, 4, alpha=[1.0, 2.0, 3.0, 4.0]))
    assert all(f"{name}=" in text for name in [*SPECS[key].defaults, "alpha", "reduction"])


@pytest.mark.parametrize("key", ["focal", "cross_entropy", "ldam_drw", "one_vs_rest_focal", "adafocal"])
def test_torch_compile_traces_a_loss_into_one_graph(key):
    torch.compiler.reset()
    logits, target = batch(6, 4, dtype=torch.float32)
    loss = module(key, 4, alpha=ALPHA)
    compiled = torch.compile(loss, backend="aot_eager", fullgraph=True)
    one, two = logits.clone().requires_grad_(), logits.clone().requires_grad_()
    compiled(one, target).backward()
    loss(two, target).backward()
    torch.testing.assert_close(one.grad, two.grad)


@pytest.mark.parametrize("key", ALONE)
def test_vmap_and_grad_of_torch_func_work(key):
    logits, target = batch(6, 4)
    loss = module(key, 4)
    each_alone = torch.func.vmap(torch.func.grad(lambda z, t: loss(z.unsqueeze(0), t.unsqueeze(0))))(logits, target)
    logits.requires_grad_()
    module(key, 4, reduction="sum")(logits, target).backward()
    torch.testing.assert_close(each_alone, logits.grad)


@each
def test_autocast_changes_nothing(key):
    logits, target = batch(6, 4, dtype=torch.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        value = module(key, 4)(logits, target)
    torch.testing.assert_close(value, module(key, 4)(logits, target), rtol=0, atol=0)


def test_a_single_alpha_is_the_background_form():
    logits, target = batch(6, 4)
    written_out = FocalLoss(alpha=[0.25, 0.75, 0.75, 0.75])
    torch.testing.assert_close(FocalLoss(alpha=0.25)(logits, target), written_out(logits, target))


def test_weighted_mean_divides_by_the_weights_and_mean_by_the_samples():
    logits, target = batch(6, 4)
    values = FocalLoss(alpha=ALPHA, reduction="none")(logits, target)
    weights = torch.tensor(ALPHA, dtype=torch.float64)[target]
    torch.testing.assert_close(FocalLoss(alpha=ALPHA)(logits, target), values.sum() / 6)
    weighted = FocalLoss(alpha=ALPHA, reduction="weighted_mean")(logits, target)
    torch.testing.assert_close(weighted, values.sum() / weights.sum())


@each
def test_make_loss_builds_every_loss_with_its_own_numbers(key):
    counts = counts_for(4)
    logits, target = batch(6, 4)
    choice = LossChoice.of(key, **SPECS[key].numbers({}, 4))
    rule = AlphaChoice("inverse")
    loss = make_loss(choice, counts=counts, alpha=rule, reduction="sum")
    assert type(loss).__name__.endswith("Loss")
    assert getattr(losses, type(loss).__name__) is type(loss)
    assert loss(logits, target).isfinite()


def test_progress_switches_the_deferred_weights_on():
    logits, target = batch(6, 4)
    loss = module("ldam_drw", 4, {"start": 0.5})
    late = loss(logits, target)
    loss.progress = 0.25
    torch.testing.assert_close(loss(logits, target), LDAMLoss(counts=counts_for(4))(logits, target))
    loss.progress = 0.5
    assert torch.equal(loss(logits, target), late)


def test_adafocal_learns_from_each_epoch_and_keeps_it_in_its_state():
    loss = module("adafocal", 2)
    sure_but_wrong = torch.tensor([[0.99, 0.01]] * 10, dtype=torch.float64)
    loss.after_epoch(sure_but_wrong, torch.ones(10, dtype=torch.long))
    assert loss.gammas[-1].item() == pytest.approx(torch.tensor(0.99).exp().item())
    assert torch.equal(loss.gammas[:-1], torch.ones(14, dtype=torch.float64))
    for _ in range(3):  # under-confident: the gamma falls until it turns to the inverse focal loss
        loss.after_epoch(torch.tensor([[0.51, 0.49]] * 10, dtype=torch.float64), torch.zeros(10, dtype=torch.long))
    bin_of_half = int(0.51 * 15)
    assert loss.gammas[bin_of_half].item() == pytest.approx(torch.tensor(-3 * 0.49).exp().item())
    loss.after_epoch(torch.tensor([[0.51, 0.49]] * 10, dtype=torch.float64), torch.zeros(10, dtype=torch.long))
    assert loss.gammas[bin_of_half].item() == -0.2
    logits = torch.tensor([[0.02, 0.0]], dtype=torch.float64)
    p = logits.softmax(1)[0, 0]
    assert loss(logits, torch.tensor([0])).item() == pytest.approx(((1 + p) ** 0.2 * -p.log()).item())


def test_ghm_blends_the_histograms_of_training_batches_only():
    logits, target = batch(64, 4)
    loss = module("ghm", 4, {"momentum": 0.5})
    loss.eval()(logits, target)
    assert not loss.histogram.any()
    loss.train()(logits, target)
    first = loss.histogram.clone()
    assert first.sum() == 64 * 4
    loss(logits, target)
    assert torch.equal(loss.histogram, first)
    loss(logits[:32], target[:32])
    assert loss.histogram.sum() < first.sum()


def test_a_cost_matrix_and_costs_per_class_replace_the_numbers():
    logits, target = batch(6, 4)
    costs = [1.0, 5.0, 2.0, 3.0]
    per_class = losses.CostLoss(costs=costs, reduction="none")(logits, target)
    plain = F.cross_entropy(logits, target, reduction="none")
    torch.testing.assert_close(per_class, torch.tensor(costs, dtype=torch.float64)[target] * plain)
    matrix = torch.rand(4, 4, dtype=torch.float64)
    expected = (matrix[target] * logits.softmax(1)).sum(1)
    torch.testing.assert_close(
        losses.CostMatrixLoss(mix=0.0, matrix=matrix, reduction="none")(logits, target), expected
    )
    shifted = logits + matrix[target].log() * (1 - F.one_hot(target, 4))
    inside = losses.CostSoftmaxLoss(matrix=matrix, reduction="none")(logits, target)
    torch.testing.assert_close(inside, F.cross_entropy(shifted, target, reduction="none"))


def test_several_labels_per_sample_are_a_sum_of_yes_no_questions():
    logits = batch(6, 4)[0]
    labels = (torch.rand(6, 4, generator=torch.Generator().manual_seed(0)) < 0.5).double()
    expected = F.binary_cross_entropy_with_logits(logits, labels, reduction="none").sum(1).mean()
    torch.testing.assert_close(SigmoidFocalLoss(gamma=0.0, a=0.5)(logits, labels), expected / 2)


BAD = {
    "reduction must be one of": lambda: FocalLoss(reduction="average"),
    "gamma must be a number from 0 to 5, not -1": lambda: FocalLoss(gamma=-1.0),
    "alpha must hold finite numbers of at least 0": lambda: FocalLoss(alpha=[1.0, -1.0]),
    "A single alpha a means": lambda: FocalLoss(alpha=2.0),
    "alpha must hold one number per class": lambda: FocalLoss(alpha=torch.ones(2, 2)),
    "alpha has shape (2,), but the logits have 4 classes": lambda: FocalLoss(alpha=[1.0, 1.0])(*batch()),
    "counts has shape (2,), but the logits have 4": lambda: LDAMLoss(counts=[1, 1])(*batch()),
    "counts must hold the training samples": lambda: LDAMLoss(counts=[0, 0]),
    "ldam needs counts": lambda: make_loss("ldam"),
    "There is no loss called 'focul'": lambda: make_loss("focul"),
    "The loss 'focal' has no parameter 'gama'": lambda: make_loss(LossChoice.of("focal", gama=1.0)),
    "label_smoothing must be a number from 0 to 1": lambda: FocalLoss(label_smoothing=2.0),
    "logits must be floating-point": lambda: FocalLoss()(torch.ones(2, 3, dtype=torch.long), torch.zeros(2).long()),
    "at least 2 classes": lambda: FocalLoss()(torch.ones(2, 1), torch.zeros(2).long()),
    "must have a class dimension": lambda: FocalLoss()(torch.tensor(1.0), torch.tensor(0)),
    "class_dim 3 does not exist": lambda: FocalLoss(class_dim=3)(torch.ones(2, 3), torch.zeros(2).long()),
    "pass class_dim=-1": lambda: FocalLoss()(torch.ones(2, 5, 3), torch.zeros(2, 5).long()),
    "not class indices of shape (3,)": lambda: FocalLoss()(torch.ones(2, 3), torch.zeros(3).long()),
    "not probabilities of shape (2,)": lambda: FocalLoss()(torch.ones(2, 3), torch.zeros(2)),
    "not booleans": lambda: FocalLoss()(torch.ones(2, 3), torch.zeros(2).bool()),
    "must lie in 0 .. 2 or be ignore_index (-100), not 3": lambda: FocalLoss()(torch.ones(1, 3), torch.tensor([3])),
    "must lie in 0 .. 2 or be ignore_index (-100), not -1": lambda: FocalLoss()(torch.ones(1, 3), torch.tensor([-1])),
    "takes plain class indices only": lambda: losses.DiceLoss()(torch.ones(2, 3), torch.ones(2, 3) / 3),
}


@pytest.mark.parametrize("sentence", BAD)
def test_bad_input_is_refused_in_one_sentence(sentence):
    with pytest.raises(ValueError, match=r".") as caught:
        BAD[sentence]()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", KEYS)
def test_a_label_that_is_no_class_is_named(key):
    with pytest.raises(ValueError, match="not 4"):
        module(key, 4)(torch.zeros(2, 4), torch.tensor([0, 4]))


def test_batch_statistics_refuse_smoothing():
    for key in TOGETHER:
        with pytest.raises(ValueError, match="compares the samples of a batch"):
            module(key, 4, label_smoothing=0.1)(*batch())
