"""An Excel workbook: a first sheet about its contents, the codebook, and a sheet for each table."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from ..basics.libraries import import_library
from ..research.dataset import Dataset
from ..research.tables import Cell, Column, Schema, Table, schemas
from .codebook import TEXTS
from .folder import Selection, lines_of, select

LONGEST = 32_767  # the longest text that an Excel cell holds, in UTF-16 units
KEPT = 32_000  # a longer text is cut off here in its cell, to leave room for a reference to the whole text
MOST_ROWS = 1_048_575  # the rows that an Excel sheet holds below the names of the columns
WIDEST = 48  # the widest column, in characters

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are the full-width forms, which spreadsheets in East Asian languages may take for the same signs."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NO_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - always the same, so that the same data give the same bytes


def to_excel(
    dataset: Dataset,
    *,
    language: str | None = None,
    everything: bool = False,
    evidence: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> bytes:
    """Return a data set as an Excel workbook (.xlsx): what is counted, a page about it, the codebook, and every table.

    The first sheet is "counted", a row for each counted answer and motive; the book opens on the second, "about".
    Sheets of what forms hold also have the columns of `Dataset.joined`: whose form it is.

    Texts stay texts: none becomes a formula, a link or a number, even when somebody edits the cell. A text that is too
    long for a cell (32,767 characters) is cut off there and complete, in parts, on the sheet "long_texts"; a table that
    is too long for a sheet continues on the next ("answers_2"). `language` is that of the first sheet; the codebook
    has every language. `everything`, `evidence`, `answers` and `ground` are those of `to_csv`. Needs `xlsxwriter`:
    `pip install "hlo-forms[excel]"`. Raises `InvalidValueError` unless `dataset` is a data set and `language`
    one that it speaks, and `MissingDependencyError` without the library.

    >>> from hlo_forms import Dataset, examples, to_excel
    >>> to_excel(Dataset(examples.forms(2)))[:2]
    b'PK'
    """
    selection = select(dataset, language, everything=everything, evidence=evidence, answers=answers, ground=ground)
    target = io.BytesIO()
    book = import_library("xlsxwriter").Workbook(target, _OPTIONS)
    book.set_properties({"title": TEXTS.text("title", selection.language), "created": _NO_DATE})
    _SheetWriter(book, selection.language).write(selection)
    book.close()
    return target.getvalue()


def formula_like(value: Cell) -> bool:
    """Return whether a spreadsheet may take this value for a formula.

    >>> formula_like("=1+1"), formula_like(" -2"), formula_like("a=1"), formula_like(-2)
    (True, True, False, False)
    """
    return isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_SIGNS)


def units(text: str) -> int:
    """Return the length of a text as Excel counts it, in UTF-16 units.

    >>> units("🎓")
    2
    """
    return len(text) + sum(letter > "\uffff" for letter in text)


def pieces(text: str, most: int) -> Iterator[str]:
    """Yield a text in pieces of at most `most` UTF-16 units; joined they are the text.

    >>> list(pieces("a🎓b", 2))
    ['a', '🎓', 'b']
    """
    start = size = 0
    for index, letter in enumerate(text):
        own = 2 if letter > "\uffff" else 1
        if size + own > most:
            yield text[start:index]
            start, size = index, 0
        size += own
    yield text[start:]


@attrs.define
class _SheetWriter:
    """Writes sheet after sheet, and collects the texts that are too long for a cell.

    `plain` is the format of most cells: "wrapped" in the codebook, where rows are high enough for the whole text.
    """

    book: Any  # Any: a workbook of xlsxwriter, which has no types; so are the sheets and formats
    language: str
    plain: str = "wrapped"
    formats: dict[str, Any] = attrs.field(factory=dict)
    long: list[tuple[Cell, ...]] = attrs.field(factory=list)

    def write(self, selection: Selection) -> None:
        top = {"valign": "top"}
        self.formats = {
            "head": self.book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"}),
            "plain": self.book.add_format(top),
            "text": self.book.add_format(top | {"quote_prefix": True}),
            "wrapped": self.book.add_format(top | {"text_wrap": True}),
            "title": self.book.add_format({"bold": True, "font_size": 14}),
        }
        first, *others = selection.sheets()
        self.plain = "plain"
        self._table(first)
        about = self.book.add_worksheet("about")
        about.activate()
        self.plain = "wrapped"
        for table in selection.book_tables():
            self._table(table)
        self.plain = "plain"
        for table in others:
            self._table(table)
        if self.long:
            self._table(Table(schemas("exports")["long_texts"], self.long))
        self._about(about, selection)

    def _about(self, sheet: Any, selection: Selection) -> None:  # Any: as above
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 100)
        notes = [TEXTS.text("excel.form", self.language)]
        if self.long:
            count = len({row[0] for row in self.long})
            notes.append(TEXTS.text("excel.long", self.language, count=count))
        sheet.write_string(0, 0, TEXTS.text("title", self.language), self.formats["title"])
        for row, line in enumerate([*lines_of(selection), *notes], 2):
            sheet.set_row(row, _height(line, 95) + 4)
            sheet.write_string(row, 0, line, self.formats["wrapped"])

    def _table(self, table: Table) -> None:
        """Write a table on as many sheets as it needs."""
        for number, start in enumerate(range(0, max(len(table), 1), MOST_ROWS), 1):
            name = table.name if number == 1 else f"{table.name}_{number}"
            self._sheet(name, table.schema, table.rows[start : start + MOST_ROWS])

    def _sheet(self, name: str, schema: Schema, rows: Sequence[tuple[Cell, ...]]) -> None:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for index, column in enumerate(schema.columns):
            sheet.write_string(0, index, column.name, self.formats["head"])
            sheet.set_column(index, index, _width(column, (row[index] for row in rows)))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(schema.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # a round is a text on purpose
        for number, row in enumerate(rows, 1):
            if self.plain == "wrapped":
                longest = max((value for value in row if isinstance(value, str)), key=len)
                sheet.set_row(number, _height(longest, WIDEST))
            for index, value in enumerate(row):
                self._cell(sheet, number, index, value, schema.columns[index].name)

    def _cell(self, sheet: Any, row: int, index: int, value: Cell, column: str) -> None:  # Any: as above
        if isinstance(value, bool):
            sheet.write_boolean(row, index, value, self.formats[self.plain])
        elif isinstance(value, int | float):
            sheet.write_number(row, index, value, self.formats[self.plain])
        elif value is not None:
            form = self.formats["text" if formula_like(value) else self.plain]
            sheet.write_string(row, index, self._fitting(sheet.get_name(), row, column, value), form)

    def _fitting(self, sheet: str, row: int, column: str, text: str) -> str:
        """Return the text, or its beginning with a reference to the whole text."""
        if len(text) <= LONGEST // 2 or units(text) <= LONGEST or sheet == "long_texts":
            return text
        number = 1 + len({row[0] for row in self.long})
        for part, piece in enumerate(pieces(text, LONGEST), 1):
            self.long.append((number, sheet, row + 1, column, part, piece))
        return next(pieces(text, KEPT)) + TEXTS.text("excel.goes_on", self.language, number=number)


def _height(text: str, width: int) -> int:
    """Return the height of a row in points for a text in a column of this width; Excel allows 409 at most."""
    return min(15 * math.ceil(len(text) / width), 400)


def _width(column: Column, values: Iterable[Cell]) -> int:
    """Return the width of a column for its longest value, up to `WIDEST`."""
    return min(max([len(column.name) + 3, *(len(str(value)) + 1 for value in values if value is not None)]), WIDEST)
