"""Intervals by Wilson's score and exact tests, computed with scipy."""

from __future__ import annotations

import functools
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

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
    """Return the smallest p that a test on these chances can give."""
    return min(two_sided(chances, index) for index, chance in enumerate(chances) if chance > 0)


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


Sizes: TypeAlias = Mapping[str, int]
"""The number of organisations of each type in one partnership."""

_NOISE = 1e-12  # anything smaller is rounding: such outcomes are impossible or never seen
_WIDE, _MORE = 10, 14  # standard deviations that a grid spans, and ticks: outcomes beyond have a chance below 1e-22


@attrs.frozen
class Deal:
    """The partnerships over which the ticks of a motive are dealt: their sizes, and the ticks of each type."""

    partnerships: Sequence[Sizes]
    ticks: Sizes


def sharing_chances(deals: Sequence[Deal]) -> list[list[float]]:
    """Return for each deal the chance that 0, 1, 2, … of its partnerships share a motive, given its ticks in each type.

    A partnership shares a motive that at least two of its organisations ticked. The null model: within each type of
    organisation, every way to distribute its ticks over its organisations is equally likely (Pitman 1937). The number
    of ticks in each type and the composition of each partnership are fixed.

    Computed by a discrete Fourier transform from the joint generating function of the number of partnerships that
    share the motive and the ticks in each type. Exact except for rounding errors below 1e-10. Deals that have most of
    their partnerships in common, as lots do, have most of the work in common.

    >>> (chances,) = sharing_chances([Deal([{"a": 1, "b": 1}] * 3, {"a": 2, "b": 1})])
    >>> [round(chance, 4) for chance in chances]
    [0.3333, 0.6667, 0.0, 0.0]
    """
    numpy = import_library("numpy")
    types = sorted({type for deal in deals for sizes in deal.partnerships for type in sizes})
    kinds = [Counter(tuple(sizes.get(type, 0) for type in types) for sizes in deal.partnerships) for deal in deals]
    grid = _Grid.of(numpy, [[deal.ticks.get(type, 0) for type in types] for deal in deals], kinds)
    common, rests = _in_common(kinds)
    count = max(len(deal.partnerships) for deal in deals) + 1
    values = numpy.empty((len(deals), count), dtype=complex)
    for step in range(count // 2 + 1):  # the other half is the complex conjugate
        turn = numpy.exp(2j * math.pi * step / count)
        values[:, step] = grid.sums(turn, common, rests)
        values[:, -step] = values[:, step].conjugate()
    chances = numpy.fft.fft(values, axis=1).real
    chances[chances < _NOISE * chances.sum(axis=1, keepdims=True)] = 0
    rows = (chances / chances.sum(axis=1, keepdims=True)).tolist()
    return [row[: len(deal.partnerships) + 1] for row, deal in zip(rows, deals, strict=True)]


@attrs.frozen
class _Grid:
    """Points on the unit circle for the ticks of each type, and for each deal the weights that select its ticks."""

    shares: Sequence[float]
    turns: Sequence[Any]  # Any: arrays of numpy, which has no types here
    weights: Sequence[Sequence[Any]]

    @classmethod
    def of(cls, numpy: Any, ticks: Sequence[Sequence[int]], kinds: Sequence[Counter[tuple[int, ...]]]) -> _Grid:
        """Return a grid that is wide enough for the ticks of every deal, at the mean share of ticks of each type."""
        axes = range(len(ticks[0]))
        totals = [[sum(sizes[axis] * n for sizes, n in own.items()) for axis in axes] for own in kinds]
        shares, turns, weights = [], [], []
        for axis in axes:
            own, all = [deal[axis] for deal in ticks], [deal[axis] for deal in totals]
            shares.append(sum(own) / sum(all))
            size = _size(own, all, shares[-1])
            angles = 2 * math.pi * numpy.arange(size) / size
            turns.append(numpy.exp(1j * angles).reshape([size if other == axis else 1 for other in axes]))
            weights.append([numpy.exp(-1j * tick * angles) for tick in own])
        return cls(shares, turns, list(zip(*weights, strict=True)))

    def sums(self, turn: Any, common: Mapping[tuple[int, ...], int], rests: Sequence[_Rest]) -> list[Any]:
        """Return for each deal the weighted sum of its generating function over the grid, at one point for sharing.

        Deals are taken in the order of what they have besides the rest, so that each begins where the last one differs.
        """
        values = {sizes: _kind(sizes, self.shares, self.turns, turn) for sizes in common}
        products = [math.prod(values[sizes] ** n for sizes, n in common.items() if n)]
        power = functools.cache(lambda sizes, n: values[sizes] ** n)
        sums: list[Any] = [0] * len(rests)
        last: _Rest = ()
        for place in sorted(range(len(rests)), key=rests.__getitem__):
            rest = rests[place]
            same = len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(rest, last, strict=False))))
            del products[same + 1 :]
            for sizes, n in rest[same:]:
                products.append(products[-1] * power(sizes, n) if n else products[-1])
            sums[place] = functools.reduce(_weighed, self.weights[place], products[-1])
            last = rest
        return sums


def _weighed(values: Any, weight: Any) -> Any:  # Any: numpy
    """Return the weighted sum over the first axis; not by `@`, whose threads wait for each other on a busy machine."""
    return import_library("numpy").einsum("i,i...->...", weight, values)


_Rest: TypeAlias = tuple[tuple[tuple[int, ...], int], ...]
"""Part of a deal that it does not share with all others: sizes of partnerships, each with its number."""


def _in_common(kinds: Sequence[Counter[tuple[int, ...]]]) -> tuple[dict[tuple[int, ...], int], list[_Rest]]:
    """Return what all deals have in common, and the rest of each: first the sizes whose number differs least."""
    every = dict.fromkeys(sizes for own in kinds for sizes in own)
    common = {sizes: min(own[sizes] for own in kinds) for sizes in every}
    numbers = {sizes: len({own[sizes] for own in kinds}) for sizes in every}
    differing = sorted((sizes for sizes in every if numbers[sizes] > 1), key=lambda sizes: (numbers[sizes], sizes))
    return common, [tuple((sizes, own[sizes] - common[sizes]) for sizes in differing) for own in kinds]


def _size(ticks: Sequence[int], totals: Sequence[int], share: float) -> int:
    """Return the points that a grid needs along the axis of one type."""
    off = max(abs(tick - total * share) for tick, total in zip(ticks, totals, strict=True))
    most = max(totals)
    return min(most + 1, math.ceil(_WIDE * math.sqrt(most * share * (1 - share)) + _MORE + 2 * off))


def _kind(sizes: Sequence[int], shares: Sequence[float], turns: Sequence[Any], turn: Any) -> Any:  # Any: numpy
    """Return the generating function of one partnership with these sizes: who ticks, and whether at least two do."""
    every = math.prod(
        (1 - share + share * point) ** size for size, share, point in zip(sizes, shares, turns, strict=True)
    )
    none = math.prod((1 - share) ** size for size, share in zip(sizes, shares, strict=True))
    one = sum(
        size * share * point * _without(index, sizes, shares)
        for index, (size, share, point) in enumerate(zip(sizes, shares, turns, strict=True))
    )
    return turn * every + (1 - turn) * (none + one)


def _without(index: int, sizes: Sequence[int], shares: Sequence[float]) -> float:
    """Return the chance that nobody ticks besides one organisation of this type, whose tick is counted separately."""
    if not sizes[index]:
        return 0.0
    left = (size - (other == index) for other, size in enumerate(sizes))
    return math.prod((1 - share) ** size for size, share in zip(left, shares, strict=True))


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
