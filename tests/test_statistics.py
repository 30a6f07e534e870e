"""Honest counts: equal to worked examples and to other programs, adding up, and silent where nothing can be said."""

from __future__ import annotations

import functools
import itertools
import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

import hlo_forms as hlo
from hlo_forms import Finding, InvalidValueError, MissingDependencyError, examples
from hlo_forms.basics.libraries import import_library
from hlo_forms.basics.messages import Catalogue
from hlo_forms.research.statistics.chance import (
    adjusted,
    expected,
    fisher,
    mcnemar,
    middle,
    newcombe,
    smallest,
    two_sided,
    wilson,
)
from hlo_forms.research.statistics.dealing import Deal, sharing_chances
from hlo_forms.research.statistics.pool import GROUPS
from hlo_forms.research.statistics.statistic import Statistic
from hlo_forms.research.tables import TEXTS, code_label, schemas
from runs import tries
from strategies import INSTRUMENT

Ticks = Sequence[str] | None
"""The motives that somebody ticked; None where nobody touched the form."""

PRACTICE, PROGRAMME = "practice_partner", "programme"


def form(
    who: str, ticks: Ticks = (), type: str = PRACTICE, **changes: Any
) -> hlo.PreparationForm:  # Any: several kinds
    """A form of an organisation; who ticks nothing has written something else, so that it was filled in."""
    details = {name: changes.pop(name) for name in ("sector", "ownership") if name in changes}
    own = [] if ticks is None else [hlo.OtherMotive("Plezier in het werk")]
    common: dict[str, Any] = {"partnership": "Wijkzorg Noord", "round": "2026", "other_motives": own}  # Any: as above
    answers = [hlo.MotiveAnswer(motive, ticked=True) for motive in ticks or ()]
    organisation = hlo.Organisation(who or None, type=type, **details)
    return hlo.PreparationForm(organisation=organisation, motives=answers, **(common | changes))


def many(
    ticked: int, total: int, motive: str = "network", **changes: Any
) -> list[hlo.PreparationForm]:  # Any: as above
    """So many organisations, each in a partnership of its own, so many of which ticked a motive."""
    prefix = str(changes.get("sector", "")) + str(changes.get("ownership", "")) + str(changes.get("type", ""))
    names = [f"{prefix}{number}" for number in range(total)]
    return [
        form(name, [motive] if number < ticked else [], **alone(name) | changes) for number, name in enumerate(names)
    ]


def alone(name: str) -> dict[str, str]:
    """A partnership in which no other organisation is."""
    return {"partnership": f"Verband {name}"}


def one(statistic: Statistic[Any], motive: str = "network", **group: str | None) -> Any:  # Any: a row of any statistic
    """The row of a motive, in a group where the statistic is split."""
    (row,) = (row for row in statistic.rows if row.motive == motive and dict(row.group) == group)
    return row


@functools.cache
def example(seed: int = 3, partnerships: int = 30) -> hlo.Dataset:
    return hlo.Dataset(examples.forms(partnerships, seed=seed))


def every(dataset: hlo.Dataset) -> list[Statistic[Any]]:  # Any: statistics of every kind
    return [
        dataset.counts("organisation_type"),
        dataset.category_counts(),
        dataset.co_occurrence(),
        dataset.sharing(),
        dataset.differences("organisation_type"),
        dataset.changes("2025", "2026"),
    ]


@functools.cache
def of_example() -> dict[str, Statistic[Any]]:  # Any: as above
    """Every statistic of the example, by its name."""
    return {one.name: one for one in every(example())}


EVERY = ("counts", "categories", "co_occurrence", "sharing", "differences", "changes")


def test_these_are_the_statistics() -> None:
    assert tuple(of_example()) == EVERY


# ---- how often a motive applies


def test_a_count_worked_by_hand() -> None:
    """3 of 5: Wilson by his formula, (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), with z = 1.96."""
    row = one(hlo.Dataset(many(3, 5)).counts())
    z, p, n = 1.959964, 3 / 5, 5
    middle_, half = p + z**2 / (2 * n), z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert (row.applies, row.n, row.share) == (3, 5, 0.6)
    assert row.low == pytest.approx((middle_ - half) / (1 + z**2 / n), abs=1e-6)  # 0.2307
    assert row.high == pytest.approx((middle_ + half) / (1 + z**2 / n), abs=1e-6)  # 0.8824
    assert (round(row.low, 2), round(row.high, 2)) == (0.23, 0.88)


