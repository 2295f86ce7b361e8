"""The losses as classes. Written by `python -m playground.losses.generate`; do not edit it by hand."""

from __future__ import annotations

from playground.losses import SPECS
from playground.losses.module.loss import Loss
from playground.losses.module.options import Vector

# fmt: off
__all__ = [
    "AdaFocalLoss", "AsymmetricLoss", "AsymmetricMultiLabelLoss", "BalancedSoftmaxLoss", "ClassBalancedFocalLoss",
    "CostLoss", "CostMatrixLoss", "CostSoftmaxLoss", "CrossEntropyLoss", "DiceLoss", "DualFocalLoss", "FLSD53Loss",
    "FocalLoss", "FocalStarLoss", "FocalTverskyLoss", "GCELoss", "GHMLoss", "LDAMDRWLoss", "LDAMLoss",
    "LabelSmoothingLoss", "LogitAdjustmentLoss", "LogitNormLoss", "MAELoss", "NormalisedCrossEntropyLoss",
    "NormalisedFocalLoss", "OHEMLoss", "OneVsRestBCELoss", "OneVsRestFocalLoss", "Poly1FocalLoss", "Poly1Loss",
    "ReducedFocalLoss", "SEQLLoss", "SeesawLoss", "SigmoidFocalLoss", "SymmetricCrossEntropyLoss", "TemperatureLoss",
    "TverskyLoss", "VSLoss",
]


class AdaFocalLoss(Loss):
    r"""AdaFocal: Raises gamma where held-out confidence exceeded accuracy; lowers it, even below 0, where it fell
    short.

    -(1 - p_t)^{\gamma_b}\log p_t,\quad \gamma_b \leftarrow \gamma_b\,e^{\lambda(\mathrm{conf}_b - \mathrm{acc}_b)}

    Ghosh et al., AdaFocal: Calibration-aware Adaptive Focal Loss (2022), algorithm 1.
    https://arxiv.org/abs/2211.11838

    gamma: gamma of every bin before the first epoch ends. A number from 0 to 5.
    rate: How strongly a calibration gap changes gamma. A number from 0 to 5.
    switch: Below this size gamma changes its sign. A number from 0 to 1.
    most: gamma stays between -2 and this. A number from 1 to 20.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Call `loss.after_epoch(probabilities, labels)` with held-out samples after every epoch; else it is focal.
    15 bins of equal width; the paper's have equal mass.
    It jumps at the bins' edges, as published.
    """

    spec = SPECS["adafocal"]

    def __init__(
        self, gamma: float = 1.0, rate: float = 1.0, switch: float = 0.2, most: float = 20.0,
        alpha: float | Vector | None = None, *, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma": gamma, "rate": rate, "switch": switch, "most": most}, alpha, reduction, ignore_index,
            label_smoothing, class_dim,
        )


class AsymmetricLoss(Loss):
    r"""Asymmetric (single label): Smoothed cross-entropy in which wrong classes that are already improbable no longer
    pull.

    -\sum_c y'_c\, m_c^{\gamma_c} \log p_c,\quad m_t = 1 - p_t,\ m_{c \ne t} = p_c,\ y' = (1-\varepsilon)y +
    \varepsilon/C

    Ridnik et al., Asymmetric Loss for Multi-Label Classification (2021), ASLSingleLabel.
    https://arxiv.org/abs/2009.14119

    gamma_pos: Focusing of the true class. A number from 0 to 5.
    gamma_neg: Focusing of the other classes. A number from 0 to 8.
    epsilon: Label smoothing. A number from 0 to 0.5.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    """

    spec = SPECS["asymmetric"]

    def __init__(
        self, gamma_pos: float = 0.0, gamma_neg: float = 4.0, epsilon: float = 0.1,
        alpha: float | Vector | None = None, *, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma_pos": gamma_pos, "gamma_neg": gamma_neg, "epsilon": epsilon}, alpha, reduction, ignore_index,
            label_smoothing, class_dim,
        )


