"""The partnership as the cluster: intervals that hold where partners are alike, tests that keep them together."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlo_forms as hlo
from hlo_forms import examples
from hlo_forms.basics.libraries import import_library
from hlo_forms.research.statistics.chance import wilson
from hlo_forms.research.statistics.clusters import (
    Cluster,
    Clusters,
    change_test,
    clustered,
    design_effect,
    difference_interval,
    difference_test,
    share_interval,
)
from hlo_forms.research.statistics.statistic import TEXTS, Statistic
from runs import tries

PRACTICE, PROGRAMME = "practice_partner", "programme"


def form(
    who: str, ticks: Sequence[str], partnership: str | None, **changes: Any
) -> hlo.PreparationForm:  # Any: several
    """A form of an organisation that was filled in."""
    details = {name: changes.pop(name) for name in ("sector", "ownership", "type") if name in changes}
    organisation = hlo.Organisation(who, **({"type": PRACTICE} | details))
    motives = [hlo.MotiveAnswer(motive, ticked=True) for motive in ticks]
    common = {"round": "2026", "other_motives": [hlo.OtherMotive("Plezier in het werk")]}
    return hlo.PreparationForm(
        organisation=organisation, partnership=partnership, motives=motives, **(common | changes)
    )


def partners(sizes: Sequence[tuple[int, int]], **changes: Any) -> list[hlo.PreparationForm]:  # Any: as above
    """Partnerships with a number of partners that tick "network", and a number of partners in all."""
    prefix = str(changes.get("ownership", ""))
    return [
        form(f"{prefix}{number}.{place}", ["network"] if place < ticks else [], f"{prefix}{number}", **changes)
        for number, (ticks, size) in enumerate(sizes)
        for place in range(size)
    ]


def network(statistic: Statistic[Any]) -> Any:  # Any: a row of any statistic
    (row,) = (row for row in statistic.rows if row.motive == "network" and row.reason != "not_offered")
    return row


def named(*sizes: tuple[int, int], prefix: str = "") -> Clusters:
    return {f"{prefix}{number}": Cluster(*size) for number, size in enumerate(sizes)}


# ---- the interval of a share

MIXED = [(0, 3), (1, 3), (3, 3), (2, 4), (0, 2), (1, 1), (2, 2), (0, 3), (5, 5), (1, 6), (3, 3), (0, 2)]


def test_the_interval_is_that_of_a_logit_model_with_clustered_errors() -> None:
    """statsmodels: the logit of one share, with errors clustered by partnership and t of K - 1."""
    models = pytest.importorskip("statsmodels.api")
    numpy = import_library("numpy")
    answers = [(number, place < ticks) for number, (ticks, size) in enumerate(MIXED) for place in range(size)]
    groups, ticks = (numpy.array(values, dtype=float) for values in zip(*answers, strict=True))
    model = models.Logit(ticks, numpy.ones(len(ticks)))
    fitted = model.fit(disp=0, cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    ((low, high),) = fitted.conf_int()
    wanted = (1 / (1 + math.exp(-low)), 1 / (1 + math.exp(-high)))
    assert clustered([Cluster(*size) for size in MIXED]) == pytest.approx(wanted, abs=1e-6)
    row = network(hlo.Dataset(partners(MIXED)).counts())
    assert (row.low, row.high) == pytest.approx(wanted, abs=1e-6)
    assert (row.applies, row.n, row.partnerships, row.together) == (18, 37, 12, True)


def test_where_each_partnership_counts_once_the_interval_is_wilsons() -> None:
    assert share_interval(named(*[(1, 1)] * 3, *[(0, 1)] * 2)) == wilson(3, 5)
    row = network(hlo.Dataset(partners([(1, 1)] * 3 + [(0, 1)] * 2)).counts())
    assert (round(row.low, 2), round(row.high, 2), row.design_effect, row.together) == (0.23, 0.88, 1.0, False)


def test_below_ten_partnerships_there_is_no_interval_and_the_reason() -> None:
    for number, reason in ((9, "few_partnerships"), (10, None)):
        counts = hlo.Dataset(partners([(1, 3)] * number)).counts()
        row = network(counts)
        assert ((row.interval is None), row.reason, row.partnerships) == (reason is not None, reason, number)
        assert any("fewer than ten" in remark for remark in counts.remarks(language="en")) is (reason is not None)
        assert ("in minder dan tien samenwerkingsverbanden" in counts.to_html(language="nl")) is (reason is not None)


def test_partners_are_counted_per_group() -> None:
    """Two partners of each partnership, one of each type: each alone among its own type."""
    items = [
        form(f"{n} {type}", ["network"][: n % 2], str(n), type=type) for n in range(4) for type in (PRACTICE, PROGRAMME)
    ]
    assert {row.reason for row in hlo.Dataset(items).counts().rows if row.motive == "network"} == {"few_partnerships"}
    rows = [row for row in hlo.Dataset(items).counts("organisation_type").rows if row.motive == "network"]
    assert [(row.low, row.high) for row in rows] == [wilson(2, 4)] * 2


def test_an_answer_without_a_partnership_takes_the_interval_away() -> None:
    items = [*partners([(1, 1)] * 4), form("alleen", ["network"], None)]
    row = network(hlo.Dataset(items).counts())
    assert (row.interval, row.reason, row.partnerships) == (None, "no_partnership", 4)
    assert any("unknown who are partners" in remark for remark in hlo.Dataset(items).counts().remarks(language="en"))


def test_partners_who_balance_each_other_make_no_interval_of_nothing() -> None:
    """One of two in each of twenty partnerships: the robust variance is 0, which says nothing of other partnerships."""
    low, high = clustered([Cluster(1, 2)] * 20)
    assert high - low > 0.3
    assert design_effect(named(*[(1, 2)] * 20)) == 0


def test_where_all_apply_or_none_the_limit_holds_however_alike_partners_are() -> None:
    """If partners always agree, a share q gives none in 20 partnerships with chance (1 - q) ** 20; else more seldom."""
    low, high = clustered([Cluster(0, 3)] * 20)
    assert (low, (1 - high) ** 20) == (0.0, pytest.approx(0.025))
    assert clustered([Cluster(0, 1)] * 15 + [Cluster(0, 8)] * 5)[1] > high  # as few large ones weigh most
    assert clustered([Cluster(3, 3)] * 20) == pytest.approx((1 - high, 1.0))
    assert design_effect(named(*[(0, 3)] * 20)) is None


def test_a_motive_of_one_partnership_alone_is_taken_as_if_partners_always_agree() -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    assert clustered([Cluster(3, 3)] + [Cluster(0, 3)] * 19) == pytest.approx(
        proportion.proportion_confint(1, 20, method="beta"), abs=1e-9
    )


@given(
    st.lists(st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=10, max_size=30)
)
@tries(20, of=200)
def test_an_interval_holds_the_share_and_turns_with_the_question(sizes: list[tuple[int, int]]) -> None:
    clusters = [Cluster(*size) for size in sizes]
    low, high = clustered(clusters)
    share = sum(k for k, _ in sizes) / sum(n for _, n in sizes)
    assert 0 <= low <= share <= high <= 1
    assert clustered([Cluster(n - k, n) for k, n in sizes]) == pytest.approx((1 - high, 1 - low))


def test_a_design_effect_of_partners_who_always_agree_is_about_their_number() -> None:
    """20 partnerships of 3 who say the same, half of them yes: the variance is that of 20 answers, not of 60."""
    agreeing = named(*[(3, 3)] * 10, *[(0, 3)] * 10)
    assert design_effect(agreeing) == pytest.approx(3 * 59 / 57)
    counts = hlo.Dataset(partners([(3, 3)] * 10 + [(0, 3)] * 10)).counts()
    assert network(counts).design_effect == pytest.approx(3 * 59 / 57)
    assert any("Design effect: " in remark for remark in counts.remarks(language="en"))
    assert any("Ontwerpeffect: " in remark and "3,1" in remark for remark in counts.remarks(language="nl"))


def test_nothing_reports_a_coefficient_of_agreement_between_partners() -> None:
    for schema in hlo.Dataset([]).counts().schema, hlo.Dataset([]).sharing().schema:
        assert not {"icc", "kappa", "alpha", "correlation", "agreement"} & set(schema.names)


# ---- how often an interval holds

SIZES = {
    "twenty of three": [3] * 20,
    "one to five": [1, 2, 3, 4, 5] * 4,
    "two to eight": [2, 3, 4, 5, 6, 7, 8, 2, 3, 4] * 2,
    "a few large": [1] * 15 + [8] * 5,
}
Draw = Callable[[Any, float, float, Sequence[int], int], Any]  # Any: numpy


def drawn_from_beta(random: Any, share: float, alike: float, sizes: Sequence[int], number: int) -> Any:  # Any: numpy
    """Each partnership has a share of its own, from a beta distribution."""
    own = (1 - alike) / alike
    shares = random.beta(share * own, (1 - share) * own, (number, len(sizes)))
    return random.binomial(sizes, shares)


def copying(random: Any, share: float, alike: float, sizes: Sequence[int], number: int) -> Any:  # Any: as above
    """Each partner either says what its partnership says, or something of its own."""
    numpy = import_library("numpy")
    common = random.random((number, len(sizes), 1)) < share
    own, copies = (random.random((number, len(sizes), max(sizes))) < chance for chance in (share, alike**0.5))
    there = numpy.arange(max(sizes)) < numpy.array(sizes)[:, None]
    return (numpy.where(copies, common, own) & there).sum(axis=2)


def coverage(draw: Draw, share: float, alike: float, sizes: Sequence[int], number: int = 4_000) -> tuple[float, float]:
    """The part of simulated data sets whose interval holds the share: cluster-robust, and Wilson's."""
    random = import_library("numpy").random.default_rng(2026)
    samples = draw(random, share, alike, sizes, number).tolist()
    own = [clustered([Cluster(*pair) for pair in zip(ticks, sizes, strict=True)]) for ticks in samples]
    simple = [wilson(sum(ticks), sum(sizes)) for ticks in samples]
    return tuple(sum(low <= share <= high for low, high in intervals) / number for intervals in (own, simple))  # type: ignore[return-value]