def test_each_status_is_counted_apart() -> None:
    unclear = attrs.evolve(form("d"), motives=[hlo.MotiveAnswer("network", outcome="Meer stageplaatsen")])
    items = [form("a", ["network"]), form("b"), form("c", None), unclear, form("e", type=PROGRAMME)]
    row = one(hlo.Dataset(items).counts(), "network")
    counts = (row.applies, row.not_ticked, row.unclear, row.not_filled_in, row.not_offered)
    assert counts == (1, 2, 1, 1, 0)
    assert (row.n, row.offered, row.organisations, row.organisations_applies) == (3, 5, 3, 1)
    financial = one(hlo.Dataset(items).counts(), "financial")
    assert (financial.not_offered, financial.offered, financial.n) == (1, 4, 3)


def test_a_motive_that_was_not_offered_has_no_denominator() -> None:
    row = one(hlo.Dataset([form("a")]).counts(), "learning_outcomes")
    assert (row.n, row.share, row.interval, row.reason) == (0, None, None, "not_offered")


def test_where_nobody_was_clear_there_is_no_share() -> None:
    row = one(hlo.Dataset([form("a", None)]).counts())
    assert (row.offered, row.share, row.low, row.high, row.reason) == (1, None, None, None, "nobody")


def test_an_organisation_in_two_partnerships_takes_the_interval_away() -> None:
    items = [*many(2, 4), form("0", ["network"], partnership="Wijkzorg Zuid")]
    row = one(hlo.Dataset(items).counts())
    assert (row.applies, row.n, row.organisations, row.organisations_applies) == (3, 5, 4, 2)
    assert (row.interval, row.reason) == (None, "repeated")
    assert one(hlo.Dataset(items[:4]).counts()).interval is not None


def test_an_organisation_without_a_name_takes_the_interval_away() -> None:
    row = one(hlo.Dataset([form("", ["network"]), form("a")]).counts())
    assert (row.n, row.organisations, row.interval, row.reason) == (2, 1, None, "unnamed")


def test_an_organisation_that_left_one_form_open_counts_once() -> None:
    row = one(hlo.Dataset([form("a", ["network"]), form("a", None, partnership="Wijkzorg Zuid")]).counts())
    assert (row.n, row.not_filled_in, row.reason) == (1, 1, None)


def test_voices_of_one_organisation_are_one_answer() -> None:
    voices = [form("a", ["network"], respondent=name) for name in ("Zorg", "Onderwijs")]
    assert (one(hlo.Dataset(voices).counts()).applies, hlo.Dataset(voices).counts().forms) == (1, 2)
    differing = [voices[0], form("a", ["recruitment"], respondent="Onderwijs")]
    assert one(hlo.Dataset(differing).counts()).unclear == 1


def test_only_the_last_version_of_a_form_counts_and_that_is_said() -> None:
    first = form("a", ["network"])
    counts = hlo.Dataset([first, attrs.evolve(first, motives=[])]).counts()
    assert (one(counts).applies, one(counts).n, counts.versions) == (0, 1, 1)
    assert any("1" in remark and "versies" in remark for remark in counts.remarks(language="nl"))


def test_doubtful_answers_are_counted() -> None:
    findings = (Finding(code="label-near", field="motives.network"),)
    reading = hlo.Reading(forms=(form("a", ["network"]),), language="nl", findings=findings)
    counts = hlo.Dataset([reading, form("b")]).counts()
    assert (one(counts).doubtful, one(counts, "recruitment").doubtful) == (1, 0)


def test_groups_stand_apart_types_in_the_order_of_the_instrument_and_unknown_last() -> None:
    items = [*many(1, 2, sector="Zorg"), *many(2, 2, sector="Bouw"), *many(0, 2), *many(1, 1, type=PROGRAMME)]
    counts = hlo.Dataset(items).counts(by=["organisation_type", "sector"])
    groups = list(dict.fromkeys(tuple(row.group.values()) for row in counts.rows))
    assert groups == [(PRACTICE, "Bouw"), (PRACTICE, "Zorg"), (PRACTICE, None), (PROGRAMME, None)]
    assert one(counts, organisation_type=PRACTICE, sector="Bouw").applies == 2
    assert counts.table.schema.names[:3] == ("organisation_type", "sector", "category")


def test_a_form_of_another_instrument_is_not_counted_with_it() -> None:
    other = attrs.evolve(INSTRUMENT, edition="2030")
    items = [form("a"), form("b", instrument=other)]
    with pytest.raises(InvalidValueError, match="filter"):
        hlo.Dataset(items).counts()
    assert one(hlo.Dataset(items).filter(edition="2030").counts()).n == 1


def test_what_is_no_group_is_named() -> None:
    with pytest.raises(InvalidValueError, match="organisation_type"):
        hlo.Dataset([]).counts(by="organisation_typ")
    for by in (3, [3], None):
        for count in (hlo.Dataset([]).counts, hlo.Dataset([]).category_counts, hlo.Dataset([]).differences):
            with pytest.raises(InvalidValueError, match="by"):
                count(by=by)
    for several in ([], ["round", "sector"]):
        with pytest.raises(InvalidValueError, match="one column"):
            hlo.Dataset([]).differences(by=several)


