"""What can be said about the answers of several organisations: counted facts, and never a judgement.

A *side* is an organisation. Several voices of one organisation are one side: where those that filled in their
motives give the same status, that is the organisation's; where they do not, it is unclear. A voice that filled
in no motives neither agrees nor disagrees. Every voice stays visible.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import attrs

from ..findings import Finding
from ..forms import Status


class Verdict(enum.StrEnum):
    """What the statuses of a motive, or of two counterparts, amount to between organisations."""

    SHARED = "shared"
    COUNTERPART = "counterpart"
    ONE_SIDE = "one_side"
    NONE = "none"
    NOT_COMPARABLE = "not_comparable"


class Reason(enum.StrEnum):
    """Why nothing can be said."""

    OFFERED_TO_NONE = "offered_to_none"
    OFFERED_TO_ONE = "offered_to_one"
    NOT_FILLED_IN = "not_filled_in"
    UNCLEAR = "unclear"
    NOTHING_OFFERED = "nothing_offered"
    NOTHING_COMPARABLE = "nothing_comparable"
    NOTHING_APPLIES = "nothing_applies"


def joint_status(statuses: Iterable[Status]) -> Status:
    """What the voices of one organisation come to; unclear where those that filled in their motives differ.

    >>> joint_status([Status.APPLIES, Status.NOT_FILLED_IN]), joint_status([Status.APPLIES, Status.NOT_TICKED])
    (<Status.APPLIES: 'applies'>, <Status.UNCLEAR: 'unclear'>)
    """
    every = set(statuses)
    said = every - {Status.NOT_FILLED_IN} or every
    return said.pop() if len(said) == 1 else Status.UNCLEAR


@attrs.frozen(kw_only=True)
class VoiceAnswer:
    """What one voice answered about a motive; `doubts` are the warnings of the reading about it."""

    respondent: str | None
    status: Status
    outcome: str | None = None
    doubts: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Cell:
    """What one organisation answered about a motive, by voice in the order of `Side.voices`."""

    organisation: str
    motive: str
    voices: tuple[VoiceAnswer, ...]

    @property
    def status(self) -> Status:
        """What its voices come to together; unclear where those that filled in their motives differ."""
        return joint_status(voice.status for voice in self.voices)

    @property
    def voices_differ(self) -> bool:
        """Did voices that filled in their motives give different statuses?"""
        return len({voice.status for voice in self.voices} - {Status.NOT_FILLED_IN}) > 1

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes its voices wrote."""
        return tuple(voice.outcome for voice in self.voices if voice.outcome)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What is doubtful in it: the warnings of every voice's reading."""
        return tuple(finding for voice in self.voices for finding in voice.doubts)


class _Cells:
    """What a motive and a pair of counterparts have in common: a cell for each organisation."""

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
        """Does what is said of it rest on a doubtful value?"""
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
        """What the cells amount to."""
        if len(self.applies_to) > 1:
            return Verdict.SHARED
        if self.reasons:
            return Verdict.NOT_COMPARABLE
        return Verdict.ONE_SIDE if self.applies_to else Verdict.NONE

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it cannot be compared; empty where it can."""
        if len(self.applies_to) > 1:
            return ()
        if len(self.offered_to) < 2:
            return (Reason.OFFERED_TO_ONE if self.offered_to else Reason.OFFERED_TO_NONE,)
        return _open(self.cells)


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
        """What the cells amount to."""
        applies = self._applies()
        if all(applies):
            return Verdict.COUNTERPART
        if self.reasons:
            return Verdict.NOT_COMPARABLE
        return Verdict.ONE_SIDE if any(applies) else Verdict.NONE

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why they cannot be compared; empty where they can."""
        sides = self.side(self.first), self.side(self.second)
        if not all(sides):
            return (Reason.OFFERED_TO_ONE if any(sides) else Reason.OFFERED_TO_NONE,)
        return _open(
            cell for cells, applies in zip(sides, self._applies(), strict=True) if not applies for cell in cells
        )

    def _applies(self) -> tuple[bool, bool]:
        first, second = (
            any(cell.status is Status.APPLIES for cell in self.side(motive)) for motive in (self.first, self.second)
        )
        return first, second


def _open(cells: Iterable[Cell]) -> tuple[Reason, ...]:
    """The statuses that leave it open whether a motive applies."""
    found = {cell.status for cell in cells}
    left_open = {Status.NOT_FILLED_IN: Reason.NOT_FILLED_IN, Status.UNCLEAR: Reason.UNCLEAR}
    return tuple(reason for status, reason in left_open.items() if status in found)
