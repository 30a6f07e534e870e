"""Statistics of a data set as pictures: a row for each motive or category, with what it is out of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..analysis.statistics.changes import RoundChanges
from ..analysis.statistics.words import Words
from ..comparison.labels import Labels
from ..instrument.model import load_instrument
from ..pages.model import PageRow, PageTable, fixed
from ..research.statistics.page import tables_of
from ..research.statistics.statistic import Statistic, groups_of
from .drawing import BODY, GREY, LINE, SMALL, WIDTH, Sheet, line_height, must_be
from .lettering import width, wrapped
from .picture import Picture
from .statistic_marks import MARKS, Marks, Scale
from .statistic_pairs import draw_pairs

_LABELS = 66.0
_BEHIND = 34.0


def statistic(result: Statistic[Any], language: str = "nl") -> Picture:  # Any: whichever rows
    """Draw what was counted in a data set: any result of `Dataset.counts`, `category_counts`, `sharing`, ….

    Shares and differences are dots on their 95% intervals, open where there is no interval; sharing is a dot beside
    what chance gives; numbers of motives and changes are bars; motives that apply together are a triangle of
    counts. Behind each row is what it is out of. Raises `InvalidValueError` for an unknown language.

    >>> from hlo_forms import Dataset, examples, plots
    >>> data = Dataset(examples.forms(30, rounds=["2026"], seed=1))
    >>> plots.statistic(data.category_counts(), "en").title
    'How many motives of each category apply'
    """
    must_be(Statistic, "result", result)
    labels = Labels(result.instrument or load_instrument(), language)
    sheet, words = Sheet(labels), Words(language, result.instrument)
    title = words.say(f"title_{result.name}")
    counts = {name: getattr(result, name) for name in ("answers", "forms", "organisations")}
    based_on = words.say("based_on_text", **counts)
    sheet.head(title, based_on)
    rows = [row for row in result.rows if row.reason != "not_offered"]
    tables = list(tables_of(result, words))
    if not rows:
        nothing = words.say("nothing")
        sheet.y = sheet.lines((0, sheet.y), wrapped(nothing, WIDTH, BODY))
        return sheet.done(title, f"{based_on}. {nothing}", _empty(title, nothing))
    if result.name == "co_occurrence":
        draw_pairs(sheet, words, rows)
    else:
        captions = [table.caption for table in tables]
        if isinstance(result, RoundChanges):
            captions = [labels.word("recalibration.step", earlier=result.earlier, later=result.later)]
        _draw(sheet, MARKS[result.name](sheet, words, rows), result, captions)
    _remarks(sheet, result.remarks(language))
    alt = labels.word(f"plot.statistic.alt.{result.name}")
    return sheet.done(title, f"{based_on}. {alt}", _together(title, tables))


def _draw(sheet: Sheet, marks: Marks, result: Statistic[Any], captions: list[str]) -> None:  # Any: as above
    """Draw the rows of each group under its caption, all on one scale."""
    behind = min(_BEHIND, max(width(text, SMALL) for row in marks.rows for text in marks.behind(row)) + 0.1)
    scale = marks.scale(_LABELS + 3, WIDTH - behind - 6)
    groups = [group for group in groups_of(result.rows) if any(row.group == group for row in marks.rows)]
    for group, caption in zip(groups, captions, strict=True):
        sheet.heading(caption)
        _axis(sheet, scale)
        for row in marks.rows:
            if row.group == group:
                _row(sheet, marks, row, scale, behind)
        sheet.y += 1.5
    sheet.legend(marks.legend())


def _axis(sheet: Sheet, scale: Scale) -> None:
    """Draw the values of the scale."""
    for value, text in scale.ticks:
        sheet.text((scale.x(value), sheet.y), text, SMALL, colour=GREY, side="center")
    sheet.y += line_height(SMALL) + 0.4


def _row(sheet: Sheet, marks: Marks, row: Any, scale: Scale, room: float) -> None:  # Any: as above
    top = sheet.y
    label = wrapped(marks.label(row), _LABELS, BODY)
    behind = [line for text in marks.behind(row) for line in wrapped(text, room, SMALL)]
    tallest = max(len(label) * line_height(BODY), len(behind) * line_height(SMALL))
    sheet.y = top + tallest + 1.2
    middle = (top + sheet.y) / 2
    for value, _ in scale.ticks:
        sheet.rule((scale.x(value), top), (scale.x(value), sheet.y), thick=0.4, colour=LINE)
    sheet.lines((0, middle - len(label) * line_height(BODY) / 2), label)
    sheet.lines((WIDTH, middle - len(behind) * line_height(SMALL) / 2), behind, SMALL, side="right")
    marks.draw(row, scale, middle)


def _remarks(sheet: Sheet, remarks: Iterable[str]) -> None:
    """Draw under the picture what to be wary of."""
    for remark in remarks:
        sheet.y = sheet.lines((0, sheet.y + 0.8), wrapped(remark, WIDTH, SMALL), SMALL, colour=GREY)


def _together(title: str, tables: list[PageTable]) -> PageTable:
    """Return the tables of all groups as one, each group under its caption."""
    rows: list[PageRow] = []
    for table in tables:
        rows += [PageRow((fixed(table.caption),), group=True), *table.rows]
    return PageTable(caption=title, columns=tables[0].columns, rows=tuple(rows))


def _empty(title: str, nothing: str) -> PageTable:
    return PageTable(caption=title, columns=(title,), rows=(PageRow((fixed(nothing),)),))
