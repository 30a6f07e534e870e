"""The fields of a form by the ids that evidence and findings use: reading their values and changing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self, TypeAlias

import attrs

from ..basics import values as fields
from ..basics.text import canonical
from ..basics.values import one_of
from ..errors import InvalidValueError
from ..instrument.model import Instrument
from .alignment import AlignmentForm
from .answers import Agreement, DeclaredRelation, MotiveAnswer, OtherMotive, OwnAnswer, PreviousOtherMotive
from .base import Form
from .people import Organisation, Participant
from .preparation import PreparationForm

_ROW = r"(?P<row>[1-9][0-9]{0,5})"
_FORM = re.compile(r"(?:(?P<form>[1-9][0-9]{0,5})/)?(?P<rest>.*)", re.DOTALL)
_RECORDS_OF = rf"(?P<key>.+?)(?:\.{_ROW}\.(?P<column>[a-z_]+)|\.(?P<gone>removed))?"

_KEYED = {
    part: re.compile(pattern, re.DOTALL)
    for part, pattern in {
        "answers": r"(?P<key>.+)",
        "motives": r"(?P<key>.+?)(?:\.(?P<column>ticked|outcome))?",
        "previous": r"(?P<key>.+?)(?:\.(?P<column>ticked|outcome|before|realised))?",
        "own_answers": _RECORDS_OF,
        "outcomes": _RECORDS_OF,
        "brought_answers": _RECORDS_OF,
    }.items()
}

_PLAIN = re.compile(rf"(?:{_ROW}(?:\.|$))?(?P<column>[a-z_]*)")


@attrs.frozen(kw_only=True)
class FieldId:
    """The id of a field in its parts: the `form` of the document (from 1), and the `part` of that form.

    `key` is the motive or question, `row` the number of a record (from 1; 0 if it is not in one), `column` the column.

    >>> field = FieldId.of("2/own_answers.alignment.6.1.text")
    >>> field.form, field.part, field.key, field.row, field.column
    (2, 'own_answers', 'alignment.6', 1, 'text')
    >>> str(field)
    '2/own_answers.alignment.6.1.text'
    """

    form: int = 1
    part: str
    key: str = ""
    row: int = 0
    column: str = ""

    @classmethod
    def of(cls, field: str) -> Self:
        """Split an id into its parts; a text that is not an id of ours is all `part`."""
        whole = _FORM.fullmatch(field)
        form, rest = (int(whole["form"] or 1), whole["rest"]) if whole else (1, field)
        part, _, under = rest.partition(".")
        match = _KEYED.get(part, _PLAIN).fullmatch(under)
        if match is None:
            return cls(form=form, part=rest)
        parts = {name: text for name, text in match.groupdict().items() if text}
        column = parts.get("column") or parts.get("gone", "")
        return cls(form=form, part=part, key=parts.get("key", ""), row=int(parts.get("row", 0)), column=column)

    @property
    def table(self) -> str:
        """The id of the table that a record is in, without the form of the document."""
        return ".".join(step for step in (self.part, self.key) if step)

    def __str__(self) -> str:
        steps = (self.part, self.key, str(self.row or ""), self.column)
        return (f"{self.form}/" if self.form > 1 else "") + ".".join(step for step in steps if step)


Value: TypeAlias = str | bool | None
"""The value of a field: a text or the id of a choice, whether a motive is ticked, or None for nothing."""

_TICKS = {True: "yes", False: "no", None: "unclear"}

_RECORDS: dict[str, type[attrs.AttrsInstance]] = {
    "participants": Participant,
    "other_motives": OtherMotive,
    "organisations": Organisation,
    "relations": DeclaredRelation,
    "agreements": Agreement,
    "previous_other": PreviousOtherMotive,
}

CARRIED_OVER = ("brought", "brought_other", "brought_answers", "meeting_answers", "meeting_relations")
"""Tables carried over from the previous phase: a mistake there is corrected in the form that it came from."""


def fields_of(form: Form) -> Iterator[tuple[str, str]]:
    """Yield the id and value, as text, of every field that holds something."""
    skipped = {"instrument", "id", "answers", "motives", "previous", "own_answers"}
    for name in (field.name for field in attrs.fields(type(form)) if field.name not in skipped):
        yield from _texts(name, getattr(form, name))
    if isinstance(form, PreparationForm):
        yield from _motive_fields(form)
    for question, text in form.answers.items():
        yield f"answers.{question}", text
    for table, rows in tables_of(form).items():
        if table.startswith("own_answers."):
            for number, row in enumerate(rows, 1):
                yield from _texts(f"{table}.{number}.organisation", row.organisation)
                yield from _texts(f"{table}.{number}.text", row.text)


def _motive_fields(form: PreparationForm) -> Iterator[tuple[str, str]]:
    for answer in form.motives:
        yield f"motives.{answer.motive}.ticked", _TICKS[answer.ticked]
        yield from _texts(f"motives.{answer.motive}.outcome", answer.outcome)
    for before in form.previous:
        yield f"previous.{before.motive}.ticked", _TICKS[before.ticked]
        yield from _texts(f"previous.{before.motive}.outcome", before.outcome)
        yield from _texts(f"previous.{before.motive}.realised", before.realised)


def _texts(place: str, value: Any) -> Iterator[tuple[str, str]]:  # Any: a value of a form
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for index, row in enumerate(value, 1):
            yield from _texts(f"{place}.{index}", row)
    elif value is not None and attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _texts(f"{place}.{field.name}", getattr(value, field.name))


def tables_of(form: Form) -> dict[str, tuple[Any, ...]]:  # Any: rows of several classes
    """Return the rows of each table of records, by its id ("other_motives", "own_answers.alignment.6")."""
    tables: dict[str, tuple[Any, ...]] = {name: getattr(form, name) for name in _RECORDS if hasattr(form, name)}
    if isinstance(form, AlignmentForm):
        for question in form.own_questions:
            rows = tuple(row for row in form.own_answers if row.question == question.id)
            tables[f"own_answers.{question.id}"] = rows
    return tables


def value_of(field: str, text: str) -> Value:
    """Return the value that a text means for a field: "yes", "no" or "unclear" for a tick; None for an empty text.

    >>> value_of("motives.network.ticked", "yes"), value_of("round", "")
    (True, None)
    """
    if FieldId.of(field).column != "ticked":
        return text or None
    ticks = {word: tick for tick, word in _TICKS.items()}
    if text not in ticks:
        raise InvalidValueError(field, one_of(list(ticks), text), text)
    return ticks[text]


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
            raise InvalidValueError(str(field), f"a field of this form, {one_of(ids, bare)}", value)
        if field.column == "type" and value is not None and value not in types:
            raise InvalidValueError(str(field), one_of(types, value), value)
    draft = _Draft(form, values)
    return ChangedForm(draft.form(), draft.moved)


def settable_fields(form: Form, wanted: Iterable[FieldId] = ()) -> list[str]:
    """Return the id of every field that can be set, with those of new rows: the wanted ones, or one more."""
    ids = [name for name in ("round", "respondent", "previous_round") if hasattr(form, name)]
    ids += ["research"] if form.asks_research else []
    for name in ("organisation", "partnership", "invitation"):
        part = getattr(form, name, None)
        ids += [f"{name}.{column.name}" for column in attrs.fields(type(part))] if part is not None else []
    for answer in form.motives if isinstance(form, PreparationForm) else ():
        ids += [f"motives.{answer.motive}.ticked", f"motives.{answer.motive}.outcome"]
    ids += [f"previous.{row.motive}.realised" for row in getattr(form, "previous", ())]
    ids += [f"answers.{question.id}" for question in form.questions]
    for table, rows in tables_of(form).items():
        new = {field.row for field in wanted if field.table == table and field.row > len(rows)}
        numbers = range(1, len(rows) + 1 + max(len(new), 1))
        ids += [f"{table}.{row}.{column}" for row in numbers for column in columns_of(form, table)]
    return ids


def columns_of(form: Form, table: str) -> list[str]:
    """Return the columns of a form's table of records, by the names in its field ids."""
    names = [column.name for column in attrs.fields(_RECORDS.get(table, OwnAnswer))]
    apart = {"question", "doubtful"} if isinstance(form, AlignmentForm) else {"question", "doubtful", "organisation"}
    return [name for name in names if name not in apart]


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

    def _part(self, part: str) -> Any:  # Any: the value of any field of a form
        of_part = {field: value for field, value in self.values.items() if field.part == part}
        now = getattr(self.before, part)
        if part == "answers":
            return {**now, **{field.key: self._text(field, value) for field, value in of_part.items()}}
        if part in ("motives", "previous"):
            return tuple(self._row(row, [f for f in of_part if f.key == row.motive]) for row in now)
        if part == "own_answers":
            tables = {table: rows for table, rows in tables_of(self.before).items() if table.startswith(part)}
            return tuple(row for table, rows in tables.items() for row in self._rows(table, rows, list(of_part)))
        if part in _RECORDS:
            return self._rows(part, now, list(of_part))
        if attrs.has(type(now)):
            return self._row(now, list(of_part))
        return self._text(*next(iter(of_part.items())))

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
                expected = "something in the row that is new" + (": its text" if isinstance(row, OwnAnswer) else "")
                raise InvalidValueError(str(cells[0]), expected, self.values[cells[0]])
        return tuple(kept)

    def _blank(self, table: str) -> Any:  # Any: as above
        return _RECORDS[table]() if table in _RECORDS else OwnAnswer(question=table.partition(".")[2])

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
            expected = f"a type that is offered the motives answered here ({', '.join(lost)})"
            raise InvalidValueError(str(kind), expected, organisation.type)
        return kept


