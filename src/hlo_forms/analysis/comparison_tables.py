"""The tables of a comparison that reports show, and that pictures are drawn of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..comparison.comparison_page import Words
from ..comparison.sides import Side
from ..comparison.verdicts import Cell as Answer
from ..comparison.verdicts import CounterpartComparison, MotiveComparison, VoiceAnswer
from ..forms import Status
from ..pages.model import PageRow, PageTable, Run, Runs, fixed, in_lines, quoted, strong

FEW = 4
"""Up to so many organisations each has a column of its own; more are named by their numbers."""

Compared = MotiveComparison | CounterpartComparison


def organisations(words: Words) -> PageTable:
    """Who takes part, each with its number and type."""
    keys = ("column.number", "label.organisation.name", "label.organisation.type")
    rows = (
        PageRow((fixed(str(words.number(side.id))), _side(words, side), fixed(words.type(side))))
        for side in words.comparison.organisations
    )
    return PageTable(
        caption=words.word("report.caption.organisations"),
        columns=tuple(map(words.word, keys)),
        rows=tuple(rows),
        widths=(1, 8, 4),
    )


def _side(words: Words, side: Side) -> Runs:
    voices = [quoted(words.respondent(voice.respondent)) for voice in side.voices]
    head = (*quoted(words.name(side.id)), *marked(words, words.numbers(side)))
    return in_lines([head, *(voices if len(voices) > 1 else ())])


def numbered(words: Words, organisation: str) -> str:
    """The number and the name of an organisation."""
    return f"{words.number(organisation)} {words.name(organisation)}"


def marked(words: Words, numbers: str) -> Runs:
    """A mark that names the numbers of doubts; empty where there are none."""
    return (Run(f" [{words.word('compare.check', numbers=numbers)}]", "strong"),) if numbers else ()


def motives(words: Words) -> PageTable:
    """What applies to whom, motive by motive, and what that amounts to."""
    rows: list[PageRow] = []
    for heading, found in words.by_category():
        rows.append(PageRow((fixed(heading),), group=True))
        rows += [_row(words, fixed(words.motive(row.motive)), row) for row in found]
    return _compared(words, words.word("report.caption.motives"), rows)


def counterparts(words: Words) -> Iterator[PageTable]:
    """The same of motives that mirror each other, where any was offered."""
    found = [row for row in words.comparison.counterparts if row.offered_to]
    if found:
        rows = [
            _row(words, in_lines([fixed(words.motive(row.first)), fixed(words.motive(row.second))]), row)
            for row in found
        ]
        yield _compared(words, words.word("report.caption.counterparts"), rows)


def _compared(words: Words, caption: str, rows: Iterable[PageRow]) -> PageTable:
    """A table with a column for each organisation, or where these are many for each status."""
    few = len(words.comparison.organisations) <= FEW
    sides = [numbered(words, side.id) for side in words.comparison.organisations]
    middle = sides if few else [words.word(f"status.{status}") for status in _statuses(words)]
    return PageTable(
        caption=caption,
        columns=(words.word("compare.column.motive"), *middle, words.word("compare.column.comparison")),
        rows=tuple(rows),
        widths=(5, *(3 if few else 2 for _ in middle), 4),
    )


def _statuses(words: Words) -> list[Status]:
    """The statuses that have a column where organisations are many: those that there are."""
    there = {cell.status for row in words.comparison.motives if row.offered_to for cell in row.cells}
    return [status for status in Status if status in there]


def _row(words: Words, head: Runs, row: Compared) -> PageRow:
    if len(words.comparison.organisations) <= FEW:
        middle = [status(words, cell) for cell in row.cells]
    else:
        middle = [_listed(words, row, status) for status in _statuses(words)]
    return PageRow((head, *middle, fixed(attrs.evolve(words, numbered=True).verdict(row))))


def status(words: Words, cell: Answer) -> Runs:
    """The status of a cell, in bold where the motive applies, with what to check about it."""
    text = words.status(cell)
    return (*(strong(text) if cell.status is Status.APPLIES else fixed(text)), *marked(words, words.numbers(cell)))


def _listed(words: Words, row: Compared, wanted: Status) -> Runs:
    """The numbers of the organisations with a status, each with what to check about it."""
    found: list[Run] = []
    for cell in (cell for cell in row.cells if cell.status is wanted):
        found += [*([Run(", ")] if found else []), Run(str(words.number(cell.organisation)))]
        found += marked(words, words.numbers(cell))
    return tuple(found) or fixed("-")


def categories(words: Words) -> PageTable:
    """How many motives of each category apply to each organisation, out of those it was offered."""
    labels = {found.id: found.label[words.language] for found in words.comparison.instrument.categories}
    counts = {(count.category, count.organisation): fixed(words.count(count)) for count in words.comparison.categories}
    counted = list(dict.fromkeys(category for category, _ in counts))
    return PageTable(
        caption=words.word("report.caption.categories"),
        columns=(words.word("label.organisation.name"), *(labels[one] for one in counted)),
        rows=tuple(
            PageRow((quoted(numbered(words, side.id)), *(counts[one, side.id] for one in counted)))
            for side in words.comparison.organisations
        ),
    )


def outcomes(words: Words) -> Iterator[PageTable]:
    """What organisations wrote as outcomes: for each category a table, with the motives as groups of rows."""
    keys = ("label.organisation.name", "report.column.status", "column.other_motives.outcome")
    for heading, motives in words.by_category():
        rows = [line for row in motives for line in _outcomes(words, row)]
        if rows:
            yield PageTable(
                caption=words.word("report.caption.outcomes", category=heading),
                columns=tuple(map(words.word, keys)),
                rows=tuple(rows),
                widths=(4, 3, 8),
            )


def _outcomes(words: Words, row: MotiveComparison) -> Iterator[PageRow]:
    cells = [cell for cell in row.cells if cell.outcomes or cell.status in (Status.APPLIES, Status.UNCLEAR)]
    if cells:
        yield PageRow((fixed(words.motive(row.motive)),), group=True)
        for cell in cells:
            yield from _outcome(words, cell)


def _outcome(words: Words, cell: Answer) -> Iterator[PageRow]:
    name = quoted(numbered(words, cell.organisation))
    if len(cell.voices) == 1:
        yield PageRow((name, status(words, cell), _written(words, cell.voices[0])))
        return
    yield PageRow((name, status(words, cell), ()))
    for voice in cell.voices:
        who = quoted(f"{words.number(cell.organisation)} {words.respondent(voice.respondent)}")
        yield PageRow((who, fixed(words.status(voice)), _written(words, voice)))


def _written(words: Words, voice: VoiceAnswer) -> Runs:
    if voice.outcome:
        return quoted(voice.outcome)
    return fixed(words.word("report.no_outcome")) if voice.status is Status.APPLIES else ()


def own_motives(words: Words) -> Iterator[PageTable]:
    """The motives that organisations added themselves, where there are any."""
    found = words.comparison.other_motives
    if found:
        rows = []
        for own in found:
            several = len(words.side(own.organisation).voices) > 1
            voice = quoted(words.respondent(own.respondent)) if several else ()
            who = in_lines([quoted(numbered(words, own.organisation)), voice])
            text = (*quoted(own.text or "-"), *marked(words, words.numbers(own)))
            rows.append(PageRow((who, text, quoted(own.outcome or "-"))))
        keys = ("label.organisation.name", "column.other_motives.text", "column.other_motives.outcome")
        yield PageTable(
            caption=words.word("report.caption.own"),
            columns=tuple(map(words.word, keys)),
            rows=tuple(rows),
            widths=(3, 4, 4),
        )
