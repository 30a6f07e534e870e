"""The last steps of the walk: what has no label gets the place that is still free where it stood, or is unplaced."""

from __future__ import annotations

import attrs

from . import table_rows as rows
from .blocks import Span
from .cells import text_of
from .walk import Walk


def place_loose(walk: Walk) -> None:
    """Place what waited until all that has a tag or a label was in its place."""
    _answers_outside(walk)
    _answers_by_position(walk)
    _motives_by_position(walk)


def _answers_outside(walk: Walk) -> None:
    """Text under a question whose box is empty counts as its answer, and is told; else it is unplaced."""
    filled = {field for field, found in walk.sheet.answers.items() if any(answer.value for answer in found)}
    for question, text, place in walk.outside:
        field = f"answers.{question}"
        if field in filled:
            walk.sheet.unplace(text, place)
            continue
        said = text_of([Span(text)], walk.here.instrument, how="position", place=place)
        codes = ("answer-outside-box",) if said.value is not None else ()
        answers = walk.sheet.answers.setdefault(field, [])
        answers[:] = [answer for answer in answers if answer.value is not None]
        answers.append(attrs.evolve(said, codes=(*said.codes, *codes)))


def _answers_by_position(walk: Walk) -> None:
    """A box without a question is that of the next question, where that has none."""
    here = walk.here
    asked = [question.id for question in here.instrument.questions_of(here.phase) if walk.together(question.id)]
    moved: dict[str | None, str] = {}
    for loose in walk.cells:
        after, cell = _next(asked, moved.get(loose.before, loose.before)), loose.row.cells[0]
        if after is None or f"answers.{after}" in walk.sheet.answers:
            rows.nobodys(walk.sheet, loose.here, [cell], loose.row.number)
            continue
        moved[loose.before] = after
        said = text_of(cell.spans, here.instrument, how="position", place=loose.here.place(loose.row.number))
        codes = ("matched-by-position",) if said.value is not None else ()
        walk.sheet.answer(f"answers.{after}", attrs.evolve(said, codes=(*said.codes, *codes)), cell)


def _motives_by_position(walk: Walk) -> None:
    """A row without a motive is that of the next motive, where that has none."""
    kind = walk.here.type
    offered = [motive.id for motive in walk.here.instrument.offered(kind)] if kind else []
    moved: dict[str | None, str] = {}
    for loose in walk.motives:
        after = _next(offered, moved.get(loose.before, loose.before))
        if after is None or after in walk.sheet.ticks or f"motives.{after}.outcome" in walk.sheet.answers:
            rows.nobodys(walk.sheet, loose.here, loose.row.cells, loose.row.number)
        else:
            moved[loose.before] = after
            codes = ("matched-by-position",)
            rows.motive_row(walk.sheet, loose.here, after, loose.row, how="position", codes=codes)


def _next(ids: list[str], before: str | None) -> str | None:
    position = ids.index(before) + 1 if before in ids else 0
    return ids[position] if position < len(ids) else None
