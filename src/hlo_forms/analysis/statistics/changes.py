"""Changes in motives between two rounds, for organisations that are in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import attrs

from ...errors import InvalidValueError
from ...forms import Status
from ...research.statistics.pool import Answers, Pool, why_not
from ...research.statistics.statistic import Statistic, common_fields
from ...research.statistics.tests import mcnemar
from ...wording import one_of
from .tested import ExactTest, TestedRow, with_adjusted


@attrs.frozen(kw_only=True)
class MotiveChange(TestedRow):
    """A motive in two rounds, for organisations that answered it in both: kept, new, dropped or neither.

    `left_open` counts organisations with a form in both rounds that left this motive open in at least one. McNemar's
    exact test compares `new` with `dropped`.
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

    `only_earlier` and `only_later` count answers without a counterpart in the other round, which are left out. Made by
    `Dataset.changes`.
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
    offered = [pair for pair in pairs if all(answer.statuses[motive] is not Status.NOT_OFFERED for answer in pair)]
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
        test=None if reason else ExactTest(*mcnemar(new, dropped)),
        reason=reason or None,
    )
