"""The rows of statistics with an exact test, and the adjustment for how many were tested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import attrs

from .exact import REACHED, adjusted
from .pool import Group

NO_GROUP = Group({})


@attrs.frozen
class ExactTest:
    """An exact test: p, and the smallest p that such numbers can give whatever was answered.

    `p_adjusted` is p adjusted for all motives that were tested (Benjamini & Hochberg 1995).
    """

    p: float
    smallest: float
    p_adjusted: float | None = None


@attrs.frozen(kw_only=True)
class TestedRow:
    """What rows with a test have in common: what was tested, and why not where it was not."""

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
        """The p-value adjusted for all motives that were tested (Benjamini & Hochberg 1995)."""
        return self.test.p_adjusted if self.test else None

    @property
    def p_smallest(self) -> float | None:
        """The smallest p-value that so many answers can give, however they fall."""
        return self.test.smallest if self.test else None

    @property
    def too_small(self) -> bool:
        """Could no answers, however they fall, have brought p below 0.05?"""
        return self.test is not None and self.test.smallest >= REACHED


TestedT = TypeVar("TestedT", bound=TestedRow)


def with_adjusted(rows: Sequence[TestedT]) -> tuple[TestedT, ...]:
    """These rows, each p-value adjusted for all of them."""
    values = adjusted([row.p for row in rows])
    return tuple(
        attrs.evolve(row, test=attrs.evolve(row.test, p_adjusted=value)) if row.test else row
        for row, value in zip(rows, values, strict=True)
    )