@pytest.mark.long
@pytest.mark.parametrize("alike", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("draw", [drawn_from_beta, copying])
def test_intervals_hold_the_share_however_alike_partners_are(
    draw: Draw, sizes: str, share: float, alike: float
) -> None:
    """4,000 data sets each. Wilson's interval of 20 times 3 answers falls to about .83 at a correlation of .5."""
    own, simple = coverage(draw, share, alike, SIZES[sizes])
    assert own >= 0.93
    if (sizes, alike) == ("twenty of three", 0.5):
        assert simple < 0.88


@pytest.mark.long
def test_wilsons_interval_does_not_hold_where_partners_are_alike() -> None:
    assert coverage(drawn_from_beta, 0.5, 0.5, [3] * 20)[1] == pytest.approx(0.826, abs=0.02)


# ---- differences


def test_whole_partnerships_change_places_between_groups() -> None:
    """Three partnerships of five who all tick against three where nobody does: 2 of C(6,3) = 20 ways, not 1e-8."""
    test = difference_test(named(*[(5, 5)] * 3), named(*[(0, 5)] * 3, prefix="b"))
    assert (test.p, test.smallest) == (pytest.approx(0.1), pytest.approx(0.1))
    items = [*partners([(5, 5)] * 3, ownership="private"), *partners([(0, 5)] * 3, ownership="public")]
    row = network(hlo.Dataset(items).differences("ownership"))
    assert (row.p, row.too_small, row.interval, row.reason) == (pytest.approx(0.1), True, None, "few_partnerships")


def ways(first: Clusters, second: Clusters) -> Iterator[int]:
    """The number in the first group in every way to change places: the oracle."""
    mixed = []
    for name in first.keys() & second.keys():
        one, other = first[name], second[name]
        answers = [place < one.applies + other.applies for place in range(one.n + other.n)]
        mixed.append([sum(own) for own in itertools.combinations(answers, one.n)])
    whole = [*((c, True) for n, c in first.items() if n not in second)]
    whole += [(c, False) for n, c in second.items() if n not in first]
    places = Counter(cluster.n for cluster, in_first in whole if in_first)
    for chosen in itertools.product([True, False], repeat=len(whole)):
        own = [cluster for (cluster, _), here in zip(whole, chosen, strict=True) if here]
        if Counter(cluster.n for cluster in own) == places:
            for inside in itertools.product(*mixed):
                yield sum(cluster.applies for cluster in own) + sum(inside)


@st.composite
def two_groups(draw: st.DrawFn) -> tuple[Clusters, Clusters]:
    cluster = st.integers(1, 3).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    both, one, other = (draw(st.lists(cluster, min_size=least, max_size=3)) for least in (0, 1, 1))
    again = [draw(cluster) for _ in both]
    first = named(*both, prefix="m") | named(*one, prefix="a")
    return first, named(*again, prefix="m") | named(*other, prefix="b")


@given(two_groups())
@tries(10, of=100)
def test_a_difference_is_tested_against_every_way_to_change_places(groups: tuple[Clusters, Clusters]) -> None:
    first, second = groups
    if all(cluster.n == 1 for own in groups for cluster in own.values()) and not first.keys() & second.keys():
        return  # Fisher's exact test, which has tests of its own
    every = list(ways(first, second))
    mean = sum(every) / len(every)
    seen = sum(cluster.applies for cluster in first.values())

    def p(number: int) -> float:
        return sum(abs(other - mean) >= abs(number - mean) - 1e-9 for other in every) / len(every)

    test = difference_test(first, second)
    assert test.p == pytest.approx(p(seen))
    assert test.smallest == pytest.approx(min(map(p, set(every))))


def test_the_interval_of_a_difference_takes_partners_together() -> None:
    first, second = [(3, 3)] * 8 + [(0, 3)] * 4, [(3, 3)] * 4 + [(0, 3)] * 8
    low, high = difference_interval(named(*first), named(*second, prefix="b"))
    simple = hlo.Dataset(
        partners([(1, 1)] * 24 + [(0, 1)] * 12, ownership="private")
        + partners([(1, 1)] * 12 + [(0, 1)] * 24, ownership="public")
    ).differences("ownership")
    assert low < network(simple).low < 1 / 3 < network(simple).high < high
    assert network(simple).difference == pytest.approx(1 / 3)


def test_partners_who_go_up_and_down_together_leave_a_difference_between_them_narrower() -> None:
    """Practice partners and programmes of a partnership say much the same: their difference varies little."""
    first = named(*[(2, 2)] * 6, *[(0, 2)] * 6)
    low, high = difference_interval(first, named(*[(1, 1)] * 6, *[(0, 1)] * 6))
    apart = difference_interval(first, named(*[(1, 1)] * 6, *[(0, 1)] * 6, prefix="b"))
    assert apart[0] < low <= 0 <= high < apart[1]


@pytest.mark.long
@pytest.mark.parametrize("alike", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("share", [0.2, 0.5])
@pytest.mark.parametrize("within", [True, False])
def test_differences_are_called_different_no_more_than_chance_allows(within: bool, share: float, alike: float) -> None:
    """2,000 data sets without a difference: of types within partnerships, and of whole partnerships apart."""
    random = import_library("numpy").random.default_rng(7)
    common = random.random((2_000, 24)) < share
    own, copies = (random.random((2_000, 24, 3)) < chance for chance in (share, alike**0.5))
    answers = import_library("numpy").where(copies, common[:, :, None], own).tolist()
    tests, held = [], 0
    for sample in answers:
        if within:
            first = named(*((sum(trio[:2]), 2) for trio in sample))
            second = named(*((int(trio[2]), 1) for trio in sample))
        else:
            first = named(*((sum(trio), 3) for trio in sample[:12]))
            second = named(*((sum(trio), 3) for trio in sample[12:]), prefix="b")
        tests.append(difference_test(first, second).p)
        low, high = difference_interval(first, second)
        held += low <= 0 <= high
    assert sum(p <= 0.05 for p in tests) / 2_000 <= 0.06
    assert held / 2_000 >= 0.93


# ---- changes


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=6).filter(
        lambda own: any(map(sum, own))
    )
)
@tries(10, of=100)
def test_changes_are_tested_against_every_way_to_swap_the_rounds_of_whole_partnerships(
    changes: list[tuple[int, int]],
) -> None:
    steps = [new - dropped for new, dropped in changes]
    sums = [
        sum(step * turn for step, turn in zip(steps, turns, strict=True))
        for turns in itertools.product((1, -1), repeat=len(steps))
    ]
    test = change_test({str(number): change for number, change in enumerate(changes)})
    assert test.p == pytest.approx(sum(abs(other) >= abs(sum(steps)) for other in sums) / len(sums))
    most = max(map(abs, sums))
    assert test.smallest == pytest.approx(sum(abs(other) == most for other in sums) / len(sums))


