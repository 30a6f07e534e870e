"""Intervals by Wilson's score and exact tests, computed with scipy."""

from __future__ import annotations

from collections.abc import Sequence

from ...basics.libraries import imported

LEVEL = 0.95
"""The level of every interval."""

REACHED = 0.05
"""The p-value that a test must at least be able to reach."""

Interval = tuple[float, float]
_TIE = 1 + 1e-7  # outcomes that differ by less are equally likely, as scipy has it


def wilson(count: int, total: int) -> Interval:
    """Return the interval of a share (Wilson 1927).

    >>> [round(limit, 2) for limit in wilson(3, 5)]
    [0.23, 0.88]
    """
    interval = imported("scipy.stats").binomtest(count, total).proportion_ci(LEVEL, method="wilson")
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
    stats = imported("scipy.stats")
    p = float(stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)
    ticks = k1 + k2
    chances = stats.hypergeom.pmf(range(max(0, ticks - n2), min(ticks, n1) + 1), n1 + n2, ticks, n1)
    return p, smallest(list(map(float, chances)))


def mcnemar(one: int, other: int) -> tuple[float, float]:
    """Compare changes in both directions by McNemar's exact test: p, and the smallest p this many changes can give."""
    test = imported("scipy.stats").binomtest
    return float(test(one, one + other).pvalue), float(test(0, one + other).pvalue)


def adjusted(values: Sequence[float | None]) -> list[float | None]:
    """Return the p-values adjusted for their number (Benjamini & Hochberg 1995); None stays None."""
    tested = [value for value in values if value is not None]
    controlled = iter(imported("scipy.stats").false_discovery_control(tested, method="bh") if tested else ())
    return [None if value is None else float(next(controlled)) for value in values]


def two_sided(chances: Sequence[float], seen: int) -> float:
    """Return the chance of the observed number and of every number that is no more likely."""
    return min(1.0, sum(chance for chance in chances if chance <= chances[seen] * _TIE))


def smallest(chances: Sequence[float]) -> float:
    """Return the smallest p that a test on these chances can give."""
    return min(two_sided(chances, index) for index, chance in enumerate(chances) if chance > 0)