# ---- categories and pairs


def test_categories_are_k_of_n_by_type() -> None:
    """Two practice partners, five capital motives each: 2 + 1 ticked, 10 offered, of which one unclear."""
    unclear = hlo.MotiveAnswer("financial", outcome="Minder kosten")
    items = [form("a", ["network", "recruitment"]), attrs.evolve(form("b", ["network"]))]
    items[1] = attrs.evolve(items[1], motives=[hlo.MotiveAnswer("network", ticked=True), unclear])
    (row,) = (row for row in hlo.Dataset(items).category_counts().rows if row.category == "capital")
    assert (row.motives, row.applies, row.n, row.unclear, row.not_filled_in) == (5, 3, 9, 1, 0)
    assert (row.answers, row.with_any, row.organisations) == (2, 2, 2)


def test_categories_of_types_are_never_pooled_and_have_no_percentages() -> None:
    counts = example().category_counts(by="round")
    assert counts.by == ("organisation_type", "round")
    assert not {column.name for column in counts.table.columns} & {"share", "low", "high"}
    assert "%" not in counts.to_html(language="nl").split("<table>", 1)[1].split("</table>")[0]


def test_pairs_count_who_was_offered_both() -> None:
    items = [
        form("a", ["network", "financial"]),
        form("b", ["network"]),
        form("c", ["financial"]),
        form("d"),
        form("e", None),
        form("f", ["network"], PROGRAMME),
    ]
    pairs = {(row.first, row.second): row for row in hlo.Dataset(items).co_occurrence().rows}
    row = pairs["network", "financial"]
    assert (row.both, row.only_first, row.only_second, row.neither, row.left_open) == (1, 1, 1, 1, 1)
    assert (row.n, row.offered, row.organisations) == (4, 5, 4)
    assert ("financial", "current_curriculum") not in pairs


# ---- sharing


def dealt(partnerships: Sequence[Counter[str]], ticks: dict[str, int]) -> list[Fraction]:
    """The same by going through every way to deal the ticks: the oracle."""
    places = [(number, type) for number, sizes in enumerate(partnerships) for type in sizes.elements()]
    own = {type: [number for number, other in places if other == type] for type in {type for _, type in places}}
    ways = [itertools.combinations(range(len(own[type])), ticks.get(type, 0)) for type in own]
    found: Counter[int] = Counter()
    for chosen in itertools.product(*ways):
        held = Counter(own[type][place] for type, places in zip(own, chosen, strict=True) for place in places)
        found[sum(count > 1 for count in held.values())] += 1
    return [Fraction(found[number], found.total()) for number in range(len(partnerships) + 1)]


def counted(deal: Deal) -> list[Fraction]:
    """The same by multiplying out the ways in whole numbers: the oracle where there are too many to go through."""
    numpy = import_library("numpy")
    every = list(Counter(deal.partnerships).elements())
    ways = numpy.zeros((len(every) + 1, *(n + 1 for n in deal.ticks)), dtype=object)
    ways[(0, *(0 for _ in deal.ticks))] = 1
    for sizes in every:
        before, ways = ways, numpy.zeros_like(ways)
        for held in itertools.product(*(range(min(pair) + 1) for pair in zip(sizes, deal.ticks, strict=True))):
            places = [slice(int(sum(held) > 1), None), *(slice(n, None) for n in held)]
            moved = before[
                tuple(slice(None, length - (own.start or 0)) for own, length in zip(places, ways.shape, strict=True))
            ]
            ways[tuple(places)] += moved * math.prod(math.comb(*pair) for pair in zip(sizes, held, strict=True))
    numbers = [own[deal.ticks] for own in ways]
    return [Fraction(number, sum(numbers)) for number in numbers]


@st.composite
def deals(draw: st.DrawFn, most: int = 4) -> Deal:
    sizes = st.tuples(st.integers(0, 3), st.integers(0, 2))
    own = Counter(draw(st.lists(sizes.filter(lambda size: sum(size) > 1), min_size=1, max_size=most)))
    totals = [sum(size[axis] * n for size, n in own.items()) for axis in (0, 1)]
    return Deal(own, tuple(draw(st.integers(0, total)) for total in totals))


@given(deals())
@tries(8, of=80)
def test_chance_is_that_of_every_way_to_deal_the_ticks(deal: Deal) -> None:
    partnerships = [Counter(dict(zip("ab", sizes, strict=True))) for sizes in Counter(deal.partnerships).elements()]
    exact = dealt(partnerships, dict(zip("ab", deal.ticks, strict=True)))
    assert exact == counted(deal)
    assert sharing_chances([deal])[0] == pytest.approx([float(chance) for chance in exact], abs=1e-12)


