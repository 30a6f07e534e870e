"""Tags of controls as addresses: the field of a form that a tag names."""

from __future__ import annotations

import re

import attrs

from ..instrument.model import Instrument
from . import fields as layout
from .carried import CHECK
from .fields import Records

_COLUMNS = {"motives": ("ticked", "outcome"), "previous": ("before", "realised")}
_ROW = re.compile(r"(?P<table>.+)\.(?P<index>[1-9]\d{0,5})\.(?P<column>[a-z_]+)(\.(?P<option>[a-z_]+))?")


@attrs.frozen
class Address:
    """The field that a tag names: `table` is "motives", "details", "answers" or the name of a table of records.

    `key` is the motive, detail or question; `index` and `column` are the row (from 1) and column of a record. `check`
    is the check of a text that was carried over.
    """

    table: str
    key: str = ""
    index: int = 0
    column: str = ""
    check: str = ""


def address_of(tag: str, instrument: Instrument, phase: str) -> Address | None:
    """Return the field that a tag names on the form of this phase; None where the tag is not one of ours."""
    checked = CHECK.fullmatch(tag)
    if checked:
        address = address_of(checked["field"], instrument, phase)
        return attrs.evolve(address, check=checked["check"]) if address else None
    table, _, rest = tag.partition(".")
    if table in ("motives", "previous"):
        return _motive(table, rest, instrument, phase)
    if table == "answers":
        question = rest.removesuffix(f".{layout.PASSED}")
        column = "" if question == rest else layout.PASSED
        return Address("answers", question, column=column) if question in _questions(instrument, phase) else None
    detail = _detail(tag, phase)
    return Address("details", detail) if detail else _row(tag, instrument, phase)


def _motive(table: str, rest: str, instrument: Instrument, phase: str) -> Address | None:
    key, _, column = rest.rpartition(".")
    if table == "previous" and key.endswith(".realised"):
        key, column = key.removesuffix(".realised"), "realised"
    if phase != "preparation" or column not in _COLUMNS[table] or all(key != m.id for m in instrument.motives):
        return None
    return Address("motives", key, column=column)


def _detail(tag: str, phase: str) -> str | None:
    fields = details_of(phase)
    if tag in fields:
        return tag
    owner = tag.rpartition(".")[0]
    return owner if owner in fields and owner in layout.OPTIONS_OF else None


def _row(tag: str, instrument: Instrument, phase: str) -> Address | None:
    parts = _ROW.fullmatch(tag)
    records = records_named(parts["table"], phase) if parts else None
    if parts is None or records is None or parts["column"] not in {column.name for column in records.columns}:
        return None
    table = parts["table"]
    if records.name in layout.BY_KEY and table.partition(".")[2] not in _keys(records.name, instrument, phase):
        return None
    return Address(table, index=int(parts["index"]), column=parts["column"])


def details_of(phase: str) -> tuple[str, ...]:
    """Return the fields of the table of details of a phase."""
    renewed = (layout.RENEWED,) if phase == "preparation" else ()
    return (*layout.INVITATION, *layout.DETAILS[phase], *renewed, layout.ASKED)


def records_named(table: str, phase: str) -> Records | None:
    """Return the table of records with this name on the form of a phase ("own_answers.alignment.6": own answers)."""
    name, _, key = table.partition(".")
    every = (*layout.RECORDS[phase], *layout.GIVEN[phase])
    return next((table for table in every if table.name == name and bool(key) == (name in layout.BY_KEY)), None)


def _keys(name: str, instrument: Instrument, phase: str) -> set[str]:
    """The ids of the questions or motives that a table with a key can be about."""
    if name == "own_answers":
        return _questions(instrument, phase, each=True)
    if name == "brought_answers":
        return _questions(instrument, "preparation")
    return {motive.id for motive in instrument.motives}


def _questions(instrument: Instrument, phase: str, *, each: bool = False) -> set[str]:
    return {q.id for q in instrument.questions_of(phase) if (q.answered_by == "each") == each}
