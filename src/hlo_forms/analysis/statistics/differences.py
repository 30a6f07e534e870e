"""How often motives apply in two groups, and whether the difference may be chance."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

import attrs

from ...errors import InvalidValueError
from ...wording import one_of
from ..table_schemas import Cell
from .counting import MotiveCount, motive_count
from .exact import Interval, fisher, newcombe
from .pool import Answers, Group, Pool, why_not
from .results import Statistic, carried
from .tested import NO_GROUP, ExactTest, TestedRow, with_adjusted


@attrs.frozen(kw_only=True)
class MotiveDifference(TestedRow):
    """A motive in two groups: how often it applies in each, and Fisher's exact test of the difference.

    `difference` is the first share less the second, -1 to 1, with its 95% interval (Newcombe 1998).
    """

    first: MotiveCount
    second: MotiveCount
    interval: Interval | None

    @property
    def first_applies(self) -> int:
        """How often it applies in the first group."""
        return self.first.applies

    @property
    def first_n(self) -> int:
        """Out of how many."""
        return self.first.n

    @property
    def second_applies(self) -> int:
        """How often it applies in the second group."""
        return self.second.applies

    @property
    def second_n(self) -> int:
        """Out of how many."""
        return self.second.n

    @property
    def unclear(self) -> int:
        """How many of the two groups were unclear."""
        return self.first.unclear + self.second.unclear

    @property
    def not_filled_in(self) -> int:
        """How many of the two groups filled in no motives."""
        return self.first.not_filled_in + self.second.not_filled_in

    @property
    def doubtful(self) -> int:
        """How many of those counted were read with a doubt."""
        return self.first.doubtful + self.second.doubtful

    @property
    def difference(self) -> float | None:
        """The share in the first group less that in the second; None where one of them has none."""
        one, other = self.first.share, self.second.share
        return one - other if one is not None and other is not None else None

    @property
    def low(self) -> float | None:
        """The lower limit of the 95% interval of the difference."""
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        """The upper limit."""
        return self.interval[1] if self.interval else None


@attrs.frozen(kw_only=True, repr=False)
class GroupDifferences(Statistic[MotiveDifference]):
    """How often each motive applies in two groups, and whether the difference may be chance; exploratory.

    `split` is the column that tells the groups apart, `between` their two values; `outside` answers are in neither.
    Made by `Dataset.differences`.
    """

    name: ClassVar[str] = "differences"
    pools_types: ClassVar[bool] = True

    split: str
    between: tuple[Cell, Cell]
    outside: int

    def _counted(self) -> dict[str, int]:
        found = {"outside": self.outside, **super()._counted()}
        return found | {"mixed": 0} if self.split == "organisation_type" else found

    @property
    def first_group(self) -> str:
        """The value of the first group."""
        return str(self.between[0])

    @property
    def second_group(self) -> str:
        """The value of the second group."""
        return str(self.between[1])


def group_differences(pool: Pool, between: Sequence[Cell] | None) -> GroupDifferences:
    """The differences between the two groups of a pool, or between two of them."""
    if len(pool.by) != 1:
        raise InvalidValueError("by", "one column, as its two groups are compared", pool.by)
    (split,) = pool.by
    first, second = _two(split, [group[split] for group in pool.groups], between)
    one, other = (pool.of(Group({split: value})) for value in (first, second))
    rows = with_adjusted([_difference(one, other, category, motive) for category, motive in pool.motives])
    kept = attrs.evolve(pool, by=(), answers=tuple(attrs.evolve(own, group=NO_GROUP) for own in (*one, *other)))
    outside = len(pool.answers) - len(kept.answers)
    return GroupDifferences(rows=rows, split=split, between=(first, second), outside=outside, **carried(kept))


def _two(split: str, found: Sequence[Cell], between: Sequence[Cell] | None) -> tuple[Cell, Cell]:
    known = [value for value in found if value is not None]
    if between is None:
        if len(known) != 2:
            named = ", ".join(map(str, known)) or "none"
            raise InvalidValueError("by", f'two groups of {split}; name them with between=("…", "…")', named)
        return known[0], known[1]
    values = tuple(between) if not isinstance(between, str) else ()
    if len(values) != 2 or values[0] == values[1] or not set(values) <= set(known):
        raise InvalidValueError("between", f"two of the groups of {split}: {one_of(list(map(str, known)))}", between)
    return values[0], values[1]


def _difference(one: Collection[Answers], other: Collection[Answers], category: str, motive: str) -> MotiveDifference:
    first, second = (motive_count(answers, NO_GROUP, category, motive) for answers in (one, other))
    said = [answer for answer in (*one, *other) if answer.says(motive)]
    reason = why_not(said)
    if not first.n or not second.n:
        reason = "not_offered_both" if not (first.offered and second.offered) else "nobody_in_one"
    counts = (first.applies, first.n), (second.applies, second.n)
    return MotiveDifference(
        category=category,
        motive=motive,
        first=first,
        second=second,
        interval=None if reason else newcombe(*counts),
        test=None if reason else ExactTest(*fisher(*counts)),
        reason=reason,
    )