@given(deals(most=24))
@tries(8, of=80)
def test_chance_among_more_partnerships_is_that_of_counting_in_whole_numbers(deal: Deal) -> None:
    exact = [float(chance) for chance in counted(deal)]
    assert sharing_chances([deal])[0] == pytest.approx(exact, abs=1e-12)


def test_chance_is_exact_where_most_points_are_left_out() -> None:
    deal = Deal({(1, 1): 20, (2, 1): 11, (0, 2): 7, (3, 0): 2}, (20, 11))
    assert sharing_chances([deal])[0] == pytest.approx([float(chance) for chance in counted(deal)], abs=1e-12)


@given(st.lists(deals(most=9), min_size=2, max_size=4))
@tries(8, of=80)
def test_deals_worked_out_together_give_the_same(several: list[Deal]) -> None:
    """Those of like partnerships share most of the work; what they share changes nothing."""
    common = Counter({(1, 1): 6, (2, 1): 3})
    own = [Deal(common + Counter(deal.partnerships), tuple(n + 4 for n in deal.ticks)) for deal in several]
    for together, deal in zip(sharing_chances(own), own, strict=True):
        assert together == pytest.approx([float(chance) for chance in counted(deal)], abs=1e-12)


def test_deals_that_are_unlike_each_other_give_the_same_together() -> None:
    own = [Deal({(1, 1): 20, (2, 0): 3}, (1, 1)), Deal({(1, 1): 20, (0, 2): 4}, (19, 27))]
    for together, deal in zip(sharing_chances(own), own, strict=True):
        assert together == pytest.approx([float(chance) for chance in counted(deal)], abs=1e-12)


@pytest.mark.parametrize("pairs", [1, 2, 17, 40, 400])
def test_chance_of_pairs_is_hypergeometric(pairs: int) -> None:
    hypergeom = import_library("scipy.stats").hypergeom
    one, other = pairs // 2, pairs // 3
    chances = sharing_chances([Deal({(1, 1): pairs}, (one, other))])[0]
    assert chances == pytest.approx(hypergeom.pmf(range(pairs + 1), pairs, one, other), abs=1e-12)


@pytest.mark.parametrize("number", [60, 600])
def test_chance_of_many_partnerships_has_the_mean_of_hypergeometric_draws(number: int) -> None:
    chance = random.Random(5)  # noqa: S311 - a test
    sizes = [(chance.choice([1, 2, 3]), chance.choice([1, 2])) for _ in range(number)]
    totals = {type: sum(size[axis] for size in sizes) for axis, type in enumerate("ab")}
    ticks = {"a": totals["a"] // 2, "b": totals["b"] // 3}
    mean = expected(sharing_chances([Deal(Counter(sizes), tuple(ticks.values()))])[0])
    exact = sum(
        _chance_of(Counter(dict(zip("ab", size, strict=True))), totals, ticks) for size in sizes
    )  # by linearity
    assert mean == pytest.approx(exact, abs=1e-9)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9).filter(any))
def test_the_smallest_p_is_that_of_the_least_likely_outcome(weights: list[int]) -> None:
    chances = [weight / sum(weights) for weight in weights]
    assert smallest(chances) == min(two_sided(chances, seen) for seen, chance in enumerate(chances) if chance)


def _chance_of(size: Counter[str], totals: dict[str, int], ticks: dict[str, int]) -> float:
    hypergeom = import_library("scipy.stats").hypergeom
    none = {type: hypergeom.pmf(0, totals[type], ticks[type], size[type]) for type in "ab"}
    once = {type: hypergeom.pmf(1, totals[type], ticks[type], size[type]) for type in "ab"}
    return float(1 - none["a"] * none["b"] - once["a"] * none["b"] - none["a"] * once["b"])


def test_the_middle_of_chance_leaves_little_on_each_side() -> None:
    assert middle([0.01, 0.04, 0.9, 0.04, 0.01], 0.95) == (1, 3)
    assert middle([1.0], 0.95) == (0, 0)


def partnership(name: str, ticks: tuple[Ticks, Ticks]) -> list[hlo.PreparationForm]:
    first, second = ticks
    return [
        form(f"praktijk {name}", first, partnership=name),
        form(f"opleiding {name}", second, PROGRAMME, partnership=name),
    ]


