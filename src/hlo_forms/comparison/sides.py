"""Forms and readings by organisation, ready to compare; those that do not belong together are refused."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import attrs

from ..basics.messages import Catalogue, Words, alike, most_frequent
from ..basics.text import matching_key
from ..basics.values import grouped
from ..errors import ComparisonError, InvalidValueError, ReadingError
from ..forms import Form, Partnership, PreparationForm
from ..instrument.editions import in_order
from ..instrument.model import Instrument
from ..readings.findings import Finding
from ..readings.reading import Reading

TEXTS = Catalogue("forms")
_INTERNAL = {"answers", "participants", "invitation", "study"}


class Spoken:
    """Shows what forms of one instrument say in their language, by default the first of the instrument."""

    __slots__ = ()

    instrument: Instrument
    language: str | None

    @property
    def _default_language(self) -> str:
        return alike(self.instrument.languages[0], self.language)


@attrs.frozen(kw_only=True)
class Voice:
    """One form of an organisation in a comparison.

    Attributes:
        respondent: The respondent that the form names; None where it names none.
        doubts: The doubts about the form as a whole.

    >>> Voice(respondent="leidinggevende").doubts
    ()
    """

    respondent: str | None = None
    doubts: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Side:
    """One organisation in a comparison, with its voices.

    Attributes:
        id: The id of the organisation.
        name: Its name; None where no form gives one, and joined by slashes where its forms give several.
        type: The id of its organisation type.
        voices: One for each form it sent, in order of name.

    >>> from hlo_forms import compare, examples
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> comparison = compare(form for form in sample if form.phase == "preparation")
    >>> [(side.name, side.type, len(side.voices)) for side in comparison.organisations]
    [('Technisch bureau Zwart', 'practice_partner', 1), ('Opleiding Techniek, Vakcollege Kromme Vliet', 'programme', 1)]
    """

    id: str
    name: str | None
    type: str
    voices: tuple[Voice, ...]


@attrs.frozen(kw_only=True, eq=False)
class ComparedForm:
    """One item to compare: its form, the reading it came from, and the label it has in messages."""

    form: PreparationForm
    reading: Reading | None
    label: str

    @property
    def organisation(self) -> str:
        """The id of its organisation."""
        return self.form.organisation.id or ""

    def about(self, part: str, row: object) -> tuple[Finding, ...]:
        """Return the doubts about a row of a part, and about that part as a whole.

        Rows are "motives" by id, and "other_motives", which the organisation added itself, by number from 1.
        """
        whole = (finding for finding in self.doubts(part) if finding.field == part)
        return _without_seen((*whole, *self.doubts(f"{part}.{row}")))

    def is_corrected(self, part: str, row: object) -> bool:
        """Return whether somebody corrected or confirmed a row of a part after reading."""
        return self.reading is not None and self.reading.is_corrected(f"{part}.{row}")

    def about_form(self) -> tuple[Finding, ...]:
        """Return the doubts about anything but single motives, without the parts of a form that stay internal."""
        rows: list[tuple[str, object]] = [("motives", motive.id) for motive in self.form.instrument.motives]
        rows += [("other_motives", number) for number in range(1, len(self.form.other_motives) + 1)]
        about_rows = {finding for row in rows for finding in self.about(*row)}
        warnings = self.reading.warnings if self.reading else ()
        shown = (finding for finding in warnings if (finding.field or "").split(".")[0] not in _INTERNAL)
        return tuple(finding for finding in _without_seen(shown) if finding not in about_rows)

    def doubts(self, field: str) -> tuple[Finding, ...]:
        """Return the doubts about a field and what is in it, as its reading has them."""
        return self.reading.doubts(field) if self.reading else ()


def _without_seen(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, without the text that was seen: it may be hidden, or an answer that stays internal."""
    return tuple(dict.fromkeys(finding.unquoted for finding in findings))


