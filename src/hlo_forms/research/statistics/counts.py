"""Counts of each motive, of each category, and of motives that apply together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from operator import attrgetter
from typing import ClassVar

import attrs

from ...basics.values import FrozenMap, grouped
from ...forms import Status
from ...forms.answers import OF_FORMS
from .chance import FEW, HasInterval, Interval
from .clusters import alone, clusters_of, design_effect, share_interval, too_few
from .pool import Answers, Group, Pool, organisations, why_not
from .statistic import TEXTS, Statistic, common_fields

_WIDE = 0.3  # a percentage whose interval is this wide says little (Parker et al. 2017)


@attrs.frozen(kw_only=True)
class MotiveCount(HasInterval):
    """The number of times a motive applies in one group, with the interval of its share.

    `n` is `applies` plus `not_ticked`: answers that were offered the motive and are clear about it. `low` and `high`,
    0 to 1, are the limits of the interval.

    Attributes:
        group: The values of the columns that split the rows.
        category: The id of the category of the motive.
        motive: The id of the motive.
        applies: The number of answers to which it applies.
        not_ticked: The number that did not tick it.
        unclear: The number that are unclear about it.
        not_filled_in: The number whose motives nobody filled in.
        not_offered: The number that were not offered it.
        organisations: The number of organisations that the n come from.
        organisations_applies: The number of organisations to which it applies at least once.
        partnerships: The number of partnerships that the n are in.
        together: Whether any of these counts more than once: then the interval is cluster-robust.
        doubtful: The number of the n that were read with a doubt.
        design_effect: The variance of the share as a multiple of that of independent answers.
        reason: The reason why there is no interval.

    >>> from hlo_forms import Dataset, examples
    >>> rows = Dataset(examples.forms(20, rounds=["2026"])).one_partnership_each().counts().rows
    >>> (network,) = [row for row in rows if row.motive == "network"]
    >>> network.n == network.applies + network.not_ticked, network.reason
    (True, None)
    """

    group: Group
    category: str
    motive: str
    applies: int
    not_ticked: int
    unclear: int
    not_filled_in: int
    not_offered: int
    organisations: int
    organisations_applies: int
    partnerships: int
    together: bool
    doubtful: int
    interval: Interval | None
    design_effect: float | None
    reason: str | None

    @property
    def n(self) -> int:
        """The denominator: answers that were offered the motive and are clear about whether it applies."""
        return self.applies + self.not_ticked

    @property
    def offered(self) -> int:
        """The number of answers that were offered the motive."""
        return self.n + self.unclear + self.not_filled_in

    @property
    def share(self) -> float | None:
        """`applies` divided by `n`, 0 to 1; None where n is 0."""
        return self.applies / self.n if self.n else None

    @property
    def unclear_low(self) -> float | None:
        """The share if the motive applied to none of the unclear answers; None where there are no answers."""
        return self.applies / (self.n + self.unclear) if self.n + self.unclear else None

    @property
    def unclear_high(self) -> float | None:
        """The share if the motive applied to all the unclear answers; None where there are no answers."""
        return (self.applies + self.unclear) / (self.n + self.unclear) if self.n + self.unclear else None

    @property
    def too_small(self) -> bool:
        """True if the share is of fewer than 30 answers, or its interval spans 30 percentage points or more."""
        wide = self.interval is not None and self.interval[1] - self.interval[0] >= _WIDE
        return 0 < self.n < FEW or wide


@attrs.frozen(kw_only=True, repr=False)
class MotiveCounts(Statistic[MotiveCount]):
    """Counts of each motive among those who were offered it and filled it in: a row for each group and motive.

    Made by `Dataset.counts`.

    Attributes:
        lists: The number of answers by the list of motives that they were offered, for each group.
        repeats: The number of answers of an organisation that has another one in that group, for each group.

    >>> from hlo_forms import Dataset, examples
    >>> counts = Dataset(examples.forms(5, rounds=["2026"])).counts()
    >>> [(row.applies, row.n) for row in counts.rows if row.motive == "network"]
    [(5, 8)]
    """

    name: ClassVar[str] = "counts"
    pools_types: ClassVar[bool] = True

    lists: FrozenMap[Group, FrozenMap[frozenset[str], int]]
    repeats: FrozenMap[Group, int]

    def remarks(self, *, language: str) -> tuple[str, ...]:
        """Return the limitations of these numbers as sentences, with the range of design effects."""
        effects = [row.design_effect for row in self.rows if row.together and row.design_effect is not None]
        if not effects:
            return super().remarks(language=language)
        mark = TEXTS.text("decimal", language)
        low, high = (f"{effect:.1f}".replace(".", mark) for effect in (min(effects), max(effects)))
        own = TEXTS.text("design_effects", language, count=len(effects), all=len(self.rows), low=low, high=high)
        return (*super().remarks(language=language), own)


def motive_counts(pool: Pool) -> MotiveCounts:
    """Count each motive in each group."""
    groups = ((group, pool.of(group)) for group in pool.groups)
    rows = (motive_count(answers, group, *motive) for group, answers in groups for motive in pool.motives)
    lists = FrozenMap({group: _lists(pool.of(group)) for group in pool.groups})
    repeats = FrozenMap({group: len(own := pool.of(group)) - organisations(own) for group in pool.groups})
    return MotiveCounts(rows=tuple(rows), lists=lists, repeats=repeats, **common_fields(pool))


def _lists(answers: Collection[Answers]) -> FrozenMap[frozenset[str], int]:
    """Count the answers by the list of motives that they were offered."""
    return FrozenMap(Counter(frozenset(filter(answer.has, answer.statuses)) for answer in answers))


def motive_count(answers: Collection[Answers], group: Group, category: str, motive: str) -> MotiveCount:
    """Count one motive over these answers."""
    by_status = {status: [answer for answer in answers if answer.statuses[motive] is status] for status in OF_FORMS}
    clear = [*by_status[Status.APPLIES], *by_status[Status.NOT_TICKED]]
    offered = len(answers) - len(by_status[Status.NOT_OFFERED])
    clusters = clusters_of(clear, motive)
    reason = why_not(clear) if offered else "not_offered"
    if reason is None and too_few(clusters):
        reason = "few_partnerships"
    return MotiveCount(
        group=group,
        category=category,
        motive=motive,
        **{status.value: len(own) for status, own in by_status.items()},
        organisations=organisations(clear),
        organisations_applies=organisations(by_status[Status.APPLIES]),
        partnerships=len(clusters.keys() - {None}),
        together=not alone(clusters),
        doubtful=sum(motive in answer.doubtful for answer in clear),
        interval=None if reason else share_interval(clusters),
        design_effect=None if reason else design_effect(clusters),
        reason=reason,
    )


@attrs.frozen(kw_only=True)
class CategoryTally:
    """The number of motives in one category that apply to organisations of one type, out of those they were offered.

    There are no shares or intervals: the motives on one form are not independent, and types are offered different ones.

    Attributes:
        group: The values of the columns that split the rows.
        category: The id of the category.
        motives: The number of motives of the category that each answer was offered.
        answers: The number of answers that are clear about at least one of these.
        organisations: The number of organisations that they come from.
        with_any: The number of answers to which at least one motive applies.
        applies: The number of motives that apply, over all answers.
        not_ticked: The number that were not ticked.
        unclear: The number that are unclear.
        not_filled_in: The number on forms whose motives nobody filled in.
        reason: The reason why there is nothing to count.
        too_small: Whether the group is too small to say anything about.

    >>> from hlo_forms import Dataset, examples
    >>> row = Dataset(examples.forms(5, rounds=["2026"])).category_counts().rows[0]
    >>> row.applies + row.not_ticked + row.unclear + row.not_filled_in == row.answers * row.motives
    True
    """

    group: Group
    category: str
    motives: int
    answers: int
    organisations: int
    with_any: int
    applies: int
    not_ticked: int
    unclear: int
    not_filled_in: int
    reason: str | None = None
    too_small: bool = False

    @property
    def n(self) -> int:
        """The denominator: motives that were offered and clearly apply or do not, over all answers."""
        return self.applies + self.not_ticked


class CategoryCounts(Statistic[CategoryTally]):
    """Counts of the motives in each category, k of n: a row for each type of organisation, group and category.

    Made by `Dataset.category_counts`.

    >>> from hlo_forms import Dataset, examples
    >>> counts = Dataset(examples.forms(5, rounds=["2026"])).category_counts()
    >>> counts.organisations, counts.rows[0].category
    (9, 'legitimising')
    """

    name: ClassVar[str] = "categories"


def category_counts(pool: Pool) -> CategoryCounts:
    """Count each category in each group; the pool must be split by type of organisation."""
    rows = [row for group in pool.groups for row in _categories(pool, group)]
    return CategoryCounts(rows=tuple(rows), **common_fields(pool))


def _categories(pool: Pool, group: Group) -> Iterator[CategoryTally]:
    answers = pool.of(group)
    type = str(group["organisation_type"])
    for category in dict.fromkeys(category for category, _ in pool.motives):
        assert pool.instrument is not None  # noqa: S101 - there is one where there are motives
        motives = [motive.id for motive in pool.instrument.in_category(category, type)]
        if motives:
            yield _category(answers, group, category, motives)


def _category(answers: Collection[Answers], group: Group, category: str, motives: list[str]) -> CategoryTally:
    clear = [answer for answer in answers if any(map(answer.says, motives))]
    every = [answer.statuses[motive] for answer in answers for motive in motives]
    return CategoryTally(
        group=group,
        category=category,
        motives=len(motives),
        answers=len(clear),
        organisations=organisations(clear),
        with_any=sum(any(map(answer.ticks, motives)) for answer in clear),
        applies=every.count(Status.APPLIES),
        not_ticked=every.count(Status.NOT_TICKED),
        unclear=every.count(Status.UNCLEAR),
        not_filled_in=every.count(Status.NOT_FILLED_IN),
    )


@attrs.frozen(kw_only=True)
class MotivePair:
    """The number of times two motives apply together, among answers that were offered both and are clear about both.

    Counts only: no test, no coefficient.

    Attributes:
        group: The values of the columns that split the rows.
        first: The id of the one motive.
        second: The id of the other.
        both: The number of answers to which both apply.
        only_first: The number to which only the first applies.
        only_second: The number to which only the second applies.
        neither: The number to which neither applies.
        left_open: The number that were offered both and left at least one open.
        organisations: The number of organisations that they come from.
        reason: The reason why there is nothing to count.
        too_small: Whether the group is too small to say anything about.

    >>> from hlo_forms import Dataset, examples
    >>> row = Dataset(examples.forms(5, rounds=["2026"])).co_occurrence().rows[0]
    >>> row.first != row.second, row.both + row.only_first + row.only_second + row.neither > 0
    (True, True)
    """

    group: Group
    first: str
    second: str
    both: int
    only_first: int
    only_second: int
    neither: int
    left_open: int
    organisations: int
    reason: str | None = None
    too_small: bool = False

    @property
    def n(self) -> int:
        """The denominator: answers that were offered both and are clear about whether each applies."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def offered(self) -> int:
        """The number of answers that were offered both."""
        return self.n + self.left_open