class AsymmetricMultiLabelLoss(Loss):
    r"""Asymmetric (one vs rest): Sigmoid focal with a stronger gamma for negatives, and none at all for negatives below
    the shift.

    -(1-p_t)^{\gamma_+}\log p_t - \sum_{c \ne t} q_c^{\gamma_-}\log(1 - q_c),\quad q_c = \max(\sigma(z_c) - m, 0)

    Ridnik et al., Asymmetric Loss for Multi-Label Classification (2021), section 2.
    https://arxiv.org/abs/2009.14119

    gamma_pos: Focusing of the true class. A number from 0 to 5.
    gamma_neg: Focusing of the other classes. A number from 0 to 8.
    shift: Negatives with a lower probability are ignored. A number from 0 to 0.5.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Summed over the classes, like the published code, and averaged over the samples, unlike it (it sums).
    Several labels per sample: a float target of 0 and 1, of the logits' shape.
    Probabilities are sigmoid(z_c) divided by their sum.
    """

    spec = SPECS["asymmetric_multi"]

    def __init__(
        self, gamma_pos: float = 1.0, gamma_neg: float = 4.0, shift: float = 0.05, alpha: float | Vector | None = None,
        *, reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma_pos": gamma_pos, "gamma_neg": gamma_neg, "shift": shift}, alpha, reduction, ignore_index,
            label_smoothing, class_dim,
        )


class BalancedSoftmaxLoss(Loss):
    r"""Balanced softmax: Multiplies each class's share by its number of samples while training, and not when
    predicting.

    -\log \frac{n_t e^{z_t}}{\sum_j n_j e^{z_j}}

    Ren et al., Balanced Meta-Softmax for Long-Tailed Visual Recognition (2020), theorem 1.
    https://arxiv.org/abs/2007.10740

    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    Predict with the raw logits.
    A class without samples counts as half a sample instead of -inf.
    """

    spec = SPECS["balanced_softmax"]

    def __init__(
        self, alpha: float | Vector | None = None, *, counts: Vector, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({}, alpha, reduction, ignore_index, label_smoothing, class_dim, counts=counts)


class ClassBalancedFocalLoss(Loss):
    r"""Class-balanced focal: Focal loss times a class weight that grows as the class gets rarer, up to 1 / (1 - beta)
    samples.

    -\frac{1-\beta}{1-\beta^{n_t}}(1 - p_t)^{\gamma}\log p_t

    Cui et al., Class-Balanced Loss Based on Effective Number of Samples (2019), section 4.3.
    https://arxiv.org/abs/1901.05555

    gamma: Focusing: larger fades easy samples. A number from 0 to 5.
    beta: 0 weights nothing; towards 1 it becomes 1/n. A number from 0 to 0.99999.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    Softmax focal; the paper's own is a sum of sigmoid focals.
    The weights average 1 over the classes that have samples; a class without samples weighs 0.
    """

    spec = SPECS["class_balanced_focal"]

    def __init__(
        self, gamma: float = 2.0, beta: float = 0.9999, alpha: float | Vector | None = None, *, counts: Vector,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma": gamma, "beta": beta}, alpha, reduction, ignore_index, label_smoothing, class_dim, counts=counts,
        )


class CostLoss(Loss):
    r"""Cost per class: Cross-entropy in which every sample of one class counts `cost` times, whatever the class sizes.

    -k_t \log p_t

    Elkan, The Foundations of Cost-Sensitive Learning (2001), section 1.

    label: The dear class. The number of a class, 0 or more.
    cost: How many times a sample of it counts. A number from 0 to 100.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    costs: cost per true class, (C,); replaces `label` and `cost`.

    Costs are not normalised: the mean divides by the number of samples, so dear samples stay dear.
    """

    spec = SPECS["cost_class"]

    def __init__(
        self, label: int | None = None, cost: float = 2.0, alpha: float | Vector | None = None, *,
        costs: Vector | None = None, reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0,
        class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"label": label, "cost": cost}, alpha, reduction, ignore_index, label_smoothing, class_dim,
            tensors={"costs": costs},
        )


class CostMatrixLoss(Loss):
    r"""Cost matrix (expected cost): Cross-entropy plus what the prediction is expected to cost: a 9 read as a 4 may
    cost 10, the rest 1.

    -\mathrm{mix}\,\log p_t + \sum_j C_{tj}\,p_j

    Elkan, The Foundations of Cost-Sensitive Learning (2001), (1).

    true: The class whose mistake is dear. The number of a class, 0 or more.
    read: What it must not be taken for. The number of a class, 0 or more.
    cost: What that mistake costs; every other costs 1. A number from 0 to 100.
    mix: Weight of cross-entropy; 0 is expected cost alone. A number from 0 to 2.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    matrix: cost of taking true class i for class j, (C, C); replaces `true`, `read` and `cost`.

    The cost is expected under the model's own softmax; cross-entropy keeps hopeless samples learning.
    """

    spec = SPECS["cost_matrix"]

    def __init__(
        self, true: int | None = None, read: int | None = None, cost: float = 10.0, mix: float = 1.0,
        alpha: float | Vector | None = None, *, matrix: Vector | None = None, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"true": true, "read": read, "cost": cost, "mix": mix}, alpha, reduction, ignore_index, label_smoothing,
            class_dim, tensors={"matrix": matrix},
        )


