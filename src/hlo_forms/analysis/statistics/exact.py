"""The intervals and tests, as scipy computes them; all exact, or for the intervals by Wilson's score."""

from __future__ import annotations

from collections.abc import Sequence

from ...libraries import imported

LEVEL = 0.95
"""The level of every interval."""

REACHED = 0.05
"""The value of p that a test must at least be able to reach."""

Interval = tuple[float, float]
_TIE = 1 + 1e-7  # outcomes are as likely as the observed one when they differ by less: the rule of scipy


def wilson(count: int, total: int) -> Interval:
    """The interval of a share (Wilson 1927).

    >>> [round(limit, 2) for limit in wilson(3, 5)]
    [0.23, 0.88]
    """
    found = imported("scipy.stats").binomtest(count, total).proportion_ci(LEVEL, method="wilson")
    return float(found.low), float(found.high)


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """The interval of the difference of two shares, each k of n: the first less the second (Newcombe 1998, method 10).

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
    """Fisher's exact test of two shares, each k of n: p, and the smallest p that these totals can give."""
    (k1, n1), (k2, n2) = first, second
    stats = imported("scipy.stats")
    p = float(stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)
    ticks = k1 + k2
    chances = stats.hypergeom.pmf(range(max(0, ticks - n2), min(ticks, n1) + 1), n1 + n2, ticks, n1)
    return p, smallest(list(map(float, chances)))


def mcnemar(one: int, other: int) -> tuple[float, float]:
    """McNemar's exact test of changes one way and the other: p, and the smallest p that so many changes can give."""
    test = imported("scipy.stats").binomtest
    return float(test(one, one + other).pvalue), float(test(0, one + other).pvalue)


def adjusted(values: Sequence[float | None]) -> list[float | None]:
    """These p-values, adjusted for how many there are (Benjamini & Hochberg 1995); None stays None."""
    given = [value for value in values if value is not None]
    found = iter(imported("scipy.stats").false_discovery_control(given, method="bh") if given else ())
    return [None if value is None else float(next(found)) for value in values]


def two_sided(chances: Sequence[float], seen: int) -> float:
    """The chance of what was seen and of all that is not likelier."""
    return min(1.0, sum(chance for chance in chances if chance <= chances[seen] * _TIE))


def smallest(chances: Sequence[float]) -> float:
    """The smallest p that a test on these chances can give."""
    return min(two_sided(chances, index) for index, chance in enumerate(chances) if chance > 0)
