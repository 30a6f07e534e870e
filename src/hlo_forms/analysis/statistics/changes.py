"""What became of motives between two rounds, for organisations that are in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import attrs

from ...errors import InvalidValueError
from ...forms import Status
from ...wording import one_of
from .exact import mcnemar
from .pool import Answers, Pool, why_not
from .results import Statistic, carried
from .tested import ExactTest, TestedRow, with_adjusted


@attrs.frozen(kw_only=True)
class MotiveChange(TestedRow):
    """A motive in two rounds, for organisations that said so in both: kept, new, dropped, neither.

    `left_open` sent a form in both rounds, and left this motive open in one of them. McNemar's exact test is of
    `new` against `dropped`.
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
        """The denominator: how many were offered it in both rounds and clearly said so in both."""
        return self.kept + self.new + self.dropped + self.neither


@attrs.frozen(kw_only=True, repr=False)
class RoundChanges(Statistic[MotiveChange]):
    """What became of each motive between two rounds, for organisations that are in both; exploratory.

    `only_earlier` and `only_later` answers have no other to go with, and are left out. Made by `Dataset.changes`.
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
    """The changes of each motive from one round to another."""
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
        **carried(attrs.evolve(pool, answers=tuple(answer for pair in pairs for answer in pair))),
    )


def _by_side(pool: Pool, round: str) -> dict[tuple[str | None, ...], Answers]:
    """The answers of a round, by who gave them in which partnership; those without a name have no other round."""
    return {
        (answer.organisation, answer.type, answer.partnership): answer
        for answer in pool.answers
        if answer.round == round and answer.organisation
    }


def _change(pairs: Sequence[Pair], category: str, motive: str) -> MotiveChange:
    offered = [pair for pair in pairs if all(answer.statuses[motive] is not Status.NOT_OFFERED for answer in pair)]
    said = [pair for pair in offered if all(answer.says(motive) for answer in pair)]
    ticks = [(before.ticks(motive), after.ticks(motive)) for before, after in said]
    new, dropped = ticks.count((False, True)), ticks.count((True, False))
    reason = (why_not([pair[0] for pair in said]) if offered else "not_offered") or ("" if new + dropped else "same")
    return MotiveChange(
        category=category,
        motive=motive,
        kept=ticks.count((True, True)),
        new=new,
        dropped=dropped,
        neither=ticks.count((False, False)),
        left_open=len(offered) - len(said),
        organisations=len({before.organisation for before, _ in said}),
        doubtful=sum(motive in before.doubtful or motive in after.doubtful for before, after in said),
        test=None if reason else ExactTest(*mcnemar(new, dropped)),
        reason=reason or None,
    )