class CostSoftmaxLoss(Loss):
    r"""Cost matrix (in the softmax): A margin for dear mistakes: a 9 must beat a 4 by log 10 more than it must beat any
    other digit.

    -\log \frac{e^{z_t}}{e^{z_t} + \sum_{j \ne t} C_{tj}\,e^{z_j}}

    Gimpel and Smith, Softmax-Margin CRFs: Training Log-Linear Models with Cost Functions (2010).

    true: The class whose mistake is dear. The number of a class, 0 or more.
    read: What it must not be taken for. The number of a class, 0 or more.
    cost: What that mistake costs; every other costs 1. A number from 0.1 to 100.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    matrix: cost of taking true class i for class j, (C, C), above 0; replaces the three numbers.

    The paper adds the cost itself to the logit; this adds its logarithm, so that a cost of 1 adds nothing.
    """

    spec = SPECS["cost_softmax"]

    def __init__(
        self, true: int | None = None, read: int | None = None, cost: float = 10.0,
        alpha: float | Vector | None = None, *, matrix: Vector | None = None, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"true": true, "read": read, "cost": cost}, alpha, reduction, ignore_index, label_smoothing, class_dim,
            tensors={"matrix": matrix},
        )


class CrossEntropyLoss(Loss):
    r"""Cross-entropy: The default of nearly every classifier: minus the log of the probability given to the true class.

    -\log p_t

    Good, Rational Decisions (1952), section 8.

    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    """

    spec = SPECS["cross_entropy"]

    def __init__(
        self, alpha: float | Vector | None = None, *, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class DiceLoss(Loss):
    r"""Dice: Scores each class of the batch by its overlap, so that class sizes hardly matter; no sample stands alone.

    1 - \frac{2\,TP_c + s}{2\,TP_c + FP_c + FN_c + s}

    Milletari et al., V-Net (2016), section 3. https://arxiv.org/abs/1606.04797

    smooth: Softens the ratio for classes with few samples. A number from 0 to 5.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Counts are sums of probabilities over the batch; the mean over samples is the mean over the classes present.
    V-Net squares the probabilities in the denominator; this is the more common plain sum.
    """

    spec = SPECS["dice"]

    def __init__(
        self, smooth: float = 1.0, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"smooth": smooth}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class DualFocalLoss(Loss):
    r"""Dual focal: Focal loss that also keeps up the pressure while a runner-up is close behind: better calibrated.

    -(1 - p_t + p_j)^{\gamma}\log p_t,\quad p_j = \max\{p_c : p_c < p_t\}

    Tao et al., Dual Focal Loss for Calibration (2023), section 4. https://arxiv.org/abs/2305.13665

    gamma: Focusing; 5 was best in the paper. A number from 0 to 8.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    p_j takes part in the gradient, as in the published code.
    """

    spec = SPECS["dual_focal"]

    def __init__(
        self, gamma: float = 5.0, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"gamma": gamma}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class FLSD53Loss(Loss):
    r"""Sample-dependent focal (FLSD-53): Focal loss with gamma 5 for p_t below 0.2 and gamma 3 above: made for
    calibration.

    -(1 - p_t)^{\gamma(p_t)}\log p_t,\quad \gamma(p_t) = 5 \text{ if } p_t < 0.2 \text{ else } 3

    Mukhoti et al., Calibrating Deep Neural Networks using Focal Loss (2020), section 4.
    https://arxiv.org/abs/2002.09437

    hard: gamma of samples with p_t below the threshold. A number from 0 to 8.
    easy: gamma of all other samples. A number from 0 to 8.
    threshold: p_t below it is hard. A number from 0 to 1.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    It jumps at p_t = threshold, as published.
    """

    spec = SPECS["flsd53"]

    def __init__(
        self, hard: float = 5.0, easy: float = 3.0, threshold: float = 0.2, alpha: float | Vector | None = None, *,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"hard": hard, "easy": easy, "threshold": threshold}, alpha, reduction, ignore_index, label_smoothing,
            class_dim,
        )


