"""Intervals by Wilson's score and exact tests, computed with scipy."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TypeAlias, TypeVar

import attrs

from ...basics.libraries import import_library
from .pool import Group

LEVEL = 0.95  # the level of every interval
FEW = 30  # a percentage of fewer says little (Parker et al. 2017)
REACHED = 0.05  # the p-value that a test must at least be able to reach
Interval: TypeAlias = tuple[float, float]
"""The lower and upper bound of an interval."""


class HasInterval:
    """The base of rows with a 95% interval, whose limits are `low` and `high`.

    Attributes:
        interval: The limits of the interval; None where `reason` says why.
    """

    __slots__ = ()
    interval: Interval | None

    @property
    def low(self) -> float | None:
        """The lower limit of the 95% interval."""
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        """The upper limit of the 95% interval."""
        return self.interval[1] if self.interval else None


_TIE = 1 + 1e-7  # outcomes that differ by less are equally likely, as scipy has it


def wilson(count: int, total: int) -> Interval:
    """Return the interval of a share (Wilson 1927).

    >>> [round(limit, 2) for limit in wilson(3, 5)]
    [0.23, 0.88]
    """
    interval = import_library("scipy.stats").binomtest(count, total).proportion_ci(LEVEL, method="wilson")
    return float(interval.low), float(interval.high)


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """Return the interval of the first share minus the second, each k of n (Newcombe 1998, method 10).

    >>> [round(limit, 4) for limit in newcombe((56, 70), (48, 80))]
    [0.0524, 0.3339]
    """
    (low1, high1), (low2, high2) = wilson(*first), wilson(*second)
    share1, share2 = first[0] / first[1], second[0] / second[1]
    difference = share1 - share2
    down = ((share1 - low1) ** 2 + (high2 - share2) ** 2) ** 0.5
    up = ((high1 - share1) ** 2 + (share2 - low2) ** 2) ** 0.5
    return difference - down, difference + up


def fisher(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """Compare two shares, each k of n, by Fisher's exact test: p, and the smallest p that these totals can give."""
    (k1, n1), (k2, n2) = first, second
    stats = import_library("scipy.stats")
    p = float(stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)
    ticks = k1 + k2
    chances = stats.hypergeom.pmf(range(max(0, ticks - n2), min(ticks, n1) + 1), n1 + n2, ticks, n1)
    return p, smallest(list(map(float, chances)))


def mcnemar(one: int, other: int) -> tuple[float, float]:
    """Compare changes in both directions by McNemar's exact test: p, and the smallest p this many changes can give."""
    test = import_library("scipy.stats").binomtest
    return float(test(one, one + other).pvalue), float(test(0, one + other).pvalue)


def adjusted(values: Sequence[float | None]) -> list[float | None]:
    """Return the p-values adjusted for their number (Benjamini & Hochberg 1995); None stays None."""
    tested = [value for value in values if value is not None]
    controlled = iter(import_library("scipy.stats").false_discovery_control(tested, method="bh") if tested else ())
    return [None if value is None else float(next(controlled)) for value in values]


def two_sided(chances: Sequence[float], seen: int) -> float:
    """Return the chance of the observed number and of every number that is no more likely."""
    return min(1.0, sum(chance for chance in chances if chance <= chances[seen] * _TIE))


def smallest(chances: Sequence[float]) -> float:
    """Return the smallest p that a test on these chances can give: that of the least likely outcome."""
    return two_sided(
        chances, min((index for index, chance in enumerate(chances) if chance > 0), key=chances.__getitem__)
    )


NO_GROUP = Group({})


@attrs.frozen
class ExactTest:
    """An exact test.

    Attributes:
        p: The p-value.
        smallest: The smallest p that these numbers can give, whatever the answers.
        p_adjusted: The p adjusted for the number of motives tested (Benjamini & Hochberg 1995).

    >>> ExactTest(p=0.04, smallest=0.001, p_adjusted=0.12).p_adjusted
    0.12
    """

    p: float
    smallest: float
    p_adjusted: float | None = None


@attrs.frozen(kw_only=True)
class TestedRow:
    """The base of rows with a test.

    Attributes:
        group: The values of the columns that split the rows.
        category: The id of the category of the motive.
        motive: The id of the motive.
        test: The test; None where `reason` says why.
        reason: The reason why there is none.
    """

    group: Group = NO_GROUP
    category: str
    motive: str
    test: ExactTest | None
    reason: str | None

    @property
    def p(self) -> float | None:
        """The p-value of this motive alone, two-sided; None where `reason` says why."""
        return self.test.p if self.test else None

    @property
    def p_adjusted(self) -> float | None:
        """The p-value adjusted for the number of motives tested (Benjamini & Hochberg 1995)."""
        return self.test.p_adjusted if self.test else None

    @property
    def p_smallest(self) -> float | None:
        """The smallest p-value that this many answers can give, whatever they are."""
        return self.test.smallest if self.test else None

    @property
    def too_small(self) -> bool:
        """True if no answers, whatever they are, could have brought p below 0.05."""
        return self.test is not None and self.test.smallest >= REACHED


TestedT = TypeVar("TestedT", bound=TestedRow)


def with_adjusted(rows: Sequence[TestedT]) -> tuple[TestedT, ...]:
    """Return the rows with each p-value adjusted for the number of rows tested."""
    values = adjusted([row.p for row in rows])
    return tuple(
        attrs.evolve(row, test=attrs.evolve(row.test, p_adjusted=value)) if row.test else row
        for row, value in zip(rows, values, strict=True)
    )


def expected(chances: Iterable[float]) -> float:
    """Return the mean number of partnerships."""
    return sum(number * chance for number, chance in enumerate(chances))


def middle(chances: Sequence[float], level: float) -> tuple[int, int]:
    """Return the limits that contain at least this share of the chances, with at most half of the rest on each side."""
    half = (1 - level) / 2
    below = list(itertools.accumulate(chances))
    above = list(itertools.accumulate(reversed(chances)))[::-1]
    low = next(number for number, chance in enumerate(below) if chance > half)
    high = max(number for number, chance in enumerate(above) if chance > half)
    return low, high