def in_words(field: str, instrument: Instrument, language: str) -> str:
    """Return a field's name on the form: its label, or its table, row and column; its id if it has no name there.

    >>> from hlo_forms import load_instrument
    >>> in_words("motives.network.outcome", load_instrument(), "en")
    'Expanding/strengthening our network, Intended outcome'
    """
    id = FieldId.of(field)
    words = [_part(id, instrument, language), str(id.row or ""), column_of(id, instrument, language)]
    if id.form > 1:
        words.insert(0, instrument.word("place.form", language).replace("{number}", str(id.form)))
    return ", ".join(word for word in words if word)


def _part(field: FieldId, instrument: Instrument, language: str) -> str:
    if field.key:
        of_motive = field.part in ("motives", "previous", "outcomes")
        return (motive_of if of_motive else question_of)(field.key, instrument, language)
    return heading_of(field.part, instrument, language) or _label(field, instrument, language)


def _label(field: FieldId, instrument: Instrument, language: str) -> str:
    key = f"label.{field.part}.{field.column}".removesuffix(".")
    return _word(key, instrument, language) or str(field).rpartition("/")[2]


def motive_of(motive: str, instrument: Instrument, language: str) -> str:
    """Return the label of a motive; its id if the instrument has no such motive."""
    return next((entry.label[language] for entry in instrument.motives if entry.id == motive), motive)