class FocalLoss(Loss):
    r"""Focal: Multiplies cross-entropy by (1 - p_t)^gamma, so that samples already right fade away.

    -(1 - p_t)^{\gamma}\,\log p_t

    Lin et al., Focal Loss for Dense Object Detection (2017), (4). https://arxiv.org/abs/1708.02002

    gamma: Focusing: 0 is cross-entropy; larger fades easy samples. A number from 0 to 5.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Softmax over the classes; the paper's detector uses one sigmoid per class (see Sigmoid focal).
    Its minimum is not at the true probabilities: for gamma > 0 the model turns out under-confident.
    """

    spec = SPECS["focal"]

    def __init__(
        self, gamma: float = 2.0, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"gamma": gamma}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class FocalStarLoss(Loss):
    r"""FL*: Steeper and shifted cross-entropy: it fades easy samples nearly as focal does, but stays convex.

    -\frac1\gamma \log \sigma(\gamma x_t + \beta),\quad x_t = \log\frac{p_t}{1-p_t}

    Lin et al., Focal Loss for Dense Object Detection (2017), appendix A. https://arxiv.org/abs/1708.02002

    gamma: Steepness of the margin. A number from 0.1 to 5.
    beta: Shift of the margin: larger forgives sooner. A number from -2 to 3.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    The paper's x_t is a sigmoid's logit; here it is the softmax margin, equal for two classes.
    """

    spec = SPECS["focal_star"]

    def __init__(
        self, gamma: float = 2.0, beta: float = 1.0, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"gamma": gamma, "beta": beta}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class FocalTverskyLoss(Loss):
    r"""Focal Tversky: Tversky to the power gamma: above 1 it dwells on the classes that overlap least.

    \Big(1 - \frac{TP_c + s}{TP_c + a\,FP_c + b\,FN_c + s}\Big)^{\gamma}

    Abraham and Khan, A Novel Focal Tversky Loss Function (2018), section 2, gamma = 4/3 there.
    https://arxiv.org/abs/1810.07842

    a: Price of probability given to samples of other classes. A number from 0 to 1.
    b: Price of probability missing at samples of the class. A number from 0.05 to 1.
    smooth: Softens the ratio for classes with few samples. A number from 0 to 5.
    gamma: The power; the paper writes 1/gamma = 3/4. A number from 0.25 to 3.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    The mean over samples is the mean over the classes present in the batch.
    """

    spec = SPECS["focal_tversky"]

    def __init__(
        self, a: float = 0.3, b: float = 0.7, smooth: float = 1.0, gamma: float = 0.75,
        alpha: float | Vector | None = None, *, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"a": a, "b": b, "smooth": smooth, "gamma": gamma}, alpha, reduction, ignore_index, label_smoothing,
            class_dim,
        )


class GCELoss(Loss):
    r"""Generalised cross-entropy (GCE): Between cross-entropy (q = 0) and mean absolute error (q = 1): it gives up on
    samples that stay wrong.

    \frac{1 - p_t^{\,q}}{q}

    Zhang and Sabuncu, Generalized Cross Entropy Loss (2018), (6). https://arxiv.org/abs/1805.07836

    q: 0 is cross-entropy, 1 is 1 - p_t. A number from 0 to 1.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Made for wrong labels; on a long tail it gives up on the rare classes.
    """

    spec = SPECS["gce"]

    def __init__(
        self, q: float = 0.7, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"q": q}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class GHMLoss(Loss):
    r"""GHM-C: Evens out the histogram of gradient norms: crowds of easy samples and of outliers both count less.

    \sum_c \frac{N C}{M\,D(g_c)}\,\mathrm{BCE}_c,\quad g_c = |\sigma(z_c) - y_c|

    Li et al., Gradient Harmonized Single-stage Detector (2019), section 3, GHM-C. https://arxiv.org/abs/1811.05181

    bins: Bins of the histogram of gradient norms. A number from 1 to 60.
    momentum: How much of the running histogram each batch keeps. A number from 0 to 0.99.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Summed over the classes; mmdetection divides by C as well.
    The density is a constant for the gradient; the module keeps its running histogram while training.
    A bin's running count starts at its first count; mmdetection starts at 1 - momentum of it.
    Probabilities are sigmoid(z_c) divided by their sum.
    """

    spec = SPECS["ghm"]

    def __init__(
        self, bins: float = 30.0, momentum: float = 0.75, alpha: float | Vector | None = None, *,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"bins": bins, "momentum": momentum}, alpha, reduction, ignore_index, label_smoothing, class_dim,
        )