def test_partners_who_change_together_are_one_change() -> None:
    """Three partnerships of three partners, all new: p is 2/8 and not 2/512."""
    items = partners([(0, 3)] * 3) + partners([(3, 3)] * 3, round="2027")
    row = network(hlo.Dataset(items).changes("2026", "2027"))
    assert (row.new, row.dropped, row.p, row.too_small) == (9, 0, pytest.approx(0.25), True)


# ---- what unclear answers could change


def unclear(who: str, partnership: str) -> hlo.PreparationForm:
    return attrs.evolve(form(who, [], partnership), motives=[hlo.MotiveAnswer("network", outcome="Meer stageplaatsen")])


def test_what_unclear_answers_could_change_is_computed() -> None:
    """6 of 10 clear, 2 unclear: if none of these, 6 of 12; if both, 8 of 12."""
    items = [*partners([(1, 1)] * 6 + [(0, 1)] * 4), *(unclear(name, name) for name in "ab")]
    row = network(hlo.Dataset(items).counts())
    assert (row.share, row.unclear_low, row.unclear_high) == (0.6, 0.5, pytest.approx(2 / 3))
    assert "50% tot 67%" in hlo.Dataset(items).counts().to_html(language="nl").replace("\u00a0", " ")


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
@tries(6, of=30)
def test_the_bounds_are_those_of_every_way_to_make_it_clear(applies: int, other: int, open: int) -> None:
    """Each unclear answer made clear in both ways, counted again."""
    clear = partners([(1, 1)] * applies + [(0, 1)] * other)
    row = network(hlo.Dataset([*clear, *(unclear(f"u{n}", f"u{n}") for n in range(open)), form("x", [], "x")]).counts())
    shares = [
        network(
            hlo.Dataset(
                [
                    *clear,
                    form("x", [], "x"),
                    *(form(f"u{n}", ["network"] if n < ticks else [], f"u{n}") for n in range(open)),
                ]
            ).counts()
        ).share
        for ticks in range(open + 1)
    ]
    assert (row.unclear_low, row.unclear_high) == (min(shares), max(shares))


