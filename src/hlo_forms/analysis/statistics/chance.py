"""The exact chance that partners share a motive by chance alone, from the number of organisations that ticked it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ...basics.libraries import imported

Sizes: TypeAlias = Mapping[str, int]
"""The number of organisations of each type in one partnership."""

_NOISE = 1e-12  # anything smaller is rounding: such outcomes are impossible or never seen
_WIDE = 20  # standard deviations that a grid spans: outcomes beyond it have a chance below 1e-22


def sharing_chances(partnerships: Sequence[Sizes], ticks: Sizes) -> list[float]:
    """Return the chance that 0, 1, 2, … of these partnerships share a motive, given its ticks in each type.

    A partnership shares a motive that at least two of its organisations ticked. The null model: within each type of
    organisation, every way to distribute its ticks over its organisations is equally likely (Pitman 1937). The number
    of ticks in each type and the composition of each partnership are fixed.

    Computed by a discrete Fourier transform from the joint generating function of the number of partnerships that
    share the motive and the ticks in each type. Exact except for rounding errors below 1e-10.

    >>> [round(chance, 4) for chance in sharing_chances([{"a": 1, "b": 1}] * 3, {"a": 2, "b": 1})]
    [0.3333, 0.6667, 0.0, 0.0]
    """
    numpy = imported("numpy")
    types = sorted({type for sizes in partnerships for type in sizes})
    kinds = Counter(tuple(sizes.get(type, 0) for type in types) for sizes in partnerships)
    totals = [sum(sizes[index] * count for sizes, count in kinds.items()) for index in range(len(types))]
    shares = [ticks.get(type, 0) / total for type, total in zip(types, totals, strict=True)]
    turns, weight = _grid(numpy, [ticks.get(type, 0) for type in types], totals, shares)
    count = len(partnerships)
    values = numpy.empty(count + 1, dtype=complex)
    for step in range((count + 1) // 2 + 1):  # the other half is the complex conjugate
        turn = numpy.exp(2j * math.pi * step / (count + 1))
        terms = (_kind(sizes, shares, turns, turn) ** number for sizes, number in kinds.items())
        values[step] = (weight * math.prod(terms)).sum()
        values[-step] = values[step].conjugate()
    chances = numpy.fft.fft(values).real
    chances[chances < _NOISE * chances.sum()] = 0
    return [float(chance) for chance in chances / chances.sum()]


def _grid(numpy: Any, ticks: Sequence[int], totals: Sequence[int], shares: Sequence[float]) -> tuple[list[Any], Any]:
    """Return points on the unit circle for the ticks of each type, and weights that select these numbers of ticks."""
    sizes = [
        min(total + 1, math.ceil(_WIDE * math.sqrt(total * share * (1 - share))) + 1)
        for total, share in zip(totals, shares, strict=True)
    ]
    turns, weight = [], numpy.ones(())
    for axis, (tick, size) in enumerate(zip(ticks, sizes, strict=True)):
        shape = [size if other == axis else 1 for other in range(len(sizes))]
        angles = (2 * math.pi * numpy.arange(size) / size).reshape(shape)
        turns.append(numpy.exp(1j * angles))
        weight = weight * numpy.exp(-1j * tick * angles)
    return turns, weight


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