class LDAMDRWLoss(Loss):
    r"""LDAM-DRW: LDAM that learns features first and re-weights the classes only in the last part of training.

    w_t\,\mathrm{LDAM},\quad w_c = 1 \text{ before } start, \ \tfrac{1-\beta}{1-\beta^{n_c}} \text{ after}

    Cao et al., Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss (2019), algorithm 1.
    https://arxiv.org/abs/1906.07413

    max_m: Margin of the rarest class, in logits before the scale. A number from 0 to 1.
    s: Multiplies the logits; 30 for a cosine head, 1 for a plain one. A number from 1 to 64.
    beta: Class weights after the start; 0 weights nothing. A number from 0 to 0.99999.
    start: Share of training after which the class weights switch on. A number from 0 to 1.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    The published head is a cosine classifier; with a plain linear head use s = 1, or it is far over-confident.
    Probabilities are softmax(s z).
    A class without samples gets the margin of one sample.
    Set `loss.progress` (0 to 1) while training; the authors switch at 160 of 200 epochs.
    """

    spec = SPECS["ldam_drw"]

    def __init__(
        self, max_m: float = 0.5, s: float = 30.0, beta: float = 0.9999, start: float = 0.8,
        alpha: float | Vector | None = None, *, counts: Vector, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"max_m": max_m, "s": s, "beta": beta, "start": start}, alpha, reduction, ignore_index, label_smoothing,
            class_dim, counts=counts,
        )


class LDAMLoss(Loss):
    r"""LDAM: Takes a margin off the true logit, larger for rarer classes, so that they are learnt with room to spare.

    -\log \frac{e^{s(z_t - \Delta_t)}}{e^{s(z_t - \Delta_t)} + \sum_{j \ne t} e^{s z_j}},\quad \Delta_c \propto
    n_c^{-1/4}

    Cao et al., Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss (2019), (13).
    https://arxiv.org/abs/1906.07413

    max_m: Margin of the rarest class, in logits before the scale. A number from 0 to 1.
    s: Multiplies the logits; 30 for a cosine head, 1 for a plain one. A number from 1 to 64.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    The published head is a cosine classifier; with a plain linear head use s = 1, or it is far over-confident.
    Probabilities are softmax(s z).
    A class without samples gets the margin of one sample.
    """

    spec = SPECS["ldam"]

    def __init__(
        self, max_m: float = 0.5, s: float = 30.0, alpha: float | Vector | None = None, *, counts: Vector,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"max_m": max_m, "s": s}, alpha, reduction, ignore_index, label_smoothing, class_dim, counts=counts,
        )


class LabelSmoothingLoss(Loss):
    r"""Label smoothing: Spreads epsilon of the target evenly over all classes, which keeps the model from growing too
    sure.

    -(1-\varepsilon)\log p_t - \frac{\varepsilon}{C}\sum_c \log p_c

    Szegedy et al., Rethinking the Inception Architecture (2016), section 7. https://arxiv.org/abs/1512.00567

    epsilon: Share of the target spread over all classes. A number from 0 to 0.5.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    An alpha vector weighs the whole sample by its true class. The label_smoothing argument of every loss here
    weighs each smoothed class by its own weight, as nn.CrossEntropyLoss(weight=, label_smoothing=) does.
    """

    spec = SPECS["label_smoothing"]

    def __init__(
        self, epsilon: float = 0.1, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"epsilon": epsilon}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class LogitAdjustmentLoss(Loss):
    r"""Logit adjustment: Shifts each logit by tau times the log of how common its class is, so rare classes must win by
    more.

    -\log \frac{e^{z_t + \tau \log \pi_t}}{\sum_j e^{z_j + \tau \log \pi_j}}

    Menon et al., Long-Tail Learning via Logit Adjustment (2021), (10). https://arxiv.org/abs/2007.07314

    tau: How much of the class prior to hand over; 1 aims at equal classes. A number from 0 to 3.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    Predict with the raw logits: the shift is for training only.
    A class without samples counts as half a sample instead of -inf.
    """

    spec = SPECS["logit_adjustment"]

    def __init__(
        self, tau: float = 1.0, alpha: float | Vector | None = None, *, counts: Vector, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"tau": tau}, alpha, reduction, ignore_index, label_smoothing, class_dim, counts=counts)