def question_of(question: str, instrument: Instrument, language: str) -> str:
    """Return a question after its theme, if any, and number; its id if the instrument has no such question."""
    entry = next((entry for entry in instrument.questions if entry.id == question), None)
    if entry is None:
        return question
    theme = f"{instrument.theme(entry.theme).label[language]}, " if entry.theme else ""
    return f"{theme}{entry.number}. {entry.label[language]}"


def heading_of(part: str, instrument: Instrument, language: str) -> str:
    """Return the heading above a table of records; "" if there is no such table."""
    if part == "other_motives":
        return next(category.label[language] for category in instrument.categories if category.free)
    return _word(f"heading.{part}", instrument, language)


def column_of(field: FieldId, instrument: Instrument, language: str) -> str:
    """Return the heading of a motive's or record's column; "" for a whole row, or a field with a label instead."""
    if field.column == "removed":
        return instrument.word("reading.removed", language)
    if (field.part, field.column) == ("motives", "ticked"):
        return instrument.word("box.ticked", language)
    if field.column == "outcome":
        return instrument.headings["outcome"][language]
    part = "motives" if field.part == "previous" else field.part
    column = "before" if (field.part, field.column) == ("previous", "ticked") else field.column
    return _word(f"column.{part}.{column}", instrument, language)


def _word(key: str, instrument: Instrument, language: str) -> str:
    return instrument.word(key, language) if key in instrument.words else ""
