"""Rows that are not what they seem: a copied header, a label over two rows, a row from another table."""

from __future__ import annotations

from ..basics.text import matching_key
from . import fields as layout
from .outline.blocks import Cell
from .reader.cells import value_of
from .reader.state import Cursor, TableRow


def continues_label(cursor: Cursor, row: TableRow) -> bool:
    """Return whether the label above goes on in this row: people merge a label downwards over two outcomes."""
    label = cursor.columns.index("ticked") if cursor.columns is not None and cursor.columns.table == "motives" else 0
    return any(cell.below and position == label for position, cell in zip(row.positions, row.cells, strict=True))


def repeats_header(cursor: Cursor, row: TableRow) -> bool:
    """Return whether this is the header row once more, as when a table or its header row was copied."""
    titles = cursor.columns.titles if cursor.columns is not None and not row.tagged else ()
    texts = [
        (position, cell.text) for position, cell in zip(row.positions, row.cells, strict=True) if cell.text.strip()
    ]
    return len(texts) > 1 and all(
        position < len(titles) and matching_key(text) == matching_key(titles[position]) for position, text in texts
    )


def may_be_from_elsewhere(cursor: Cursor, row: TableRow) -> bool:
    """Return whether somebody may have moved this row here from another table.

    It has another width then, or begins with wording of the form.
    """
    if row.tagged or cursor.columns is None:
        return False
    cells = (cell for name, cell in zip(cursor.columns.names, row.cells, strict=False) if name != "number")
    first = next(cells, Cell())
    text = value_of(first, cursor.instrument)
    carried = cursor.columns.table.partition(".")[0] in {records.name for records in layout.GIVEN[cursor.phase]}
    labelled = bool(text and cursor.labels.is_cell(text)) and not carried  # text carried over has labels of its own
    return len(row.cells) != cursor.columns.cells or labelled
