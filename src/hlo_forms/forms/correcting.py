"""Changing the fields of a form by their ids: correcting what was read, and filling in a sample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

import attrs

from ..basics import values as fields
from ..basics.messages import Catalogue, Words
from ..basics.text import canonical, matching_key
from ..basics.values import one_of
from ..errors import InvalidValueError
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from .answers import MotiveAnswer, OwnAnswer
from .base import Form, OrganisationForm
from .field_ids import PARTS, TICKS, FieldId, tables_of
from .fields import FormPart, Kind, Origin, parts_of
from .people import Organisation
from .preparation import PreparationForm

Value: TypeAlias = str | bool | None
"""The value of a field: a text or the id of a choice, whether a motive is ticked, or None for nothing."""


def value_of(field: str, text: str, instrument: Instrument | None = None) -> Value:
    """Return the value that a text means for a field; None for an empty text.

    A tick is "yes", "no" or "unclear", and it and any other choice may be said in each language of the instrument,
    as on the form.

    >>> value_of("motives.network.ticked", "ja"), value_of("previous.network.realised", "Deels"), value_of("round", "")
    (True, 'partly', None)
    """
    column = FieldId.of(field).column or field
    chosen = instrument or load_instrument()
    if column == "ticked":
        words = {tick: (id, *chosen.words[f"tick.{id}"].values()) for tick, id in TICKS.items()}
        ticks = {matching_key(word): tick for tick, several in words.items() for word in several}
        key = matching_key(text)
        if key not in ticks:
            raise InvalidValueError(field, _TEXTS.sentence("correcting.tick"), text)
        return ticks[key]
    ids = {matching_key(label): id for id, labels in _choices(column, chosen).items() for label in labels}
    return ids.get(matching_key(text), text) or None


def _choices(column: str, instrument: Instrument) -> dict[str, Iterable[str]]:
    """Return the labels of a choice by its id; none for a column that is no choice."""
    if column == "type":
        return {kind.id: kind.label.values() for kind in instrument.organisation_types}
    if column.endswith("motive"):
        return {motive.id: motive.label.values() for motive in instrument.motives}
    prefix = f"{_CALLED.get(column, column)}."
    words = instrument.words.items() if column in _CHOICES else ()
    return {key.removeprefix(prefix): labels.values() for key, labels in words if key.startswith(prefix)}


@attrs.frozen
class ChangedForm:
    """A form with fields changed; `moved` gives the new number of each row by changed table, 0 if it is gone."""

    form: Form
    moved: Mapping[str, Mapping[int, int]]


def with_values(form: Form, values: Mapping[FieldId, Value]) -> ChangedForm:
    """Return the form with these fields changed; a value for the row after the last adds a record.

    Raises `InvalidValueError` naming the field if this form does not have it, or it cannot hold the value.
    """
    ids = settable_fields(form, values)
    types = [type.id for type in form.instrument.organisation_types]
    for field, value in values.items():
        bare = str(attrs.evolve(field, form=1))
        if bare not in ids:
            raise InvalidValueError(str(field), _no_field(ids, bare), value)
        if field.column == "type" and value is not None and value not in types:
            raise InvalidValueError(str(field), one_of(types, value), value)
    draft = _Draft(form, values)
    return ChangedForm(draft.form(), draft.moved)


_KINDS = tuple(Kind)
_CHOICES = ("status", "ownership", "realised", "research", "kind")
_CALLED = {"kind": "relation"}
_TEXTS = Catalogue("forms")


def _no_field(ids: list[str], wanted: str) -> str:
    """Describe the fields that there are, and those that were perhaps meant."""
    near = get_close_matches(wanted, ids, n=3)
    if near:
        return _TEXTS.sentence("correcting.field_near", near=", ".join(near))
    return _TEXTS.sentence("correcting.field", names=", ".join(dict.fromkeys(_likely(ids))))


def _likely(ids: list[str]) -> Iterator[str]:
    """Yield a few fields of several parts, of those that people correct."""
    for part in ("organisation", "motives", "other_motives", "agreements", "answers"):
        yield from [id for id in ids if id.partition(".")[0] == part][:2]


def settable_fields(form: Form, wanted: Iterable[FieldId] = ()) -> list[str]:
    """Return the id of every field that can be set, with those of new rows: the wanted ones, or one more."""
    parts = sorted(parts_of(type(form)), key=lambda part: (_KINDS.index(part.kind), part.row is not Organisation))
    ids = [id for part in parts for id in _settable(part, form)]
    for table, rows in tables_of(form).items():
        if (before := PARTS[FieldId.of(table).part]).origin is Origin.PREVIOUS:
            ids += [f"{table}.{row}.{column}" for row in range(1, len(rows) + 1) for column in before.asked]
            continue
        new = {field.row for field in wanted if field.table == table and field.row > len(rows)}
        numbers = range(1, len(rows) + 1 + max(len(new), 1))
        ids += [f"{table}.{row}.{column}" for row in numbers for column in columns_of(form, table)]
    return ids


def _settable(part: FormPart, form: Form) -> list[str]:
    """Return the fields that can be set in a part that is not a table of records."""
    if part.kind is Kind.TEXT or (part.kind is Kind.CHOICE and (part.name != "research" or form.asks_research)):
        return [part.name]
    if part.kind is Kind.VALUE:
        return [f"{part.name}.{column.name}" for column in part.columns]
    if part.kind is Kind.ANSWERS:
        return [f"{part.name}.{question.id}" for question in form.questions]
    if part.kind is not Kind.BY_MOTIVE:
        return []
    columns = part.asked if part.origin is Origin.PREVIOUS else [column.name for column in part.columns]
    return [f"{part.name}.{row.motive}.{column}" for row in getattr(form, part.name) for column in columns]


def columns_of(form: Form, table: str) -> list[str]:
    """Return the columns of a form's table of records, by the names in its field ids."""
    names = [column.name for column in PARTS[FieldId.of(table).part].columns]
    return [name for name in names if name != "organisation" or not isinstance(form, OrganisationForm)]


