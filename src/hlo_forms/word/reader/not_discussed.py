"""The box below a question for “not discussed”, and the answer that a tick in it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...basics.text import matching_key
from ...forms.commitment import is_not_discussed
from ...readings.findings import Evidence
from ..fields import NOT_DISCUSSED
from ..outline.blocks import OutlineCell
from .cells import has_box_or_sign, remainder, sign_of, tick_of, without_sign
from .evidence import Recorder
from .state import Collected, Cursor, TableRow

_SIGN = re.compile(r"[\W_]*\w{0,2}[\W_]*")  # what people type for a tick, and no word of an answer
_LONGEST = 80  # letters of these words with a sign beside them


def take_not_discussed_row(
    collected: Collected, cursor: Cursor, row: TableRow, rows: Sequence[Sequence[OutlineCell]]
) -> bool:
    """Take a row that holds nothing but such a box; return False if it is no such row.

    Without a tag it stands below the answer, or above it where no other of the table's `rows` is such a box.
    """
    if len(row.cells) != 1:
        return False
    keys = {address.key for address in row.addresses[0].values() if address.column == NOT_DISCUSSED}
    if keys and all(address.column == NOT_DISCUSSED for address in row.addresses[0].values()):
        take_not_discussed_box(collected, cursor, keys.pop(), row.cells[0], how="tag")
    elif cursor.question is not None and _is_left_box(cursor, row, rows):
        take_not_discussed_box(collected, cursor, cursor.question.id, row.cells[0], how="label")
    else:
        return False
    return True


def take_not_discussed_box(collected: Collected, cursor: Cursor, question: str, cell: OutlineCell, *, how: str) -> None:
    """Take the box that belongs to a question."""
    place = cursor.place_of_question(question)
    tick = tick_of(cell, _words(cursor), cursor.instrument, how=how, place=place)
    if question not in collected.not_discussed or tick.ticked:
        collected.not_discussed[question] = tick
    collected.unplace(tick.rest, place)
    collected.report_object(f"answers.{question}", cell, place)


def _words(cursor: Cursor) -> list[str]:
    return list(cursor.instrument.words["question.not_discussed"].values())


def _is_left_box(cursor: Cursor, row: TableRow, rows: Sequence[Sequence[OutlineCell]]) -> bool:
    if row.tagged or not (_is_box(row.cells[0], cursor) or is_bare_box(row.cells[0], row.number, cursor)):
        return False
    return (row.number or 1) > 1 or not any(len(cells) == 1 and _is_box(cells[0], cursor) for cells in rows[1:])


def _is_box(cell: OutlineCell, cursor: Cursor) -> bool:
    """Return whether an untagged cell holds such a box: these words, with a box or somebody's sign beside them."""
    words = _words(cursor)
    if has_box_or_sign(cell) and matching_key(without_sign(cell.text)) in map(matching_key, words):
        return True
    text = " ".join(cell.text.split())
    if len(text) > _LONGEST:
        return False
    beside = remainder(text, words)
    is_sign = sign_of(beside, cursor.instrument) is not None or _SIGN.fullmatch(beside) is not None
    return 0 < len(beside) < len(text) and is_sign


def is_bare_box(cell: OutlineCell, number: int | None, cursor: Cursor) -> bool:
    """Return whether this is what is left of such a box below an answer where a program dropped every box.

    Web editors that import by mammoth keep its words. The same words in the box for the answer are an answer.
    """
    return cursor.boxes_gone and (number or 1) > 1 and matching_key(cell.text) in map(matching_key, _words(cursor))


def boxes_are_gone(cursor: Cursor, tables: Iterable[Sequence[Sequence[OutlineCell]]]) -> bool:
    """Return whether the words of such a box stand below several answers, and nowhere with a box."""
    words = set(map(matching_key, _words(cursor)))
    cells = [row[0] for rows in tables for row in rows[1:] if len(row) == 1]
    boxes = [cell for cell in cells if matching_key(without_sign(cell.text)) in words]
    return len(boxes) > 1 and not any(has_box_or_sign(cell) for cell in boxes)


def answer_to(recorder: Recorder, question: str) -> str | None:
    """Return the answer to a question: the text written, or else “not discussed” if that is ticked."""
    field = f"answers.{question}"
    text, tick = recorder.value(field), recorder.collected.not_discussed.get(question)
    if tick is None:
        return text
    for code in tick.codes:
        recorder.report(code, field, tick.place, tick.seen)
    if tick.marked and "tick-contradicts" not in tick.codes:
        recorder.report("tick-contradicts", field, tick.place, tick.seen)
    boxed = any(other.boxes for other in recorder.collected.not_discussed.values())
    if text is None and boxed and not (tick.boxes or tick.signed or tick.marked):
        recorder.report("place-missing", field, tick.place)  # the box was deleted, with a tick or without
    if not tick.ticked:
        return text
    if text is None:
        recorder.evidence[field] = Evidence(field=field, how=tick.how, place=tick.place, seen=tick.seen)
        words = recorder.instrument.words["question.not_discussed"].values()
        return next((word for word in words if matching_key(word) in matching_key(tick.seen)), next(iter(words)))
    if not is_not_discussed(text, recorder.instrument):
        recorder.report("passed-and-answered", field, tick.place, text)
    return text
