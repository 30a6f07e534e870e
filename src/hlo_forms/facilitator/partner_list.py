"""Lists of partners, as an office keeps them in CSV or Excel, turned into the table that a plan is made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..basics.text import matching_key
from ..basics.values import one_of
from ..errors import PlanError
from ..forms.people import OWNERSHIPS
from ..instrument.loading import load_instrument
from .spreadsheets import TEXTS, Sheet, SheetColumns, SheetLine, heading_in_words, read_sheet

_NEEDED = ("name", "type")
_OF_ALL = ("partnership", "round")


def read_list(
    name: str, data: bytes
) -> tuple[dict[str, Any], tuple[int, ...], tuple[str, ...]]:  # Any: the values of a plan
    """Read the partners in a CSV or Excel file; raise `PlanError` with every fault and its row.

    Returns a table with the keys of a plan, the row numbers of its organisations, and notes for the reader.
    """
    sheet = read_sheet(name, data, SheetColumns.named_in("columns", _NEEDED, several=("contact",)))
    problems: list[str] = []
    rows = [_row(name, line, problems) for line in sheet.lines]
    common = dict(_common(name, sheet, problems))
    if not rows:
        problems.append(f"{name}: has headings and no partners under them; give each a row")
    if problems:
        raise PlanError(problems)
    numbers = tuple(line.number for line in sheet.lines)
    return {**common, "organisations": rows}, numbers, tuple(_notes(name, sheet))


def _notes(name: str, sheet: Sheet) -> Iterator[str]:
    yield from sheet.notes
    if sheet.unused:
        yield TEXTS.sentence("not_used", name=name, columns=", ".join(f'"{heading}"' for heading in sheet.unused))


def _common(name: str, sheet: Sheet, problems: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the values that must be the same in every row that has them."""
    for field in _OF_ALL:
        values = list(dict.fromkeys(line.cells[field] for line in sheet.lines if field in line.cells))
        if len(values) > 1:
            problems.append(f"{name}: names more than one {field} ({', '.join(values)}); make a list for each")
        elif values:
            yield field, values[0]


def _row(name: str, line: SheetLine, problems: list[str]) -> dict[str, str]:
    """Return the row as the table of an organisation in a plan, with the ids of its choices."""
    instrument = load_instrument()
    row = {field: text for field, text in line.cells.items() if field not in _OF_ALL}
    place = f"{name}, row {line.number}"
    empty = (field for field in _NEEDED if field not in row)
    problems += [f"{place}: the column {heading_in_words('columns', field)} is empty" for field in empty]
    types = {kind.id: kind.label.values() for kind in instrument.organisation_types}
    ownerships = {id: instrument.words[f"ownership.{id}"].values() for id in OWNERSHIPS}
    for field, labels in (("type", types), ("ownership", ownerships)):
        ids = {matching_key(text): id for id, texts in labels.items() for text in (id, *texts)}
        if field in row and matching_key(row[field]) not in ids:
            expected = one_of(list(ids), matching_key(row[field]))
            problems.append(f"{place}: {field}: expected {expected}, got {row[field]!r}")
        elif field in row:
            row[field] = ids[matching_key(row[field])]
    return row
