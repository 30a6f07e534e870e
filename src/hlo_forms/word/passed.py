"""The box below a question that says that it was not discussed, and what a tick in it makes of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from ..commitment_form import is_passed
from ..findings import Evidence
from ..text import matching_key
from . import layout
from .blocks import Cell
from .sheet import Here, Sheet, TableRow
from .telling import Telling
from .ticks import marked, tick_of, unsigned


def passed_row(sheet: Sheet, here: Here, row: TableRow, rows: Sequence[Sequence[Cell]]) -> bool:
    """Take a row with nothing but such a box; False where it is no such row.

    Without a tag it stands below the answer, or above it where no other of the table's `rows` is such a box.
    """
    if len(row.cells) != 1:
        return False
    keys = {address.key for address in row.addresses[0].values() if address.column == layout.PASSED}
    if keys and all(address.column == layout.PASSED for address in row.addresses[0].values()):
        passed_box(sheet, here, keys.pop(), row.cells[0], how="tag")
    elif here.asked is not None and _is_left_box(here, row, rows):
        passed_box(sheet, here, here.asked.question, row.cells[0], how="label")
    else:
        return False
    return True


def passed_box(sheet: Sheet, here: Here, question: str, cell: Cell, *, how: str) -> None:
    """Take the box that belongs to a question."""
    place = here.place_of_question(question)
    tick = tick_of(cell, _words(here), here.instrument, how=how, place=place)
    if question not in sheet.passed or tick.ticked:
        sheet.passed[question] = tick
    sheet.unplace(tick.rest, place)
    sheet.object_in(f"answers.{question}", cell, place)


def _words(here: Here) -> list[str]:
    return list(here.instrument.words["question.not_discussed"].values())


def _is_left_box(here: Here, row: TableRow, rows: Sequence[Sequence[Cell]]) -> bool:
    words = _words(here)
    if row.tagged or not _is_box(row.cells[0], words):
        return False
    return (row.number or 1) > 1 or not any(len(cells) == 1 and _is_box(cells[0], words) for cells in rows[1:])


def _is_box(cell: Cell, words: Sequence[str]) -> bool:
    """Does a cell without a tag hold such a box: these words, with a box or a typed sign before them?"""
    bare = unsigned(cell.text)
    signed = bare != cell.text or any(mark.box for mark in marked(cell))
    return signed and matching_key(bare) in map(matching_key, words)


def answer_to(tell: Telling, question: str) -> str | None:
    """The answer to a question: what was written, or else that it was not discussed, where that is ticked."""
    field = f"answers.{question}"
    text, tick = tell.value(field), tell.sheet.passed.get(question)
    if tick is None:
        return text
    for code in tick.codes:
        tell.find(code, field, tick.place, tick.seen)
    if not tick.ticked:
        return text
    if text is None:
        tell.evidence[field] = Evidence(field=field, how=tick.how, place=tick.place, seen=tick.seen)
        words = tell.instrument.words["question.not_discussed"].values()
        return next((word for word in words if matching_key(word) in matching_key(tick.seen)), next(iter(words)))
    if not is_passed(text, tell.instrument):
        tell.find("passed-and-answered", field, tick.place, text)
    return text
