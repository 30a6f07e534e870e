"""Rows that are not what they seem: a header once more, a label that goes over two rows, a row from elsewhere."""

from __future__ import annotations

from ..text import matching_key
from . import layout
from .blocks import Cell
from .cells import text_of
from .sheet import Here, TableRow


def continues_label(here: Here, row: TableRow) -> bool:
    """Is the label of this row the one above it, as the two cells are one?"""
    label = here.columns.index("ticked") if here.columns is not None and here.columns.table == "motives" else 0
    return any(cell.below and position == label for position, cell in zip(row.positions, row.cells, strict=True))


def repeats_header(here: Here, row: TableRow) -> bool:
    """Is this the header row once more, as where a table was copied or a row was?"""
    titles = here.columns.titles if here.columns is not None and not row.tagged else ()
    said = [(position, cell.text) for position, cell in zip(row.positions, row.cells, strict=True) if cell.text.strip()]
    return len(said) > 1 and all(
        position < len(titles) and matching_key(text) == matching_key(titles[position]) for position, text in said
    )


def may_be_from_elsewhere(here: Here, row: TableRow) -> bool:
    """Is this a row that may have come from elsewhere: of another width, or with wording of the form in front?"""
    if row.tagged or here.columns is None:
        return False
    named = (cell for name, cell in zip(here.columns.names, row.cells, strict=False) if name != "number")
    first = next(named, Cell())
    said = text_of(first.spans, here.instrument, how="", place=here.place()).value
    given = here.columns.table.partition(".")[0] in {records.name for records in layout.GIVEN[here.phase]}
    labelled = bool(said and here.known.is_cell(said)) and not given  # what is given along has labels of its own
    return len(row.cells) != here.columns.cells or labelled
