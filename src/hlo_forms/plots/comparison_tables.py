"""The tables that the pictures of a comparison show, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..comparison.comparison_page import Words
from ..comparison.verdicts import Cell as Answer
from ..comparison.verdicts import MotiveComparison
from ..forms import Status
from ..pages.model import PageRow, PageTable, Runs, fixed, quoted, strong
from .marks import IN_ORDER

_FEW = 4


def motives(words: Words) -> PageTable:
    """Return what applies to whom, motive by motive, with the verdict on each.

    Up to four partners have a column each; more are named by their numbers, in a column for each status.
    """
    rows = list(_partners(words))
    for heading, compared in words.by_category():
        rows.append(PageRow((fixed(heading),), group=True))
        rows += [_row(words, row) for row in compared]
    sides, few = words.comparison.organisations, _are_few(words)
    middle = [words.name(side.id) for side in sides] if few else [words.word(f"status.{status}") for status in IN_ORDER]
    return PageTable(
        caption=words.word("plot.caption.motives"),
        columns=(words.word("compare.column.motive"), *middle, words.word("compare.column.comparison")),
        rows=tuple(rows),
        widths=(5, *(3 if few else 2 for _ in middle), 4),
    )


def _are_few(words: Words) -> bool:
    return len(words.comparison.organisations) <= _FEW


def _partners(words: Words) -> Iterator[PageRow]:
    """A row with the number of each organisation, where they are named by number."""
    if not _are_few(words):
        sides = words.comparison.organisations
        listed = "; ".join(f"{words.number(side.id)} {words.name(side.id)}" for side in sides)
        yield PageRow((quoted(words.word("brought.legend", partners=listed)),), group=True)


def _row(words: Words, row: MotiveComparison) -> PageRow:
    if _are_few(words):
        middle = [_status(words, cell) for cell in row.cells]
    else:
        middle = [_listed(words, row, status) for status in IN_ORDER]
    return PageRow((fixed(words.motive(row.motive)), *middle, fixed(words.verdict(row))))


def _status(words: Words, cell: Answer) -> Runs:
    text = words.status(cell) + (f" ({words.word('brought.doubtful')})" if cell.doubts else "")
    return strong(text) if cell.status is Status.APPLIES else fixed(text)


def _listed(words: Words, row: MotiveComparison, wanted: Status) -> Runs:
    doubt = f" ({words.word('brought.doubtful')})"
    own = (cell for cell in row.cells if cell.status is wanted)
    return fixed(", ".join(f"{words.number(cell.organisation)}{doubt if cell.doubts else ''}" for cell in own) or "-")


def categories(words: Words) -> PageTable:
    """Return how many motives of each category apply to each organisation, out of those it was offered."""
    comparison = words.comparison
    wanted = [category for category in comparison.instrument.categories if not category.free]
    rows = []
    for side in comparison.organisations:
        counts = {count.category: count for count in comparison.categories if count.organisation == side.id}
        cells = (fixed(words.count(counts[category.id])) for category in wanted)
        rows.append(PageRow((quoted(words.name(side.id)), fixed(words.type(side)), *cells)))
    heads = (words.word("label.organisation.name"), words.word("label.organisation.type"))
    return PageTable(
        caption=words.word("plot.caption.categories"),
        columns=(*heads, *(category.label[words.language] for category in wanted)),
        rows=tuple(rows),
        widths=(4, 3, *(3 for _ in wanted)),
    )
