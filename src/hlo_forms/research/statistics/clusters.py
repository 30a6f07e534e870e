"""Intervals and tests with the partnership as the cluster, as partners are not independent of each other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from ...basics.libraries import import_library
from .chance import LEVEL, ExactTest, Interval, fisher, mcnemar, newcombe, wilson
from .pool import Answers

FEWEST = 10  # partnerships that an interval needs where partners are counted together
_SEEN = 6  # partnerships that must hold the ticks before agreement between partners can be estimated


@attrs.frozen
class Cluster:
    """The answers of one partnership about a motive: to how many it applies, of how many that are clear."""

    applies: int
    n: int


Clusters: TypeAlias = Mapping[str | None, Cluster]
"""The answers by the id of their partnership, in the order of these ids."""


def clusters_of(answers: Iterable[Answers], motive: str) -> Clusters:
    """Return the answers that are clear about a motive, by partnership."""
    clear = [answer for answer in answers if answer.says(motive)]
    totals = Counter(answer.partnership for answer in clear)
    applies = Counter(answer.partnership for answer in clear if answer.ticks(motive))
    return {name: Cluster(applies[name], totals[name]) for name in sorted(totals, key=str)}


def alone(clusters: Clusters) -> bool:
    """Return whether each partnership counts once, so that all answers are independent of each other."""
    return all(cluster.n == 1 for cluster in clusters.values())


def too_few(clusters: Clusters) -> bool:
    """Return whether partners are counted together in so few partnerships that there is no interval."""
    return not alone(clusters) and len(clusters) < FEWEST


def share_interval(clusters: Clusters) -> Interval:
    """Return the interval of a share: Wilson's where each partnership counts once, else cluster-robust."""
    if alone(clusters):
        return wilson(*_sums(clusters.values()))
    return clustered(list(clusters.values()))


def clustered(clusters: Collection[Cluster]) -> Interval:
    """Return the interval of a share with the partnership as the cluster: on the logit, with t of K - 1.

    The variance is cluster-robust, and never below that of independent answers. Where fewer than six partnerships in
    effect hold all that apply, or all that do not (or none does), agreement between partners cannot be estimated. They
    are then taken to agree always, in an exact interval of as many answers as that leaves (Korn & Graubard 1998).

    >>> [round(limit, 2) for limit in clustered([Cluster(3, 3)] * 8 + [Cluster(0, 3)] * 12)]
    [0.2, 0.64]
    >>> [round(limit, 2) for limit in clustered([Cluster(0, 3)] * 20)]
    [0.0, 0.17]
    """
    applies, n = _sums(clusters)
    share = applies / n
    if _rare(clusters):
        return _exact(share, n**2 / sum(cluster.n**2 for cluster in clusters))
    error = math.sqrt(max(_robust(clusters), _independent(share, n))) / (share * (1 - share))
    half = error * float(import_library("scipy.stats").t.ppf((1 + LEVEL) / 2, len(clusters) - 1))
    centre = math.log(share / (1 - share))
    return _share(centre - half), _share(centre + half)


def _rare(clusters: Collection[Cluster]) -> bool:
    """Return whether few partnerships hold all that apply, or all that do not, large ones counting for more (Kish)."""
    applying = [cluster.applies for cluster in clusters]
    other = [cluster.n - cluster.applies for cluster in clusters]
    return any(not any(own) or sum(own) ** 2 < _SEEN * sum(k**2 for k in own) for own in (applying, other))


def _exact(share: float, n: float) -> Interval:
    """Return the exact interval of a share (Clopper & Pearson 1934), of a number of answers that need not be whole."""
    beta, k = import_library("scipy.stats").beta, share * n
    low = float(beta.ppf((1 - LEVEL) / 2, k, n - k + 1)) if share > 0 else 0.0
    high = float(beta.ppf((1 + LEVEL) / 2, k + 1, n - k)) if share < 1 else 1.0
    return low, high


def design_effect(clusters: Clusters) -> float | None:
    """Return the variance of a share with the partnership as the cluster, as a multiple of that of independent answers.

    None where all apply or none. Exactly 1 where each partnership counts once (Kish 1965).
    """
    applies, n = _sums(clusters.values())
    if applies in (0, n):
        return None
    return 1.0 if alone(clusters) else _robust(clusters.values()) / _independent(applies / n, n)


def _sums(clusters: Iterable[Cluster]) -> tuple[int, int]:
    own = list(clusters)
    return sum(cluster.applies for cluster in own), sum(cluster.n for cluster in own)


def _robust(clusters: Collection[Cluster]) -> float:
    """Return the cluster-robust variance of a share, a ratio of two totals (Liang & Zeger 1986)."""
    number = len(clusters)
    return number / (number - 1) * math.fsum(residual**2 for residual in _residuals(clusters))


def _residuals(clusters: Collection[Cluster]) -> list[float]:
    applies, n = _sums(clusters)
    return [(cluster.applies - applies / n * cluster.n) / n for cluster in clusters]