def test_sharing_worked_by_hand() -> None:
    """Three pairs; 2 of 3 practice partners and 1 of 3 programmes tick, in one partnership both.

    The programme's tick falls on each of three partnerships alike; in 2 of 3 its partner ticks. So 1 of 3 ways
    shares in none and 2 of 3 share in one: 0.667 on average, and p of what was seen is 2/3 + 1/3 = 1.
    """
    network = ["network"]
    items = [*partnership("A", (network, network)), *partnership("B", (network, [])), *partnership("C", ([], []))]
    row = one(hlo.Dataset(items).sharing())
    assert (row.shared, row.n, row.applies, dict(row.ticks)) == (1, 3, 3, {PRACTICE: (2, 3), PROGRAMME: (1, 3)})
    assert row.expected == pytest.approx(2 / 3)
    assert (row.chance_low, row.chance_high, row.p, row.too_small) == (0, 1, pytest.approx(1), True)
    assert row.p_smallest == pytest.approx(1 / 3)


def test_partners_who_all_agree_share_more_than_chance() -> None:
    network = ["network"]
    items = [form for n in range(5) for form in partnership(f"A{n}", (network, network))]
    items += [form for n in range(5) for form in partnership(f"B{n}", ([], []))]
    row = one(hlo.Dataset(items).sharing())
    assert (row.shared, row.n, row.expected) == (5, 10, pytest.approx(2.5))
    assert row.p == pytest.approx(2 / math.comb(10, 5))  # all five together, or none: 1/252 each
    assert row.p_adjusted == pytest.approx(min(1, row.p * 6))  # six motives were offered to both sides


def test_partners_who_left_it_open_do_not_count() -> None:
    items = [*partnership("A", (["network"], None)), *partnership("B", (["network"], ["network"]))]
    row = one(hlo.Dataset(items).sharing())
    assert (row.shared, row.n, row.left_open, row.applies) == (1, 1, 1, 2)


def test_what_is_offered_to_one_side_alone_is_not_shared() -> None:
    row = one(hlo.Dataset(partnership("A", ([], []))).sharing(), "financial")
    assert (row.n, row.expected, row.chance_low, row.p, row.reason) == (0, None, None, None, "offered_to_one")
    alone = one(hlo.Dataset([form("a"), form("b")]).sharing(), "learning_outcomes")
    assert alone.reason == "not_offered"


def test_an_organisation_in_two_partnerships_takes_chance_away() -> None:
    items = [form("a", ["network"], partnership=name) for name in "AB"]
    items += [form(f"b{name}", ["network"], partnership=name) for name in "AB"]
    row = one(hlo.Dataset(items).sharing())
    assert (row.shared, row.n, row.expected, row.p, row.reason) == (2, 2, None, None, "repeated")


def test_answers_without_a_partnership_are_left_out_of_sharing_and_that_is_said() -> None:
    sharing = hlo.Dataset([form("a", partnership=None), *partnership("A", ([], []))]).sharing()
    assert (sharing.without, sharing.answers, sharing.partnerships) == (1, 2, 1)
    assert any("zonder samenwerkingsverband" in remark for remark in sharing.remarks(language="nl"))


# ---- differences


def test_a_difference_worked_by_hand() -> None:
    """Fisher's tea: 3 of 4 against 1 of 4. Of C(8,4) = 70 ways, 16 + 1 are as unlikely on each side: 34/70."""
    items = [*many(3, 4, ownership="private"), *many(1, 4, ownership="public")]
    row = one(hlo.Dataset(items).differences("ownership"))
    assert row.p == pytest.approx(34 / 70)
    assert row.p_smallest == pytest.approx(2 / 70)
    assert (row.first_applies, row.first_n, row.second_applies, row.second_n, row.difference) == (3, 4, 1, 4, 0.5)


def test_differences_are_adjusted_for_every_motive_that_was_tested() -> None:
    items = [*many(9, 10, ownership="private"), *many(1, 10, ownership="public")]
    differences = hlo.Dataset(items).differences("ownership")
    tested = [row for row in differences.rows if row.p is not None]
    assert len(tested) == 10  # what a practice partner was offered
    assert one(differences).p_adjusted == pytest.approx(one(differences).p * 10)


def test_groups_are_named_where_there_are_more_than_two() -> None:
    items = [*many(1, 2, sector="Zorg"), *many(1, 2, sector="Bouw"), *many(1, 2, sector="Techniek"), *many(1, 2)]
    dataset = hlo.Dataset(items)
    with pytest.raises(InvalidValueError, match="between"):
        dataset.differences("sector")
    differences = dataset.differences("sector", between=("Zorg", "Techniek"))
    assert (differences.between, differences.answers) == (("Zorg", "Techniek"), 4)
    for wrong in (("Zorg", "Zorgg"), ("Zorg",), ("Zorg", "Zorg"), "Zorg"):
        with pytest.raises(InvalidValueError, match="two of the groups"):
            dataset.differences("sector", between=wrong)


