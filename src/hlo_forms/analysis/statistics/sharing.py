"""How many partnerships share a motive, and how many would by chance alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

import attrs

from ...forms import Status
from ...values import FrozenMap
from .chance import expected, middle, sharing_chances
from .exact import LEVEL, smallest, two_sided
from .pool import Answers, Pool, why_not
from .results import Statistic, carried
from .tested import ExactTest, TestedRow, with_adjusted

Partners = tuple[Answers, ...]


@attrs.frozen(kw_only=True)
class SharedMotive(TestedRow):
    """In how many partnerships a motive applies to two organisations or more, and in how many by chance alone.

    `n` partnerships (in a round) have two organisations or more that clearly said so; in `left_open` two or more
    were offered it and fewer than two said so. `ticks` has for each type of organisation how many of how many in
    these n it applies to: the margins. `expected` is the mean number by chance, and `chance` the numbers between
    which chance stays in 95% of all ways to deal the ticks.
    """

    shared: int
    n: int
    left_open: int
    ticks: FrozenMap[str, tuple[int, int]]
    organisations: int
    doubtful: int
    expected: float | None
    chance: tuple[int, int] | None

    @property
    def applies(self) -> int:
        """To how many organisations in these partnerships it applies."""
        return sum(count for count, _ in self.ticks.values())

    @property
    def margins(self) -> str:
        """The same for each type of organisation ("practice_partner 12/40, programme 5/30")."""
        return ", ".join(f"{type} {count}/{total}" for type, (count, total) in self.ticks.items())

    @property
    def chance_low(self) -> int | None:
        """The fewest partnerships that chance gives, in 95% of all ways."""
        return self.chance[0] if self.chance else None

    @property
    def chance_high(self) -> int | None:
        """The most."""
        return self.chance[1] if self.chance else None


@attrs.frozen(kw_only=True, repr=False)
class SharingCounts(Statistic[SharedMotive]):
    """In how many partnerships each motive is shared, beside what chance alone would give; exploratory.

    `partnerships` counts them, once for each round; `without` answers name no partnership and are left out. Made by
    `Dataset.sharing`.
    """

    name: ClassVar[str] = "sharing"

    partnerships: int
    without: int

    def _counted(self) -> dict[str, int]:
        return {"without_partnership": self.without, **super()._counted()}


def sharing_counts(pool: Pool) -> SharingCounts:
    """How many partnerships of a pool share each motive."""
    named = tuple(answer for answer in pool.answers if answer.partnership)
    found: dict[tuple[str | None, str | None], list[Answers]] = {}
    for answer in named:
        found.setdefault((answer.partnership, answer.round), []).append(answer)
    partnerships = [tuple(own) for own in found.values()]
    rows = with_adjusted([_row(partnerships, category, motive) for category, motive in pool.motives])
    return SharingCounts(
        rows=rows,
        partnerships=len(partnerships),
        without=len(pool.answers) - len(named),
        **carried(attrs.evolve(pool, answers=named)),
    )


def _row(partnerships: Sequence[Partners], category: str, motive: str) -> SharedMotive:
    offered = [own for own in partnerships if sum(_offered(answer, motive) for answer in own) > 1]
    told = [tuple(answer for answer in own if answer.says(motive)) for own in offered]
    compared = [own for own in told if len(own) > 1]
    said = [answer for own in compared for answer in own]
    ticks = _ticks(said, motive)
    shared = sum(sum(answer.ticks(motive) for answer in own) > 1 for own in compared)
    reason = _reason(partnerships, offered, said, motive)
    chances = [] if reason else _chances(compared, ticks)
    return SharedMotive(
        category=category,
        motive=motive,
        shared=shared,
        n=len(compared),
        left_open=len(offered) - len(compared),
        ticks=ticks,
        organisations=len({answer.organisation for answer in said} - {None}),
        doubtful=sum(motive in answer.doubtful for answer in said),
        expected=expected(chances) if chances else None,
        chance=middle(chances, LEVEL) if chances else None,
        test=ExactTest(two_sided(chances, shared), smallest(chances)) if chances else None,
        reason=reason,
    )


def _offered(answer: Answers, motive: str) -> bool:
    return answer.statuses[motive] is not Status.NOT_OFFERED


def _reason(
    partnerships: Sequence[Partners], offered: Sequence[Partners], said: Sequence[Answers], motive: str
) -> str | None:
    """Why sharing cannot be held against chance."""
    if not offered:
        anybody = any(_offered(answer, motive) for own in partnerships for answer in own)
        return "offered_to_one" if anybody else "not_offered"
    return why_not(said)


def _ticks(said: Sequence[Answers], motive: str) -> FrozenMap[str, tuple[int, int]]:
    """For each type, to how many of how many the motive applies."""
    totals = Counter(answer.type for answer in said)
    applies = Counter(answer.type for answer in said if answer.ticks(motive))
    return FrozenMap({type: (applies[type], totals[type]) for type in sorted(totals)})


def _chances(compared: Sequence[Partners], ticks: FrozenMap[str, tuple[int, int]]) -> list[float]:
    sizes = [Counter(answer.type for answer in own) for own in compared]
    return sharing_chances(sizes, {type: count for type, (count, _) in ticks.items()})
