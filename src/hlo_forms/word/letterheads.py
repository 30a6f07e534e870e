"""A form inside the table of a letterhead: rows that only lay out what stands in them."""

from __future__ import annotations

from ..text import matching_key
from .addresses import Address, address_of
from .blocks import Cell, Paragraph, Table
from .sheet import Here, TableRow


def addresses_in(cell: Cell, here: Here) -> dict[str, Address]:
    """What the tags in a cell name on this form."""
    found = {tag: address_of(tag, here.instrument, here.phase) for tag in cell.tags}
    return {tag: address for tag, address in found.items() if address is not None}


def only_lays_out(row: TableRow, here: Here) -> bool:
    """Does this row only hold tables of the form, as in a letterhead? (A table in an answer is its text.)"""
    if here.columns is not None or here.asked is not None:
        return False
    paragraphs = (block for cell in row.cells for block in cell.blocks if isinstance(block, Paragraph))
    own = (span.tag for paragraph in paragraphs for span in paragraph.spans if span.tag)
    if any(address_of(tag, here.instrument, here.phase) for tag in own):
        return False
    return any(_is_ours(table, here) for cell in row.cells for table in cell.tables)


def _is_ours(table: Table, here: Here) -> bool:
    if any(addresses_in(cell, here) for cell in table.cells):
        return True
    if any(_is_ours(inner, here) for cell in table.cells for inner in cell.tables):
        return True
    rows = [[cell.text for cell in row] for row in table.rows]
    known = here.known
    return any(known.table(row, here.phase) or (row and matching_key(row[0]) in known.details) for row in rows)
