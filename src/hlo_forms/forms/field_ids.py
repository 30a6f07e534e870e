"""The fields of a form by the ids that evidence and findings use: their values, and their names on the form."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import attrs

from ..instrument.model import Instrument
from . import FORMS
from .base import Form
from .fields import FormPart, Kind, Origin, in_order, parts_of

_ROW = r"(?P<row>[1-9][0-9]{0,5})"
_FORM = re.compile(r"(?:(?P<form>[1-9][0-9]{0,5})/)?(?P<rest>.*)", re.DOTALL)
_RECORDS_OF = rf"(?P<key>.+?)(?:\.{_ROW}\.(?P<column>[a-z_]+)|\.(?P<gone>removed))?"
_PLAIN = re.compile(rf"(?:{_ROW}(?:\.|$))?(?P<column>[a-z_]*)")
_IN_DOCUMENTS = ("overview", "outcomes", "brought_answers")
"""Tables that documents have once for each motive or question, and forms as rows or not at all."""

PARTS = {part.name: part for form_class in FORMS for part in parts_of(form_class)}
"""The parts of all forms, by the first step of their field ids."""

CARRIED_OVER = tuple(part.name for part in PARTS.values() if part.origin is Origin.CARRIED)
"""Tables carried over from the previous phase: a mistake there is corrected in the form that it came from."""


def _ids_of(part: FormPart) -> str | None:
    """Return the pattern of what follows the name of a part in its field ids; None where that is a row and column."""
    if part.kind is Kind.ANSWERS:
        return r"(?P<key>.+)"
    if part.kind is Kind.BY_MOTIVE:
        columns = [column.name for column in part.columns] + ["before"] * (part.origin is Origin.PREVIOUS)
        return rf"(?P<key>.+?)(?:\.(?P<column>{'|'.join(columns)}))?"
    return _RECORDS_OF if part.kind is Kind.BY_QUESTION else None


_KEYED = {name: re.compile(_RECORDS_OF, re.DOTALL) for name in _IN_DOCUMENTS}
_KEYED |= {part.name: re.compile(ids, re.DOTALL) for part in PARTS.values() if (ids := _ids_of(part))}


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
    def of(cls, field: str) -> FieldId:
        """Split an id into its parts; a text that is not an id of ours is all `part`."""
        return _split(field) if len(field) < _LONG else cls._of(field)

    @classmethod
    def _of(cls, field: str) -> FieldId:
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


_LONG = 200  # characters of an id that forms can have


@functools.lru_cache(maxsize=4096)  # the same fields in every form
def _split(field: str) -> FieldId:
    return FieldId._of(field)  # noqa: SLF001 - its own


TICKS = {True: "yes", False: "no", None: "unclear"}
"""The words for a tick as the value of a field; unclear where the signs contradict each other."""


def fields_of(form: Form) -> Iterator[tuple[str, str]]:
    """Yield the id and value, as text, of every field that holds something."""
    for part in in_order(type(form)):
        for id, value in values_of(part, form):
            if isinstance(value, str):
                yield id, value
            elif attrs.has(type(value)):
                yield from _cells(part, id, value)


def _cells(part: FormPart, id: str, row: Any) -> Iterator[tuple[str, str]]:  # Any: an attrs value of any class
    for column in part.columns:
        cell = getattr(row, column.name)
        text = TICKS[cell] if column.name == "ticked" else cell
        if text is not None:
            yield f"{id}.{column.name}", text


def values_of(part: FormPart, form: Form) -> Iterator[tuple[str, Any]]:  # Any: texts, choices, flags and rows
    """Yield what a form holds in a part: each row, answer or other value, with its id."""
    value = getattr(form, part.name)
    if part.kind is Kind.ANSWERS:
        yield from ((f"{part.name}.{question}", text) for question, text in value.items())
    elif part.kind is Kind.BY_MOTIVE:
        yield from ((f"{part.name}.{row.motive}", row) for row in value)
    elif isinstance(value, tuple):
        for table, rows in _tables_in(part, form).items():
            yield from ((f"{table}.{number}", row) for number, row in enumerate(rows, 1))
    else:
        yield part.name, value


def tables_of(form: Form) -> dict[str, tuple[Any, ...]]:  # Any: rows of several classes
    """Return the rows of each table of records, by its id ("other_motives", "own_answers.alignment.6").

    Tables that were carried over from an earlier phase are left out: see `CARRIED_OVER`.
    """
    tables: dict[str, tuple[Any, ...]] = {}  # Any: as above
    for part in in_order(type(form)):
        if part.origin is not Origin.CARRIED:
            tables |= _tables_in(part, form)
    return tables


def _tables_in(part: FormPart, form: Form) -> dict[str, tuple[Any, ...]]:  # Any: as above
    if part.kind is Kind.RECORDS:
        return {part.name: getattr(form, part.name)}
    if part.kind is not Kind.BY_QUESTION:
        return {}
    questions = [question.id for question in form.instrument.questions_of(form.phase) if question.answered_by == "each"]
    rows = getattr(form, part.name)
    return {f"{part.name}.{id}": tuple(row for row in rows if row.question == id) for id in questions}


def in_words(field: str, instrument: Instrument, language: str) -> str:
    """Return a field's name on the form: its label, or its table, row and column; its id if it has no name there.

    >>> from hlo_forms import load_instrument
    >>> in_words("motives.network.outcome", load_instrument(), "en")
    'Expanding/strengthening our network, Intended outcome'
    """
    id = FieldId.of(field)
    words = [_part(id, instrument, language), str(id.row or ""), column_of(id, instrument, language)]
    if id.form > 1 or not id.part:
        words.insert(0, instrument.word("place.form", language).replace("{number}", str(id.form)))
    return ", ".join(word for word in words if word)


def _part(field: FieldId, instrument: Instrument, language: str) -> str:
    if field.key:
        is_by_motive = field.part in ("overview", "outcomes") or PARTS[field.part].kind is Kind.BY_MOTIVE
        return (motive_of if is_by_motive else question_of)(field.key, instrument, language)
    label = _word(f"label.{field.part}.{field.column}".removesuffix("."), instrument, language)
    return heading_of(field.part, instrument, language) or label or str(field).rpartition("/")[2]


def name_of(part: str, instrument: Instrument, language: str) -> str:
    """Return the name of a part of a form: the heading above its records, or its label; its id if it has neither."""
    return _part(FieldId(part=part), instrument, language)


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
        return next((category.label[language] for category in instrument.categories if category.free), "")
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
