"""The number of partnerships that share a motive, and the number expected by chance alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

import attrs

from ...basics.values import FrozenMap, grouped
from ...forms import Status
from .chance import (
    FEW,
    LEVEL,
    ExactTest,
    TestedRow,
    expected,
    middle,
    sharing_chances,
    smallest,
    two_sided,
    with_adjusted,
)
from .pool import Answers, Pool, organisations, why_not
from .statistic import Statistic, common_fields

Partners = tuple[Answers, ...]


@attrs.frozen(kw_only=True)
class SharedMotive(TestedRow):
    """The number of partnerships where a motive applies to at least two organisations, and the number by chance alone.

    `n` counts partnerships (in a round) where at least two organisations are clear about the motive; `left_open`
    those where at least two were offered it and fewer than two are clear. `ticks` maps each type of organisation in
    these n to (ticks, organisations): the margins. `expected` is the mean number by chance, and `chance` the limits
    within which the number lies in 95% of all ways to distribute the ticks. In `possible` partnerships at least two
    are clear or unclear; `most_shared` of these share the motive if it applies to everybody who is unclear.
    """

    shared: int
    n: int
    left_open: int
    possible: int
    most_shared: int
    ticks: FrozenMap[str, tuple[int, int]]
    organisations: int
    doubtful: int
    expected: float | None
    chance: tuple[int, int] | None

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
    def chance_low(self) -> int | None:
        """The lower limit of the number of partnerships by chance, in 95% of all ways."""
        return self.chance[0] if self.chance else None

    @property
    def chance_high(self) -> int | None:
        """The upper limit of the number of partnerships by chance, in 95% of all ways."""
        return self.chance[1] if self.chance else None


@attrs.frozen(kw_only=True, repr=False)
class SharingCounts(Statistic[SharedMotive]):
    """The number of partnerships that share each motive, beside the number by chance alone; exploratory.

    `partnerships` counts partnerships once for each round; `without` answers name no partnership and are left out.
    Made by `Dataset.sharing`.
    """

    name: ClassVar[str] = "sharing"

    partnerships: int
    without: int

    def _counted(self) -> dict[str, int]:
        return {"without_partnership": self.without, **super()._counted()}


def sharing_counts(pool: Pool) -> SharingCounts:
    """Count the partnerships of a pool that share each motive."""
    named = tuple(answer for answer in pool.answers if answer.partnership)
    by_round = grouped(((answer.partnership, answer.round), answer) for answer in named)
    partnerships = [tuple(own) for own in by_round.values()]
    rows = with_adjusted([_row(partnerships, category, motive) for category, motive in pool.motives])
    return SharingCounts(
        rows=rows,
        partnerships=len(partnerships),
        without=len(pool.answers) - len(named),
        **common_fields(attrs.evolve(pool, answers=named)),
    )


def _row(partnerships: Sequence[Partners], category: str, motive: str) -> SharedMotive:
    offered = [own for own in partnerships if sum(answer.has(motive) for answer in own) > 1]
    clear = [tuple(answer for answer in own if answer.says(motive)) for own in offered]
    compared = [own for own in clear if len(own) > 1]
    answers = [answer for own in compared for answer in own]
    ticks = _ticks(answers, motive)
    shared = sum(sum(answer.ticks(motive) for answer in own) > 1 for own in compared)
    reason = _reason(partnerships, offered, answers, motive)
    unclear = [tuple(answer for answer in own if answer.statuses[motive] is Status.UNCLEAR) for own in offered]
    sizes = [Counter(answer.type for answer in own) for own in compared]
    chances = [] if reason else sharing_chances(sizes, {type: count for type, (count, _) in ticks.items()})
    return SharedMotive(
        category=category,
        motive=motive,
        shared=shared,
        n=len(compared),
        left_open=len(offered) - len(compared),
        possible=sum(len(own) + len(more) > 1 for own, more in zip(clear, unclear, strict=True)),
        most_shared=sum(_most(own, more, motive) > 1 for own, more in zip(clear, unclear, strict=True)),
        ticks=ticks,
        organisations=organisations(answers),
        doubtful=sum(motive in answer.doubtful for answer in answers),
        expected=expected(chances) if chances else None,
        chance=middle(chances, LEVEL) if chances else None,
        test=ExactTest(two_sided(chances, shared), smallest(chances)) if chances else None,
        reason=reason,
    )


def _most(clear: Partners, unclear: Partners, motive: str) -> int:
    """Return to how many the motive applies if it applies to everybody who is unclear."""
    return sum(answer.ticks(motive) for answer in clear) + len(unclear)


def _reason(
    partnerships: Sequence[Partners], offered: Sequence[Partners], answers: Sequence[Answers], motive: str
) -> str | None:
    """Return the code of why sharing cannot be compared with chance."""
    if not offered:
        anybody = any(answer.has(motive) for own in partnerships for answer in own)
        return "offered_to_one" if anybody else "not_offered"
    return why_not(answers)


def _ticks(answers: Sequence[Answers], motive: str) -> FrozenMap[str, tuple[int, int]]:
    """Return the ticks and the number of answers of each type."""
    totals = Counter(answer.type for answer in answers)
    applies = Counter(answer.type for answer in answers if answer.ticks(motive))
    return FrozenMap({type: (applies[type], totals[type]) for type in sorted(totals)})
