"""Motives that apply together, as a triangle: each pair with its count over what it is out of."""

from __future__ import annotations

from collections.abc import Sequence

from ..analysis.statistics.words import Words
from ..research.statistics.counts import MotivePair
from ..research.statistics.statistic import groups_of
from .drawing import BODY, GREY, SMALL, WIDTH, Sheet, line_height
from .lettering import width, wrapped

_CELL = 7.0
_NUMBER = 6.0


def draw_pairs(sheet: Sheet, words: Words, rows: Sequence[MotivePair]) -> None:
    """Draw a triangle for each group: motives are numbered in the rows, and the columns have their numbers."""
    for group in groups_of(rows):
        sheet.heading(words.group(group))
        _triangle(sheet, words, [row for row in rows if row.group == group])
        sheet.y += 1.0
    note = wrapped(sheet.labels.word("plot.statistic.pairs"), WIDTH, SMALL)
    sheet.y = sheet.lines((0, sheet.y), note, SMALL, colour=GREY)


def _triangle(sheet: Sheet, words: Words, rows: Sequence[MotivePair]) -> None:
    order = _in_order(rows, words)
    cell = max(_CELL, *(width(str(row.n), SMALL, bold=True) + 1.0 for row in rows))
    left = WIDTH - cell * (len(order) - 1)
    pairs = {(row.first, row.second): row for row in rows}
    for number in range(1, len(order)):
        x = left + (number - 0.5) * cell
        sheet.text((x, sheet.y), str(number), SMALL, bold=True, side="center")
    sheet.y += line_height(SMALL) + 0.4
    for number, motive in enumerate(order, 1):
        top = sheet.y
        sheet.rule((0, top), (WIDTH, top))
        label = wrapped(words.motive(motive), left - _NUMBER - 2, BODY)
        sheet.y = top + max(len(label) * line_height(BODY), 2 * line_height(SMALL)) + 1.0
        middle = (top + sheet.y) / 2
        sheet.text((0, middle - line_height(BODY) * len(label) / 2), str(number), bold=True)
        sheet.lines((_NUMBER, middle - line_height(BODY) * len(label) / 2), label)
        for place, other in enumerate(order[: number - 1]):
            if row := pairs.get((other, motive)):
                x = left + (place + 0.5) * cell
                sheet.text((x, middle - line_height(SMALL)), str(row.both), SMALL, bold=True, side="center")
                sheet.text((x, middle), str(row.n), SMALL, colour=GREY, side="center")


def _in_order(rows: Sequence[MotivePair], words: Words) -> list[str]:
    """The motives of these pairs, in the order of the instrument."""
    ids = {row.first for row in rows} | {row.second for row in rows}
    motives = words.instrument.motives if words.instrument else ()
    return [motive.id for motive in motives if motive.id in ids]
