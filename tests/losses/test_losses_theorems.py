"""What the papers claim of their losses, and what follows from the formulas, each as a theorem about the code."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.losses import SPECS
from tests.losses.loss_cases import batch, call, counts_for

PROBABILITIES = torch.linspace(0.01, 0.99, 99, dtype=torch.float64)
some = settings(deadline=None, max_examples=40)


def two_classes(p):
    """Logits of two classes that give the first one p, (N, 2), and its label (N,)."""
    p = torch.as_tensor(p, dtype=torch.float64).reshape(-1)
    return torch.stack([(p / (1 - p)).log(), torch.zeros_like(p)], 1), torch.zeros(len(p), dtype=torch.long)


def along(key, **params):
    """The loss of the true class along p_t, two classes."""
    return call(key, *two_classes(PROBABILITIES), params)


def slope(key, **params):
    """|dL/dz_t| along p_t."""
    logits, target = two_classes(PROBABILITIES)
    logits.requires_grad_()
    call(key, logits, target, params).sum().backward()
    return logits.grad[:, 0].abs()


def least(key, share, **params):
    """The p at which the expected loss is least, if a share of the samples has class 0 (by a fine grid)."""
    p = torch.linspace(1e-4, 1 - 1e-4, 20_001, dtype=torch.float64)
    logits, target = two_classes(p)
    risk = share * call(key, logits, target, params) + (1 - share) * call(key, logits, 1 - target, params)
    return p[risk.argmin()].item()


DECREASING = [
    "cross_entropy",
    "focal",
    "focal_star",
    "poly1",
    "poly1_focal",
    "reduced_focal",
    "gce",
    "symmetric_ce",
    "mae",
]


@pytest.mark.parametrize("key", DECREASING)
def test_a_loss_of_the_margin_falls_as_the_true_class_becomes_surer(key):
    assert (along(key).diff() < 0).all()
    assert (along(key) > 0).all()


@pytest.mark.parametrize("key", [key for key, spec in SPECS.items() if spec.of_margin])
def test_a_loss_of_the_margin_does_not_ask_which_wrong_class_it_was(key):
    logits, target = batch(6, 5)
    own = logits.gather(1, target[:, None])
    others = logits.scatter(1, target[:, None], -math.inf).logsumexp(1, keepdim=True) - math.log(4)
    even = others.expand(6, 5).scatter(1, target[:, None], own)
    torch.testing.assert_close(call(key, logits, target), call(key, even, target))


@given(st.floats(0.02, 0.98))
@some
def test_only_proper_losses_are_least_at_the_true_share(share):
    for key in ("cross_entropy", "label_smoothing"):
        epsilon = {"epsilon": 0.0} if key == "label_smoothing" else {}
        assert least(key, share, **epsilon) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0, 5.0])
def test_focal_leaves_the_model_under_confident_and_poly_above_zero_over_confident(gamma):
    assert 0.5 < least("focal", 0.9, gamma=gamma) < 0.9
    assert least("poly1", 0.9, epsilon=gamma) > 0.9
    assert least("poly1", 0.9, epsilon=-0.5) < 0.9


def test_label_smoothing_is_least_at_the_smoothed_share():
    for share, epsilon in ((0.9, 0.1), (1.0, 0.2), (0.5, 0.5)):
        expected = (1 - epsilon) * share + epsilon / 2
        assert least("label_smoothing", share, epsilon=epsilon) == pytest.approx(expected, abs=1e-4)


def test_the_absolute_error_bets_everything_on_the_likelier_class():
    assert least("mae", 0.6) > 0.999
    assert least("mae", 0.4) < 0.001


def test_focal_at_gamma_2_counts_a_sample_at_0_9_a_hundred_times_less_and_at_0_968_a_thousand_times():
    logits, target = two_classes([0.9, 0.968, 0.5])
    ratio = call("cross_entropy", logits, target) / call("focal", logits, target, {"gamma": 2.0})
    assert ratio.tolist() == pytest.approx([100, 976.5625, 4])


def test_focal_falls_with_gamma_everywhere_and_its_gradient_crosses_cross_entropys_once():
    for low, high in ((0.0, 0.5), (0.5, 2.0), (2.0, 5.0)):
        assert (along("focal", gamma=low) > along("focal", gamma=high)).all()
    for gamma in (0.5, 1.0, 2.0):
        above = slope("focal", gamma=gamma) > slope("cross_entropy")
        assert above[0]
        assert not above[-1]
        assert int((above.int().diff() != 0).sum()) == 1


@given(st.floats(0, 8), st.floats(0, 1))
@some
def test_flsd_is_focal_with_the_gamma_of_its_side_of_the_threshold(hard, threshold):
    easy = 3.0
    found = along("flsd53", hard=hard, easy=easy, threshold=threshold)
    far = threshold > PROBABILITIES + 1e-9
    near = threshold < PROBABILITIES - 1e-9
    power = ((1 - PROBABILITIES) ** hard).where(far, (1 - PROBABILITIES) ** easy)
    expected = -power * PROBABILITIES.log()
    torch.testing.assert_close(found[far | near], expected[far | near])


def test_reduced_focal_is_continuous_at_its_threshold_and_cross_entropy_below_it():
    for threshold in (0.25, 0.5, 0.75):
        edge = two_classes([threshold - 1e-9, threshold + 1e-9])
        below, above = call("reduced_focal", *edge, {"threshold": threshold, "gamma": 3.0})
        assert below.item() == pytest.approx(above.item(), rel=1e-6)
        hard = threshold > PROBABILITIES
        torch.testing.assert_close(along("reduced_focal", threshold=threshold)[hard], along("cross_entropy")[hard])


def test_focal_star_has_the_slope_of_cross_entropy_where_hope_is_lost():
    logits, target = two_classes([1e-12])
    logits.requires_grad_()
    call("focal_star", logits, target, {"gamma": 4.0}).sum().backward()
    assert logits.grad[0, 0].item() == pytest.approx(-1.0, rel=1e-6)


def test_dual_focal_of_two_classes_keeps_cross_entropy_while_the_other_class_leads():
    """With no class below the true one p_j is 0; with the other below, 1 - p_t + p_j = 2 (1 - p_t)."""
    found, p = along("dual_focal", gamma=2.0), PROBABILITIES
    base = (1 - p).where(p < 0.5, 2 * (1 - p))
    off = (p - 0.5).abs() > 1e-6
    torch.testing.assert_close(found[off], (-(base**2) * p.log())[off])


@given(st.floats(0.01, 1.0))
@some
def test_gce_lies_between_the_error_and_cross_entropy(q):
    found = along("gce", q=q)
    assert (found <= along("cross_entropy") + 1e-12).all()
    assert (found >= along("mae") / 2 - 1e-12).all()
    assert (found <= 1 / q + 1e-12).all()


@pytest.mark.parametrize(("key", "bound"), [("mae", 2.0), ("normalised_ce", 1.0), ("gce", 1 / 0.7)])
def test_robust_losses_are_bounded_however_wrong_the_model_is(key, bound):
    logits = torch.tensor([[-500.0, 500.0, 0.0]], dtype=torch.float64)
    assert call(key, logits, torch.tensor([0])).item() <= bound + 1e-9
    assert call("cross_entropy", logits, torch.tensor([0])).item() == pytest.approx(1000.0)


@pytest.mark.parametrize("key", ["mae", "normalised_ce"])
def test_symmetric_losses_sum_to_a_constant_over_all_labels_and_cross_entropy_does_not(key):
    """The condition of robustness to uniform label noise (Ghosh et al., 1712.09482, theorem 1)."""
    logits = batch(20, 4)[0]
    total = sum(call(key, logits, torch.full((20,), c)) for c in range(4))
    torch.testing.assert_close(total, total[0].expand(20))
    other = sum(call("cross_entropy", logits, torch.full((20,), c)) for c in range(4))
    assert other.std() > 0.1


def test_symmetric_cross_entropy_is_linear_in_its_two_weights():
    both = along("symmetric_ce", a=0.3, b=0.7)
    torch.testing.assert_close(both, 0.3 * along("cross_entropy") + 0.7 * 2 * along("mae"))


@pytest.mark.parametrize("tau", [0.5, 1.0, 2.0])
def test_logit_adjustment_is_least_at_logits_that_have_the_prior_taken_off(tau):
    """With shares equal to the prior, softmax(z + tau log prior) = prior is met by z = (1 - tau) log prior."""
    counts = torch.tensor(counts_for(3), dtype=torch.float64)
    prior = counts / counts.sum()
    z = ((1 - tau) * prior.log()).expand(3, 3).clone().requires_grad_()
    values = call("logit_adjustment", z, torch.arange(3), {"tau": tau}, counts=counts)
    (values * prior).sum().backward()
    assert z.grad.sum(0).abs().max().item() < 1e-12


def test_balanced_softmax_does_not_care_how_many_samples_there_are_in_all():
    logits, target = batch(6, 4)
    counts = torch.tensor(counts_for(4))
    for times in (2, 10):
        more = call("balanced_softmax", logits, target, counts=counts * times)
        torch.testing.assert_close(more, call("balanced_softmax", logits, target, counts=counts))


@pytest.mark.parametrize("key", ["logit_adjustment", "balanced_softmax", "vs", "class_balanced_focal", "ldam"])
def test_a_loss_that_knows_the_prior_punishes_a_miss_of_a_rare_class_more(key):
    params = {"s": 1.0} if key == "ldam" else {}
    common, rare = call(key, torch.zeros(2, 2, dtype=torch.float64), torch.tensor([0, 1]), params)
    assert rare > common


def test_ldams_largest_margin_is_the_rarest_classs_and_margins_follow_the_fourth_root():
    z = torch.zeros(3, 3, dtype=torch.float64)
    counts = torch.tensor([10_000, 625, 16])
    values = call("ldam", z, torch.arange(3), {"s": 1.0, "max_m": 0.6}, counts=counts)
    margins = (values.expm1() / 2).log()
    assert margins.tolist() == pytest.approx([0.12, 0.24, 0.6])


def test_ldam_drw_weighs_nothing_before_its_start():
    logits, target = batch(6, 4)
    early = call("ldam_drw", logits, target, {"start": 0.8}, progress=0.79)
    torch.testing.assert_close(early, call("ldam", logits, target))
    late = call("ldam_drw", logits, target, {"start": 0.8}, progress=0.8)
    assert not torch.allclose(late, early)


def test_equalisation_spares_a_rare_class_the_push_of_others_and_not_its_own():
    counts = torch.tensor([97, 3])
    logits = torch.zeros(2, 2, dtype=torch.float64, requires_grad=True)
    call("seql", logits, torch.tensor([0, 1]), {"gamma": 0.9, "rare": 0.1}, counts=counts).sum().backward()
    assert logits.grad[0, 1].item() == pytest.approx(0.1 / 1.1)
    assert logits.grad[1, 0].item() == pytest.approx(0.5)


def test_seesaw_spares_the_rare_class_and_takes_it_back_where_it_wins_wrongly():
    counts = torch.tensor([100, 1])
    plain = call("cross_entropy", *(z := (torch.zeros(1, 2, dtype=torch.float64), torch.tensor([0]))))
    assert call("seesaw", *z, {"p": 1.0, "q": 0.0}, counts=counts) < plain
    wrong = torch.tensor([[0.0, 3.0]], dtype=torch.float64), torch.tensor([0])
    spared = call("seesaw", *wrong, {"p": 1.0, "q": 0.0}, counts=counts)
    assert call("seesaw", *wrong, {"p": 1.0, "q": 2.0}, counts=counts) > spared


def test_temperature_and_logit_norm_divide_the_logits():
    logits, target = batch(6, 4)
    doubled = call("temperature", 2 * logits, target, {"temperature": 3.0})
    torch.testing.assert_close(doubled, call("temperature", logits, target, {"temperature": 1.5}))
    for times in (0.1, 7.0):
        found = call("logit_norm", times * logits, target)
        torch.testing.assert_close(found, call("logit_norm", logits, target), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("key", ["dice", "tversky", "focal_tversky"])
def test_overlap_is_perfect_where_every_answer_is_sure_and_right(key):
    target = torch.arange(4)
    sure = 200 * torch.nn.functional.one_hot(target, 4).double()
    assert call(key, sure, target).abs().max().item() < 1e-12
    assert (call(key, -sure, target) > 0.3).all()


def test_tversky_prices_misses_by_b_and_false_alarms_by_a():
    """Two samples, one of each class, both called 0: class 0 has a false alarm, class 1 a miss."""
    logits = torch.tensor([[200.0, 0.0], [200.0, 0.0]], dtype=torch.float64)
    found = call("tversky", logits, torch.tensor([0, 1]), {"a": 0.25, "b": 1.0, "smooth": 0.0})
    assert found.tolist() == pytest.approx([0.25 / 1.25, 1.0])


@given(st.floats(0.05, 1.0))
@some
def test_hard_mining_keeps_the_mean_of_the_hardest(keep):
    logits, target = batch(20, 4)
    each = call("cross_entropy", logits, target)
    hardest = each.sort(descending=True).values[: math.ceil(keep * 20)]
    assert call("ohem", logits, target, {"keep": keep}).mean().item() == pytest.approx(hardest.mean().item())


def test_normalised_focals_weights_average_1():
    logits, target = batch(30, 4)
    weights = call("normalised_focal", logits, target, {"gamma": 3.0}) / call("cross_entropy", logits, target)
    assert weights.mean().item() == pytest.approx(1.0)


def test_one_bin_of_gradient_norms_is_binary_cross_entropy_and_many_thin_out_a_crowd():
    easy = torch.tensor([[6.0, -6.0]] * 30 + [[-1.0, 1.0]], dtype=torch.float64)
    target = torch.zeros(31, dtype=torch.long)
    plain = call("binary_cross_entropy", easy, target)
    torch.testing.assert_close(call("ghm", easy, target, {"bins": 1.0}), plain)
    harmonised = call("ghm", easy, target, {"bins": 30.0})
    assert (harmonised[-1] / harmonised[0]) > (plain[-1] / plain[0])


def test_binary_losses_ask_every_class_by_itself():
    logits, target = batch(6, 4)
    moved = logits.clone()
    moved[:, 3] += 1.0
    for key in ("binary_cross_entropy", "sigmoid_focal", "asymmetric_multi"):
        one, other = logits.clone().requires_grad_(), moved.requires_grad_()
        call(key, one, target).sum().backward()
        call(key, other, target).sum().backward()
        torch.testing.assert_close(one.grad[:, :3], other.grad[:, :3])
        moved = moved.detach()


def test_the_asymmetric_shift_silences_easy_negatives_altogether():
    logits = torch.tensor([[5.0, -4.0]], dtype=torch.float64, requires_grad=True)
    call("asymmetric_multi", logits, torch.tensor([0]), {"shift": 0.05}).sum().backward()
    assert logits.grad[0, 1].item() == 0
    assert logits.grad[0, 0].item() < 0


def test_a_cost_of_a_class_scales_its_samples_alone():
    logits, target = batch(8, 4)
    plain = call("cross_entropy", logits, target)
    found = call("cost_class", logits, target, {"label": 2.0, "cost": 5.0})
    torch.testing.assert_close(found / plain, torch.where(target == 2, 5.0, 1.0).double())


def test_expected_cost_is_the_mean_cost_of_answers_drawn_from_the_softmax():
    logits, target = batch(4, 3)
    p = logits.softmax(1)
    found = call("cost_matrix", logits, target, {"true": 0.0, "read": 1.0, "cost": 7.0, "mix": 0.0})
    cost = torch.tensor([[0.0, 7.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]], dtype=torch.float64)
    torch.testing.assert_close(found, (p * cost[target]).sum(1))


def test_a_dear_mistake_must_be_beaten_by_the_log_of_its_cost_more():
    logits, target = torch.zeros(1, 3, dtype=torch.float64), torch.tensor([0])
    dear = call("cost_softmax", logits, target, {"true": 0.0, "read": 1.0, "cost": 9.0})
    shifted = torch.tensor([[0.0, math.log(9.0), 0.0]], dtype=torch.float64)
    torch.testing.assert_close(dear, call("cross_entropy", shifted, target))


def test_one_vs_rest_focal_pushes_each_wrong_class_down_by_its_own_probability():
    """With a = 0 only the wrong classes speak: the true class's own term is gone."""
    logits, target = batch(5, 4)
    p = logits.softmax(1)
    wrong = 1 - torch.nn.functional.one_hot(target, 4).double()
    expected = (wrong * p**2 * -(1 - p).log()).sum(1) / 4
    torch.testing.assert_close(call("one_vs_rest_focal", logits, target, {"gamma": 2.0, "a": 0.0}), expected)


def test_adafocal_with_a_negative_gamma_raises_the_loss_above_cross_entropy():
    logits, target = two_classes([0.7])
    state = {"gammas": torch.full((15,), -2.0, dtype=torch.float64)}
    turned = call("adafocal", logits, target, state=state).item()
    assert turned == pytest.approx(-math.log(0.7) * 1.7**2)