def test_what_unclear_answers_could_change_in_a_difference_and_in_sharing() -> None:
    items = [*partners([(1, 1), (0, 1)], ownership="private"), *partners([(0, 1)], ownership="public")]
    maybe = attrs.evolve(unclear("u", "u"), organisation=hlo.Organisation("u", type=PRACTICE, ownership="public"))
    row = network(hlo.Dataset([*items, maybe]).differences("ownership"))
    assert (row.difference, row.unclear_low, row.unclear_high) == (0.5, 0.0, 0.5)
    shared = network(hlo.Dataset([*partners([(2, 2), (1, 2), (1, 1)]), unclear("u", "1"), unclear("v", "2")]).sharing())
    assert (shared.shared, shared.n, shared.possible, shared.most_shared) == (1, 2, 3, 3)
    assert (shared.share, shared.unclear_low, shared.unclear_high) == (0.5, pytest.approx(1 / 3), 1.0)


# ---- what is said


@pytest.mark.parametrize(
    ("language", "words"), [("nl", ("aselecte steekproef", "onafhankelijk")), ("en", ("random sample", "independent"))]
)
def test_every_statistic_says_what_limits_it(language: str, words: tuple[str, ...]) -> None:
    dataset = hlo.Dataset(examples.forms(12, seed=3))
    statistics = [dataset.counts(), dataset.category_counts(), dataset.co_occurrence(), dataset.sharing()]
    statistics += [dataset.differences("organisation_type"), dataset.changes("2025", "2026")]
    for statistic in statistics:
        assert all(word in statistic.explained(language=language)["limits"] for word in (*words, "artners")), (
            statistic.name
        )


def test_what_holds_for_all_is_said_of_each_with_what_it_adds() -> None:
    explained = TEXTS.content["explained"]
    for statistic in (hlo.Dataset([]).counts(), hlo.Dataset([]).sharing()):
        for key, text in explained["all"].items():
            assert statistic.explained(language="en")[key].startswith(text["en"])


@pytest.mark.parametrize("total", [11, 29, 30, 400])
def test_a_percentage_of_few_answers_is_marked(total: int) -> None:
    counts = hlo.Dataset(partners([(1, 1)] + [(0, 1)] * (total - 1))).counts()
    assert network(counts).too_small is (total < 30)
    assert ("% (te weinig)" in counts.to_html(language="nl")) is (total < 30)


def test_a_percentage_of_few_answers_is_marked_without_an_interval_too() -> None:
    counts = hlo.Dataset(partners([(4, 6), (1, 5)])).counts()
    assert (network(counts).reason, network(counts).too_small) == ("few_partnerships", True)
    assert "45% (too few)" in counts.to_html(language="en")