class CoOccurrence(Statistic[MotivePair]):
    """Counts of motives that apply together: a row for each group and each pair that somebody in it was offered.

    Made by `Dataset.co_occurrence`.

    >>> from hlo_forms import Dataset, examples
    >>> pairs = Dataset(examples.forms(5, rounds=["2026"])).co_occurrence()
    >>> (pairs.rows[0].first, pairs.rows[0].second), pairs.organisations
    (('own_image', 'learning_outcomes'), 9)
    """

    name: ClassVar[str] = "co_occurrence"
    pools_types: ClassVar[bool] = True


def co_occurrence(pool: Pool) -> CoOccurrence:
    """Count each pair of motives in each group."""
    motives = [motive for _, motive in pool.motives]
    rows = (row for group in pool.groups for row in _pairs(pool.of(group), group, motives))
    return CoOccurrence(rows=tuple(rows), **common_fields(pool))


def _pairs(answers: Sequence[Answers], group: Group, motives: Sequence[str]) -> Iterator[MotivePair]:
    """Yield each pair that somebody was offered; a set of answers is a number with a bit for each of them."""
    offered, clear, ticked = (
        {motive: _bits(motive in motives_of(answer) for answer in answers) for motive in motives}
        for motives_of in (_OFFERED, _CLEAR, _TICKED)
    )
    named = grouped((answer.organisation, 1 << place) for place, answer in enumerate(answers) if answer.organisation)
    places = [sum(own) for own in named.values()]
    for first, second in combinations(motives, 2):
        both_offered, both_clear = offered[first] & offered[second], clear[first] & clear[second]
        if both_offered:
            one, other = ticked[first] & both_clear, ticked[second] & both_clear
            yield MotivePair(
                group=group,
                first=first,
                second=second,
                both=(one & other).bit_count(),
                only_first=(one & ~other).bit_count(),
                only_second=(other & ~one).bit_count(),
                neither=(both_clear & ~one & ~other).bit_count(),
                left_open=(both_offered & ~both_clear).bit_count(),
                organisations=sum(bool(own & both_clear) for own in places),
            )


_OFFERED, _CLEAR, _TICKED = attrgetter("offered"), attrgetter("clear"), attrgetter("ticked")


def _bits(values: Iterable[bool]) -> int:
    """Return a number with a bit for each value that is true, from the lowest."""
    return int("".join("1" if value else "0" for value in values)[::-1] or "0", 2)
