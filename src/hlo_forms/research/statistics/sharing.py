"""The number of partnerships that share a motive, and the number expected by chance alone."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

import attrs

from ...basics.values import FrozenMap, grouped
from ...forms import Status
from ..entries import draw
from .chance import (
    FEW,
    LEVEL,
    ExactTest,
    TestedRow,
    expected,
    middle,
    smallest,
    two_sided,
    with_adjusted,
)
from .dealing import Deal, Sizes, sharing_chances
from .pool import Answers, Pool, organisations, why_not
from .statistic import Statistic, common_fields

Partners = tuple[Answers, ...]
LOTS = 200
"""The number of lots over which the test is drawn where an organisation is in several partnerships."""


@attrs.frozen(kw_only=True)
class SharingTest:
    """The number of partnerships by chance alone, tested where each organisation counts once.

    Attributes:
        shared: The number that share the motive among the organisations that were tested.
        n: The number of partnerships that were tested.
        expected: The mean number by chance.
        chance: The limits within which the number lies in 95% of all ways to distribute the ticks.
        exact: The test; of several lots, the one with the median p.
        lots: The number of lots that were drawn, 1 where none was needed.
        range: The smallest and the largest p of all lots.

    >>> exact = ExactTest(p=0.3, smallest=0.01)
    >>> test = SharingTest(shared=6, n=10, expected=4.2, chance=(2, 7), exact=exact, range=(0.3, 0.3))
    >>> test.shared > test.expected, test.lots
    (True, 1)
    """

    shared: int
    n: int
    expected: float
    chance: tuple[int, int]
    exact: ExactTest
    lots: int = 1
    range: tuple[float, float]


@attrs.frozen(kw_only=True)
class SharedMotive(TestedRow):
    """The number of partnerships where a motive applies to at least two organisations, and the number by chance alone.

    All numbers count every partner, whatever lot was drawn. A partnership counts in each of its rounds.

    Attributes:
        shared: The number of partnerships that share the motive.
        n: The number where at least two organisations are clear about it.
        left_open: The number where at least two were offered it and fewer than two are clear.
        possible: The number where at least two are clear or unclear.
        most_shared: The number of these that share the motive if it applies to everybody who is unclear.
        ticks: The margins: for each type of organisation in the n, (ticks, organisations).
        organisations: The number of organisations in the n.
        doubtful: The number of the n that rest on a doubtful value.
        tested: The comparison with chance; None where `reason` says why.

    >>> from hlo_forms import Dataset, examples
    >>> row = Dataset(examples.forms(10, rounds=["2026"])).sharing().rows[0]
    >>> row.shared <= row.most_shared <= row.possible
    True
    """

    shared: int
    n: int
    left_open: int
    possible: int
    most_shared: int
    ticks: FrozenMap[str, tuple[int, int]]
    organisations: int
    doubtful: int
    tested: SharingTest | None

    @property
    def share(self) -> float | None:
        """`shared` divided by `n`, 0 to 1; None where n is 0."""
        return self.shared / self.n if self.n else None

    @property
    def unclear_low(self) -> float | None:
        """The share of partnerships if the motive applied to nobody who is unclear; None where there are none."""
        return self.shared / self.possible if self.possible else None

    @property
    def unclear_high(self) -> float | None:
        """The share of partnerships if the motive applied to everybody who is unclear; None where there are none."""
        return self.most_shared / self.possible if self.possible else None

    @property
    def few(self) -> bool:
        """True if the share is of so few partnerships that it says little."""
        return 0 < self.n < FEW

    @property
    def applies(self) -> int:
        """The number of organisations in these partnerships to which the motive applies."""
        return sum(count for count, _ in self.ticks.values())

    @property
    def margins(self) -> str:
        """The ticks of each type of organisation ("practice_partner 12/40, programme 5/30")."""
        return ", ".join(f"{type} {count}/{total}" for type, (count, total) in self.ticks.items())

    @property
    def tested_shared(self) -> int | None:
        """The number of partnerships that share the motive among the organisations that were tested."""
        return self.tested.shared if self.tested else None

    @property
    def tested_n(self) -> int | None:
        """The number of partnerships that were tested."""
        return self.tested.n if self.tested else None

    @property
    def expected(self) -> float | None:
        """The mean number of the tested partnerships by chance."""
        return self.tested.expected if self.tested else None

    @property
    def chance(self) -> tuple[int, int] | None:
        """The limits of the number of tested partnerships by chance, in 95% of all ways."""
        return self.tested.chance if self.tested else None

    @property
    def chance_low(self) -> int | None:
        """The lower limit of the number of partnerships by chance, in 95% of all ways."""
        return self.chance[0] if self.chance else None

    @property
    def chance_high(self) -> int | None:
        """The upper limit of the number of partnerships by chance, in 95% of all ways."""
        return self.chance[1] if self.chance else None

    @property
    def lots(self) -> int | None:
        """The number of lots over which the test was drawn; 1 where every organisation is in one partnership."""
        return self.tested.lots if self.tested else None

    @property
    def p_lowest(self) -> float | None:
        """The smallest p of all lots."""
        return self.tested.range[0] if self.tested else None

    @property
    def p_highest(self) -> float | None:
        """The largest p of all lots."""
        return self.tested.range[1] if self.tested else None


@attrs.frozen(kw_only=True, repr=False)
class SharingCounts(Statistic[SharedMotive]):
    """The number of partnerships that share each motive, beside the number by chance alone; exploratory.

    Made by `Dataset.sharing`.

    Attributes:
        partnerships: The number of partnerships, each once for each round.
        without: The number of answers that name no partnership, and are left out.

    >>> from hlo_forms import Dataset, examples
    >>> sharing = Dataset(examples.forms(10, rounds=["2026"])).sharing()
    >>> sharing.partnerships, sharing.without
    (10, 0)
    """

    name: ClassVar[str] = "sharing"

    partnerships: int
    without: int

    def _counted(self) -> dict[str, int]:
        return {"without_partnership": self.without, **super()._counted()}


def sharing_counts(pool: Pool) -> SharingCounts:
    """Count the partnerships of a pool that share each motive; all partners count, also those a lot left out."""
    every = (*pool.answers, *(pool.undrawn or ()))
    named = tuple(answer for answer in every if answer.partnership)
    partnerships = _partnerships(named)
    lots = Lots.of(partnerships, LOTS if pool.undrawn else 1)
    rows = with_adjusted([_row(partnerships, lots, category, motive) for category, motive in pool.motives])
    return SharingCounts(
        rows=rows,
        partnerships=len(partnerships),
        without=len(every) - len(named),
        **common_fields(attrs.evolve(pool, answers=named)),
    )


def _partnerships(answers: Sequence[Answers]) -> list[Partners]:
    by_round = grouped(((answer.partnership, answer.round), answer) for answer in answers)
    return [tuple(own) for own in by_round.values()]


class Hand(NamedTuple):
    """The organisations of a partnership that are clear about a motive, by type, and how many of them tick.

    A partnership of fewer than two has an empty hand: it cannot be compared.
    """

    sizes: Sizes = ()
    ticks: Sizes = ()

    @property
    def shares(self) -> bool:
        """True if at least two organisations tick."""
        return sum(self.ticks) > 1


@attrs.frozen(eq=False)
class Lots:
    """Partnerships, as each lot leaves them that draws one partnership for every organisation that is in several.

    Attributes:
        types: The types of organisations.
        drawn: The partnership that the first lot draws for each organisation in several.
        settled: The partnerships that every lot leaves as they are.
        shifting: For each other one, the partners that some lot leaves in it.
        ways: For each of these, which of them are left, by lot.
        number: The number of lots.
    """

    types: Sequence[str]
    drawn: Mapping[str, str]
    settled: Sequence[Partners]
    shifting: Sequence[Sequence[Partners]]
    ways: Sequence[Sequence[int]]
    number: int

    @classmethod
    def of(cls, partnerships: Sequence[Partners], lots: int) -> Lots:
        """Draw the fixed lots; a single one stands for none, and keeps all answers."""
        ballots = [ballot for own in partnerships for answer in own if (ballot := answer.ballot)]
        places = grouped((one.organisation, one.partnership) for one in ballots)
        several = [one for one in ballots if len(set(places[one.organisation])) > 1]
        draws = [draw(several, number) if lots > 1 else {} for number in range(lots)]
        moves = grouped((any(answer.organisation in draws[0] for answer in own), own) for own in partnerships)
        left = [[_left(own, drawn) for drawn in draws] for own in moves.get(True, [])]
        shifting = [list(dict.fromkeys(own)) for own in left]
        numbers = [{one: number for number, one in enumerate(own)} for own in shifting]
        return cls(
            types=sorted({answer.type for own in partnerships for answer in own}),
            drawn=draws[0],
            settled=moves.get(False, []),
            shifting=shifting,
            ways=[[number[one] for one in own] for number, own in zip(numbers, left, strict=True)],
            number=lots,
        )

    def hands(self, motive: str) -> Counter[frozenset[tuple[Hand, int]]]:
        """Return the hands of all partnerships, each with its number, and the number of lots that come to the same."""
        fixed = Counter(self._hand(own, motive) for own in self.settled)
        hands = [[self._hand(own, motive) for own in each] for each in self.shifting]
        every = list(dict.fromkeys(hand for own in hands for hand in own))
        numbers = {hand: number for number, hand in enumerate(every)}
        columns = []
        for own, ways in zip(hands, self.ways, strict=True):
            own_numbers = [numbers[hand] for hand in own]
            columns.append([own_numbers[way] for way in ways])
        lots = zip(*columns, strict=True) if columns else itertools.repeat((), self.number)
        same = Counter(frozenset(Counter(lot).items()) for lot in lots)
        return Counter(
            {
                frozenset((fixed + Counter({every[number]: n for number, n in lot})).items()): times
                for lot, times in same.items()
            }
        )

    def _hand(self, own: Partners, motive: str) -> Hand:
        clear = [answer for answer in own if answer.says(motive)]
        if len(clear) < 2:
            return Hand()
        sizes = Counter(answer.type for answer in clear)
        ticks = Counter(answer.type for answer in clear if answer.ticks(motive))
        return Hand(tuple(sizes[type] for type in self.types), tuple(ticks[type] for type in self.types))


def _left(own: Partners, drawn: Mapping[str, str]) -> Partners:
    """Return the partners that a lot leaves in their partnership."""
    return tuple(one for one in own if drawn.get(one.organisation or "", one.partnership) == one.partnership)


def _row(partnerships: Sequence[Partners], lots: Lots, category: str, motive: str) -> SharedMotive:
    offered = [own for own in partnerships if sum(answer.has(motive) for answer in own) > 1]
    compared = _compared(partnerships, motive)
    answers = [answer for own in compared for answer in own]
    reason = _reason(partnerships, offered, compared, lots, motive)
    tested = None if reason else _test(lots, motive)
    possible = [own for one in offered if len(own := [answer for answer in one if _may_tick(answer, motive)]) > 1]
    return SharedMotive(
        category=category,
        motive=motive,
        shared=_shared(compared, motive),
        n=len(compared),
        left_open=len(offered) - len(compared),
        possible=len(possible),
        most_shared=sum(sum(answer.ticks(motive) or not answer.says(motive) for answer in own) > 1 for own in possible),
        ticks=_ticks(answers, motive),
        organisations=organisations(answers),
        doubtful=sum(motive in answer.doubtful for answer in answers),
        tested=tested,
        test=tested.exact if tested else None,
        reason=reason,
    )


def _compared(partnerships: Sequence[Partners], motive: str) -> list[Partners]:
    """Return the partnerships where at least two organisations are clear about the motive, with these alone."""
    clear = (tuple(answer for answer in own if answer.says(motive)) for own in partnerships)
    return [own for own in clear if len(own) > 1]


def _shared(compared: Sequence[Partners], motive: str) -> int:
    return sum(sum(answer.ticks(motive) for answer in own) > 1 for own in compared)


def _test(lots: Lots, motive: str) -> SharingTest:
    """Return the test of the lot with the median p, and the range of p over all lots."""
    tests = sorted(_tests(lots, motive), key=lambda test: round(test.p, 9))  # what is equal but for rounding, stays so
    median = tests[(len(tests) - 1) // 2]
    ps = [test.p for test in tests]
    return SharingTest(
        shared=median.shared,
        n=sum(median.deal.partnerships.values()),
        expected=expected(median.chances),
        chance=middle(median.chances, LEVEL),
        exact=ExactTest(median.p, smallest(median.chances)),
        lots=len(tests),
        range=(min(ps), max(ps)),
    )


@attrs.frozen(eq=False)
class _LotTest:
    """The test of one lot: the ticks that it deals, the number of partnerships that share them, and the chances."""

    deal: Deal
    shared: int
    chances: Sequence[float]
    p: float


def _tests(lots: Lots, motive: str) -> Iterator[_LotTest]:
    """Yield the test of each lot; lots that come to the same are computed once."""
    times = lots.hands(motive)
    deals = [_deal(hands, len(lots.types)) for hands in times]
    for (hands, count), deal, chances in zip(times.items(), deals, sharing_chances(deals), strict=True):
        shared = sum(n for hand, n in hands if hand.shares)
        test = _LotTest(deal, shared, chances, two_sided(chances, shared))
        yield from itertools.repeat(test, count)


def _deal(hands: Iterable[tuple[Hand, int]], types: int) -> Deal:
    own = sorted((hand, n) for hand, n in hands if hand.sizes)
    sizes = Counter[Sizes]()
    for hand, n in own:
        sizes[hand.sizes] += n
    return Deal(sizes, tuple(sum(hand.ticks[type] * n for hand, n in own) for type in range(types)))


def _may_tick(answer: Answers, motive: str) -> bool:
    """Return whether an answer is clear or unclear about a motive, so that it may count."""
    return answer.says(motive) or answer.statuses[motive] is Status.UNCLEAR


def _reason(
    partnerships: Sequence[Partners],
    offered: Sequence[Partners],
    compared: Sequence[Partners],
    lots: Lots,
    motive: str,
) -> str | None:
    """Return the code of why sharing cannot be compared with chance."""
    if not offered:
        anybody = any(answer.has(motive) for own in partnerships for answer in own)
        return "offered_to_one" if anybody else "not_offered"
    return why_not([one for own in compared for one in (_left(own, lots.drawn) if lots.drawn else own)])


def _ticks(answers: Sequence[Answers], motive: str) -> FrozenMap[str, tuple[int, int]]:
    """Return the ticks and the number of answers of each type."""
    totals = Counter(answer.type for answer in answers)
    applies = Counter(answer.type for answer in answers if answer.ticks(motive))
    return FrozenMap({type: (applies[type], totals[type]) for type in sorted(totals)})
