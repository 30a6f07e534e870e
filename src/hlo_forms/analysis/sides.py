"""Who is compared: forms and readings by organisation, refused where they do not belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from ..errors import ComparisonError, ReadingError
from ..findings import Finding
from ..forms import Form, Partnership, PreparationForm
from ..readings import Reading
from ..text import matching_key

_INTERNAL = {"answers", "participants", "invitation"}


@attrs.frozen(kw_only=True)
class Voice:
    """Whose voice a form is (None: it does not say), and what is doubtful about the form as a whole."""

    respondent: str | None = None
    doubts: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Side:
    """One organisation in a comparison, with its voices: as many as it sent forms, in the order of their names.

    `name` is None where no form gives one; where its forms give several, they stand together, parted by a slash.
    """

    id: str
    name: str | None
    type: str
    voices: tuple[Voice, ...]


@attrs.frozen(kw_only=True, eq=False)
class Entry:
    """One thing to compare: its form, the reading it came from, and what to call it in a message."""

    form: PreparationForm
    reading: Reading | None
    called: str

    @property
    def organisation(self) -> str:
        """The id of its organisation."""
        return self.form.organisation.id or ""

    def about_motive(self, motive: str) -> tuple[Finding, ...]:
        """What is doubtful about a motive's answer."""
        return _without_seen((*self._about_all("motives"), *self._under(f"motives.{motive}")))

    def about_other_motive(self, number: int) -> tuple[Finding, ...]:
        """What is doubtful about a motive of the organisation's own, by its number from 1."""
        return _without_seen((*self._about_all("other_motives"), *self._under(f"other_motives.{number}")))

    def about_form(self) -> tuple[Finding, ...]:
        """What is doubtful beside single motives; the parts of a form that stay internal are left out."""
        told = [finding for motive in self.form.instrument.motives for finding in self._under(f"motives.{motive.id}")]
        told += self._about_all("motives")
        for number in range(1, len(self.form.other_motives) + 1):
            told += (*self._about_all("other_motives"), *self._under(f"other_motives.{number}"))
        warnings = self.reading.warnings if self.reading else ()
        kept = (finding for finding in warnings if (finding.field or "").split(".")[0] not in _INTERNAL)
        return _without_seen(finding for finding in kept if finding not in told)

    def _under(self, field: str) -> tuple[Finding, ...]:
        return self.reading.doubts(field) if self.reading else ()

    def _about_all(self, field: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self._under(field) if finding.field == field)


