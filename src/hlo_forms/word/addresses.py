"""Tags of controls as addresses: which field of which form a tag names."""

from __future__ import annotations

import re

import attrs

from ..instrument import Instrument
from . import layout
from .layout import Records

_ROW = re.compile(r"(?P<table>.+)\.(?P<index>[1-9]\d{0,5})\.(?P<column>[a-z_]+)(\.(?P<option>[a-z_]+))?")


@attrs.frozen
class Address:
    """Where a tag points: `table` is "motives", "details", "answers" or the name of a table of records.

    `key` is the motive, detail or question; `index` and `column` are the row (from 1) and column of a record.
    """

    table: str
    key: str = ""
    index: int = 0
    column: str = ""


def address_of(tag: str, instrument: Instrument, phase: str) -> Address | None:
    """What a tag names on the form of this phase; None where it is not one of ours."""
    table, _, rest = tag.partition(".")
    if table == "motives":
        return _motive(rest, instrument, phase)
    if table == "answers":
        return Address("answers", rest) if rest in _questions(instrument, phase, each=False) else None
    detail = _detail(tag, phase)
    return Address("details", detail) if detail else _row(tag, instrument, phase)


def _motive(rest: str, instrument: Instrument, phase: str) -> Address | None:
    key, _, column = rest.rpartition(".")
    known = phase == "preparation" and column in ("ticked", "outcome")
    return Address("motives", key, column=column) if known and any(key == m.id for m in instrument.motives) else None


def _detail(tag: str, phase: str) -> str | None:
    fields = details_of(phase)
    if tag in fields:
        return tag
    owner = tag.rpartition(".")[0]
    return owner if owner in fields and owner in layout.OPTIONS_OF else None


def _row(tag: str, instrument: Instrument, phase: str) -> Address | None:
    found = _ROW.fullmatch(tag)
    records = records_named(found["table"], phase) if found else None
    if found is None or records is None or found["column"] not in {column.name for column in records.columns}:
        return None
    table = found["table"]
    if table.startswith("own_answers.") and table.partition(".")[2] not in _questions(instrument, phase, each=True):
        return None
    return Address(table, index=int(found["index"]), column=found["column"])


def details_of(phase: str) -> tuple[str, ...]:
    """The fields of the table of details of a phase."""
    return (*layout.INVITATION, *layout.DETAILS[phase])


def records_named(table: str, phase: str) -> Records | None:
    """The table of records with this name on the form of a phase ("own_answers.alignment.6" is one of own answers)."""
    bare = "own_answers" if table.startswith("own_answers.") else table
    return next((records for records in layout.RECORDS[phase] if records.name == bare), None)


def _questions(instrument: Instrument, phase: str, *, each: bool) -> set[str]:
    return {q.id for q in instrument.questions_of(phase) if (q.answered_by == "each") == each}
