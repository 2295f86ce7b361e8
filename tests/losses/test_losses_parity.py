"""Parity with published libraries. Each test's first line is the mapping from their convention to ours."""

import pytest
import torch
import torch.nn.functional as F

from playground.losses import (
    AsymmetricLoss,
    AsymmetricMultiLabelLoss,
    FocalLoss,
    FocalStarLoss,
    LabelSmoothingLoss,
    Poly1Loss,
    SigmoidFocalLoss,
)
from tests.losses.loss_cases import GAMMAS, batch

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
ALPHA = torch.tensor([0.5, 1.0, 2.0, 4.0], dtype=torch.float64)


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("a", [0.25, 0.5, 0.9])
def test_sigmoid_focal_is_torchvisions(gamma, a):
    """theirs: one-hot floats, alpha = a, a map (N, C); ours: its sum over the classes."""
    from torchvision.ops import sigmoid_focal_loss

    logits, target = batch(8, 4)
    one_hot = F.one_hot(target, 4).double()
    theirs = sigmoid_focal_loss(logits, one_hot, alpha=a, gamma=gamma).sum(1)
    torch.testing.assert_close(SigmoidFocalLoss(gamma, a, reduction="none")(logits, target), theirs)
    off = sigmoid_focal_loss(logits, one_hot, alpha=-1, gamma=gamma).sum(1)
    torch.testing.assert_close(2 * SigmoidFocalLoss(gamma, 0.5, reduction="none")(logits, target), off)


@pytest.mark.parametrize("gamma", GAMMAS)
def test_softmax_focal_of_two_classes_is_torchvisions_on_the_difference_of_the_logits(gamma):
    """theirs: one logit z1 - z0, alpha = -1 (off)."""
    from torchvision.ops import sigmoid_focal_loss

    logits, target = batch(8, 2)
    theirs = sigmoid_focal_loss(logits[:, 1] - logits[:, 0], target.double(), alpha=-1, gamma=gamma)
    torch.testing.assert_close(FocalLoss(gamma, reduction="none")(logits, target), theirs)


@pytest.mark.parametrize("gamma", GAMMAS)
def test_softmax_focal_is_kornias(gamma):
    """theirs: a map (N, C) whose row sum is the loss of the sample; "mean" is C times smaller; weight is alpha."""
    kornia = pytest.importorskip("kornia.losses")
    logits, target = batch(8, 4)
    plain = kornia.focal_loss(logits, target, alpha=None, gamma=gamma, reduction="none").sum(1)
    torch.testing.assert_close(FocalLoss(gamma, reduction="none")(logits, target), plain)
    mean = kornia.focal_loss(logits, target, alpha=None, gamma=gamma, reduction="mean")
    torch.testing.assert_close(FocalLoss(gamma)(logits, target) / 4, mean)
    weighted = kornia.focal_loss(logits, target, alpha=None, gamma=gamma, reduction="sum", weight=ALPHA)
    torch.testing.assert_close(FocalLoss(gamma, ALPHA, reduction="sum")(logits, target), weighted)


def test_kornias_single_alpha_is_the_complement_of_ours():
    """theirs: alpha = a means [1 - a, a, a, ...]; ours: [a, 1 - a, 1 - a, ...]."""
    kornia = pytest.importorskip("kornia.losses")
    logits, target = batch(8, 4)
    theirs = kornia.focal_loss(logits, target, alpha=0.25, gamma=2.0, reduction="sum")
    torch.testing.assert_close(FocalLoss(2.0, 0.75, reduction="sum")(logits, target), theirs)