def _without_seen(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, less what was seen: that may be hidden text, or an answer that stays internal."""
    return tuple(dict.fromkeys(attrs.evolve(finding, seen="") for finding in findings))


def entries_of(items: Iterable[PreparationForm | Reading]) -> tuple[Entry, ...]:
    """The things to compare, by organisation in the order of types and ids, and by voice within each.

    Raises `ComparisonError` where they cannot be laid side by side.
    """
    entries = gathered(items, "compare([first, second])")
    organisations = {entry.organisation for entry in entries}
    if len(organisations) < 2:
        found = ", ".join(organisations) or "none"
        raise ComparisonError(
            f"expected forms of two organisations or more, found {found}; add the forms of the other partners"
        )
    must_agree(entries, in_round=True)
    return entries


def voices_of(items: Iterable[PreparationForm | Reading]) -> tuple[Entry, ...]:
    """The voices of one organisation, in the order of their names; `ComparisonError` where they are not that."""
    entries = gathered(items, "compare_voices([first, second])")
    organisations = list(dict.fromkeys(entry.organisation for entry in entries))
    if len(organisations) != 1 or len(entries) < 2:
        found = f"{len(entries)} of {', '.join(organisations) or 'none'}"
        raise ComparisonError(f"expected two forms or more of one organisation, found {found}")
    must_agree(entries, in_round=True)
    return entries


def gathered(items: Iterable[PreparationForm | Reading], example: str) -> tuple[Entry, ...]:
    """Forms and readings as entries, in order; `example` shows in a message how they are passed."""
    if isinstance(items, (Form, Reading, str, bytes)) or not isinstance(items, Iterable):
        raise ComparisonError(
            f"expected forms or readings one after another, got one {type(items).__name__}; "
            f"pass them in a list: {example}"
        )
    entries = [_entry(number, item) for number, item in enumerate(items, 1)]
    return tuple(sorted(entries, key=_order))


def _entry(number: int, item: object) -> Entry:
    reading = item if isinstance(item, Reading) else None
    source = f"item {number}" + (f" ({reading.source})" if reading and reading.source else "")
    form = _form(source, reading) if reading else item
    if not isinstance(form, PreparationForm):
        if isinstance(form, Form):
            raise ComparisonError(
                f"{source}: is a form of the {form.phase} phase; only forms of phase 1 hold motives to compare"
            )
        raise ComparisonError(
            f"{source}: expected a PreparationForm or a Reading, got {type(item).__name__}; "
            "read documents first, with read()"
        )
    who = form.organisation
    if not who.id:
        raise ComparisonError(
            f"{source}: its organisation has neither a name nor an id; give it one, so that it can be told apart"
        )
    return Entry(form=form, reading=reading, called=f"{source}, {who.name or who.id}")


def _form(source: str, reading: Reading) -> Form:
    try:
        return reading.form
    except ReadingError as error:
        found = len(reading.forms)
        raise ComparisonError(
            f"{source}: expected one form in the document, found {found}; pass a document for each form"
        ) from error


def _order(entry: Entry) -> tuple[int, str, str, str]:
    types = [kind.id for kind in entry.form.instrument.organisation_types]
    respondent = entry.form.respondent or ""
    return types.index(entry.form.organisation.type or ""), entry.organisation, matching_key(respondent), respondent


def must_agree(entries: Sequence[Entry], *, in_round: bool) -> None:
    """Forms of one instrument and partnership, and within a round of that round, with each voice once."""
    for entry in entries[1:]:
        _must_be_same(entries[0], entry, "instrument", _instrument, "compare forms of one instrument and edition")
        _must_be_same(
            entries[0], entry, "partnership", _partnership, "correct the form, or compare each partnership apart"
        )
        if in_round:
            _must_be_same(entries[0], entry, "round", _round, "correct the form, or compare each round apart")
    if in_round:
        _must_be_told_apart(entries)


def _must_be_same(
    first: Entry, entry: Entry, what: str, value: Callable[[Entry], tuple[object, str]], advice: str
) -> None:
    (one, shown), (other, other_shown) = value(first), value(entry)
    if one != other:
        raise ComparisonError(f"different {what}: {shown} in {first.called}, {other_shown} in {entry.called}; {advice}")


def _instrument(entry: Entry) -> tuple[object, str]:
    instrument = entry.form.instrument
    return instrument, f"{instrument.id} {instrument.edition} ({instrument.digest[:8]})"


def _partnership(entry: Entry) -> tuple[object, str]:
    partnership = entry.form.partnership
    shown = f"{partnership.name!r} (id {partnership.id})" if partnership.name else f"id {partnership.id}"
    return partnership.id, shown if partnership.id else "none"


def _round(entry: Entry) -> tuple[object, str]:
    return entry.form.round, repr(entry.form.round) if entry.form.round else "none"


def _must_be_told_apart(entries: Sequence[Entry]) -> None:
    types: dict[str, Entry] = {}
    voices: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        first = types.setdefault(entry.organisation, entry)
        if first.form.organisation.type != entry.form.organisation.type:
            raise ComparisonError(
                f"organisation {entry.organisation}: {first.form.organisation.type} in {first.called}, "
                f"{entry.form.organisation.type} in {entry.called}; "
                "correct one, or give each organisation an id of its own"
            )
        voice = (entry.organisation, matching_key(entry.form.respondent or ""))
        if (same := voices.setdefault(voice, entry)) is not entry:
            raise ComparisonError(
                f"organisation {entry.organisation}: {same.called} and {entry.called} are of the same respondent "
                f"({entry.form.respondent or 'none named'}); leave one out, or name the respondent of each"
            )


def sides_of(entries: Iterable[Entry]) -> tuple[Side, ...]:
    """The organisations, each with its voices, in the order of the entries."""
    return tuple(
        Side(
            id=id,
            name=_together(entry.form.organisation.name for entry in own),
            type=own[0].form.organisation.type or "",
            voices=tuple(Voice(respondent=entry.form.respondent, doubts=entry.about_form()) for entry in own),
        )
        for id, own in by_organisation(entries).items()
    )


def by_organisation(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries of each organisation, by its id."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.organisation, []).append(entry)
    return found


def partnership_of(entries: Iterable[Entry]) -> Partnership:
    """The partnership of them all; where the forms spell its name in several ways, these stand together."""
    partnerships = [entry.form.partnership for entry in entries]
    return Partnership(_together(found.name for found in partnerships), id=partnerships[0].id)


def _together(names: Iterable[str | None]) -> str | None:
    """The names that differ in more than case and spaces, in order."""
    found: dict[str, str] = {}
    for name in sorted(name for name in names if name):
        found.setdefault(matching_key(name), name)
    return " / ".join(found.values()) or None
