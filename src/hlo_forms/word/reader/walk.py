"""The walk over a document that collects its fields: each text goes to its place, or is unplaced."""

from __future__ import annotations

from collections.abc import Iterable

from ...basics.text import matching_key
from ..by_position import place_unmatched
from ..identity import Identity
from ..letterheads import addresses_in, only_lays_out
from ..loose_paragraphs import take_paragraph
from ..outline.blocks import Outline, Paragraph, Table, joined
from ..walk import Walk
from .labels import Labels
from .not_discussed import take_not_discussed_row
from .state import Collected, Cursor, TableRow
from .tables import take_row


def gather(outline: Outline, labels: Labels, phase: str, type: str | None, language: str) -> Collected:
    """Return everything a document holds, by field."""
    walk = Walk(Cursor(labels, phase, type, language))
    _look_over(walk, outline)
    _blocks(walk, outline.blocks)
    place_unmatched(walk)
    for passage in outline.others:
        if not labels.is_margin(passage.text) and Identity.parse(passage.text) is None:
            walk.collected.unplace(passage.text, passage.place)
    return walk.collected


def _look_over(walk: Walk, outline: Outline) -> None:
    """Note the questions that occur word for word, the headings, and the tables of the document."""
    labels, phase = walk.cursor.labels, walk.cursor.phase
    paragraphs = [block for block in outline.blocks if isinstance(block, Paragraph)]
    walk.exact = {question for block in paragraphs if (question := labels.question(block.text, phase))}
    walk.leveled = {matching_key(block.text) for block in paragraphs if block.level is not None}
    for block in outline.blocks:
        if not isinstance(block, Paragraph):
            headers = (labels.table([cell.text for cell in row], phase) for row in block.rows)
            walk.tables.update({header[0] for header in headers if header})


def _blocks(walk: Walk, blocks: Iterable[Paragraph | Table]) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            take_paragraph(walk, block)
        else:
            _table(walk, block)


def _table(walk: Walk, table: Table) -> None:
    cursor = walk.cursor
    cursor.columns = None
    walk.asides(table.asides, cursor.place())
    if _is_in_answer(walk, table):
        _take_answer_table(walk, table)
        return
    lone = all(len(cells) == 1 for cells in table.rows)
    for number, cells in enumerate(table.rows, start=1):
        row = TableRow(cells, [addresses_in(cell, cursor) for cell in cells], number)
        if only_lays_out(row, cursor):
            _blocks(walk, (block for cell in cells for block in cell.blocks))
            continue
        if not take_not_discussed_row(walk.collected, cursor, row, table.rows):
            take_row(walk, row, lone=lone)
        for position, cell in zip(row.positions, cells, strict=True):
            title = cursor.columns.title(position) if cursor.columns else None
            walk.asides(cell.asides, cursor.place(number, title))
    cursor.columns = None


# ---- a table within an answer


def _is_in_answer(walk: Walk, table: Table) -> bool:
    """Return whether somebody made this table under a question. A table of the form that occurs once is not."""
    cursor, question = walk.cursor, walk.cursor.question
    if question is None or not walk.has_one_answer(question.id) or all(len(row) == 1 for row in table.rows):
        return False
    if any(addresses_in(cell, cursor) for cell in table.cells):
        return False
    texts = [[cell.text for cell in row] for row in table.rows]
    tables = [table_header for row in texts if (table_header := cursor.labels.table(row, cursor.phase))]
    return not any(None not in columns and walk.tables[name] == 1 for name, columns in tables)


def _take_answer_table(walk: Walk, table: Table) -> None:
    question = walk.cursor.question.id if walk.cursor.question else ""
    place = walk.cursor.place_of_question(question)
    for cells in table.rows:
        row = joined(cells)
        walk.asides(row.asides, place)
        walk.outside.append((question, row.text, place))
