"""Rows of statistics with an exact test, and the adjustment for the number of tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import attrs

from ...research.statistics.pool import Group
from ...research.statistics.tests import REACHED, adjusted

NO_GROUP = Group({})


@attrs.frozen
class ExactTest:
    """An exact test: p, and the smallest p that these numbers can give, whatever the answers.

    `p_adjusted` is p adjusted for the number of motives tested (Benjamini & Hochberg 1995).
    """

    p: float
    smallest: float
    p_adjusted: float | None = None


@attrs.frozen(kw_only=True)
class TestedRow:
    """The base of rows with a test: the motive, and its test or the reason why it has none."""

    group: Group = NO_GROUP
    category: str
    motive: str
    test: ExactTest | None
    reason: str | None

    @property
    def p(self) -> float | None:
        """The p-value of this motive alone, two-sided; None where `reason` says why."""
        return self.test.p if self.test else None

    @property
    def p_adjusted(self) -> float | None:
        """The p-value adjusted for the number of motives tested (Benjamini & Hochberg 1995)."""
        return self.test.p_adjusted if self.test else None

    @property
    def p_smallest(self) -> float | None:
        """The smallest p-value that this many answers can give, whatever they are."""
        return self.test.smallest if self.test else None

    @property
    def too_small(self) -> bool:
        """True if no answers, whatever they are, could have brought p below 0.05."""
        return self.test is not None and self.test.smallest >= REACHED


TestedT = TypeVar("TestedT", bound=TestedRow)


def with_adjusted(rows: Sequence[TestedT]) -> tuple[TestedT, ...]:
    """Return the rows with each p-value adjusted for the number of rows tested."""
    values = adjusted([row.p for row in rows])
    return tuple(
        attrs.evolve(row, test=attrs.evolve(row.test, p_adjusted=value)) if row.test else row
        for row, value in zip(rows, values, strict=True)
    )
