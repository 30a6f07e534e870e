"""The chance that partnerships share a motive, were its ticks dealt anew over the organisations of each type.

The number of partnerships that share the motive and the ticks of each type have a generating function: a product of one
small polynomial for each partnership. The chances asked for are coefficients of it, and so sums over points on unit
circles, one circle for the number and one for each type (a discrete Fourier transform). Two things keep the points few.
A circle has no more of them than it needs to keep apart what may happen. And where the product is next to nothing, as
it is at most points, it is not worked out: a bound on it that is quick to compute says where.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from ...basics.libraries import import_library

Sizes: TypeAlias = tuple[int, ...]
"""The number of organisations of each type in a partnership."""

Numbers: TypeAlias = Mapping[Sizes, int]
"""The number of partnerships of each kind."""

Array: TypeAlias = Any  # of numpy, which has no types here

_LEFT_OUT = 1e-13  # what may be left out of a chance: for each circle, and for all points together
_NOISE = 1e-12  # anything smaller is rounding: such outcomes are impossible or never seen
_UNLIKE = 3e-3  # in each type: ticks so far from those of other deals lose digits among them
_AT_ONCE = 1 << 12  # points that are worked out at the same time: so few stay close to the processor


@attrs.frozen
class Deal:
    """The partnerships over which the ticks of a motive are dealt, and the number of ticks in each type."""

    partnerships: Numbers
    ticks: Sizes


def sharing_chances(deals: Sequence[Deal]) -> list[list[float]]:
    """Return for each deal the chance that 0, 1, 2, … of its partnerships share a motive, given its ticks in each type.

    A partnership shares a motive that at least two of its organisations ticked. The null model: within each type of
    organisation, every way to distribute its ticks over its organisations is equally likely (Pitman 1937). The number
    of ticks in each type and the composition of each partnership are fixed.

    Exact but for errors below 1e-12: what is left out changes a chance by less than 1e-13 for each circle, and for all
    points together; the rest is rounding. Deals that have most of their partnerships in common, as lots do, have most
    of the work in common; those that are unlike each other are worked out one by one.

    >>> (chances,) = sharing_chances([Deal({(1, 1): 3}, (2, 1))])
    >>> [round(chance, 4) for chance in chances]
    [0.3333, 0.6667, 0.0, 0.0]
    """
    numpy = import_library("numpy")
    common, rests = _in_common([deal.partnerships for deal in deals])
    circles = _Circles.of(deals)
    if len(deals) > 1 and circles.rarest < _UNLIKE ** len(circles.shares):
        return [chances for deal in deals for chances in sharing_chances([deal])]
    values = numpy.zeros((len(deals), circles.window // 2 + 1), dtype=complex)
    for points in circles.points(common):
        steps, starts = numpy.unique(points.places[0], return_index=True)
        weights = functools.cache(points.weights)
        for place, product in points.products(rests):
            values[place, steps] = numpy.add.reduceat(product * weights(deals[place].ticks), starts)
    chances = numpy.fft.irfft(values.conj(), circles.window)  # the other half is the complex conjugate
    chances[chances < _NOISE * chances.sum(axis=1, keepdims=True)] = 0
    rows = (chances / chances.sum(axis=1, keepdims=True)).tolist()
    return [circles.unrolled(row, deal) for row, deal in zip(rows, deals, strict=True)]


@attrs.frozen(eq=False)
class _Circles:
    """A circle of points for each type and one for the number of partnerships that share the motive.

    Attributes:
        shares: The share of ticks in each type, over all deals: the ticks are dealt as if each were independent.
        sizes: The number of points for each type.
        window: The number of points for the number of partnerships.
        start: The first number of partnerships that the window holds.
        rarest: The smallest chance, of any deal, that independent ticks are as many as its own.
        few: The chances that nobody in a partnership ticks, and that only one of each type does, by its kind.
    """

    shares: Sequence[float]
    sizes: Sequence[int]
    window: int
    start: int
    rarest: float
    few: Mapping[Sizes, Sequence[float]]

    @classmethod
    def of(cls, deals: Sequence[Deal]) -> _Circles:
        """Return circles with as many points as each deal needs."""
        pairs = [list(zip(deal.ticks, _totals(deal), strict=True)) for deal in deals]
        by_type = list(zip(*pairs, strict=True))
        shares = [sum(ticks for ticks, _ in own) / (sum(total for _, total in own) or 1) for own in by_type]
        of_type = [
            {pair: _apart(share, *pair) for pair in set(own)} for share, own in zip(shares, by_type, strict=True)
        ]
        apart = [[each[pair] for each, pair in zip(of_type, own, strict=True)] for own in pairs]
        chances = [math.prod(chance for _, chance in own) for own in apart]
        few = {sizes: _at_most_one(shares, sizes) for deal in deals for sizes in deal.partnerships}
        ranges = [_range(deal.partnerships, few, chance) for deal, chance in zip(deals, chances, strict=True)]
        start = min(low for low, _ in ranges)
        return cls(
            shares=shares,
            sizes=[max(size for size, _ in own) for own in zip(*apart, strict=True)],
            window=max(high for _, high in ranges) - start + 1,
            start=start,
            rarest=min(chances),
            few=few,
        )

    def unrolled(self, row: Sequence[float], deal: Deal) -> list[float]:
        """Return the chance of each number of partnerships of a deal, from those around the circle."""
        chances = [0.0] * (sum(deal.partnerships.values()) + 1)
        for number in range(self.start, min(self.start + self.window, len(chances))):
            chances[number] = row[number % self.window]
        return chances

    def points(self, common: Numbers) -> Iterator[_Points]:
        """Yield the points at which the product may be more than next to nothing, so many at once."""
        numpy = import_library("numpy")
        angles = 2 * math.pi * numpy.arange(self.window // 2 + 1) / self.window
        masks = [self._mask(common, axis, angles) for axis in range(len(self.shares))]
        numbers = math.prod(mask.sum(axis=1) for mask in masks)
        for steps in _blocks(numbers.tolist()):
            places = [numpy.arange(steps.start, steps.stop)]
            for mask in masks:
                before, own = numpy.nonzero(mask[places[0]])
                places = [*(place[before] for place in places), own]
            points = _Points.at(self, angles, places).with_common(common)
            if points.places[0].size:
                yield points

    def _mask(self, common: Numbers, axis: int, angles: Array) -> Array:
        """Return whether the product can be more than next to nothing, by the angle for sharing and that of one type.

        One organisation of this type, in each partnership that has one: given what all others do, it turns the value by
        the angle of its type, and by that for sharing too where exactly one other ticks. The mean of both squared
        lengths bounds the square of the value (Jensen), and their mean over partnerships bounds the product.
        """
        numpy = import_library("numpy")
        share, size = self.shares[axis], self.sizes[axis]
        own = numpy.arange(size) * (2 * math.pi / size)
        n = sum(n for sizes, n in common.items() if sizes[axis])
        if not n:
            return numpy.ones((angles.size, size), dtype=bool)
        one = sum(
            n * sum(_at_most_one(self.shares, _less(sizes, axis))[1:]) for sizes, n in common.items() if sizes[axis]
        )
        turning = one / n
        alone, together = numpy.sin(own / 2) ** 2, numpy.sin((own + angles[:, None]) / 2) ** 2
        squares = 1 - 4 * share * (1 - share) * ((1 - turning) * alone + turning * together)
        return squares >= self.nothing ** (2 / n)

    @property
    def nothing(self) -> float:
        """The length below which a value is next to nothing: all of these together would change no chance by more."""
        return _LEFT_OUT * self.rarest


@attrs.frozen(eq=False)
class _Points:
    """Points, in the order of their steps around the circle for sharing.

    Attributes:
        circles: The circles that they are on.
        places: Their places on each circle, that for sharing first.
        turns: The numbers on the unit circles that these are.
        product: The product there for all that is in common.
    """

    circles: _Circles
    places: Sequence[Array]
    turns: Sequence[Array]
    product: Array = 1

    @classmethod
    def at(cls, circles: _Circles, angles: Array, places: Sequence[Array]) -> _Points:
        """Return the points at these places."""
        numpy = import_library("numpy")
        units = [numpy.exp(1j * angles), *(numpy.exp(2j * math.pi * numpy.arange(n) / n) for n in circles.sizes)]
        return cls(circles, places, [unit[place] for unit, place in zip(units, places, strict=True)])

    def with_common(self, common: Numbers) -> _Points:
        """Return the points where the product for all that is in common is more than next to nothing, with it."""
        if not common:
            return self
        product = _powers(self._factors(common), common.values())
        keep = abs(product) >= self.circles.nothing
        places, turns = ([each[keep] for each in own] for own in (self.places, self.turns))
        return _Points(self.circles, places, turns, product[keep])

    def products(self, rests: Sequence[_Rest]) -> Iterator[tuple[int, Array]]:
        """Yield the place of each deal, with its generating function at each point.

        Deals are taken in the order of what they have besides the rest, so that each begins where the last one differs.
        """
        products = [self.product]
        every = dict.fromkeys(sizes for rest in rests for sizes, _ in rest)
        factors = dict(zip(every, self._factors(every), strict=True))
        power = functools.cache(lambda sizes, n: _powers([factors[sizes]], [n]))
        last: _Rest = ()
        for place in sorted(range(len(rests)), key=rests.__getitem__):
            rest = rests[place]
            same = len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(rest, last, strict=False))))
            del products[same + 1 :]
            for sizes, n in rest[same:]:
                products.append(products[-1] * power(sizes, n) if n else products[-1])
            yield place, products[-1]
            last = rest

    def _factors(self, kinds: Iterable[Sizes]) -> list[Array]:
        """Return the generating function of one partnership of each kind: who ticks, and whether at least two do."""
        turn, *turns = self.turns
        at_most = [own.view(float) for own in (1 - turn, *((1 - turn) * own for own in turns))]
        ticking = [1 - share + share * own for share, own in zip(self.circles.shares, turns, strict=True)]
        factors = []
        for kind in kinds:
            few = zip(self.circles.few[kind], at_most, strict=True)
            factors.append(sum(chance * own for chance, own in few).view(complex) + turn * _powers(ticking, kind))
        return factors

    def weights(self, ticks: Sizes) -> Array:
        """Return at each point the weight that selects these ticks."""
        numpy = import_library("numpy")
        weights = 1
        for n, size, places in zip(ticks, self.circles.sizes, self.places[1:], strict=True):
            weights = weights * numpy.exp(-2j * math.pi * (n * numpy.arange(size) % size) / size)[places]
        return weights


def _powers(factors: Iterable[Array], numbers: Iterable[int]) -> Array:
    """Return the product of the factors, each to the power of its number, with the squares that they share."""
    pairs = list(zip(factors, numbers, strict=True))
    product: Array = None
    for bit in reversed(range(max((n for _, n in pairs), default=0).bit_length())):
        own = [factor for factor, n in pairs if n >> bit & 1]
        product = functools.reduce(operator.mul, own if product is None else [product * product, *own])
    return 1 if product is None else product


_Rest: TypeAlias = tuple[tuple[Sizes, int], ...]
"""Part of a deal that it does not share with all others: kinds of partnerships, each with its number."""


def _in_common(deals: Sequence[Numbers]) -> tuple[dict[Sizes, int], list[_Rest]]:
    """Return what all deals have in common, and the rest of each: first the kinds whose number differs least."""
    every = dict.fromkeys(sizes for own in deals for sizes in own)
    numbers = {sizes: [own.get(sizes, 0) for own in deals] for sizes in every}
    common = {sizes: least for sizes, own in numbers.items() if (least := min(own))}
    differing = sorted((len(set(own)), sizes) for sizes, own in numbers.items() if len(set(own)) > 1)
    rests = [tuple((sizes, own.get(sizes, 0) - common.get(sizes, 0)) for _, sizes in differing) for own in deals]
    return common, rests


def _blocks(numbers: Sequence[int]) -> Iterator[range]:
    """Yield ranges of steps with at most so many points as are worked out at the same time, or of one step."""
    start, points = 0, 0
    for step, number in enumerate(numbers):
        if points and points + number > _AT_ONCE:
            yield range(start, step)
            start, points = step, 0
        points += number
    yield range(start, len(numbers))


def _totals(deal: Deal) -> list[int]:
    """Return the number of organisations of each type."""
    return [sum(sizes[axis] * n for sizes, n in deal.partnerships.items()) for axis in range(len(deal.ticks))]


def _apart(share: float, ticks: int, total: int) -> tuple[int, float]:
    """Return the points of a circle that keep these ticks apart from others, and the chance of these ticks.

    On a circle of so many points, ticks cannot be told from as many more or fewer: their chance must be small enough.
    """
    numpy = import_library("numpy")
    if share in (0, 1):
        return 1, 1.0
    numbers = numpy.arange(total)
    steps = numpy.log((total - numbers) / (numbers + 1) * share / (1 - share))
    logs = numpy.concatenate([[0.0], numpy.cumsum(steps)])
    chances = numpy.exp(logs - logs.max())
    chances /= chances.sum()
    off = numpy.zeros(max(ticks, total - ticks) + 1)
    off[: total - ticks + 1] = chances[ticks:]
    off[: ticks + 1] += chances[ticks::-1]
    further = numpy.cumsum(off[::-1])[::-1]
    return max(1, int((further > _LEFT_OUT * chances[ticks]).sum())), float(chances[ticks])


def _range(partnerships: Numbers, few: Mapping[Sizes, Sequence[float]], ticks: float) -> tuple[int, int]:
    """Return the least and the greatest number of partnerships that may share a motive (Bernstein's inequality).

    `ticks` is the chance of the ticks that are dealt, which a chance given these ticks is divided by.
    """
    pairs = [(n, 1 - sum(few[sizes])) for sizes, n in partnerships.items()]
    mean = sum(n * chance for n, chance in pairs)
    variance = sum(n * chance * (1 - chance) for n, chance in pairs)
    rare = math.log(2 / (_LEFT_OUT * ticks))
    width = rare / 3 + math.sqrt(rare**2 / 9 + 2 * rare * variance)
    return max(0, math.ceil(mean - width)), min(sum(partnerships.values()), math.floor(mean + width))


def _at_most_one(shares: Sequence[float], sizes: Sizes) -> tuple[float, ...]:
    """Return the chance that nobody in a partnership ticks, and for each type that one of it does and nobody else."""
    none = math.prod((1 - share) ** size for share, size in zip(shares, sizes, strict=True))
    ones = (
        size * shares[axis] * math.prod((1 - share) ** n for share, n in zip(shares, _less(sizes, axis), strict=True))
        if size
        else 0.0
        for axis, size in enumerate(sizes)
    )
    return none, *ones


def _less(sizes: Sizes, axis: int) -> Sizes:
    """Return the sizes with one organisation of a type less."""
    return tuple(size - (place == axis) for place, size in enumerate(sizes))