class LogitNormLoss(Loss):
    r"""LogitNorm: Divides the logits by their length, then by tau: the direction is learnt, the length cannot run away.

    -\log \frac{e^{z_t / (\tau\|z\|)}}{\sum_j e^{z_j / (\tau\|z\|)}}

    Wei et al., Mitigating Neural Network Overconfidence with Logit Normalization (2022), section 3.
    https://arxiv.org/abs/2205.09310

    tau: Temperature of the normalised logits. A number from 0.01 to 1.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Probabilities are softmax(z / (tau |z|)); 1e-7 is added to |z|, as published.
    """

    spec = SPECS["logit_norm"]

    def __init__(
        self, tau: float = 0.04, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"tau": tau}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class MAELoss(Loss):
    r"""Mean absolute error (MAE): Twice the probability given to wrong classes; its gradient vanishes for hopeless
    samples too.

    2\,(1 - p_t)

    Ghosh et al., Robust Loss Functions under Label Noise (2017), section 4. https://arxiv.org/abs/1712.09482

    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    """

    spec = SPECS["mae"]

    def __init__(
        self, alpha: float | Vector | None = None, *, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class NormalisedCrossEntropyLoss(Loss):
    r"""Normalised cross-entropy (NCE): Cross-entropy divided by what it would be summed over all classes: bounded by 1,
    robust, underfits.

    \frac{\log p_t}{\sum_c \log p_c}

    Ma et al., Normalized Loss Functions for Deep Learning with Noisy Labels (2020), section 3.
    https://arxiv.org/abs/2006.13554

    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    """

    spec = SPECS["normalised_ce"]

    def __init__(
        self, alpha: float | Vector | None = None, *, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class NormalisedFocalLoss(Loss):
    r"""Normalised focal: Shares a fixed budget of weight among the batch by (1 - p_t)^gamma: no need to raise the
    learning rate.

    -\frac{N (1 - p_t)^{\gamma}}{\sum_i (1 - p_{t,i})^{\gamma}}\log p_t

    Sofiiuk et al., AdaptIS: Adaptive Instance Selection Network (2019), section 3. https://arxiv.org/abs/1909.07829

    gamma: Focusing: 0 is cross-entropy. A number from 0 to 5.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    The sum in the denominator is a constant for the gradient, as published.
    """

    spec = SPECS["normalised_focal"]

    def __init__(
        self, gamma: float = 2.0, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"gamma": gamma}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class OHEMLoss(Loss):
    r"""Hard example mining (OHEM): Keeps the hardest part of each batch and forgets the rest: a hard cut where focal
    fades.

    -\frac{N}{k}\,[\text{among the } k \text{ largest}]\,\log p_t,\quad k = \lceil \mathrm{keep} \cdot N \rceil

    Shrivastava et al., Training Region-based Object Detectors with OHEM (2016), section 4.
    https://arxiv.org/abs/1604.03540

    keep: Share of the batch that is kept. A number from 0.05 to 1.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    A share of the batch is kept; the paper keeps a number of image regions. The mean is over the kept.
    """

    spec = SPECS["ohem"]

    def __init__(
        self, keep: float = 0.25, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"keep": keep}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class OneVsRestBCELoss(Loss):
    r"""Binary cross-entropy (one vs rest): Asks of every class separately whether it is the one; each sample is a
    negative of all other classes.

    -\log \sigma(z_t) - \sum_{c \ne t} \log \sigma(-z_c)

    Lin et al., Focal Loss for Dense Object Detection (2017), (1). https://arxiv.org/abs/1708.02002

    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Summed over the classes; nn.BCEWithLogitsLoss takes their mean, which is C times smaller.
    Probabilities are sigmoid(z_c) divided by their sum.
    """

    spec = SPECS["binary_cross_entropy"]

    def __init__(
        self, alpha: float | Vector | None = None, *, reduction: str = "mean", ignore_index: int = -100,
        label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class OneVsRestFocalLoss(Loss):
    r"""Focal, one vs rest on softmax: Softmax first, then a binary focal loss for every class: wrong classes are pushed
    down one by one too.

    -\frac1C\Big[a(1-p_t)^{\gamma}\log p_t + (1-a)\sum_{c \ne t} p_c^{\gamma}\log(1-p_c)\Big]

    Lin et al., Focal Loss for Dense Object Detection (2017), (5), per softmax class.
    https://arxiv.org/abs/1708.02002

    gamma: Focusing: larger fades easy answers. A number from 0 to 5.
    a: Weight of the true class; every other class weighs 1 - a. A number from 0 to 1.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Divided by the number of classes; with gamma = 0 it is not cross-entropy.
    """

    spec = SPECS["one_vs_rest_focal"]

    def __init__(
        self, gamma: float = 2.0, a: float = 0.25, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"gamma": gamma, "a": a}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class Poly1FocalLoss(Loss):
    r"""Poly-1 focal: Focal loss plus epsilon times its own leading term.

    -(1 - p_t)^{\gamma}\log p_t + \varepsilon\,(1 - p_t)^{\gamma + 1}

    Leng et al., PolyLoss (2022), section 5, Poly-1. https://arxiv.org/abs/2204.12511

    gamma: Focusing: 0 is Poly-1 cross-entropy. A number from 0 to 5.
    epsilon: Weight of the leading term; -1 was best for detection. A number from -1 to 6.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    """

    spec = SPECS["poly1_focal"]

    def __init__(
        self, gamma: float = 2.0, epsilon: float = -1.0, alpha: float | Vector | None = None, *,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma": gamma, "epsilon": epsilon}, alpha, reduction, ignore_index, label_smoothing, class_dim,
        )


class Poly1Loss(Loss):
    r"""Poly-1 cross-entropy: Adds epsilon times the error 1 - p_t: above 0 the model grows surer, below 0 less sure.

    -\log p_t + \varepsilon\,(1 - p_t)

    Leng et al., PolyLoss (2022), section 5, Poly-1. https://arxiv.org/abs/2204.12511

    epsilon: Weight of 1 - p_t; 2 was best on ImageNet. A number from -1 to 6.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    """

    spec = SPECS["poly1"]

    def __init__(
        self, epsilon: float = 2.0, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"epsilon": epsilon}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class ReducedFocalLoss(Loss):
    r"""Reduced focal: Leaves hard samples alone and fades only those with p_t above the threshold: gentler on noisy
    labels.

    -\min\!\Big(1, \frac{1 - p_t}{1 - \theta}\Big)^{\gamma}\log p_t

    Sergievskiy and Ponamarev, Reduced Focal Loss (2019), section 3. https://arxiv.org/abs/1903.01347

    gamma: Focusing of the easy samples. A number from 0 to 5.
    threshold: Samples with a smaller p_t keep their cross-entropy. A number from 0 to 0.95.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    The paper divides by threshold^gamma; 1 - threshold is continuous, and the same at 0.5.
    """

    spec = SPECS["reduced_focal"]

    def __init__(
        self, gamma: float = 2.0, threshold: float = 0.5, alpha: float | Vector | None = None, *,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma": gamma, "threshold": threshold}, alpha, reduction, ignore_index, label_smoothing, class_dim,
        )


class SEQLLoss(Loss):
    r"""Softmax equalisation (SEQL): Drops rare classes from the softmax of other classes' samples, so that nobody
    teaches them to stay low.

    -\log \frac{e^{z_t}}{\sum_j w_j e^{z_j}},\quad w_j = 1 - \gamma\,[\pi_j < \lambda]\,[j \ne t]

    Tan et al., Equalization Loss for Long-Tailed Object Recognition (2020), section 3.4.
    https://arxiv.org/abs/2003.05176

    gamma: Share of the push that a rare class is spared. A number from 0 to 0.99.
    rare: Classes with a smaller share of the data are rare. A number from 0 to 0.2.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    The paper drops a rare class with probability gamma; here its weight is the expected 1 - gamma, so that the same
    input always gives the same value.
    lambda = 0.003 is the paper's for 100 classes; with ten classes it must be larger to touch any.
    Predict with the raw logits.
    """

    spec = SPECS["seql"]

    def __init__(
        self, gamma: float = 0.9, rare: float = 0.003, alpha: float | Vector | None = None, *, counts: Vector,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma": gamma, "rare": rare}, alpha, reduction, ignore_index, label_smoothing, class_dim, counts=counts,
        )


class SeesawLoss(Loss):
    r"""Seesaw: A rare class is spared the push of common samples (p), but not when it wrongly outscores them (q).

    -\log \frac{e^{z_t}}{\sum_j S_{tj}\,e^{z_j}},\quad S_{tj} = \min\!\big(1, \tfrac{n_j}{n_t}\big)^{p}\max\!\big(1,
    \tfrac{p_j}{p_t}\big)^{q}

    Wang et al., Seesaw Loss for Long-Tailed Instance Segmentation (2021), section 3.
    https://arxiv.org/abs/2008.10032

    p: How much common classes spare rare ones. A number from 0 to 2.
    q: How much a wrong winner is pushed again. A number from 0 to 4.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    The paper counts samples as they pass; only their ratios matter, so the training set's counts are used.
    The factors are constants for the gradient, as published; p_t is floored at 0.01 in the compensation.
    Predict with the raw logits.
    """

    spec = SPECS["seesaw"]

    def __init__(
        self, p: float = 0.8, q: float = 2.0, alpha: float | Vector | None = None, *, counts: Vector,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"p": p, "q": q}, alpha, reduction, ignore_index, label_smoothing, class_dim, counts=counts)


class SigmoidFocalLoss(Loss):
    r"""Sigmoid focal (RetinaNet): The detector's form: one sigmoid per class, a for the true class and 1 - a for every
    other one.

    -\sum_c a_c\,(1 - p_c)^{\gamma} \log p_c,\quad p_c = \sigma(\pm z_c),\ a_t = a,\ a_{c \ne t} = 1 - a

    Lin et al., Focal Loss for Dense Object Detection (2017), (5). https://arxiv.org/abs/1708.02002

    gamma: Focusing: 0 is binary cross-entropy; larger fades easy answers. A number from 0 to 5.
    a: Weight of the true class; the published 0.25 favours the negatives. A number from 0 to 1.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    The published total is divided by the number of positive boxes; here each sample has one positive class, so the
    mean over samples is that.
    torchvision's alpha = -1 (off) is a = 0.5 here, at half the size.
    Probabilities are sigmoid(z_c) divided by their sum.
    """

    spec = SPECS["sigmoid_focal"]

    def __init__(
        self, gamma: float = 2.0, a: float = 0.25, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"gamma": gamma, "a": a}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class SymmetricCrossEntropyLoss(Loss):
    r"""Symmetric cross-entropy (SCE): A little cross-entropy to learn, and its reverse, four times the error 1 - p_t,
    to stay calm.

    -a \log p_t + 4\,b\,(1 - p_t)

    Wang et al., Symmetric Cross Entropy for Robust Learning (2019), section 3, A = -4.
    https://arxiv.org/abs/1908.06112

    a: Weight of cross-entropy. A number from 0 to 6.
    b: Weight of the reverse cross-entropy. A number from 0 to 2.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    """

    spec = SPECS["symmetric_ce"]

    def __init__(
        self, a: float = 0.1, b: float = 1.0, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"a": a, "b": b}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class TemperatureLoss(Loss):
    r"""Temperature-scaled cross-entropy: Softens (T > 1) or sharpens (T < 1) the softmax; made to calibrate a trained
    model.

    -\log \frac{e^{z_t / T}}{\sum_j e^{z_j / T}}

    Guo et al., On Calibration of Modern Neural Networks (2017), section 4.2. https://arxiv.org/abs/1706.04599

    temperature: 1 is cross-entropy; larger is softer. A number from 0.1 to 10.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    Probabilities are softmax(z / T).
    The paper fits T after training; here it is fixed while training.
    """

    spec = SPECS["temperature"]

    def __init__(
        self, temperature: float = 1.5, alpha: float | Vector | None = None, *, reduction: str = "mean",
        ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"temperature": temperature}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class TverskyLoss(Loss):
    r"""Tversky: Overlap of each class in the batch, with misses (b) dearer than false alarms (a).

    1 - \frac{TP_c + s}{TP_c + a\,FP_c + b\,FN_c + s}

    Salehi et al., Tversky Loss Function for Image Segmentation (2017), section 2. https://arxiv.org/abs/1706.05721

    a: Price of probability given to samples of other classes. A number from 0 to 1.
    b: Price of probability missing at samples of the class. A number from 0.05 to 1.
    smooth: Softens the ratio for classes with few samples. A number from 0 to 5.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].

    The mean over samples is the mean over the classes present in the batch.
    """

    spec = SPECS["tversky"]

    def __init__(
        self, a: float = 0.3, b: float = 0.7, smooth: float = 1.0, alpha: float | Vector | None = None, *,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__({"a": a, "b": b, "smooth": smooth}, alpha, reduction, ignore_index, label_smoothing, class_dim)


class VSLoss(Loss):
    r"""Vector scaling (VS): Shrinks and shifts the logits of rare classes while training, so that they must grow far to
    win.

    -\log \frac{e^{\Delta_t z_t + \iota_t}}{\sum_j e^{\Delta_j z_j + \iota_j}},\quad \Delta_c =
    (n_c/n_{\max})^{\gamma},\ \iota_c = \tau \log \pi_c

    Kini et al., Label-Imbalanced and Group-Sensitive Classification (2021), (2). https://arxiv.org/abs/2103.01550

    gamma: Exponent of the stretch; 0 is logit adjustment. A number from 0 to 1.
    tau: Weight of the log prior. A number from 0 to 3.
    alpha: a weight per class (C,), or a number a in [0, 1] for [a, 1 - a, 1 - a, ...].
    counts: training samples per class, (C,).

    Predict with the raw logits.
    Needs long training: the rare logits must grow.
    """

    spec = SPECS["vs"]

    def __init__(
        self, gamma: float = 0.3, tau: float = 1.0, alpha: float | Vector | None = None, *, counts: Vector,
        reduction: str = "mean", ignore_index: int = -100, label_smoothing: float = 0.0, class_dim: int = 1,
    ) -> None:
        super().__init__(
            {"gamma": gamma, "tau": tau}, alpha, reduction, ignore_index, label_smoothing, class_dim, counts=counts,
        )
