"""The kind of a table's row, by its tags, the header above it or its label; and with that its place."""

from __future__ import annotations

import re

import attrs

from ...basics.text import matching_key
from .. import fields as layout
from ..addresses import Address, details_of
from ..outline.blocks import Cell
from ..reshaped import motive_in, question_in, whole_motive
from ..strange_rows import continues_label
from ..walk import Unmatched, Walk
from . import rows
from .cells import text_of
from .state import Columns, CurrentQuestion, TableRow

_WORD = re.compile(r"\w\w")


def take_row(walk: Walk, row: TableRow, *, lone: bool) -> None:
    """Take a row; `lone` means that each row of its table is one cell, like the boxes below questions."""
    cursor = walk.cursor
    records = cursor.columns is not None and cursor.columns.table != "motives"
    detail = _detail_named(walk, row) if len(row.cells) > 1 and not (row.tagged or records) else None
    texts = [cell.text for cell in row.cells]
    header = cursor.labels.table(texts, cursor.phase) if not (row.tagged or detail) else None
    again = header is not None and cursor.columns is not None and header[0] == cursor.columns.table.partition(".")[0]
    if row.tagged:
        _take_tagged(walk, row)
    elif detail:
        rows.detail_row(walk.collected, cursor, detail, row)
    elif header is not None and not again:
        _take_header(walk, *header, row)
    elif not records and (question := _question_in(walk, row)):
        _take_question_in(walk, row, *question)
    elif not records and (whole := _motive_in(walk, row)):
        whole_motive(walk, *whole, row.number)
    elif cursor.columns is not None and records:
        rows.record_row(walk.collected, cursor, cursor.columns.table, row)
    elif rows.is_motive_row(cursor, row):
        _take_motive(walk, row)
    elif len(row.cells) == 1 and lone:
        _take_lone_cell(walk, row)
    elif len(row.cells) == 1 and cursor.labels.is_heading(row.cells[0].text):
        cursor.heading = " ".join(row.cells[0].text.split())
    else:
        rows.leave_unplaced(walk.collected, cursor, row.cells, row.number)


# ---- by its tags


def _take_tagged(walk: Walk, row: TableRow) -> None:
    first = next(address for addresses in row.addresses for address in addresses.values())
    row = attrs.evolve(row, addresses=[_addresses_of(first.table, addresses) for addresses in row.addresses])
    if first.table == "motives":
        rows.motive_row(walk.collected, walk.cursor, first.key, row, how="tag")
        walk.last_motive = first.key
    elif first.table == "details":
        rows.detail_row(walk.collected, walk.cursor, first.key, row)
    elif first.table == "answers":
        rows.answer_row(walk.collected, walk.cursor, row)
        walk.last_answer = first.key
    else:
        rows.record_row(walk.collected, walk.cursor, first.table, row)


def _addresses_of(table: str, addresses: dict[str, Address]) -> dict[str, Address]:
    """Return the addresses in this table only.

    A row that was mixed up, as by pasting one row into another, has one kind of fields, and the rest of it is text.
    """
    return {tag: address for tag, address in addresses.items() if address.table == table}


# ---- a header


def _take_header(walk: Walk, table: str, names: list[str | None], row: TableRow) -> None:
    cursor = walk.cursor
    if table in layout.BY_KEY:
        table = f"{table}.{_own_question(walk) if table == 'own_answers' else cursor.topic}"
    titles = [" ".join(cell.text.split()) for cell in row.cells for _ in range(cell.width)]
    wide = [name for cell, name in zip(row.cells, names, strict=True) for _ in range(cell.width)]
    cursor.columns = Columns(table, tuple(wide), tuple(titles), len(row.cells))
    strange = [cell for cell, name in zip(row.cells, names, strict=True) if name is None]
    rows.leave_unplaced(walk.collected, cursor, strange, row.number)
    for cell, name in zip(row.cells, names, strict=True):
        if name is not None and not cursor.labels.is_cell(cell.text):  # recognised by the words before a bracket
            _, bracket, rest = cell.text.partition("(")
            walk.collected.unplace(bracket + rest, cursor.place(row.number))


def _own_question(walk: Walk) -> str:
    each = [q.id for q in walk.cursor.instrument.questions_of(walk.cursor.phase) if q.answered_by == "each"]
    question = walk.cursor.question
    return question.id if question and question.id in each else next(iter(each), "")


# ---- by its label


def _detail_named(walk: Walk, row: TableRow) -> str | None:
    field = walk.cursor.labels.details.get(matching_key(row.cells[0].text))
    return field if field in details_of(walk.cursor.phase) else None


def _question_in(walk: Walk, row: TableRow) -> tuple[str, Cell | None, list[Cell]] | None:
    match = question_in(row, walk.cursor)
    return match if match and match[0] not in walk.exact and walk.has_one_answer(match[0]) else None


def _take_question_in(walk: Walk, row: TableRow, question: str, answer: Cell | None, others: list[Cell]) -> None:
    """Take a question that stands in a table, with its answer in the same cell or beside it."""
    walk.cursor.question = CurrentQuestion(question, "label")
    if answer is not None:
        _take_lone_cell(walk, TableRow([answer], [{}], row.number))
    rows.leave_unplaced(walk.collected, walk.cursor, others, row.number)


def _motive_in(walk: Walk, row: TableRow) -> tuple[str, Cell, Cell | None] | None:
    wanted = walk.cursor.phase == "preparation" and walk.cursor.question is None and len(row.cells) == 1
    return motive_in(row.cells[0], walk.cursor) if wanted else None


def _take_motive(walk: Walk, row: TableRow) -> None:
    cursor = walk.cursor
    motive, codes = rows.motive_named(cursor, row)
    if motive is None and walk.last_motive is not None and continues_label(cursor, row):
        motive = walk.last_motive
    # A row that begins with other words is a motive of somebody's own, not one of the form's without its label.
    if motive is None and any(_WORD.search(cell.text) for cell in row.cells[:1]):
        rows.leave_unplaced(walk.collected, cursor, row.cells, row.number)
        return
    if motive is None:
        walk.motives.append(Unmatched(walk.last_motive, row, attrs.evolve(cursor)))
        return
    rows.motive_row(walk.collected, cursor, motive, row, how="label", codes=codes)
    walk.last_motive = motive


# ---- by the question above it


def _take_lone_cell(walk: Walk, row: TableRow) -> None:
    """Take the box below a question; without a question above it, it waits for its place."""
    question = walk.cursor.question
    if question is None or not walk.has_one_answer(question.id):
        walk.cells.append(Unmatched(walk.last_answer, row, attrs.evolve(walk.cursor)))
        return
    place = walk.cursor.place_of_question(question.id)
    if f"answers.{question.id}" in walk.collected.answers:  # a box of somebody's own, under one of ours
        walk.outside.append((question.id, row.cells[0].text, place))
        return
    answer = text_of(row.cells[0].spans, walk.cursor.instrument, how=question.how, place=place)
    walk.collected.add_answer(f"answers.{question.id}", answer.with_codes_if_filled(*question.codes), row.cells[0])
    walk.last_answer = question.id