@attrs.define
class _Draft:
    """A form while it is being changed."""

    before: Form
    values: Mapping[FieldId, Value]
    moved: dict[str, dict[int, int]] = attrs.field(factory=dict)

    def form(self) -> Form:
        """Return the changed form; an error names the field whose value it refuses."""
        changes: dict[str, Any] = {part: self._part(part) for part in dict.fromkeys(f.part for f in self.values)}
        if "organisation" in changes and isinstance(self.before, PreparationForm):
            changes["motives"] = self._offered(changes["organisation"], changes.get("motives", self.before.motives))
        try:
            return attrs.evolve(self.before, **changes)
        except InvalidValueError as error:
            field = next((f for f in self.values if f.part == error.field.partition(".")[0]), next(iter(self.values)))
            raise InvalidValueError(str(field), error.expected, self.values[field]) from error

    def _part(self, name: str) -> Any:  # Any: the value of any field of a form
        cells = [field for field in self.values if field.part == name]
        now, kind = getattr(self.before, name), PARTS[name].kind
        if kind is Kind.ANSWERS:
            return {**now, **{field.key: self._text(field, self.values[field]) for field in cells}}
        if kind is Kind.BY_MOTIVE:
            return tuple(self._row(row, [field for field in cells if field.key == row.motive]) for row in now)
        if kind in (Kind.RECORDS, Kind.BY_QUESTION):
            tables = {table: rows for table, rows in tables_of(self.before).items() if FieldId.of(table).part == name}
            return tuple(row for table, rows in tables.items() for row in self._rows(table, rows, cells))
        return self._row(now, cells) if kind is Kind.VALUE else self._text(cells[0], self.values[cells[0]])

    def _text(self, field: FieldId, value: Value) -> str | None:
        return canonical(value, str(field))  # type: ignore[arg-type]  # it refuses other values

    def _row(self, row: Any, changes: list[FieldId]) -> Any:  # Any: an attrs value of any class
        for field in changes:
            try:
                row = fields.changed(row, {field.column: self.values[field]})
            except InvalidValueError as error:
                raise InvalidValueError(str(field), error.expected, self.values[field]) from error
        return row

    def _rows(self, table: str, rows: tuple[Any, ...], changes: list[FieldId]) -> tuple[Any, ...]:  # Any: as above
        own = [field for field in changes if field.table == table]
        kept: list[Any] = []  # Any: as above
        moved = self.moved.setdefault(table, {})
        for number in range(1, max((len(rows), *(field.row for field in own))) + 1):
            cells = [field for field in own if field.row == number]
            row = self._row(rows[number - 1] if number <= len(rows) else self._blank(table), cells)
            if self._is_row(row):
                kept.append(row)
                moved[number] = len(kept)
            elif number <= len(rows):
                moved[number] = 0
            else:
                expected = _TEXTS.sentence("correcting.row_text" if isinstance(row, OwnAnswer) else "correcting.row")
                raise InvalidValueError(str(cells[0]), expected, self.values[cells[0]])
        return tuple(kept)

    def _blank(self, table: str) -> Any:  # Any: as above
        id = FieldId.of(table)
        part = PARTS[id.part]
        assert part.row is not None  # noqa: S101 - tables have rows
        return part.row(**({part.key: id.key} if part.key else {}))

    def _is_row(self, row: Any) -> bool:  # Any: as above
        """Return whether the form keeps this row."""
        plain = fields.without_prompts_in(row, self.before.instrument.prompt_texts)
        return plain.text is not None if isinstance(plain, OwnAnswer) else not fields.is_empty(plain)

    def _offered(self, organisation: Organisation, answers: tuple[MotiveAnswer, ...]) -> tuple[MotiveAnswer, ...]:
        """Return the answers that the type of the organisation is offered; refuse the type if one would be lost."""
        kind = FieldId(part="organisation", column="type")
        offered = {motive.id for motive in self.before.instrument.motives if organisation.type in motive.offered_to}
        kept = tuple(answer for answer in answers if answer.motive in offered)
        lost = [a.motive for a in answers if a not in kept and (a.ticked is not False or a.outcome is not None)]
        if lost and organisation.type is not None:
            labels = {motive.id: motive.label for motive in self.before.instrument.motives}
            languages = self.before.instrument.languages
            motives = Words({each: ", ".join(labels[id][each] for id in lost) for each in languages})
            expected = _TEXTS.sentence("correcting.type", motives=motives)
            raise InvalidValueError(str(kind), expected, organisation.type)
        return kept