def test_a_motive_of_one_type_alone_is_not_compared_across_types() -> None:
    items = [*many(1, 3), *many(2, 3, type=PROGRAMME)]
    differences = hlo.Dataset(items).differences("organisation_type")
    assert one(differences, "financial").reason == "not_offered_both"
    assert one(differences, "financial").difference is None
    assert [row.motive for row in differences.rows if row.p is not None] == [
        motive.id for motive in INSTRUMENT.motives if len(motive.offered_to) == 2
    ]


def test_a_group_in_which_nobody_was_clear_is_not_compared() -> None:
    items = [*many(1, 3, ownership="private"), form("x", None, ownership="public")]
    row = one(hlo.Dataset(items).differences("ownership"))
    assert (row.p, row.interval, row.reason, row.not_filled_in, row.unclear) == (None, None, "nobody_in_one", 1, 0)


def test_an_organisation_in_both_groups_is_not_tested() -> None:
    items = [form("a", ownership="private"), form("a", ownership="public", partnership="Wijkzorg Zuid")]
    row = one(hlo.Dataset(items).differences("ownership"))
    assert (row.p, row.low, row.high, row.reason) == (None, None, None, "repeated")


# ---- changes


def test_a_change_worked_by_hand() -> None:
    """Six new and one dropped: p = 2 (C(7,0) + C(7,1)) / 2⁷ = 16/128."""
    before = [*many(3, 10)]  # 0, 1, 2 tick
    ticks = {0, 1, *range(3, 9)}
    after = [form(str(n), ["network"] if n in ticks else [], round="2027", **alone(str(n))) for n in range(10)]
    row = one(hlo.Dataset([*before, *after]).changes("2026", "2027"))
    assert (row.kept, row.new, row.dropped, row.neither, row.n) == (2, 6, 1, 1, 10)
    assert row.p == pytest.approx(16 / 128)
    assert row.p_smallest == pytest.approx(2 / 128)
    assert not row.too_small


def test_only_organisations_in_both_rounds_count_and_the_others_are_said() -> None:
    items = [
        form("a"),
        form("b"),
        form("a", ["network"], round="2027"),
        form("c", round="2027"),
        form("d", round="2027"),
    ]
    changes = hlo.Dataset(items).changes("2026", "2027")
    row = one(changes)
    assert (row.n, row.new, row.organisations, row.too_small) == (1, 1, 1, True)
    assert (changes.only_earlier, changes.only_later) == (1, 2)
    assert len(changes.remarks(language="nl")) == 3


def test_what_was_left_open_in_one_round_is_not_a_change() -> None:
    row = one(hlo.Dataset([form("a", ["network"]), form("a", None, round="2027")]).changes("2026", "2027"))
    assert (row.n, row.left_open, row.p, row.reason) == (0, 1, None, "nobody")


def test_where_nothing_changed_there_is_no_test() -> None:
    items = [form("a", ["network"]), form("a", ["network"], round="2027")]
    assert one(hlo.Dataset(items).changes("2026", "2027")).reason == "same"


def test_an_organisation_with_two_partnerships_in_both_rounds_is_not_tested() -> None:
    items = [
        form("a", ticks, round=round, partnership=name)
        for round, ticks in (("2026", []), ("2027", ["network"]))
        for name in "AB"
    ]
    row = one(hlo.Dataset(items).changes("2026", "2027"))
    assert (row.new, row.organisations, row.p, row.reason) == (2, 1, None, "repeated")


def test_a_round_that_is_not_there_is_named() -> None:
    dataset = hlo.Dataset([form("a"), form("a", round="2027")])
    for earlier, later in (("2025", "2027"), ("2026", "2028"), ("2026", "2026")):
        with pytest.raises(InvalidValueError, match="round"):
            dataset.changes(earlier, later)


# ---- what other programs say


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@tries(6, of=60)
def test_intervals_are_those_of_statsmodels(count: tuple[int, int]) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    assert wilson(*count) == pytest.approx(proportion.proportion_confint(*count, method="wilson"), abs=1e-9)


@given(st.data())
@tries(6, of=60)
def test_differences_are_those_of_statsmodels_and_of_counting(data: st.DataObject) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    n1, n2 = data.draw(st.integers(1, 25)), data.draw(st.integers(1, 25))
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    wanted = proportion.confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
    assert newcombe((k1, n1), (k2, n2)) == pytest.approx(wanted, abs=1e-6)
    ways = {k: math.comb(n1, k) * math.comb(n2, k1 + k2 - k) for k in range(max(0, k1 + k2 - n2), min(n1, k1 + k2) + 1)}
    total = sum(ways.values())
    p, smallest = fisher((k1, n1), (k2, n2))
    assert p == pytest.approx(sum(way for way in ways.values() if way <= ways[k1]) / total)
    assert smallest == pytest.approx(sum(way for way in ways.values() if way == min(ways.values())) / total)