def _independent(share: float, n: int) -> float:
    return share * (1 - share) / (n - 1)


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def difference_interval(first: Clusters, second: Clusters) -> Interval:
    """Return the interval of the first share minus the second: Newcombe's where each partnership counts once.

    Else it is made in the same way from the interval of each share, with the correlation of the two shares over the
    partnerships that are in both (Zou & Donner 2008).
    """
    if _apart(first, second):
        return newcombe(_sums(first.values()), _sums(second.values()))
    (low1, high1), (low2, high2) = share_interval(first), share_interval(second)
    share1, share2 = (applies / n for applies, n in (_sums(first.values()), _sums(second.values())))
    both = 2 * _correlation(first, second)
    down = (share1 - low1) ** 2 + (high2 - share2) ** 2 - both * (share1 - low1) * (high2 - share2)
    up = (high1 - share1) ** 2 + (share2 - low2) ** 2 - both * (high1 - share1) * (share2 - low2)
    return share1 - share2 - math.sqrt(max(down, 0.0)), share1 - share2 + math.sqrt(max(up, 0.0))


def _apart(first: Clusters, second: Clusters) -> bool:
    """Return whether each partnership counts once over two groups."""
    return alone(first) and alone(second) and not first.keys() & second.keys()


def _correlation(first: Clusters, second: Clusters) -> float:
    one, other = (dict(zip(group, _residuals(group.values()), strict=True)) for group in (first, second))
    product = math.fsum(one[name] * other[name] for name in one if name in other)
    spread = math.sqrt(math.fsum(r**2 for r in one.values()) * math.fsum(r**2 for r in other.values()))
    return max(-1.0, min(1.0, product / spread)) if spread else 0.0


def difference_test(first: Clusters, second: Clusters) -> ExactTest:
    """Compare two shares by an exact permutation test that keeps each partnership together.

    A partnership in one group changes places, as a whole, with partnerships of its size in the other group. In a
    partnership in both groups, its own answers change places. Two-sided by the distance from the mean. Fisher's exact
    test where each partnership counts once, which it then equals but for the choice of what counts as far.
    """
    if _apart(first, second):
        return ExactTest(*fisher(_sums(first.values()), _sums(second.values())))
    numpy = import_library("numpy")
    chances = numpy.ones(1)
    for own in (*_within(numpy, first, second), *_between(numpy, first, second)):
        chances = numpy.convolve(chances, own)
    return ExactTest(*_two_sided(chances, _sums(first.values())[0]))


def _within(numpy: Any, first: Clusters, second: Clusters) -> Iterable[Any]:  # Any: numpy and its arrays
    """Yield the chance of each number in the first group, for each partnership in both."""
    for name in (name for name in first if name in second):
        one, other = first[name], second[name]
        ticks, n = one.applies + other.applies, one.n + other.n
        yield numpy.array(
            [math.comb(ticks, k) * math.comb(n - ticks, one.n - k) for k in range(one.n + 1)]
        ) / math.comb(n, one.n)


def _between(numpy: Any, first: Clusters, second: Clusters) -> Iterable[Any]:  # Any: as above
    """Yield the chance of each number in the first group, for the partnerships of each size in one group."""
    one, other = ([own[name] for name in own if name not in two] for own, two in ((first, second), (second, first)))
    for size in sorted({cluster.n for cluster in (*one, *other)}):
        every = sorted(cluster.applies for cluster in (*one, *other) if cluster.n == size)
        places = sum(cluster.n == size for cluster in one)
        ways = numpy.zeros((places + 1, sum(every) + 1))
        ways[0, 0] = 1.0
        for applies in every:
            ways[1:, applies:] += ways[:-1, : ways.shape[1] - applies].copy()
            ways /= ways.max()
        yield ways[places] / ways[places].sum()


def change_test(changes: Mapping[str | None, tuple[int, int]]) -> ExactTest:
    """Compare new with dropped, by partnership, by an exact test in which whole partnerships swap their two rounds.

    McNemar's exact test where no partnership has more than one change.
    """
    if all(new + dropped <= 1 for new, dropped in changes.values()):
        return ExactTest(*mcnemar(*(sum(pair[side] for pair in changes.values()) for side in (0, 1))))
    numpy = import_library("numpy")
    steps = sorted(abs(new - dropped) for new, dropped in changes.values())
    chances = numpy.ones(1)
    for step in steps:
        turn = numpy.zeros(2 * step + 1)
        turn[0] += 0.5
        turn[-1] += 0.5
        chances = numpy.convolve(chances, turn)
    return ExactTest(*_two_sided(chances, sum(steps) + sum(new - dropped for new, dropped in changes.values())))


def _two_sided(chances: Sequence[float], seen: int) -> tuple[float, float]:
    """Return the chance of all that is at least as far from the mean, and the smallest such chance of all outcomes."""
    mean = sum(number * float(chance) for number, chance in enumerate(chances))
    possible = [number for number, chance in enumerate(chances) if chance > 0]

    def far(place: int) -> float:
        least = abs(place - mean) * (1 - 1e-9)
        return min(1.0, math.fsum(float(chances[number]) for number in possible if abs(number - mean) >= least))

    return far(seen), min(far(possible[0]), far(possible[-1]))
