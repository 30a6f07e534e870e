"""What people make of the form: questions inside a table, a motive with all that belongs to it in one cell or line."""

from __future__ import annotations

import itertools
import re

import attrs

from . import table_rows as rows
from .blocks import Cell, Paragraph, Span
from .sheet import Here, TableRow
from .ticks import marked, unsigned
from .walk import Walk

_NUMBER = re.compile(r"\s*\d{1,3}\s*[.)]?\s*")
_SIGN = re.compile(r"\s*[xXvV+√]\s")
_LABEL, _TRIES = 400, 4  # how long a label can be, and how many signs in it may part it from an outcome
_APART = re.compile(r"\s*[:=\t]\s*|\s+[-–—]\s+")


def question_in(row: TableRow, here: Here) -> tuple[str, Cell | None, list[Cell]] | None:
    """The question that the first words of a row are, the cell of its answer, and the cells after that one."""
    cells = row.cells[1:] if len(row.cells) > 1 and _NUMBER.fullmatch(row.cells[0].text) else row.cells
    lines = cells[0].paragraphs
    first = next((index for index, line in enumerate(lines) if line.text.strip()), None)
    question = here.known.question(lines[first].text, here.phase) if first is not None else None
    if first is None or question is None:
        return None
    rest = attrs.evolve(cells[0], paragraphs=lines[first + 1 :], blocks=[])
    if not rest.text.strip():
        return question, (cells[1] if len(cells) > 1 else None), cells[2:]
    return question, rest, cells[1:]


def motive_in(cell: Cell, here: Here) -> tuple[str, Cell, Cell | None] | None:
    """The motive that a cell names on a line of its own: with its label, and what stands on the lines after it."""
    for index, line in enumerate(cell.paragraphs):
        motive = here.known.motive(unsigned(line.text))
        if motive is not None:
            label = Cell(cell.paragraphs[: index + 1], cell.objects)
            rest = Cell(cell.paragraphs[index + 1 :])
            return motive, label, rest if rest.text.strip() else None
    return None


def motive_on(line: Paragraph, here: Here) -> tuple[str, Cell, Cell | None] | None:
    """The motive that a line names, with its label, and what is written behind a colon or dash after that."""
    found = motive_in(Cell([line]), here)
    for apart in itertools.islice(_APART.finditer(line.text[:_LABEL]), _TRIES) if found is None else ():
        motive = here.known.motive(unsigned(line.text[: apart.start()]))
        if motive is not None:
            label, rest = (Cell([Paragraph(spans)]) for spans in _cut(line.spans, apart.start(), apart.end()))
            return motive, label, rest if rest.text.strip() else None
    return found


def whole_motive(walk: Walk, motive: str, label: Cell, rest: Cell | None, number: int | None) -> None:
    """Take a motive with all that belongs to it in one cell or line, as the row of a table that it would have been."""
    row = TableRow([label, *([rest] if rest else [])], [{}] * (2 if rest else 1), number)
    doubtful = rest is not None or not _says_by_itself(label)
    codes = ("answer-outside-box",) if doubtful else ()
    rows.motive_row(walk.sheet, attrs.evolve(walk.here, columns=None), motive, row, how="label", codes=codes)
    walk.last_motive = motive


def _says_by_itself(label: Cell) -> bool:
    """Does a label have a box or sign of its own?"""
    return any(mark.box for mark in marked(label)) or _SIGN.match(label.text) is not None


def _cut(spans: list[Span], end: int, start: int) -> tuple[list[Span], list[Span]]:
    """The spans before a position, and those after another."""
    before, after, position = [], [], 0
    for span in spans:
        left, right = span.text[: max(end - position, 0)], span.text[max(start - position, 0) :]
        before += [attrs.evolve(span, text=left)] if left else []
        after += [attrs.evolve(span, text=right)] if right else []
        position += len(span.text)
    return before, after
