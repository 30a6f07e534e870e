"""Counts between organisations, each with the number it is out of."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..comparison.verdicts import Cell, Reason
from ..forms import Status

COUNTED = ("both", "only_first", "only_second", "neither", "not_comparable")
"""The counts of an overlap that add up to the number offered to both."""

_CLEAR = (Status.APPLIES, Status.NOT_TICKED)


@attrs.frozen(kw_only=True)
class CategoryCount:
    """The number of motives of a category that apply to an organisation, out of those it was offered.

    `offered` is the sum of the four statuses. Do not compare it across types or turn it into a percentage: each
    type is offered different motives. `doubtful` of them rest on a doubtful value.
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
        """The number of motives in this category that the organisation was offered."""
        return self.applies + self.not_ticked + self.not_filled_in + self.unclear


def category_count(category: str, organisation: str, cells: Iterable[Cell]) -> CategoryCount:
    """Count the cells of one organisation in a category."""
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
    """The overlap in the answers of two organisations, in numbers of motives (or of pairs of counterparts).

    `both`, `only_first`, `only_second` and `neither` count where both said whether it applies, `not_comparable`
    where one of them left it open. `doubtful` of all these rest on a doubtful value.
    """

    both: int = 0
    only_first: int = 0
    only_second: int = 0
    neither: int = 0
    not_comparable: int = 0
    doubtful: int = 0

    @property
    def offered(self) -> int:
        """The number offered to both."""
        return self.compared + self.not_comparable

    @property
    def compared(self) -> int:
        """The number of these on which both said whether it applies."""
        return self.applies + self.neither

    @property
    def applies(self) -> int:
        """The number of those compared that apply to at least one of the two."""
        return self.both + self.only_first + self.only_second

    @property
    def jaccard(self) -> float | None:
        """The share of `both` in `applies`, 0 to 1 (Jaccard 1901); None where it is undefined: see `reason`.

        Motives that one of the two left open count in neither number.
        """
        return self.both / self.applies if self.applies else None

    @property
    def reason(self) -> Reason | None:
        """The reason why there is no coefficient; None where there is one."""
        if self.applies:
            return None
        if self.compared:
            return Reason.NOTHING_APPLIES
        return Reason.NOTHING_COMPARABLE if self.offered else Reason.NOTHING_OFFERED


def overlap(cells: Iterable[tuple[Cell, Cell]]) -> Overlap:
    """Count the overlap of two organisations from their cells on what both were offered."""
    counts = dict.fromkeys((*COUNTED, "doubtful"), 0)
    for one, other in cells:
        counts[_overlap_of(one.status, other.status)] += 1
        counts["doubtful"] += bool(one.doubts or other.doubts)
    return Overlap(**counts)


def _overlap_of(one: Status, other: Status) -> str:
    if one not in _CLEAR or other not in _CLEAR:
        return "not_comparable"
    ticked = one is Status.APPLIES, other is Status.APPLIES
    return {(True, True): "both", (True, False): "only_first", (False, True): "only_second"}.get(ticked, "neither")


@attrs.frozen(kw_only=True)
class PairComparison:
    """Two organisations, by id: their overlap on the motives both were offered and, apart from it, on counterparts."""

    first: str
    second: str
    motives: Overlap
    counterparts: Overlap
