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
    """The result of comparing a motive, or two counterparts, between organisations.

    Attributes:
        SHARED: The motive applies to two organisations or more.
        COUNTERPART: Each of the two mirrored motives applies to an organisation.
        ONE_SIDE: It applies to one side, and the others filled in the motives without it.
        NONE: All that were offered it filled in the motives without it.
        NOT_COMPARABLE: Nothing can be concluded; the `reasons` say why.

    >>> Verdict("one_side")
    <Verdict.ONE_SIDE: 'one_side'>
    """

    SHARED = "shared"
    COUNTERPART = "counterpart"
    ONE_SIDE = "one_side"
    NONE = "none"
    NOT_COMPARABLE = "not_comparable"


class Reason(enum.StrEnum):
    """The reason why nothing can be concluded.

    Attributes:
        OFFERED_TO_NONE: No organisation was offered the motive.
        OFFERED_TO_ONE: Only one organisation was offered it.
        NOT_FILLED_IN: An organisation that was offered it did not fill in the motives.
        UNCLEAR: An answer contradicts itself.
        NOTHING_OFFERED: Two organisations were offered nothing in common.
        NOTHING_COMPARABLE: Of what both were offered, nothing can be compared.
        NOTHING_APPLIES: Of what can be compared, nothing applies to either.

    >>> Reason("offered_to_one")
    <Reason.OFFERED_TO_ONE: 'offered_to_one'>
    """

    OFFERED_TO_NONE = "offered_to_none"
    OFFERED_TO_ONE = "offered_to_one"
    NOT_FILLED_IN = "not_filled_in"
    UNCLEAR = "unclear"
    NOTHING_OFFERED = "nothing_offered"
    NOTHING_COMPARABLE = "nothing_comparable"
    NOTHING_APPLIES = "nothing_applies"


@attrs.frozen(kw_only=True)
class VoiceAnswer:
    """The answer of one voice about a motive.

    Attributes:
        respondent: The respondent that the form names; None where it names none.
        status: The status of the motive.
        outcome: The outcome written beside it.
        doubts: The warnings of its reading about that answer.
        is_corrected: Whether somebody corrected or confirmed it after reading, such as by telephone.

    >>> from hlo_forms import Status
    >>> VoiceAnswer(respondent="deelnemer", status=Status.APPLIES, outcome="Meer stageplaatsen").status
    <Status.APPLIES: 'applies'>
    """

    respondent: str | None
    status: Status
    outcome: str | None = None
    doubts: tuple[Finding, ...] = ()
    is_corrected: bool = False


@attrs.frozen(kw_only=True)
class Cell:
    """The answer of one organisation about a motive.

    Attributes:
        organisation: The id of the organisation.
        motive: The id of the motive.
        voices: The answer of each voice, in the order of `Side.voices`.

    >>> from hlo_forms import Status
    >>> cell = Cell(organisation="de-linde", motive="network", voices=(
    ...     VoiceAnswer(respondent="leidinggevende", status=Status.APPLIES, outcome="Meer stageplaatsen"),
    ...     VoiceAnswer(respondent="begeleider", status=Status.NOT_TICKED, outcome=None)))
    >>> cell.status, cell.voices_differ, cell.outcomes
    (<Status.UNCLEAR: 'unclear'>, True, ('Meer stageplaatsen',))
    """

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

    Attributes:
        motive: The id of the motive.
        cells: The cell of each organisation.

    >>> from hlo_forms import compare, examples
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> network = compare(form for form in sample if form.phase == "preparation").motive("network")
    >>> network.verdict, network.applies_to
    (<Verdict.SHARED: 'shared'>, ('practice_partner-1-1', 'programme-1-1'))
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

    Attributes:
        first: The id of the one motive.
        second: The id of the other.
        cells: The cell of each organisation.

    >>> from hlo_forms import compare, examples
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> pair = compare(form for form in sample if form.phase == "preparation").counterparts[1]
    >>> pair.first, pair.second, str(pair.verdict)
    ('educating_students', 'strengthening_field', 'counterpart')
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
    type is offered different motives.

    Attributes:
        category: The id of the category.
        organisation: The id of the organisation.
        applies: The number that apply.
        not_ticked: The number that it left open while it ticked others.
        not_filled_in: The number on forms whose motives nobody filled in.
        unclear: The number whose signs or voices contradict each other.
        doubtful: The number of all these that rest on a doubtful value.

    >>> CategoryCount(category="capital", organisation="de-linde", applies=2, not_ticked=3, not_filled_in=0, unclear=1,
    ...     doubtful=0).offered
    6
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

    Attributes:
        both: The number that apply to both.
        only_first: The number that apply to the first only.
        only_second: The number that apply to the second only.
        neither: The number that apply to neither, while both said whether they do.
        not_comparable: The number that one of them left open.
        doubtful: The number of all these that rest on a doubtful value.

    >>> from hlo_forms import compare, examples
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> (pair,) = compare(form for form in sample if form.phase == "preparation").pairs
    >>> pair.motives
    Overlap(both=2, only_first=1, only_second=1, neither=2, not_comparable=0, doubtful=0)
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
    """Two organisations, side by side.

    Attributes:
        first: The id of the one organisation.
        second: The id of the other.
        motives: Their overlap on the motives that both were offered.
        counterparts: Their overlap on counterparts, apart from it.

    >>> from hlo_forms import compare, examples
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> (pair,) = compare(form for form in sample if form.phase == "preparation").pairs
    >>> pair.first, pair.second, pair.motives.both
    ('practice_partner-1-1', 'programme-1-1', 2)
    """

    first: str
    second: str
    motives: Overlap
    counterparts: Overlap
