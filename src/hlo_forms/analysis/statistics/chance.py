"""How often chance alone would have partners share a motive: exact, from how many organisations ticked it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ...libraries import imported

Sizes: TypeAlias = Mapping[str, int]
"""How many organisations of each type, in one partnership."""

_NOISE = 1e-12  # below this, rounding; such outcomes are impossible or never seen
_WIDE = 20  # standard deviations that a grid spans: what is beyond has a chance below 1e-22


def sharing_chances(partnerships: Sequence[Sizes], ticks: Sizes) -> list[float]:
    """The chance that 0, 1, 2, … of these partnerships share a motive that so many of each type ticked.

    A partnership shares a motive that two of its organisations or more ticked. The null model: within each type of
    organisation, every way to deal its ticks over its organisations is equally likely (Pitman 1937). The number of
    ticks of each type and the make-up of each partnership stay as they are.

    Computed from the joint generating function of the number of partnerships that share and of the ticks of each
    type, by a discrete Fourier transform: exact but for rounding, below 1e-10.

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
    found = numpy.empty(count + 1, dtype=complex)
    for step in range((count + 1) // 2 + 1):  # the other half mirrors these
        turn = numpy.exp(2j * math.pi * step / (count + 1))
        terms = (_kind(sizes, shares, turns, turn) ** number for sizes, number in kinds.items())
        found[step] = (weight * math.prod(terms)).sum()
        found[-step] = found[step].conjugate()
    chances = numpy.fft.fft(found).real
    chances[chances < _NOISE * chances.sum()] = 0
    return [float(chance) for chance in chances / chances.sum()]


def _grid(numpy: Any, ticks: Sequence[int], totals: Sequence[int], shares: Sequence[float]) -> tuple[list[Any], Any]:
    """Points on the unit circle for the ticks of each type, and the weight that picks out these numbers of ticks."""
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


def _kind(sizes: Sequence[int], shares: Sequence[float], turns: Sequence[Any], turn: Any) -> Any:  # Any: of numpy
    """The generating function of one partnership of this make-up: who ticks, and whether two of them do."""
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
    """The chance that nobody ticks but one of this type, whose tick is counted apart."""
    if not sizes[index]:
        return 0.0
    left = (size - (other == index) for other, size in enumerate(sizes))
    return math.prod((1 - share) ** size for size, share in zip(left, shares, strict=True))


def expected(chances: Iterable[float]) -> float:
    """The mean of the number of partnerships."""
    return sum(number * chance for number, chance in enumerate(chances))


def middle(chances: Sequence[float], level: float) -> tuple[int, int]:
    """The numbers between which at least this part of the chances lies, with at most half of the rest on each side."""
    half = (1 - level) / 2
    below = list(itertools.accumulate(chances))
    above = list(itertools.accumulate(reversed(chances)))[::-1]
    low = next(number for number, chance in enumerate(below) if chance > half)
    high = max(number for number, chance in enumerate(above) if chance > half)
    return low, high
