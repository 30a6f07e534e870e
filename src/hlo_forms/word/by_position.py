"""The last steps of the walk: text without a label gets the free place where it stood, or is unplaced."""

from __future__ import annotations

from .outline.blocks import Span
from .reader import rows
from .reader.cells import text_of
from .walk import Walk


def place_unmatched(walk: Walk) -> None:
    """Place the text that waited until everything with a tag or label was in its place."""
    _answers_outside(walk)
    _answers_by_position(walk)
    _motives_by_position(walk)


def _answers_outside(walk: Walk) -> None:
    """Take text under a question whose box is empty as its answer, with a finding; unplace it if the box is filled.

    People answer under or behind a question instead of in its box, or retype the form without boxes.
    """
    filled = {field for field, answers in walk.collected.answers.items() if any(answer.value for answer in answers)}
    for question, text, place in walk.outside:
        field = f"answers.{question}"
        if field in filled:
            walk.collected.unplace(text, place)
            continue
        answer = text_of([Span(text)], walk.cursor.instrument, how="position", place=place)
        answers = walk.collected.answers.setdefault(field, [])
        answers[:] = [entry for entry in answers if entry.value is not None]
        answers.append(answer.with_codes_if_filled("answer-outside-box"))


def _answers_by_position(walk: Walk) -> None:
    """Give a box without a question to the question after the last one, if that has no answer yet.

    With this, a form stripped to bare tables still reads.
    """
    cursor = walk.cursor
    questions = [q.id for q in cursor.instrument.questions_of(cursor.phase) if walk.has_one_answer(q.id)]
    reached: dict[str | None, str] = {}
    for unmatched in walk.cells:
        after, cell = _next(questions, reached.get(unmatched.before, unmatched.before)), unmatched.row.cells[0]
        if after is None or f"answers.{after}" in walk.collected.answers:
            rows.leave_unplaced(walk.collected, unmatched.cursor, [cell], unmatched.row.number)
            continue
        reached[unmatched.before] = after
        place = unmatched.cursor.place(unmatched.row.number)
        answer = text_of(cell.spans, cursor.instrument, how="position", place=place)
        walk.collected.add_answer(f"answers.{after}", answer.with_codes_if_filled("matched-by-position"), cell)


def _motives_by_position(walk: Walk) -> None:
    """Give a row without a motive to the motive after the last one, if that has none yet."""
    kind = walk.cursor.type
    offered = [motive.id for motive in walk.cursor.instrument.offered(kind)] if kind else []
    reached: dict[str | None, str] = {}
    for unmatched in walk.motives:
        after = _next(offered, reached.get(unmatched.before, unmatched.before))
        if after is None or after in walk.collected.ticks or f"motives.{after}.outcome" in walk.collected.answers:
            rows.leave_unplaced(walk.collected, unmatched.cursor, unmatched.row.cells, unmatched.row.number)
        else:
            reached[unmatched.before] = after
            codes = ("matched-by-position",)
            rows.motive_row(walk.collected, unmatched.cursor, after, unmatched.row, how="position", codes=codes)


def _next(ids: list[str], before: str | None) -> str | None:
    position = ids.index(before) + 1 if before in ids else 0
    return ids[position] if position < len(ids) else None
