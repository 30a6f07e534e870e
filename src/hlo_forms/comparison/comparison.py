"""The motives of two or more organisations, laid side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import attrs

from ..basics.arguments import one_among
from ..errors import InvalidValueError
from ..forms import Partnership, PreparationForm, Status
from ..instrument.editions import over
from ..instrument.model import Instrument
from ..pages.shown import Shown
from ..readings.findings import Finding
from ..readings.reading import Reading
from .sides import (
    ComparedForm,
    Side,
    Spoken,
    by_organisation,
    editions_of,
    entries_of,
    language_of,
    partnership_of,
    sides_of,
)
from .verdicts import (
    CategoryCount,
    Cell,
    CounterpartComparison,
    MotiveComparison,
    PairComparison,
    Verdict,
    VoiceAnswer,
    category_count,
    overlap,
)


@attrs.frozen(kw_only=True)
class OwnMotive:
    """A motive that an organisation added itself; never matched with those of others.

    Attributes:
        organisation: The id of the organisation.
        respondent: The voice that added it; None where its form names none.
        text: The motive, in its own words.
        outcome: The outcome written beside it.
        doubts: The warnings of its reading about this motive.
        is_corrected: Whether somebody corrected or confirmed it after reading.

    >>> OwnMotive(organisation="de-linde", respondent=None, text="Regionale zichtbaarheid", outcome=None).text
    'Regionale zichtbaarheid'
    """

    organisation: str
    respondent: str | None
    text: str | None
    outcome: str | None
    doubts: tuple[Finding, ...] = ()
    is_corrected: bool = False


@attrs.frozen(kw_only=True, repr=False)
class Comparison(Spoken, Shown):
    """The motives of 2…n organisations of one partnership and round, side by side.

    Organisations are in order of type and then id, whatever order the forms came in; everything else follows it. The
    parts of phase 1 that stay internal (answers to reflection questions, names of participants) are not in it, nor the
    text that a doubtful reading saw. A motive that a form asked in other words has the status asked otherwise there,
    and counts as an answer nowhere.

    Attributes:
        instrument: The last of `editions`.
        partnership: The partnership that the forms are of.
        round: The round that the forms are of; None where they name none.
        organisations: The sides of the comparison.
        motives: Every motive of the instrument, in its order.
        counterparts: Each pair of mirrored motives.
        categories: A count for each category and organisation.
        pairs: Every two organisations.
        other_motives: The motives that organisations added themselves.
        language: The language of most documents; None where all forms were made without one.
        editions: The editions of the forms, of which each continues the one before.

    >>> from hlo_forms import compare, examples
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> comparison = compare(form for form in sample if form.phase == "preparation")
    >>> comparison
    Comparison(2 organisations: 2 of 6 motives shared, 1 of 2 counterparts)
    >>> [motive.motive for motive in comparison.motives if motive.verdict == "shared"]
    ['partner_expertise', 'network']
    """

    _page = "comparison.comparison_page"

    instrument: Instrument
    partnership: Partnership
    round: str | None
    organisations: tuple[Side, ...]
    motives: tuple[MotiveComparison, ...]
    counterparts: tuple[CounterpartComparison, ...]
    categories: tuple[CategoryCount, ...]
    pairs: tuple[PairComparison, ...]
    other_motives: tuple[OwnMotive, ...]
    language: str | None = attrs.field(default=None, eq=False)
    editions: tuple[Instrument, ...] = ()

    def motive(self, motive: str) -> MotiveComparison:
        """Return one motive, by id; `InvalidValueError` for an unknown one."""
        wanted = self.instrument.motive(motive).id
        return next(row for row in self.motives if row.motive == wanted)

    def pair(self, first: str, second: str) -> PairComparison:
        """Return two organisations, by id in either order; `InvalidValueError` unless they are two that take part."""
        sides = [side.id for side in self.organisations]
        for name, organisation in (("first", first), ("second", second)):
            one_among(name, organisation, sides)
        for pair in self.pairs:
            if {pair.first, pair.second} == {first, second}:
                return pair
        raise InvalidValueError("second", f"another organisation than {first}", second)

    @property
    def offered_to_several(self) -> tuple[MotiveComparison, ...]:
        """The motives offered to two or more of the organisations: only these can be shared."""
        return tuple(row for row in self.motives if len(row.offered_to) > 1)

    @property
    def offered_on_both_sides(self) -> tuple[CounterpartComparison, ...]:
        """The pairs of counterparts where each of the two was offered to at least one organisation."""
        return tuple(row for row in self.counterparts if row.side(row.first) and row.side(row.second))

    def to_text(self, *, language: str | None = None, width: int = 80, figures: bool = False) -> str:
        """Return text for a screen of `width` columns, 40 at least: a sign for each organisation behind each motive.

        Nothing in it steers a terminal. Without a language it is in the first of the instrument;
        `InvalidValueError` for one that the instrument does not have. `figures` adds the counts and coefficients of
        every two organisations, for research.
        """
        shown = WithFigures(self).to_text if figures else super().to_text
        return shown(language=language, width=width)

    def to_html(self, *, language: str | None = None, figures: bool = False) -> str:
        """Return a piece of HTML that needs nothing else; all texts in it are escaped.

        Language and `figures` are as in `to_text`.
        """
        return WithFigures(self).to_html(language=language) if figures else super().to_html(language=language)

    def __repr__(self) -> str:
        shared = sum(row.verdict is Verdict.SHARED for row in self.offered_to_several)
        mirrored = sum(row.verdict is Verdict.COUNTERPART for row in self.offered_on_both_sides)
        return (
            f"Comparison({len(self.organisations)} organisations: {shared} of {len(self.offered_to_several)} motives "
            f"shared, {mirrored} of {len(self.offered_on_both_sides)} counterparts)"
        )


@attrs.frozen
class WithFigures(Shown):
    """A comparison that shows itself with the counts and coefficients of every two organisations."""

    _page = "comparison.comparison_page"

    comparison: Comparison

    @property
    def _default_language(self) -> str:
        return self.comparison.language_or_own(None)


def compare(items: Iterable[PreparationForm | Reading]) -> Comparison:
    """Compare the motives of two or more organisations of one partnership, from their forms or readings.

    A reading brings its doubts along. Several forms of one organisation are its voices: one side (see `Cell`).
    The order of `items` does not matter. Raises `ComparisonError` for forms of different partnerships, rounds or
    instruments, for fewer than two organisations, for an organisation without name and id, for one id with two
    types, for a respondent that occurs twice, and for anything that is not a form of phase 1.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm
    >>> ticked = [MotiveAnswer("network", ticked=True)]
    >>> comparison = compare([
    ...     PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked),
    ...     PreparationForm(organisation=Organisation("Verpleegkunde", type="programme"), motives=ticked),
    ... ])
    >>> comparison
    Comparison(2 organisations: 1 of 6 motives shared, 0 of 2 counterparts)
    >>> comparison.motive("network").applies_to
    ('de-linde', 'verpleegkunde')
    """
    entries = entries_of(items)
    editions = editions_of(entries)
    instrument = editions[-1]
    sides = sides_of(entries)
    motives = tuple(_motive(motive.id, entries, editions) for motive in instrument.motives)
    counterparts = tuple(_counterpart(one.id, other.id, motives) for one, other in instrument.counterparts())
    return Comparison(
        instrument=instrument,
        partnership=partnership_of(entries),
        round=entries[0].form.round,
        organisations=sides,
        motives=motives,
        counterparts=counterparts,
        categories=tuple(_categories(instrument, sides, motives)),
        pairs=tuple(_pair(a.id, b.id, motives, counterparts) for a, b in itertools.combinations(sides, 2)),
        other_motives=tuple(other_motives(entries)),
        language=language_of(entries),
        editions=editions,
    )


def _motive(motive: str, entries: Iterable[ComparedForm], editions: tuple[Instrument, ...]) -> MotiveComparison:
    cells = (
        Cell(organisation=id, motive=motive, voices=tuple(voice_answer(motive, entry, editions) for entry in own))
        for id, own in by_organisation(entries).items()
    )
    return MotiveComparison(motive=motive, cells=tuple(cells))


def voice_answer(motive: str, entry: ComparedForm, editions: tuple[Instrument, ...] = ()) -> VoiceAnswer:
    """Return the answer of one form about a motive, with the doubts about it.

    With `editions` it is about the motive as the last of them asks it: an answer to other words is none to these.
    """
    if status := _otherwise(motive, entry, editions):
        return VoiceAnswer(respondent=entry.form.respondent, status=status)
    answer = entry.form.answer(motive)
    return VoiceAnswer(
        respondent=entry.form.respondent,
        status=entry.form.status(motive),
        outcome=answer.outcome if answer else None,
        doubts=entry.about("motives", motive),
        is_corrected=entry.is_corrected("motives", motive),
    )


def _otherwise(motive: str, entry: ComparedForm, editions: tuple[Instrument, ...]) -> Status | None:
    """Return the status of a motive that the edition of a form does not ask, or not in the words of the last one."""
    own = entry.form.instrument
    if motive not in [each.id for each in own.motives]:
        return Status.NOT_OFFERED
    if len(editions) < 2 or own == editions[-1] or motive in over(editions, own).same:
        return None
    return Status.ASKED_OTHERWISE if entry.form.answer(motive) else Status.NOT_OFFERED


def _counterpart(first: str, second: str, motives: Iterable[MotiveComparison]) -> CounterpartComparison:
    """Take for each organisation its cell about the counterpart it was offered: no type is offered both."""
    rows = {row.motive: row for row in motives}
    pairs = zip(rows[first].cells, rows[second].cells, strict=True)
    cells = tuple(other if other.status.was_asked else one for one, other in pairs)
    return CounterpartComparison(first=first, second=second, cells=cells)


def _categories(
    instrument: Instrument, sides: Iterable[Side], motives: Iterable[MotiveComparison]
) -> Iterator[CategoryCount]:
    rows = {row.motive: row for row in motives}
    for category in (category.id for category in instrument.categories if not category.free):
        for side in sides:
            offered = instrument.in_category(category, side.type)
            yield category_count(category, side.id, [rows[motive.id].cell(side.id) for motive in offered])


def _pair(
    first: str, second: str, motives: Iterable[MotiveComparison], counterparts: Iterable[CounterpartComparison]
) -> PairComparison:
    same = (row for row in motives if first in row.offered_to and second in row.offered_to)
    mirrored = ((row.cell(first), row.cell(second)) for row in counterparts if {first, second} <= set(row.offered_to))
    return PairComparison(
        first=first,
        second=second,
        motives=overlap((row.cell(first), row.cell(second)) for row in same),
        counterparts=overlap((one, other) for one, other in mirrored if one.motive != other.motive),
    )


def other_motives(entries: Iterable[ComparedForm]) -> Iterator[OwnMotive]:
    """Yield the motives that organisations added themselves, form by form."""
    for entry in entries:
        for number, row in enumerate(entry.form.other_motives, 1):
            yield OwnMotive(
                organisation=entry.organisation,
                respondent=entry.form.respondent,
                text=row.text,
                outcome=row.outcome,
                doubts=entry.about("other_motives", number),
                is_corrected=entry.is_corrected("other_motives", number),
            )