@given(st.integers(0, 20), st.integers(0, 20))
@tries(6, of=60)
def test_changes_are_those_of_statsmodels(new: int, dropped: int) -> None:
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")
    if new + dropped:
        p, smallest = mcnemar(new, dropped)
        assert p == pytest.approx(tables.mcnemar([[3, new], [dropped, 4]], exact=True).pvalue)
        assert smallest == pytest.approx(min(1, 2 * 0.5 ** (new + dropped)))


@given(st.lists(st.one_of(st.none(), st.floats(1e-6, 1)), max_size=20))
@tries(6, of=60)
def test_adjustments_are_those_of_statsmodels(values: list[float | None]) -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    found = adjusted(values)
    given_ = [value for value in values if value is not None]
    wanted = iter(multitest.multipletests(given_, method="fdr_bh")[1] if given_ else ())
    assert [value is None for value in found] == [value is None for value in values]
    assert all(value == pytest.approx(next(wanted)) for value in found if value is not None)


def test_two_sided_counts_what_is_as_unlikely() -> None:
    assert two_sided([0.1, 0.2, 0.4, 0.2, 0.1], 1) == pytest.approx(0.6)


# ---- laws


def data(statistic: Statistic[Any]) -> Any:  # Any: rows of any statistic
    return statistic.table.rows


@given(st.randoms(use_true_random=False))
@tries(4, of=8)
def test_the_order_of_forms_does_not_matter(chance: random.Random) -> None:
    forms = list(example(partnerships=12).forms)
    chance.shuffle(forms)
    for one, other in zip(every(hlo.Dataset(forms)), every(example(partnerships=12)), strict=True):
        assert data(one) == data(other)
        assert attrs.evolve(one, rows=()) == attrs.evolve(other, rows=())


@pytest.mark.parametrize("by", [name for name in GROUPS if name not in ("partnership", "language")])
def test_filtering_and_counting_is_counting_by_group(by: str) -> None:
    dataset = example()
    for method in ("counts", "co_occurrence"):
        split = getattr(dataset, method)(by=by)
        for value in {row.group[by] for row in split.rows}:
            wanted = getattr(dataset.filter(**{by: value}, phase="preparation"), method)()
            assert [
                attrs.evolve(row, group=wanted.rows[0].group) for row in split.rows if row.group[by] == value
            ] == list(wanted.rows)


@pytest.mark.parametrize("by", [(), ("organisation_type",), ("round", "sector")])
def test_counts_add_up_to_what_was_offered(by: tuple[str, ...]) -> None:
    counts = example().counts(by)
    for row in counts.rows:
        assert row.applies + row.not_ticked + row.unclear + row.not_filled_in == row.offered
        assert row.organisations_applies <= row.organisations <= row.n
        assert row.n == 0 or row.interval is None or row.low <= row.share <= row.high
    for motive in INSTRUMENT.motives:
        rows = [row for row in counts.rows if row.motive == motive.id]
        assert sum(row.offered + row.not_offered for row in rows) == counts.answers


def test_categories_add_up_to_their_motives() -> None:
    split = example().counts("organisation_type")
    for row in example().category_counts().rows:
        own = [
            count
            for count in split.rows
            if count.category == row.category and count.group == row.group and count.offered
        ]
        assert len(own) == row.motives
        for name in ("applies", "not_ticked", "unclear", "not_filled_in", "n"):
            assert getattr(row, name) == sum(getattr(count, name) for count in own)


def test_pairs_add_up_to_their_motives() -> None:
    """Among those who were clear about both, each motive applies as often as both and it alone together."""
    counts = {row.motive: row for row in example().counts().rows}
    for row in example().co_occurrence().rows:
        assert row.both + row.only_first <= counts[row.first].applies
        assert row.both + row.only_second <= counts[row.second].applies
        assert row.both + row.only_first + row.only_second + row.neither + row.left_open == row.offered


@pytest.mark.parametrize("name", EVERY)
def test_no_number_stands_without_what_it_is_out_of_or_a_reason(name: str) -> None:
    statistic = of_example()[name]
    known = {"counts", "sharing", "differences", "changes"}
    for row in statistic.rows:
        tested = getattr(row, "interval", None) or getattr(row, "test", None)
        assert statistic.name not in known or (tested is None) == (row.reason is not None)
        for column in ("p", "p_adjusted"):
            value = getattr(row, column, None)
            assert value is None or 0 <= value <= 1


