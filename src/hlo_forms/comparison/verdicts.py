"""Verdicts on the answers of several organisations: counted facts, never a judgement.

A *side* is an organisation. Several voices of one organisation are one side: where those that filled in their
motives give the same status, it is the organisation's; where they differ, it is unclear. A voice that filled
in no motives neither agrees nor disagrees. Every voice stays visible.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable

import attrs

from ..basics.arguments import entry_of, one_among
from ..forms import Status
from ..forms.answers import joint_status
from ..readings.findings import Finding


class Verdict(enum.StrEnum):
    """The result of comparing a motive, or two counterparts, between organisations."""

    SHARED = "shared"
    COUNTERPART = "counterpart"
    ONE_SIDE = "one_side"
    NONE = "none"
    NOT_COMPARABLE = "not_comparable"


class Reason(enum.StrEnum):
    """The reason why nothing can be concluded."""

    OFFERED_TO_NONE = "offered_to_none"
    OFFERED_TO_ONE = "offered_to_one"
    NOT_FILLED_IN = "not_filled_in"
    UNCLEAR = "unclear"
    NOTHING_OFFERED = "nothing_offered"
    NOTHING_COMPARABLE = "nothing_comparable"
    NOTHING_APPLIES = "nothing_applies"


@attrs.frozen(kw_only=True)
class VoiceAnswer:
    """The answer of one voice about a motive; `doubts` are the warnings of its reading about that answer.

    `is_corrected`: somebody corrected or confirmed it after reading, such as by telephone.
    """

    respondent: str | None
    status: Status
    outcome: str | None = None
    doubts: tuple[Finding, ...] = ()
    is_corrected: bool = False


@attrs.frozen(kw_only=True)
class Cell:
    """The answer of one organisation about a motive, by voice in the order of `Side.voices`."""

    organisation: str
    motive: str
    voices: tuple[VoiceAnswer, ...]

    @functools.cached_property
    def status(self) -> Status:
        """The status that its voices share; unclear where the voices that filled in their motives differ."""
        return joint_status(voice.status for voice in self.voices)

    @property
    def voices_differ(self) -> bool:
        """True where voices that filled in their motives give different statuses."""
        return len({voice.status for voice in self.voices} - {Status.NOT_FILLED_IN}) > 1

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes its voices wrote."""
        return tuple(voice.outcome for voice in self.voices if voice.outcome)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """The doubts about this answer: the warnings of every voice's reading."""
        return tuple(finding for voice in self.voices for finding in voice.doubts)


class _Cells:
    """Base of a motive and of a pair of counterparts: a cell for each organisation."""

    __slots__ = ()

    cells: tuple[Cell, ...]

    def cell(self, organisation: str) -> Cell:
        """The cell of an organisation, by id; `InvalidValueError` where it takes no part."""
        return entry_of("organisation", organisation, {cell.organisation: cell for cell in self.cells})

    def with_status(self, *statuses: Status) -> tuple[str, ...]:
        """The ids of the organisations with one of these statuses, in order."""
        return tuple(cell.organisation for cell in self.cells if cell.status in statuses)

    @property
    def offered_to(self) -> tuple[str, ...]:
        """The ids of the organisations it was offered to, in order."""
        return tuple(cell.organisation for cell in self.cells if cell.status.was_asked)

    @property
    def applies_to(self) -> tuple[str, ...]:
        """The ids of the organisations it applies to, in order."""
        return self.with_status(Status.APPLIES)

    @property
    def doubtful(self) -> bool:
        """True where any of its cells rests on a doubtful value."""
        return any(cell.doubts for cell in self.cells)


@attrs.frozen(kw_only=True)
class MotiveComparison(_Cells):
    """One motive, with a cell for each organisation.

    `verdict`: shared (applies to two organisations or more), one side (applies to one, and every other it was
    offered to filled in the motives without it), none (offered to two or more, and all of them filled in the
    motives without it), else not comparable. `reasons` says why not, and is empty otherwise.
    """

    motive: str
    cells: tuple[Cell, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict on its cells."""
        if len(self.applies_to) > 1:
            return Verdict.SHARED
        if self.reasons:
            return Verdict.NOT_COMPARABLE
        return Verdict.ONE_SIDE if self.applies_to else Verdict.NONE

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons why it cannot be compared; empty where it can."""
        if len(self.applies_to) > 1:
            return ()
        if len(self.offered_to) < 2:
            return (Reason.OFFERED_TO_ONE if self.offered_to else Reason.OFFERED_TO_NONE,)
        return _open_reasons(self.cells)


@attrs.frozen(kw_only=True)
class CounterpartComparison(_Cells):
    """Two motives that mirror each other, with a cell for each organisation about the one that it was offered.

    An organisation that was offered neither has a cell about the first, with the status not offered. `verdict`:
    counterpart (each applies to an organisation), one side (the one applies, and all that were offered the
    other filled in the motives without it), none (all filled in the motives without either), else not comparable.
    """

    first: str
    second: str
    cells: tuple[Cell, ...]

    def side(self, motive: str) -> tuple[Cell, ...]:
        """The cells of the organisations that were offered this one of the two; `InvalidValueError` for another."""
        one_among("motive", motive, (self.first, self.second))
        return tuple(cell for cell in self.cells if cell.motive == motive and cell.status.was_asked)

    @property
    def verdict(self) -> Verdict:
        """The verdict on their cells."""
        applies = self._applies()
        if all(applies):
            return Verdict.COUNTERPART
        if self.reasons:
            return Verdict.NOT_COMPARABLE
        return Verdict.ONE_SIDE if any(applies) else Verdict.NONE

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons why they cannot be compared; empty where they can."""
        sides = self.side(self.first), self.side(self.second)
        if not all(sides):
            return (Reason.OFFERED_TO_ONE if any(sides) else Reason.OFFERED_TO_NONE,)
        return _open_reasons(
            cell for cells, applies in zip(sides, self._applies(), strict=True) if not applies for cell in cells
        )

    def _applies(self) -> tuple[bool, bool]:
        first, second = (
            any(cell.status is Status.APPLIES for cell in self.side(motive)) for motive in (self.first, self.second)
        )
        return first, second


def _open_reasons(cells: Iterable[Cell]) -> tuple[Reason, ...]:
    """Return the reasons, among the statuses of these cells, that leave open whether a motive applies."""
    statuses = {cell.status for cell in cells}
    left_open = {Status.NOT_FILLED_IN: Reason.NOT_FILLED_IN, Status.UNCLEAR: Reason.UNCLEAR}
    return tuple(reason for status, reason in left_open.items() if status in statuses)


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
    statuses, doubtful = [cell.status for cell in own], sum(bool(cell.doubts) for cell in own)
    counts = {status.value: statuses.count(status) for status in Status if status.was_asked}
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
