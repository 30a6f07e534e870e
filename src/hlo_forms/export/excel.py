"""An Excel workbook: a sheet for each table, the codebook, and a first sheet that says what is in it."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ..analysis.dataset import Dataset
from ..analysis.table_schemas import Cell, Column, Schema
from ..analysis.tables import Table
from ..libraries import imported
from .about import lines_of
from .chosen import Chosen, Rows, chosen
from .formulas import formula_like
from .words import say, schema

LONGEST = 32_767
"""Excel holds no longer text in a cell, counted in UTF-16 units."""

KEPT = 32_000
"""So much of a longer text stands in its cell, with where to find the whole."""

MOST_ROWS = 1_048_575
"""Excel holds no more rows on a sheet, less the one with the names of the columns."""

WIDEST = 48
"""The widest column, in characters."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NO_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a date that says nothing, so that the same data give the same bytes


def to_excel(dataset: Dataset, language: str = "nl", *, everything: bool = False) -> bytes:
    """A data set as an Excel workbook (.xlsx): a sheet for each table, the codebook, and what it holds in words.

    Texts stay texts: no formulas, links or numbers are made of them, also when somebody edits the cell. A text that is
    too long for a cell (32,767 characters) begins there and stands whole, in parts, on the sheet "long_texts"; a table
    that is too long for a sheet goes on on the next ("evidence_2"). `language` is that of the first sheet; the
    codebook has all. Needs `xlsxwriter`: `pip install "hlo-forms[excel]"`. Raises `InvalidValueError` for what is no
    data set and for an unknown language, `MissingDependencyError` without the library.

    >>> from hlo_forms import Dataset, examples, to_excel
    >>> to_excel(Dataset(examples.forms(2)))[:2]
    b'PK'
    """
    found = chosen(dataset, language, everything=everything)
    target = io.BytesIO()
    book = imported("xlsxwriter").Workbook(target, _OPTIONS)
    book.set_properties({"title": say("title", language), "created": _NO_DATE})
    _Writer(book, language).write(found)
    book.close()
    return target.getvalue()


def units(text: str) -> int:
    """The length of a text as Excel counts it.

    >>> units("🎓")
    2
    """
    return len(text) + sum(letter > "\uffff" for letter in text)


def pieces(text: str, most: int) -> Iterator[str]:
    """A text in pieces that each fit in a cell; together they are the text.

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
class _Writer:
    """Writes sheet after sheet, and remembers what was too long for a cell.

    `plain` is the format of most cells: "wrapped" in the codebook, where rows are high enough for all of the text.
    """

    book: Any  # Any: a workbook of xlsxwriter, which has no types; so are the sheets and formats
    language: str
    plain: str = "wrapped"
    formats: dict[str, Any] = attrs.field(factory=dict)
    long: list[tuple[Cell, ...]] = attrs.field(factory=list)

    def write(self, found: Chosen) -> None:
        top = {"valign": "top"}
        self.formats = {
            "head": self.book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"}),
            "plain": self.book.add_format(top),
            "text": self.book.add_format(top | {"quote_prefix": True}),
            "wrapped": self.book.add_format(top | {"text_wrap": True}),
            "title": self.book.add_format({"bold": True, "font_size": 14}),
        }
        about = self.book.add_worksheet("about")
        for table in found.book_tables():
            self._table(table)
        self.plain = "plain"
        for table in found.tables():
            self._table(table)
        if self.long:
            self._table(Table(schema("long_texts"), self.long))
        self._about(about, found)

    def _about(self, sheet: Any, found: Chosen) -> None:  # Any: as above
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 100)
        notes = [say("excel.form", self.language)]
        if self.long:
            count = len({row[0] for row in self.long})
            notes.append(say("excel.long", self.language, count=count))
        sheet.write_string(0, 0, say("title", self.language), self.formats["title"])
        for row, line in enumerate([*lines_of(found), *notes], 2):
            sheet.set_row(row, _height(line, 95) + 4)
            sheet.write_string(row, 0, line, self.formats["wrapped"])

    def _table(self, table: Table) -> None:
        """A table, on as many sheets as it needs."""
        for number, start in enumerate(range(0, max(len(table), 1), MOST_ROWS), 1):
            name = table.name if number == 1 else f"{table.name}_{number}"
            self._sheet(name, table.schema, table.rows[start : start + MOST_ROWS])

    def _sheet(self, name: str, schema: Schema, rows: Rows) -> None:
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
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # a round is a text, and meant to be
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
        """The text, or its beginning with where the whole of it stands."""
        if len(text) <= LONGEST // 2 or units(text) <= LONGEST or sheet == "long_texts":
            return text
        number = 1 + len({found[0] for found in self.long})
        for part, piece in enumerate(pieces(text, LONGEST), 1):
            self.long.append((number, sheet, row + 1, column, part, piece))
        return next(pieces(text, KEPT)) + say("excel.goes_on", self.language, number=number)


def _height(text: str, width: int) -> int:
    """The height of a row for a text in a column of this width, in points; Excel takes no higher than 409."""
    return min(15 * math.ceil(len(text) / width), 400)


def _width(column: Column, values: Iterable[Cell]) -> int:
    """The width of a column: as its longest value, within reason."""
    return min(max([len(column.name) + 3, *(len(str(value)) + 1 for value in values if value is not None)]), WIDEST)
