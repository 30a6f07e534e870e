"""The walk over a document that gathers its fields: each text goes where it belongs, or is unplaced."""

from __future__ import annotations

from collections.abc import Iterable

from ..text import matching_key
from .blocks import Outline, Paragraph, Table, joined
from .by_position import place_loose
from .identity import Identity
from .known import Known
from .letterheads import addresses_in, only_lays_out
from .loose_paragraphs import take_paragraph
from .passed import passed_row
from .row_kinds import take_row
from .sheet import Here, Sheet, TableRow
from .walk import Walk


def gather(outline: Outline, known: Known, phase: str, type: str | None, language: str) -> Sheet:
    """Everything a document holds, by field."""
    walk = Walk(Here(known, phase, type, language))
    _look_over(walk, outline)
    _blocks(walk, outline.blocks)
    place_loose(walk)
    for passage in outline.others:
        if not known.is_margin(passage.text) and Identity.parse(passage.text) is None:
            walk.sheet.unplace(passage.text, passage.place)
    return walk.sheet


def _look_over(walk: Walk, outline: Outline) -> None:
    """See which questions stand in the document word for word, which texts are headings, which tables it has."""
    known, phase = walk.here.known, walk.here.phase
    paragraphs = [block for block in outline.blocks if isinstance(block, Paragraph)]
    walk.exact = {found for block in paragraphs if (found := known.question(block.text, phase))}
    walk.leveled = {matching_key(block.text) for block in paragraphs if block.level is not None}
    for block in outline.blocks:
        if not isinstance(block, Paragraph):
            headers = (known.table([cell.text for cell in row], phase) for row in block.rows)
            walk.tables.update({header[0] for header in headers if header})


def _blocks(walk: Walk, blocks: Iterable[Paragraph | Table]) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            take_paragraph(walk, block)
        else:
            _table(walk, block)


def _table(walk: Walk, table: Table) -> None:
    here = walk.here
    here.columns = None
    walk.asides(table.asides, here.place())
    if _is_of_answer(walk, table):
        _text_of_answer(walk, table)
        return
    lone = all(len(cells) == 1 for cells in table.rows)
    for number, cells in enumerate(table.rows, start=1):
        row = TableRow(cells, [addresses_in(cell, here) for cell in cells], number)
        if only_lays_out(row, here):
            _blocks(walk, (block for cell in cells for block in cell.blocks))
            continue
        if not passed_row(walk.sheet, here, row, table.rows):
            take_row(walk, row, lone=lone)
        for position, cell in zip(row.positions, cells, strict=True):
            title = here.columns.title(position) if here.columns else None
            walk.asides(cell.asides, here.place(number, title))
    here.columns = None


# ---- a table within an answer


def _is_of_answer(walk: Walk, table: Table) -> bool:
    """Is this a table that somebody made under a question? A table of the form that stands nowhere else is not."""
    here, asked = walk.here, walk.here.asked
    if asked is None or not walk.together(asked.question) or all(len(row) == 1 for row in table.rows):
        return False
    if any(addresses_in(cell, here) for cell in table.cells):
        return False
    texts = [[cell.text for cell in row] for row in table.rows]
    named = [found for row in texts if (found := here.known.table(row, here.phase))]
    return not any(None not in columns and walk.tables[name] == 1 for name, columns in named)


def _text_of_answer(walk: Walk, table: Table) -> None:
    question = walk.here.asked.question if walk.here.asked else ""
    place = walk.here.place_of_question(question)
    for cells in table.rows:
        row = joined(cells)
        walk.asides(row.asides, place)
        walk.outside.append((question, row.text, place))
