"""The part of a data set that may be used for research: forms, readings and files without what was not permitted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from ..basics.values import FrozenMap
from ..forms import FORMS, AlignmentForm, Form, Organisation, Participant, PreparationForm
from ..forms.answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive, BroughtRelation, PartnerAgreement
from ..forms.field_ids import PARTS, FieldId
from ..forms.fields import FormPart, Kind, Origin, Readers, parts_of
from ..readings.findings import Evidence, Finding
from ..readings.reading import Reading
from .entries import File, Record, files_holding
from .permission import Consent, Extent, Permits, Terms
from .tables import Cell

_Values = tuple[Any, ...]  # Any: rows of several classes
_LOOSE = ("unplaced", "deleted", "remarks")

Reasons = Counter[tuple[str | None, str, str]]
"""How much was left out: by form (None for text of a file that belongs to no form), part ("" for all) and reason."""


def permitted(
    entries: Sequence[Record], files: Sequence[File], terms: Terms
) -> tuple[tuple[Record, ...], tuple[File, ...], list[dict[str, Cell]]]:
    """Return the forms and files less what these terms do not permit, and a row for everything left out."""
    selections = [_Selection.of(entry, terms) for entry in entries]
    kept = [one for one in selections if one.form is not None]
    reasons: Reasons = Counter()
    for one in selections:
        reasons.update(one.reasons)
    if any(entry.consent.asked for entry in entries) and len(kept) < len(selections):
        files = files_holding([one.entry for one in kept], files)
    places = {(one.entry.source, one.entry.place): one for one in selections}
    same = {one.entry.form: one for one in selections}  # a copy goes out as the form that it is a copy of
    permitted_files = []
    for file in files:
        own = _forms_in(file, places, same)
        permitted_files.append(_as_permitted(file, own, terms))
        reasons.update(_loose_in(file, own, terms))
    readings = {file.number: file.result for file in permitted_files}
    return tuple(one.record(readings) for one in kept), tuple(permitted_files), list(_rows(reasons))


def _rows(reasons: Reasons) -> Iterator[dict[str, Cell]]:
    for (form, part, reason), count in reasons.items():
        yield {"form": form, "part": part or None, "reason": reason, "count": count}


# ---- one form


@attrs.frozen(kw_only=True)
class _Selection:
    """A form in a data set and the part of it that goes out: `form`, or None where nothing does.

    `withheld` are the parts that are not whole, `moves` the new number of each row by table (0 where it is gone).
    `is_whole` means that text of its file that belongs to no answer may go along.
    """

    entry: Record
    form: Form | None
    reasons: Reasons
    withheld: frozenset[str] = frozenset()
    moves: Mapping[str, Mapping[int, int]] = attrs.field(factory=dict)
    is_whole: bool = False

    @classmethod
    def of(cls, entry: Record, terms: Terms) -> _Selection:
        reason = _reason_against(entry, terms)
        if reason is not None:
            return cls(entry=entry, form=None, reasons=Counter({(entry.key, "", reason): 1}))
        return _FormReader(entry, terms).selection()

    def record(self, readings: Mapping[int, object]) -> Record:
        """Return the form as it goes out, with the reading in the file that it came from."""
        assert self.form is not None  # noqa: S101 - only what is kept has a record
        reading = readings.get(self.entry.source or 0)
        return attrs.evolve(
            self.entry,
            form=self.form,
            withheld=self.entry.withheld | self.withheld,
            was_filled_in=self.entry.filled_in,
            reading=reading if isinstance(reading, Reading) else None,
        )

    def new_id(self, field: FieldId) -> FieldId | None:
        """Return the id of a field on the form as it goes out; None for one that does not."""
        if self.form is None:
            return None
        part = PARTS.get(field.part)
        if part is None or part.origin is Origin.CARRIED:  # in the document they may stand in rows with other partners'
            return None if self.withheld & _TOGETHER else field
        if field.part not in self.withheld:
            return field
        if part.origin is Origin.PREVIOUS and field.table not in self.moves:
            return field if field.column in part.asked else None
        row = self.moves.get(field.table, {}).get(field.row, 0)
        return attrs.evolve(field, row=row) if row else None


_TOGETHER = {part.name for part in PARTS.values() if part.origin is Origin.CARRIED} | {"organisations"}


def _reason_against(entry: Record, terms: Terms) -> str | None:
    """Return the reason why nothing of a form goes out; None where something does."""
    consent = entry.consent
    if terms.extent(consent.own) is Extent.NOTHING:
        return terms.reason(consent.own)
    if not isinstance(entry.form, AlignmentForm):
        return None
    sides = consent.partners or (consent.together,)
    return "partners" if all(terms.extent(side) is Extent.NOTHING for side in sides) else None


def _extent_needed(form_class: type[Form], part: FormPart) -> Extent:
    """Return the extent of a permission that a part of a form needs."""
    if part.row is Participant:
        return Extent.SHARED
    looks_back = part.origin is Origin.PREVIOUS and issubclass(form_class, PreparationForm)  # on motives and outcomes
    if looks_back or part.origin is Origin.MOTIVE or part.row in (BroughtMotive, BroughtOtherMotive):
        return Extent.MOTIVES
    if part.origin in (Origin.DETAIL, Origin.SENDER):
        return Extent.MOTIVES
    is_said = part.origin in (Origin.ANSWER, Origin.PREVIOUS)
    is_joint = issubclass(form_class, AlignmentForm) and is_said  # partners said it to each other
    is_internal = part.readers is not Readers.PARTNERS and not is_joint
    return Extent.EVERYTHING if is_internal else Extent.SHARED


_EXTENTS = {kind: {part.name: _extent_needed(kind, part) for part in parts_of(kind)} for kind in FORMS}


@attrs.define
class _FormReader:
    """Takes from one form what does not go out."""

    entry: Record
    terms: Terms
    changes: dict[str, Any] = attrs.field(factory=dict)  # Any: the values of a form's fields
    moves: dict[str, dict[int, int]] = attrs.field(factory=dict)
    reasons: Reasons = attrs.field(factory=Counter)
    withheld: set[str] = attrs.field(factory=set)

    @property
    def form(self) -> Form:
        return self.entry.form

    @property
    def consent(self) -> Consent:
        return self.entry.consent

    def selection(self) -> _Selection:
        for part in parts_of(type(self.form)):
            self._take(part)
        deciding = self.consent.together if isinstance(self.form, AlignmentForm) else self.consent.own
        return _Selection(
            entry=self.entry,
            form=attrs.evolve(self.form, **self.changes) if self.changes else self.form,
            reasons=self.reasons,
            withheld=frozenset(self.withheld),
            moves=self.moves,
            is_whole=self.terms.extent(deciding) is Extent.EVERYTHING,
        )

    def _take(self, part: FormPart) -> None:
        value = getattr(self.form, part.name)
        if part.origin is Origin.PREVIOUS and not part.is_single and isinstance(self.form, PreparationForm):
            self._previous(part, value)
        elif isinstance(value, tuple):
            self._rows(part, value)
        elif part.is_answer and part.kind is not Kind.FLAG and (reason := self._reason(part, None)):
            empty: object = {} if part.kind is Kind.ANSWERS else None
            self._withhold(part, empty, reason, len(value) if isinstance(value, Mapping) else int(value is not None))

    def _withhold(self, part: FormPart, value: object, reason: str, count: int) -> None:
        """Replace a part by what is left of it, also where it held nothing: whether it did is not told either."""
        self.withheld.add(part.name)
        self.changes[part.name] = value
        if count:
            self.reasons[self.entry.key, part.name, reason] += count

    def _rows(self, part: FormPart, rows: _Values) -> None:
        reasons = [self._reason(part, row) for row in rows]
        absent = self._reason(part, None) if not rows and part.is_answer else None
        if not any(reasons) and absent is None:
            return
        self._withhold(part, tuple(row for row, reason in zip(rows, reasons, strict=True) if not reason), "", 0)
        self.reasons.update((self.entry.key, part.name, reason) for reason in reasons if reason)
        numbers: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for row, reason in zip(rows, reasons, strict=True):
            table = f"{part.name}.{getattr(row, part.key)}" if part.kind is Kind.BY_QUESTION else part.name
            numbers[table] += 1
            left[table] += not reason
            self.moves.setdefault(table, {})[numbers[table]] = 0 if reason else left[table]

    def _previous(self, part: FormPart, value: Any) -> None:  # Any: rows or answers
        """Keep of an earlier round that did not permit it only what is answered on this form."""
        needed, permits = _EXTENTS[type(self.form)][part.name], self.consent.previous
        if not value or self.terms.extent(permits) >= needed:
            return
        reason = "previous" if self.consent.asked else self.terms.reason(permits)
        asked = part.asked
        keys = [part.key, *asked] if part.key else [*asked]
        kept = tuple(type(row)(**{name: getattr(row, name) for name in keys}) for row in value if asked)
        count = sum(old != new for old, new in zip(value, kept, strict=True)) if asked else len(value)
        self._withhold(part, {} if isinstance(value, Mapping) else kept, reason, count)

    def _reason(self, part: FormPart, row: object) -> str | None:
        """Return the reason why a row of a part, or the part, does not go out; None where it does."""
        needed, owners = _EXTENTS[type(self.form)][part.name], self._permits(row)
        if self.terms.extent(owners) >= needed:
            return self._reason_before(needed, row) if part.origin is Origin.PREVIOUS and row is not None else None
        own = self.consent.own if owners is self.consent.together else owners
        return self.terms.reason(own) if self.terms.extent(own) < needed else "partners"

    def _reason_before(self, needed: Extent, row: object) -> str | None:
        """Return the reason why words of an earlier round do not go out, nor the answer about them; None if they do."""
        permits = self.consent.previous
        if isinstance(row, PartnerAgreement):
            permits = self.consent.of_partner_before(row.organisation or "")
        if self.terms.extent(permits) >= needed:
            return None
        return "previous" if self.consent.asked else self.terms.reason(permits)

    def _permits(self, row: object) -> Permits:
        """Return the permits of those whose words stand in a row; of a part without rows those of the form."""
        form, consent = self.form, self.consent
        if isinstance(form, AlignmentForm):
            if isinstance(row, Organisation):
                return consent.partners[form.organisations.index(row)]
            who = getattr(row, "organisation", None)
            own = [permits for one, permits in zip(form.organisations, consent.partners, strict=True) if one.id == who]
            return own[0] if own and who else consent.together
        if isinstance(row, BroughtRelation) or (isinstance(row, BroughtAnswer) and not self._is_own(row)):
            return consent.together
        return consent.own

    def _is_own(self, row: BroughtAnswer) -> bool:
        """Return whether this organisation itself gave an answer at the meeting, without a doubt whose it is."""
        return self.form.instrument.question(row.question).answered_by == "each" and not row.doubtful


# ---- files


def _forms_in(
    file: File, places: Mapping[tuple[int | None, int], _Selection], same: Mapping[Form, _Selection]
) -> list[_Selection | None]:
    """Return the forms of a file as they go out, in its order."""
    forms = file.result.forms if isinstance(file.result, Reading) else ()
    return [places.get((file.number, place)) or same.get(form) for place, form in enumerate(forms, 1)]


def _is_whole(forms: Sequence[_Selection | None], terms: Terms) -> bool:
    """Return whether text that belongs to no answer goes out with these forms of one file.

    Where some were asked, nobody knows whose a file without a form is, nor what that organisation said.
    """
    if not forms:
        return terms.unasked is Extent.EVERYTHING and not terms.asked
    return all(one and one.is_whole for one in forms)


def _loose_in(file: File, forms: Sequence[_Selection | None], terms: Terms) -> Reasons:
    """Return how many passages of a file do not go out."""
    reading = file.result
    if not isinstance(reading, Reading) or _is_whole(forms, terms):
        return Counter()
    return Counter({(None, kind, "loose"): count for kind in _LOOSE if (count := len(getattr(reading, kind)))})


def _as_permitted(file: File, forms: Sequence[_Selection | None], terms: Terms) -> File:
    """Return a file as it goes out."""
    reading, is_whole = file.result, _is_whole(forms, terms)
    if not isinstance(reading, Reading) or (is_whole and not any(one and one.withheld for one in forms)):
        return file
    pairs = zip(forms, reading.forms, strict=True)
    evidence = {field: entry for entry in reading.evidence.values() if (field := _new_id(entry.field, forms))}
    result = attrs.evolve(
        reading,
        forms=tuple(one.form if one and one.form else _blank(form) for one, form in pairs),
        findings=tuple(_findings(reading, forms, is_whole=is_whole)),
        evidence=FrozenMap({field: _under(field, entry) for field, entry in evidence.items()}),
    )
    result = result if is_whole else attrs.evolve(result, unplaced=(), deleted=(), remarks=())
    return attrs.evolve(file, result=result)


def _under(field: str, entry: Evidence) -> Evidence:
    return entry if entry.field == field else attrs.evolve(entry, field=field)


def _new_id(key: str, forms: Sequence[_Selection | None]) -> str | None:
    """Return the id of a field in its document as it goes out; None where it does not."""
    field = FieldId.of(key)
    selection = forms[field.form - 1] if field.form <= len(forms) else None
    id = selection.new_id(field) if selection else None
    return key if id == field else str(id) if id else None


def _findings(reading: Reading, forms: Sequence[_Selection | None], *, is_whole: bool) -> Iterator[Finding]:
    for finding in reading.findings:
        if finding.field is None:
            yield finding if is_whole else attrs.evolve(finding, seen="")
        elif field := _new_id(finding.field, forms):
            yield attrs.evolve(finding, field=field)


def _blank(form: Form) -> Form:
    """Return a form that says nothing, in the place of one that does not go out."""
    if isinstance(form, PreparationForm):
        return PreparationForm(instrument=form.instrument, organisation=Organisation(type=form.organisation.type))
    return type(form)(instrument=form.instrument)