def language_of(entries: Sequence[ComparedForm]) -> str | None:
    """Return the language of most documents; None where the forms came from none."""
    languages = [entry.reading.language for entry in entries if entry.reading]
    return most_frequent(languages, entries[0].form.instrument.languages) if languages else None


def entries_of(items: Iterable[PreparationForm | Reading]) -> tuple[ComparedForm, ...]:
    """Return the items to compare, by type and id of organisation, and by voice within each.

    Raises `ComparisonError` where they cannot be compared.
    """
    entries = gather(items, "compare([first, second])")
    organisations = {entry.organisation for entry in entries}
    if len(organisations) < 2:
        raise _refused("too_few", names=", ".join(organisations) or TEXTS.sentence("comparing.none"))
    must_agree(entries, in_round=True)
    return entries


def voices_of(items: Iterable[PreparationForm | Reading]) -> tuple[ComparedForm, ...]:
    """Return the voices of one organisation, in order of name; `ComparisonError` where they are anything else."""
    entries = gather(items, "compare_voices([first, second])")
    organisations = list(dict.fromkeys(entry.organisation for entry in entries))
    if len(organisations) != 1 or len(entries) < 2:
        names = ", ".join(organisations) or TEXTS.sentence("comparing.none")
        raise _refused("no_voices", count=len(entries), names=names)
    must_agree(entries, in_round=True)
    return entries


def gather(items: Iterable[PreparationForm | Reading], example: str) -> tuple[ComparedForm, ...]:
    """Return forms and readings as entries, in order; `example` shows in a message how to pass them."""
    if isinstance(items, (Form, Reading, str, bytes)) or not isinstance(items, Iterable):
        raise InvalidValueError("items", f"forms or readings in a list, as in {example}", items)
    entries = [_entry(number, item) for number, item in enumerate(items, 1)]
    return tuple(sorted(entries, key=_order))


def _entry(number: int, item: object) -> ComparedForm:
    reading = item if isinstance(item, Reading) else None
    in_file = {"source": reading.source} if reading and reading.source else {}
    source = TEXTS.sentence("comparing.file" if in_file else "comparing.item", number=number, **in_file)
    form = _form(source, reading) if reading else item
    if not isinstance(form, PreparationForm):
        if isinstance(form, Form):
            phase = TEXTS.sentence(f"comparing.phase.{form.phase}")
            raise _refused("no_motives", source=source, phase=phase)
        raise InvalidValueError("items", "forms of phase 1 and readings of these, as hlo_forms.read gives them", item)
    who = form.organisation
    if not who.id:
        raise _refused("nameless", source=source)
    return ComparedForm(
        form=form, reading=reading, label=TEXTS.sentence("comparing.label", source=source, who=who.name or who.id)
    )


def _form(source: str, reading: Reading) -> Form:
    try:
        return reading.form
    except ReadingError as error:
        raise _refused("not_one", source=source, count=len(reading.forms)) from error


def _refused(key: str, **values: object) -> ComparisonError:
    return ComparisonError(TEXTS.sentence(f"comparing.{key}", **values))


def _order(entry: ComparedForm) -> tuple[int, str, str, str]:
    types = [kind.id for kind in entry.form.instrument.organisation_types]
    respondent = entry.form.respondent or ""
    return types.index(entry.form.organisation.type or ""), entry.organisation, matching_key(respondent), respondent


def must_agree(entries: Sequence[ComparedForm], *, in_round: bool) -> None:
    """Raise unless all forms share instrument and partnership and, `in_round`, the round, with each voice once.

    Their instruments may be editions of which each continues the one before.
    """
    same = [("partnership", _partnership), *([("round", _round)] if in_round else [])]
    first = entries[0]
    if in_order(entry.form.instrument for entry in entries) is None:
        same = [("instrument", _instrument), *same]
    for entry, (what, value) in itertools.product(entries[1:], same):
        (one, shown), (other, its) = value(first), value(entry)
        if one != other:
            raise _refused(f"other_{what}", shown=shown, first=first.label, its=its, then=entry.label)
    if in_round:
        _must_be_told_apart(entries)


