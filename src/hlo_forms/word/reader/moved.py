"""The parts of a form in which something was moved, as the controls tell that stand among those of another part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...forms.field_ids import FieldId
from ..fields import MOTIVES, SIDE_BY_SIDE, Address, details_of, records_named
from ..outline.blocks import OutlineCell, OutlineTable, Paragraph
from .labels import Labels

DETAILS = "details"
_PREVIOUS = "previous"


def part_of(field: str, phase: str) -> str:
    """Return the part of the form that a field or table stands in: all details are one, and so are all motives."""
    if field in details_of(phase):
        return DETAILS
    part = FieldId.of(field).part
    records = records_named(field, phase) or records_named(part, phase)
    part = records.part if records else part
    return MOTIVES.name if part == _PREVIOUS else part


def parts_moved(blocks: Iterable[Paragraph | OutlineTable], labels: Labels, phase: str) -> set[str]:
    """Return the parts of which a control stands in a table or row of another, and those that it stands among.

    An answer without a control of its own may have been there as well: somebody swapped two cells, and a program took
    the control of one of them away.
    """
    moved: set[str] = set()
    for table in _tables(blocks):
        rows = [[a for cell in cells for a in _addresses(cell, labels, phase)] for cells in table.rows]
        tables = {address.name for row in rows for address in row}
        tables |= _named_above(table, labels, phase) if tables else set()
        moved |= tables if len(tables) > 1 else set()
        moved |= {row[0].name for row in rows if len(set(map(_owner, row))) > 1}
    return {part_of(name, phase) for name in moved}


def _tables(blocks: Iterable[Paragraph | OutlineTable]) -> Iterator[OutlineTable]:
    for block in blocks:
        if isinstance(block, OutlineTable):
            yield block
            for cell in block.cells:
                yield from _tables(cell.tables)


def _addresses(cell: OutlineCell, labels: Labels, phase: str) -> Iterator[Address]:
    """Yield the addresses of a cell; those of a table in it are of that table."""
    tags = () if cell.tables else cell.tags
    return (address for tag in tags if (address := labels.address(tag, phase)) is not None)


def _named_above(table: OutlineTable, labels: Labels, phase: str) -> set[str]:
    """Return the name of the table with the titles at the top of this one, where no other has them too."""
    titles = [cell.text for cell in table.rows[0]]
    header = labels.table(titles, phase)
    return {header[0]} if header and not labels.is_of_several(titles, phase) else set()


def _owner(address: Address) -> tuple[str, str, int]:
    """Return the thing that a row is about; of the partners beside each other, all stand in one row."""
    is_row = address.name not in SIDE_BY_SIDE and address.name != DETAILS
    return (address.table, address.key if is_row else "", address.index if is_row else 0)
