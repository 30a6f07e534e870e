"""Letterheads: rows that only lay out the tables of the form."""

from __future__ import annotations

from ..basics.text import matching_key
from .addresses import Address, address_of
from .outline.blocks import Cell, Paragraph, Table
from .reader.state import Cursor, TableRow


def addresses_in(cell: Cell, cursor: Cursor) -> dict[str, Address]:
    """Return the addresses of this form in the tags of a cell."""
    addresses = {tag: address_of(tag, cursor.instrument, cursor.phase) for tag in cell.tags}
    return {tag: address for tag, address in addresses.items() if address is not None}


def only_lays_out(row: TableRow, cursor: Cursor) -> bool:
    """Return whether this row only holds tables of the form. (A table in an answer is that answer's text.)

    People put the form in the layout table of a letterhead.
    """
    if cursor.columns is not None or cursor.question is not None:
        return False
    paragraphs = (block for cell in row.cells for block in cell.blocks if isinstance(block, Paragraph))
    own = (span.tag for paragraph in paragraphs for span in paragraph.spans if span.tag)
    if any(address_of(tag, cursor.instrument, cursor.phase) for tag in own):
        return False
    return any(_is_ours(table, cursor) for cell in row.cells for table in cell.tables)


def _is_ours(table: Table, cursor: Cursor) -> bool:
    if any(addresses_in(cell, cursor) for cell in table.cells):
        return True
    if any(_is_ours(inner, cursor) for cell in table.cells for inner in cell.tables):
        return True
    rows, labels = [[cell.text for cell in row] for row in table.rows], cursor.labels
    return any(labels.table(row, cursor.phase) or (row and matching_key(row[0]) in labels.details) for row in rows)