def editions_of(entries: Sequence[ComparedForm]) -> tuple[Instrument, ...]:
    """Return the editions of the instrument of these forms, of which each continues the one before."""
    return in_order(entry.form.instrument for entry in entries) or (entries[0].form.instrument,)


def _instrument(entry: ComparedForm) -> tuple[object, str]:
    instrument = entry.form.instrument
    return instrument, f"{instrument.id} {instrument.edition} ({instrument.digest[:8]})"


def _partnership(entry: ComparedForm) -> tuple[object, str]:
    partnership = entry.form.partnership
    shown = f"{partnership.name!r} (id {partnership.id})" if partnership.name else f"id {partnership.id}"
    return partnership.id, shown if partnership.id else TEXTS.sentence("comparing.none")


def _round(entry: ComparedForm) -> tuple[object, str]:
    return entry.form.round, repr(entry.form.round) if entry.form.round else TEXTS.sentence("comparing.none")


def _must_be_told_apart(entries: Sequence[ComparedForm]) -> None:
    types: dict[str, ComparedForm] = {}
    voices: dict[tuple[str, str], ComparedForm] = {}
    for entry in entries:
        first = types.setdefault(entry.organisation, entry)
        if first.form.organisation.type != entry.form.organisation.type:
            kinds = {"one": _type(first.form), "other": _type(entry.form)}
            labels = {"first": first.label, "then": entry.label}
            raise _refused("other_type", organisation=entry.organisation, **kinds, **labels)
        voice = (entry.organisation, matching_key(entry.form.respondent or ""))
        if (same := voices.setdefault(voice, entry)) is not entry:
            respondent = entry.form.respondent or TEXTS.sentence("comparing.nobody")
            labels = {"first": same.label, "then": entry.label}
            raise _refused("same_voice", organisation=entry.organisation, respondent=respondent, **labels)


def _type(form: PreparationForm) -> Words:
    kinds = {kind.id: kind.label for kind in form.instrument.organisation_types}
    return Words({language: label.lower() for language, label in kinds[form.organisation.type or ""].items()})


def sides_of(entries: Iterable[ComparedForm]) -> tuple[Side, ...]:
    """Return the organisations, each with its voices, in the order of the entries."""
    return tuple(
        Side(
            id=id,
            name=together(entry.form.organisation.name for entry in own),
            type=own[0].form.organisation.type or "",
            voices=tuple(Voice(respondent=entry.form.respondent, doubts=entry.about_form()) for entry in own),
        )
        for id, own in by_organisation(entries).items()
    )


def by_organisation(entries: Iterable[ComparedForm]) -> dict[str, list[ComparedForm]]:
    """Group the entries by the id of their organisation."""
    return grouped((entry.organisation, entry) for entry in entries)


def partnership_of(entries: Iterable[ComparedForm]) -> Partnership:
    """Return the partnership of all entries; where forms spell its name differently, the names are joined."""
    partnerships = [entry.form.partnership for entry in entries]
    return Partnership(together(partnership.name for partnership in partnerships), id=partnerships[0].id)


def together(names: Iterable[str | None]) -> str | None:
    """Join the names that differ in more than case and spaces, sorted, by slashes; None where there are none."""
    spellings: dict[str, str] = {}
    for name in sorted(name for name in names if name):
        spellings.setdefault(matching_key(name), name)
    return " / ".join(spellings.values()) or None


def was_offered(organisation: str, motive: str, entries: Iterable[ComparedForm]) -> bool:
    """Return whether any form of an organisation asked about a motive."""
    own = (entry.form for entry in entries if entry.organisation == organisation)
    return any(answer.motive == motive for form in own for answer in form.motives)