@pytest.mark.parametrize("gamma", GAMMAS)
def test_softmax_focal_is_monais(gamma):
    """theirs: target (N, 1), float32 inside, "mean" over N C elements."""
    monai = pytest.importorskip("monai.losses", exc_type=ImportError)
    logits, target = batch(8, 4, dtype=torch.float32)
    theirs = monai.FocalLoss(to_onehot_y=True, use_softmax=True, gamma=gamma)(logits, target.unsqueeze(1))
    torch.testing.assert_close(FocalLoss(gamma)(logits, target) / 4, theirs)


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_softmax_focal_is_imbalanced_losses(gamma, reduction):
    """theirs: the same, with float32 weights; their "mean" divides by the samples."""
    theirs = pytest.importorskip("imbalanced_losses").SoftmaxFocalLoss
    logits, target = batch(8, 4)
    value = theirs(gamma=gamma, alpha=ALPHA.float(), reduction=reduction)(logits, target)
    torch.testing.assert_close(FocalLoss(gamma, ALPHA, reduction=reduction)(logits, target), value)


@pytest.mark.parametrize("gamma", GAMMAS)
def test_softmax_focal_of_probabilities_is_focal_loss_torchs(gamma):
    """theirs: softmax first, an epsilon of 1e-16, "mean" divides by the sum of the weights."""
    theirs = pytest.importorskip("focal_loss").FocalLoss
    logits, target = batch(8, 4)
    value = theirs(gamma=gamma, weights=ALPHA)(logits.softmax(1), target)
    torch.testing.assert_close(FocalLoss(gamma, ALPHA, reduction="weighted_mean")(logits, target), value)


@pytest.mark.parametrize("smoothing", [0.1, 0.5])
def test_label_smoothing_is_torchs_and_timms(smoothing):
    """theirs: the same."""
    logits, target = batch(8, 4)
    ours = LabelSmoothingLoss(smoothing)(logits, target)
    torch.testing.assert_close(ours, F.cross_entropy(logits, target, label_smoothing=smoothing))
    timm = pytest.importorskip("timm.loss")
    torch.testing.assert_close(ours, timm.LabelSmoothingCrossEntropy(smoothing)(logits, target))


@pytest.mark.parametrize(("gamma_pos", "gamma_neg"), [(0.0, 4.0), (1.0, 4.0), (2.0, 2.0)])
def test_asymmetric_is_timms(gamma_pos, gamma_neg):
    """theirs: the same, in float32; multi-label: an epsilon of 1e-8 and a sum over all classes."""
    timm = pytest.importorskip("timm.loss")
    logits, target = batch(8, 4)
    single = timm.AsymmetricLossSingleLabel(gamma_pos, gamma_neg)(logits, target)
    ours = AsymmetricLoss(gamma_pos, gamma_neg)(logits, target)
    torch.testing.assert_close(ours, single, rtol=1e-5, atol=0, check_dtype=False)
    labels = (torch.rand(8, 4, generator=torch.Generator().manual_seed(0)) < 0.5).double()
    several = timm.AsymmetricLossMultiLabel(gamma_neg=gamma_neg, gamma_pos=gamma_pos, reduction="sum")(logits, labels)
    ours = AsymmetricMultiLabelLoss(gamma_pos, gamma_neg, reduction="sum")(logits, labels)
    torch.testing.assert_close(ours, several, rtol=1e-5, atol=0, check_dtype=False)


@pytest.mark.parametrize("epsilon", [-1.0, 1.0, 2.0])
def test_poly1_is_timms(epsilon):
    """theirs: the same, in float32."""
    timm = pytest.importorskip("timm.loss")
    logits, target = batch(8, 4)
    theirs = timm.PolyCrossEntropy(epsilon=epsilon)(logits, target)
    torch.testing.assert_close(Poly1Loss(epsilon)(logits, target), theirs, rtol=1e-5, atol=0, check_dtype=False)


@pytest.mark.parametrize(("gamma", "beta"), [(2.0, 1.0), (4.0, 0.0)])
def test_focal_star_of_two_classes_is_the_papers_on_one_logit(gamma, beta):
    """theirs: -log sigmoid(gamma y x + beta) / gamma with y = +-1 and x = z1 - z0."""
    logits, target = batch(8, 2)
    x = (logits[:, 1] - logits[:, 0]) * (2 * target - 1)
    theirs = F.binary_cross_entropy_with_logits(gamma * x + beta, torch.ones(8).double(), reduction="none") / gamma
    torch.testing.assert_close(FocalStarLoss(gamma, beta, reduction="none")(logits, target), theirs)
