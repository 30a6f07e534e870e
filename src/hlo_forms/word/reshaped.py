"""Reshaped forms: questions inside a table, a motive with its outcome in one cell or line."""

from __future__ import annotations

import itertools
import re

import attrs

from .outline.blocks import Cell, Paragraph, Span
from .reader import rows
from .reader.state import Cursor, TableRow
from .ticks import has_box_or_tick, without_sign
from .walk import Walk

_NUMBER = re.compile(r"\s*\d{1,3}\s*[.)]?\s*")
_LABEL, _TRIES = 400, 4  # how long a label can be, and how many signs in it may part it from an outcome
_APART = re.compile(r"\s*[:=\t]\s*|\s+[-–—]\s+")


def question_in(row: TableRow, cursor: Cursor) -> tuple[str, Cell | None, list[Cell]] | None:
    """Return the question that the first words of a row are, the cell of its answer, and the cells after that.

    People put questions and answers in one table, side by side or in one cell.
    """
    cells = row.cells[1:] if len(row.cells) > 1 and _NUMBER.fullmatch(row.cells[0].text) else row.cells
    lines = cells[0].paragraphs
    first = next((index for index, line in enumerate(lines) if line.text.strip()), None)
    question = cursor.labels.question(lines[first].text, cursor.phase) if first is not None else None
    if first is None or question is None:
        return None
    rest = attrs.evolve(cells[0], paragraphs=lines[first + 1 :], blocks=[])
    if not rest.text.strip():
        return question, (cells[1] if len(cells) > 1 else None), cells[2:]
    return question, rest, cells[1:]


def motive_in(cell: Cell, cursor: Cursor) -> tuple[str, Cell, Cell | None] | None:
    """Return the motive that a cell names on a line of its own: its label, and the lines after it.

    People merge the label and outcome of a motive, or make the motives a table of one column.
    """
    for index, line in enumerate(cell.paragraphs):
        motive = cursor.labels.motive(without_sign(line.text))
        if motive is not None:
            label = Cell(cell.paragraphs[: index + 1], cell.objects)
            rest = Cell(cell.paragraphs[index + 1 :])
            return motive, label, rest if rest.text.strip() else None
    return None


def motive_on(line: Paragraph, cursor: Cursor) -> tuple[str, Cell, Cell | None] | None:
    """Return the motive that a line names, its label, and the text behind a colon or dash after that.

    People make the motives a list of lines, with outcomes behind a colon.
    """
    whole_line = motive_in(Cell([line]), cursor)
    for apart in itertools.islice(_APART.finditer(line.text[:_LABEL]), _TRIES) if whole_line is None else ():
        motive = cursor.labels.motive(without_sign(line.text[: apart.start()]))
        if motive is not None:
            label, rest = (Cell([Paragraph(spans)]) for spans in _cut(line.spans, apart.start(), apart.end()))
            return motive, label, rest if rest.text.strip() else None
    return whole_line


def whole_motive(walk: Walk, motive: str, label: Cell, rest: Cell | None, number: int | None) -> None:
    """Take a motive that is one cell or line, as the row of a table that it would have been."""
    row = TableRow([label, *([rest] if rest else [])], [{}] * (2 if rest else 1), number)
    doubtful = rest is not None or not has_box_or_tick(label)
    codes = ("answer-outside-box",) if doubtful else ()
    rows.motive_row(walk.collected, attrs.evolve(walk.cursor, columns=None), motive, row, how="label", codes=codes)
    walk.last_motive = motive


def _cut(spans: list[Span], end: int, start: int) -> tuple[list[Span], list[Span]]:
    """Return the spans before a position, and those after another."""
    before, after, position = [], [], 0
    for span in spans:
        left, right = span.text[: max(end - position, 0)], span.text[max(start - position, 0) :]
        before += [attrs.evolve(span, text=left)] if left else []
        after += [attrs.evolve(span, text=right)] if right else []
        position += len(span.text)
    return before, after
