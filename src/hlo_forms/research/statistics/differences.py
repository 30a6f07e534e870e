"""Differences between two groups in how often motives apply, and whether they may be due to chance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

import attrs

from ...basics.values import grouped, one_of
from ...errors import InvalidValueError
from ..tables import Cell, Schema, as_cell, schemas
from .chance import NO_GROUP, HasInterval, Interval, TestedRow, with_adjusted
from .clusters import change_test, clusters_of, difference_interval, difference_test, too_few
from .counts import MotiveCount, motive_count
from .pool import Answers, Group, Pool, why_not
from .statistic import Statistic, common_fields


@attrs.frozen(kw_only=True)
class MotiveDifference(HasInterval, TestedRow):
    """A motive in two groups, and an exact test of the difference.

    `difference` is the first share minus the second, -1 to 1. `reason` says why there is no interval; for
    "few_partnerships" there is a test still.

    Attributes:
        first: The counts in the first group.
        second: The counts in the second group.

    >>> from hlo_forms import Dataset, examples
    >>> row = Dataset(examples.forms(10, rounds=["2026"])).differences("ownership").rows[0]
    >>> row.first.motive == row.second.motive == row.motive
    True
    """

    first: MotiveCount
    second: MotiveCount
    interval: Interval | None

    @property
    def first_applies(self) -> int:
        """The number of times the motive applies in the first group."""
        return self.first.applies

    @property
    def first_n(self) -> int:
        """The denominator in the first group."""
        return self.first.n

    @property
    def second_applies(self) -> int:
        """The number of times the motive applies in the second group."""
        return self.second.applies

    @property
    def second_n(self) -> int:
        """The denominator in the second group."""
        return self.second.n

    @property
    def unclear(self) -> int:
        """The number of unclear answers in the two groups."""
        return self.first.unclear + self.second.unclear

    @property
    def not_filled_in(self) -> int:
        """The number of answers in the two groups without any motive filled in."""
        return self.first.not_filled_in + self.second.not_filled_in

    @property
    def doubtful(self) -> int:
        """The number of counted answers that were read with a doubt."""
        return self.first.doubtful + self.second.doubtful

    @property
    def difference(self) -> float | None:
        """The share in the first group minus that in the second; None where either has no share."""
        return _minus(self.first.share, self.second.share)

    @property
    def unclear_low(self) -> float | None:
        """The smallest difference that the unclear answers could have made."""
        return _minus(self.first.unclear_low, self.second.unclear_high)

    @property
    def unclear_high(self) -> float | None:
        """The largest difference that the unclear answers could have made."""
        return _minus(self.first.unclear_high, self.second.unclear_low)

    @property
    def few(self) -> bool:
        """True if the share in either group is of too few answers to say much."""
        return self.first.too_small or self.second.too_small


def _minus(one: float | None, other: float | None) -> float | None:
    return one - other if one is not None and other is not None else None


@attrs.frozen(kw_only=True, repr=False)
class GroupDifferences(Statistic[MotiveDifference]):
    """Differences in how often each motive applies in two groups, and whether they may be due to chance; exploratory.

    Made by `Dataset.differences`.

    Attributes:
        split: The column that separates the groups.
        between: The two values of it.
        outside: The number of answers that are in neither.

    >>> from hlo_forms import Dataset, examples
    >>> differences = Dataset(examples.forms(10, rounds=["2026"])).differences("ownership")
    >>> differences.split, differences.between
    ('ownership', ('private', 'public'))
    """

    name: ClassVar[str] = "differences"
    pools_types: ClassVar[bool] = True

    split: str
    between: tuple[Cell, Cell]
    outside: int

    def _counted(self) -> dict[str, int]:
        counts = {"outside": self.outside, **super()._counted()}
        return counts | {"mixed": 0} if self.split == "organisation_type" else counts

    @property
    def schema(self) -> Schema:
        """The columns of the table; those of the two groups have the codes of the column that separates these."""
        own, split = super().schema, schemas()["forms"].column(self.split)
        groups = {"first_group", "second_group"}
        columns = [
            attrs.evolve(one, of=split.of, codes=split.codes) if one.name in groups else one for one in own.columns
        ]
        return attrs.evolve(own, columns=tuple(columns))

    @property
    def first_group(self) -> str:
        """The value of the first group."""
        return str(self.between[0])

    @property
    def second_group(self) -> str:
        """The value of the second group."""
        return str(self.between[1])


def group_differences(pool: Pool, between: Sequence[Cell] | None) -> GroupDifferences:
    """Return the differences between the two groups of a pool, or between the two that `between` names."""
    if len(pool.by) != 1:
        raise InvalidValueError("by", "one column, as its two groups are compared", pool.by)
    (split,) = pool.by
    first, second = _two(split, [group[split] for group in pool.groups], between)
    one, other = (pool.of(Group({split: value})) for value in (first, second))
    rows = with_adjusted([_difference(one, other, category, motive) for category, motive in pool.motives])
    compared = attrs.evolve(pool, by=(), answers=tuple(attrs.evolve(own, group=NO_GROUP) for own in (*one, *other)))
    outside = len(pool.answers) - len(compared.answers)
    return GroupDifferences(rows=rows, split=split, between=(first, second), outside=outside, **common_fields(compared))


def _two(split: str, values: Sequence[Cell], between: Sequence[Cell] | None) -> tuple[Cell, Cell]:
    groups = [value for value in values if value is not None]
    if between is None:
        if len(groups) != 2:
            names = ", ".join(map(str, groups)) or "none"
            raise InvalidValueError("by", f'two groups of {split}; name them with between=("…", "…")', names)
        return groups[0], groups[1]
    pair = (
        tuple(as_cell(one, "text") for one in between)
        if isinstance(between, Iterable) and not isinstance(between, str)
        else ()
    )
    if len(pair) != 2 or pair[0] == pair[1] or not set(pair) <= set(groups):
        raise InvalidValueError("between", f"two of the groups of {split}: {one_of(list(map(str, groups)))}", between)
    return pair[0], pair[1]


def _difference(one: Collection[Answers], other: Collection[Answers], category: str, motive: str) -> MotiveDifference:
    first, second = (motive_count(answers, NO_GROUP, category, motive) for answers in (one, other))
    reason = why_not([answer for answer in (*one, *other) if answer.says(motive)])
    if not first.n or not second.n:
        reason = "not_offered_both" if not (first.offered and second.offered) else "nobody_in_one"
    clusters = clusters_of(one, motive), clusters_of(other, motive)
    test = None if reason else difference_test(*clusters)
    if reason is None and any(map(too_few, clusters)):
        reason = "few_partnerships"
    return MotiveDifference(
        category=category,
        motive=motive,
        first=first,
        second=second,
        interval=None if reason else difference_interval(*clusters),
        test=test,
        reason=reason,
    )


@attrs.frozen(kw_only=True)
class MotiveChange(TestedRow):
    """A motive in two rounds, for organisations that answered it in both.

    The exact test compares `new` with `dropped`, in which whole partnerships swap their rounds.

    Attributes:
        kept: The number to which it applies in both rounds.
        new: The number to which it applies in the later round only.
        dropped: The number to which it applies in the earlier round only.
        neither: The number to which it applies in neither.
        left_open: The number with a form in both rounds that left this motive open in at least one.
        organisations: The number of organisations that the others come from.
        doubtful: The number that were read with a doubt.

    >>> from hlo_forms import Dataset, examples
    >>> row = Dataset(examples.forms(5)).changes("2025", "2026").rows[0]
    >>> row.motive, row.kept + row.new + row.dropped + row.neither > 0
    ('own_image', True)
    """

    kept: int
    new: int
    dropped: int
    neither: int
    left_open: int
    organisations: int
    doubtful: int

    @property
    def n(self) -> int:
        """The denominator: organisations that were offered the motive in both rounds and answered clearly in both."""
        return self.kept + self.new + self.dropped + self.neither


@attrs.frozen(kw_only=True, repr=False)
class RoundChanges(Statistic[MotiveChange]):
    """Changes in each motive between two rounds, for organisations that are in both; exploratory.

    Made by `Dataset.changes`.

    Attributes:
        earlier: The earlier round.
        later: The later round.
        only_earlier: The number of answers of the earlier round without a counterpart in the later, which are left out.
        only_later: The number of answers of the later round without a counterpart in the earlier, which are left out
            too.

    >>> from hlo_forms import Dataset, examples
    >>> changes = Dataset(examples.forms(5)).changes("2025", "2026")
    >>> changes.earlier, changes.later
    ('2025', '2026')
    """

    name: ClassVar[str] = "changes"

    earlier: str
    later: str
    only_earlier: int
    only_later: int

    def _counted(self) -> dict[str, int]:
        return {"only_earlier": self.only_earlier, "only_later": self.only_later, **super()._counted()}


Pair = tuple[Answers, Answers]


def round_changes(pool: Pool, earlier: str, later: str) -> RoundChanges:
    """Return the changes in each motive from one round to another."""
    rounds = {answer.round for answer in pool.answers} - {None}
    for name, round in (("earlier", earlier), ("later", later)):
        if round not in rounds:
            raise InvalidValueError(name, "a round of this data set: " + one_of(sorted(map(str, rounds)), round), round)
    if earlier == later:
        raise InvalidValueError("later", "another round than the earlier one", later)
    before, after = (_by_side(pool, round) for round in (earlier, later))
    pairs = [(before[key], after[key]) for key in before if key in after]
    rows = with_adjusted([_change(pairs, category, motive) for category, motive in pool.motives])
    return RoundChanges(
        rows=rows,
        earlier=earlier,
        later=later,
        only_earlier=len(before) - len(pairs),
        only_later=len(after) - len(pairs),
        **common_fields(attrs.evolve(pool, answers=tuple(answer for pair in pairs for answer in pair))),
    )


def _by_side(pool: Pool, round: str) -> dict[tuple[str | None, ...], Answers]:
    """Return the answers of a round by organisation and partnership; without a name they cannot be matched."""
    return {
        (answer.organisation, answer.type, answer.partnership): answer
        for answer in pool.answers
        if answer.round == round and answer.organisation
    }


def _change(pairs: Sequence[Pair], category: str, motive: str) -> MotiveChange:
    offered = [pair for pair in pairs if all(answer.has(motive) for answer in pair)]
    clear = [pair for pair in offered if all(answer.says(motive) for answer in pair)]
    ticks = [(before.ticks(motive), after.ticks(motive)) for before, after in clear]
    new, dropped = ticks.count((False, True)), ticks.count((True, False))
    reason = (why_not([pair[0] for pair in clear]) if offered else "not_offered") or ("" if new + dropped else "same")
    return MotiveChange(
        category=category,
        motive=motive,
        kept=ticks.count((True, True)),
        new=new,
        dropped=dropped,
        neither=ticks.count((False, False)),
        left_open=len(offered) - len(clear),
        organisations=len({before.organisation for before, _ in clear}),
        doubtful=sum(motive in before.doubtful or motive in after.doubtful for before, after in clear),
        test=None if reason else change_test(_by_partnership(clear, motive)),
        reason=reason or None,
    )


def _by_partnership(pairs: Sequence[Pair], motive: str) -> dict[str | None, tuple[int, int]]:
    """Return the numbers of new and dropped by partnership."""
    by_name = grouped((before.partnership, (before.ticks(motive), after.ticks(motive))) for before, after in pairs)
    return {name: (ticks.count((False, True)), ticks.count((True, False))) for name, ticks in by_name.items()}