# ---- what they show


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("name", EVERY)
def test_every_statistic_explains_itself_in_every_language(name: str, language: str) -> None:
    statistic = of_example()[name]
    told = statistic.explained(language=language)
    assert {"counted", "denominator", "unclear", "not_filled_in", "method"} <= set(told)
    shown = statistic.to_html(language=language)
    assert shown.startswith('<div class="hlo-page"')
    assert all(escape(text) in shown for text in told.values())
    assert all(
        INSTRUMENT.category(id).label[language] in shown for id in ("capital",) if statistic.name != "co_occurrence"
    )


@pytest.mark.parametrize("name", EVERY)
def test_every_statistic_is_a_table_with_its_own_columns(name: str) -> None:
    statistic = of_example()[name]
    names = schemas("statistics")[statistic.name].names
    assert statistic.table.schema.names == (*statistic.by, *names)
    kinds = {"text": str, "integer": int, "number": float, "boolean": bool}
    for column in statistic.table.columns:
        values = [value for value in statistic.table.column(column.name) if value is not None]
        assert {type(value) for value in values} <= {kinds[column.kind]}, column.name
        assert not column.codes or set(values) <= set(column.codes)
    for backend in ("pandas", "polars", "pyarrow"):
        assert tuple(statistic.table.to_narwhals(backend).columns) == statistic.table.schema.names
    assert statistic._repr_html_() == statistic.to_html(language="nl")
    assert repr(statistic).startswith(f"{type(statistic).__name__}({len(statistic.rows)} rows")


def test_what_is_tested_is_called_exploratory_and_cites_its_source() -> None:
    for statistic in every(example()):
        told = statistic.explained(language="en")
        assert ("exploratory" in told) == (statistic.name in ("sharing", "differences", "changes"))
        assert ("source" in told) == (statistic.name not in ("categories", "co_occurrence"))


def test_small_numbers_are_said_to_be_small() -> None:
    counts = hlo.Dataset(many(3, 5)).counts()
    assert one(counts).too_small
    assert any("there are fewer than 30" in remark for remark in counts.remarks(language="en"))
    assert "(too few)" in counts.to_html(language="en")
    assert not hlo.Dataset(many(50, 100)).counts().remarks(language="en")


def test_types_that_stand_together_are_told() -> None:
    items = [*many(1, 3, ownership="private"), *many(2, 3, type=PROGRAMME, ownership="public"), form("x")]
    dataset = hlo.Dataset(items)

    def told(statistic: Statistic[Any]) -> bool:
        return any("filter(organisation_type" in remark for remark in statistic.remarks(language="nl"))

    assert told(dataset.counts())
    assert told(dataset.co_occurrence())
    assert told(dataset.differences("ownership"))
    assert not told(dataset.counts("organisation_type"))
    assert not told(dataset.differences("organisation_type"))
    assert not told(dataset.sharing())  # dealt within each type
    assert not told(dataset.filter(organisation_type=PRACTICE).counts())


def test_answers_outside_the_two_groups_are_told() -> None:
    differences = hlo.Dataset([*many(1, 2, sector="Zorg"), *many(1, 2, sector="Bouw"), form("x")]).differences("sector")
    assert (differences.outside, differences.answers) == (1, 4)
    assert any("outside" in remark for remark in differences.remarks(language="en"))


def test_what_was_written_is_escaped() -> None:
    shown = hlo.Dataset([form("a", sector="<b>Zorg</b>"), form("b")]).counts("sector").to_html(language="nl")
    assert "&lt;b&gt;Zorg" in shown
    assert "<b>Zorg" not in shown
    assert "Sector onbekend" in shown


def test_nothing_to_count_is_said() -> None:
    empty = hlo.Dataset([])
    for statistic in (empty.counts(), empty.category_counts(), empty.co_occurrence(), empty.sharing()):
        assert (statistic.rows, len(statistic.table)) == ((), 0)
        assert "niets te tellen" in statistic._repr_html_()


def test_a_language_they_do_not_speak_is_refused() -> None:
    for show in (hlo.Dataset([]).counts().to_html, hlo.Dataset([]).counts().explained):
        with pytest.raises(InvalidValueError, match="language"):
            show(language="fr")
    assert code_label("repeated", "fr") == code_label("repeated", "en")


def test_every_reason_and_column_is_described_in_every_language() -> None:
    reasons = Catalogue("statistics").content["columns"]["reason"]["codes"]
    assert all(code_label(reason, language) for reason in reasons for language in TEXTS.languages)
    for schema in schemas("statistics").values():
        assert all(set(column.label) == set(TEXTS.languages) for column in schema.columns)


def test_without_scipy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(MissingDependencyError, match=r'pip install "hlo-forms\[analysis\]"'):
        hlo.Dataset(many(1, 2)).counts()
    assert hlo.Dataset(many(1, 2)).category_counts().rows
