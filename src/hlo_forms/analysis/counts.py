"""What can be counted between organisations; every count with the number it is out of."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..forms import Status
from .verdicts import Cell, Reason

COUNTED = ("both", "only_first", "only_second", "neither", "not_comparable")
"""The counts of an overlap that add up to what was offered to both."""

_SAYS = (Status.APPLIES, Status.NOT_TICKED)


@attrs.frozen(kw_only=True)
class CategoryCount:
    """How many of the motives of a category apply to an organisation, out of those it was offered.

    `offered` is the sum of the four others. Not to be compared across types, nor made into a percentage: they
    are offered different motives. `doubtful` of them rest on a doubtful value.
    """

    category: str
    organisation: str
    applies: int
    not_ticked: int
    not_filled_in: int
    unclear: int
    doubtful: int = 0

    @property
    def offered(self) -> int:
        """How many motives of this category the organisation was offered."""
        return self.applies + self.not_ticked + self.not_filled_in + self.unclear


def category_count(category: str, organisation: str, cells: Iterable[Cell]) -> CategoryCount:
    """The count of one organisation's cells of a category."""
    own = list(cells)
    counts = {
        status.value: sum(cell.status is status for cell in own)
        for status in Status
        if status is not Status.NOT_OFFERED
    }
    doubtful = sum(bool(cell.doubts) for cell in own)
    return CategoryCount(category=category, organisation=organisation, doubtful=doubtful, **counts)


@attrs.frozen(kw_only=True)
class Overlap:
    """How the answers of two organisations meet, in numbers of motives (or of pairs of counterparts).

    `both`, `only_first`, `only_second`, `neither`: where both said whether it applies. `not_comparable`: where
    one of them left it open. `doubtful` of them rest on a doubtful value.
    """

    both: int = 0
    only_first: int = 0
    only_second: int = 0
    neither: int = 0
    not_comparable: int = 0
    doubtful: int = 0

    @property
    def offered(self) -> int:
        """How many were offered to both."""
        return self.compared + self.not_comparable

    @property
    def compared(self) -> int:
        """On how many of these both said whether it applies."""
        return self.applies + self.neither

    @property
    def applies(self) -> int:
        """How many of those compared apply to at least one of the two."""
        return self.both + self.only_first + self.only_second

    @property
    def jaccard(self) -> float | None:
        """`both` out of `applies`, 0 to 1 (Jaccard 1901); None where that says nothing: see `reason`.

        Motives that one of the two left open are left out, of both numbers.
        """
        return self.both / self.applies if self.applies else None

    @property
    def reason(self) -> Reason | None:
        """Why there is no coefficient; None where there is one."""
        if self.applies:
            return None
        if self.compared:
            return Reason.NOTHING_APPLIES
        return Reason.NOTHING_COMPARABLE if self.offered else Reason.NOTHING_OFFERED


def overlap(cells: Iterable[tuple[Cell, Cell]]) -> Overlap:
    """The overlap of two organisations: their cells, of what both were offered."""
    found = dict.fromkeys((*COUNTED, "doubtful"), 0)
    for one, other in cells:
        found[_meeting(one.status, other.status)] += 1
        found["doubtful"] += bool(one.doubts or other.doubts)
    return Overlap(**found)


def _meeting(one: Status, other: Status) -> str:
    if one not in _SAYS or other not in _SAYS:
        return "not_comparable"
    ticked = one is Status.APPLIES, other is Status.APPLIES
    return {(True, True): "both", (True, False): "only_first", (False, True): "only_second"}.get(ticked, "neither")


@attrs.frozen(kw_only=True)
class PairComparison:
    """Two organisations, by id: how they meet on the motives both were offered, and on counterparts, kept apart."""

    first: str
    second: str
    motives: Overlap
    counterparts: Overlap
