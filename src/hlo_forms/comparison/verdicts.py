"""Verdicts on the answers of several organisations: counted facts, never a judgement.

A *side* is an organisation. Several voices of one organisation are one side: where those that filled in their
motives give the same status, it is the organisation's; where they differ, it is unclear. A voice that filled
in no motives neither agrees nor disagrees. Every voice stays visible.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import attrs

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
    """The answer of one voice about a motive; `doubts` are the warnings of its reading about that answer."""

    respondent: str | None
    status: Status
    outcome: str | None = None
    doubts: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Cell:
    """The answer of one organisation about a motive, by voice in the order of `Side.voices`."""

    organisation: str
    motive: str
    voices: tuple[VoiceAnswer, ...]

    @property
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
        """The cell of an organisation, by id; `KeyError` where it takes no part."""
        for cell in self.cells:
            if cell.organisation == organisation:
                return cell
        raise KeyError(organisation)

    def with_status(self, *statuses: Status) -> tuple[str, ...]:
        """The ids of the organisations with one of these statuses, in order."""
        return tuple(cell.organisation for cell in self.cells if cell.status in statuses)

    @property
    def offered_to(self) -> tuple[str, ...]:
        """The ids of the organisations it was offered to, in order."""
        return tuple(cell.organisation for cell in self.cells if cell.status is not Status.NOT_OFFERED)

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
        """The cells of the organisations that were offered this one of the two."""
        return tuple(cell for cell in self.cells if cell.motive == motive and cell.status is not Status.NOT_OFFERED)

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
