"""How often each motive applies, how many of each category, and which motives apply together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations
from typing import ClassVar

import attrs

from ...forms import Status
from .exact import Interval, wilson
from .pool import Answers, Group, Pool, organisations, why_not
from .results import Statistic, carried

_WIDE = 0.5  # an interval that spans more than half of what is possible says little


@attrs.frozen(kw_only=True)
class MotiveCount:
    """How often a motive applies in one group, with a Wilson interval of its share.

    `n` is `applies` and `not_ticked` together: those who were offered it and clearly said. `organisations` of them
    there are, and to `organisations_applies` of these it applies at least once. `doubtful` of the n were read with a
    doubt. `low` and `high`, 0 to 1, are None where `reason` says why.
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
    doubtful: int
    interval: Interval | None
    reason: str | None

    @property
    def n(self) -> int:
        """The denominator: how many were offered the motive and clearly said whether it applies."""
        return self.applies + self.not_ticked

    @property
    def offered(self) -> int:
        """How many were offered the motive."""
        return self.n + self.unclear + self.not_filled_in

    @property
    def share(self) -> float | None:
        """`applies` out of `n`, 0 to 1; None where n is 0."""
        return self.applies / self.n if self.n else None

    @property
    def low(self) -> float | None:
        """The lower limit of the 95% interval of the share."""
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        """The upper limit."""
        return self.interval[1] if self.interval else None

    @property
    def too_small(self) -> bool:
        """Does the interval span more than half of what is possible?"""
        return self.interval is not None and self.interval[1] - self.interval[0] > _WIDE


class MotiveCounts(Statistic[MotiveCount]):
    """How often each motive applies, of how often it was offered and filled in: a row for each group and motive.

    Made by `Dataset.counts`.
    """

    name: ClassVar[str] = "counts"
    pools_types: ClassVar[bool] = True


def motive_counts(pool: Pool) -> MotiveCounts:
    """The counts of each motive in each group."""
    rows = (
        motive_count(pool.of(group), group, category, motive)
        for group in pool.groups
        for category, motive in pool.motives
    )
    return MotiveCounts(rows=tuple(rows), **carried(pool))


def motive_count(answers: Collection[Answers], group: Group, category: str, motive: str) -> MotiveCount:
    """The count of one motive over these answers."""
    found = {status: [answer for answer in answers if answer.statuses[motive] is status] for status in Status}
    said = [*found[Status.APPLIES], *found[Status.NOT_TICKED]]
    offered = len(answers) - len(found[Status.NOT_OFFERED])
    reason = why_not(said) if offered else "not_offered"
    return MotiveCount(
        group=group,
        category=category,
        motive=motive,
        **{status.value: len(own) for status, own in found.items()},
        organisations=organisations(said),
        organisations_applies=organisations(found[Status.APPLIES]),
        doubtful=sum(motive in answer.doubtful for answer in said),
        interval=None if reason else wilson(len(found[Status.APPLIES]), len(said)),
        reason=reason,
    )


@attrs.frozen(kw_only=True)
class CategoryTally:
    """How many motives of one category apply to organisations of one type, out of those that they were offered.

    `motives` of this category were offered to each of `answers` that clearly said about one of them at least;
    `applies`, `not_ticked`, `unclear` and `not_filled_in` count motives over all answers, and `with_any` the answers
    in which one at least applies. No shares and no intervals: the motives of one form belong together, and types
    are offered different ones.
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
        """How many motives were offered and clearly said to apply or not, over all answers."""
        return self.applies + self.not_ticked


class CategoryCounts(Statistic[CategoryTally]):
    """How many motives of each category apply, k of n: a row for each type of organisation, group and category.

    Made by `Dataset.category_counts`.
    """

    name: ClassVar[str] = "categories"


def category_counts(pool: Pool) -> CategoryCounts:
    """The counts of each category in each group, of which one is always of the type of organisation."""
    rows = [row for group in pool.groups for row in _categories(pool, group)]
    return CategoryCounts(rows=tuple(rows), **carried(pool))


def _categories(pool: Pool, group: Group) -> Iterator[CategoryTally]:
    answers = pool.of(group)
    type = str(group["organisation_type"])
    for category in dict.fromkeys(category for category, _ in pool.motives):
        assert pool.instrument is not None  # noqa: S101 - there is one where there are motives
        motives = [motive.id for motive in pool.instrument.in_category(category, type)]
        if motives:
            yield _category(answers, group, category, motives)


def _category(answers: Collection[Answers], group: Group, category: str, motives: list[str]) -> CategoryTally:
    said = [answer for answer in answers if any(map(answer.says, motives))]
    every = [answer.statuses[motive] for answer in answers for motive in motives]
    return CategoryTally(
        group=group,
        category=category,
        motives=len(motives),
        answers=len(said),
        organisations=organisations(said),
        with_any=sum(any(map(answer.ticks, motives)) for answer in said),
        applies=every.count(Status.APPLIES),
        not_ticked=every.count(Status.NOT_TICKED),
        unclear=every.count(Status.UNCLEAR),
        not_filled_in=every.count(Status.NOT_FILLED_IN),
    )


@attrs.frozen(kw_only=True)
class MotivePair:
    """How often two motives apply together, out of those who were offered both and clearly said so of both.

    `left_open` were offered both, and left one of them open. Counts only: no test, no coefficient.
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
        """The denominator: how many were offered both and clearly said of both whether they apply."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def offered(self) -> int:
        """How many were offered both."""
        return self.n + self.left_open


class CoOccurrence(Statistic[MotivePair]):
    """How often motives apply together: a row for each group and pair of motives that anybody in it was offered both.

    Made by `Dataset.co_occurrence`.
    """

    name: ClassVar[str] = "co_occurrence"
    pools_types: ClassVar[bool] = True


def co_occurrence(pool: Pool) -> CoOccurrence:
    """The counts of each pair of motives in each group."""
    pairs = list(combinations([motive for _, motive in pool.motives], 2))
    rows = (_pair(pool.of(group), group, *pair) for group in pool.groups for pair in pairs)
    return CoOccurrence(rows=tuple(row for row in rows if row.offered), **carried(pool))


def _pair(answers: Collection[Answers], group: Group, first: str, second: str) -> MotivePair:
    offered = [
        answer for answer in answers if Status.NOT_OFFERED not in (answer.statuses[first], answer.statuses[second])
    ]
    said = [answer for answer in offered if answer.says(first) and answer.says(second)]
    ticks = [(answer.ticks(first), answer.ticks(second)) for answer in said]
    return MotivePair(
        group=group,
        first=first,
        second=second,
        both=ticks.count((True, True)),
        only_first=ticks.count((True, False)),
        only_second=ticks.count((False, True)),
        neither=ticks.count((False, False)),
        left_open=len(offered) - len(said),
        organisations=organisations(said),
    )
