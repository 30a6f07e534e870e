"""What kind of row a row of a table is, by its tags, the header above it or its label; and with that where it goes."""

from __future__ import annotations

import re

import attrs

from ..text import matching_key
from . import layout
from . import table_rows as rows
from .addresses import Address, details_of
from .blocks import Cell
from .cells import text_of
from .reshaped import motive_in, question_in, whole_motive
from .sheet import Asked, Columns, TableRow
from .strange_rows import continues_label
from .walk import Loose, Walk

_WORD = re.compile(r"\w\w")


def take_row(walk: Walk, row: TableRow, *, lone: bool) -> None:
    """Take what a row says; `lone` tells that each row of its table is one cell, as the boxes below questions are."""
    here = walk.here
    records = here.columns is not None and here.columns.table != "motives"
    detail = _detail_named(walk, row) if len(row.cells) > 1 and not (row.tagged or records) else None
    header = here.known.table([cell.text for cell in row.cells], here.phase) if not (row.tagged or detail) else None
    again = header is not None and here.columns is not None and header[0] == here.columns.table.partition(".")[0]
    if row.tagged:
        _tagged(walk, row)
    elif detail:
        rows.detail_row(walk.sheet, here, detail, row)
    elif header is not None and not again:
        _header(walk, *header, row)
    elif not records and (asks := _question_in(walk, row)):
        _asked_in(walk, row, *asks)
    elif not records and (named := _motive_in(walk, row)):
        whole_motive(walk, *named, row.number)
    elif here.columns is not None and records:
        rows.record_row(walk.sheet, here, here.columns.table, row)
    elif rows.is_motive_row(here, row):
        _motive(walk, row)
    elif len(row.cells) == 1 and lone:
        _lone_cell(walk, row)
    elif len(row.cells) == 1 and here.known.is_heading(row.cells[0].text):
        here.heading = " ".join(row.cells[0].text.split())
    else:
        rows.nobodys(walk.sheet, here, row.cells, row.number)


# ---- by its tags


def _tagged(walk: Walk, row: TableRow) -> None:
    first = next(address for found in row.addresses for address in found.values())
    row = attrs.evolve(row, addresses=[_of_table(first.table, found) for found in row.addresses])
    if first.table == "motives":
        rows.motive_row(walk.sheet, walk.here, first.key, row, how="tag")
        walk.last_motive = first.key
    elif first.table == "details":
        rows.detail_row(walk.sheet, walk.here, first.key, row)
    elif first.table == "answers":
        rows.answer_row(walk.sheet, walk.here, row)
        walk.last_answer = first.key
    else:
        rows.record_row(walk.sheet, walk.here, first.table, row)


def _of_table(table: str, found: dict[str, Address]) -> dict[str, Address]:
    """The addresses in this table only: a row that was mixed up has one kind of fields, and the rest of it is text."""
    return {tag: address for tag, address in found.items() if address.table == table}


# ---- a header


def _header(walk: Walk, table: str, names: list[str | None], row: TableRow) -> None:
    here = walk.here
    if table in layout.BY_KEY:
        table = f"{table}.{_own_question(walk) if table == 'own_answers' else here.topic}"
    titles = [" ".join(cell.text.split()) for cell in row.cells for _ in range(cell.width)]
    wide = [name for cell, name in zip(row.cells, names, strict=True) for _ in range(cell.width)]
    here.columns = Columns(table, tuple(wide), tuple(titles), len(row.cells))
    strange = [cell for cell, name in zip(row.cells, names, strict=True) if name is None]
    rows.nobodys(walk.sheet, here, strange, row.number)
    for cell, name in zip(row.cells, names, strict=True):
        if name is not None and not here.known.is_cell(cell.text):  # known by what stands before a bracket
            _, bracket, rest = cell.text.partition("(")
            walk.sheet.unplace(bracket + rest, here.place(row.number))


def _own_question(walk: Walk) -> str:
    each = [q.id for q in walk.here.instrument.questions_of(walk.here.phase) if q.answered_by == "each"]
    asked = walk.here.asked
    return asked.question if asked and asked.question in each else next(iter(each), "")


# ---- by its label


def _detail_named(walk: Walk, row: TableRow) -> str | None:
    field = walk.here.known.details.get(matching_key(row.cells[0].text))
    return field if field in details_of(walk.here.phase) else None


def _question_in(walk: Walk, row: TableRow) -> tuple[str, Cell | None, list[Cell]] | None:
    found = question_in(row, walk.here)
    return found if found and found[0] not in walk.exact and walk.together(found[0]) else None


def _asked_in(walk: Walk, row: TableRow, question: str, answer: Cell | None, others: list[Cell]) -> None:
    """A question that stands in a table, with its answer in the same cell or beside it."""
    walk.here.asked = Asked(question, "label")
    if answer is not None:
        _lone_cell(walk, TableRow([answer], [{}], row.number))
    rows.nobodys(walk.sheet, walk.here, others, row.number)


def _motive_in(walk: Walk, row: TableRow) -> tuple[str, Cell, Cell | None] | None:
    wanted = walk.here.phase == "preparation" and walk.here.asked is None and len(row.cells) == 1
    return motive_in(row.cells[0], walk.here) if wanted else None


def _motive(walk: Walk, row: TableRow) -> None:
    here = walk.here
    motive, codes = rows.motive_named(here, row)
    if motive is None and walk.last_motive is not None and continues_label(here, row):
        motive = walk.last_motive
    if motive is None and any(_WORD.search(cell.text) for cell in row.cells[:1]):
        rows.nobodys(walk.sheet, here, row.cells, row.number)
        return
    if motive is None:
        walk.motives.append(Loose(walk.last_motive, row, attrs.evolve(here)))
        return
    rows.motive_row(walk.sheet, here, motive, row, how="label", codes=codes)
    walk.last_motive = motive


# ---- by the question above it


def _lone_cell(walk: Walk, row: TableRow) -> None:
    """The box below a question; without one above it, it waits for its place."""
    asked = walk.here.asked
    if asked is None or not walk.together(asked.question):
        walk.cells.append(Loose(walk.last_answer, row, attrs.evolve(walk.here)))
        return
    place = walk.here.place_of_question(asked.question)
    if f"answers.{asked.question}" in walk.sheet.answers:  # a second box under one question
        walk.outside.append((asked.question, row.cells[0].text, place))
        return
    said = text_of(row.cells[0].spans, walk.here.instrument, how=asked.how, place=place)
    codes = asked.codes if said.value is not None else ()
    walk.sheet.answer(f"answers.{asked.question}", attrs.evolve(said, codes=(*said.codes, *codes)), row.cells[0])
    walk.last_answer = asked.question
