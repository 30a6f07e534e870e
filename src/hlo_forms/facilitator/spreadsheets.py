"""Rows of text from a table that an office keeps: CSV from any program, or an Excel workbook."""

from __future__ import annotations

import codecs
import csv
import functools
import io
import itertools
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs

from ..basics.messages import Catalogue, Sentence
from ..basics.text import matching_key
from ..errors import MissingDependencyError, PlanError

TEXTS = Catalogue("facilitator")
MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 5_000
_MOST_COLUMNS = 100
_MOST_SHEETS = 20
_MOST_IN_CELL = 100_000
_MOST_UNPACKED = 32 * 1024 * 1024
_MOST_MARKUP = 1_000_000
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DELIMITERS = ";,\t|"
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_HEADER_WITHIN = 20
_ZIP = b"PK\3\4"
_DIRECTORY = 64 * 1024  # the end of a zip, with the names of its parts
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")

Rows: TypeAlias = list[list[str]]


def headings_in_words(section: str, fields: Iterable[str]) -> Sentence:
    """Return the headings of columns of a section as a list, for a message about them."""
    prefix = "headings" if section == "columns" else section
    quoted = (TEXTS.sentence("quoted", text=TEXTS.sentence(f"{prefix}.{field}")) for field in fields)
    return functools.reduce(lambda first, then: TEXTS.sentence("both", first=first, then=then), quoted)


def _heading(cell: str) -> str:
    """Return a heading as it is matched: without capitals, spaces, hyphens and other signs."""
    return "".join(filter(str.isalnum, matching_key(cell)))


@attrs.frozen
class SheetColumns:
    """Columns of a table: their field by each possible name (likeliest first), required fields, repeatable fields.

    A field that is not in `several` gets only the column with the likeliest name.
    """

    fields: Mapping[str, str]
    needed: tuple[str, ...]
    several: tuple[str, ...] = ()
    needed_in_words: str = ""

    @classmethod
    def named_in(
        cls, section: str, needed: tuple[str, ...], several: tuple[str, ...] = (), languages: Iterable[str] = ()
    ) -> SheetColumns:
        """Return the columns with the headings of a section: "columns" (a list of partners) or "register".

        Their names are known as we have them, and as these languages bring them along.
        """
        fields: dict[str, str] = {}
        spoken, prefix = tuple(languages), "headings" if section == "columns" else section
        for field, texts in TEXTS.content[section].items():
            for spellings in (field, *texts.values(), *(TEXTS.text(f"{prefix}.{field}", each) for each in spoken)):
                for text in [spellings] if isinstance(spellings, str) else spellings:
                    fields.setdefault(_heading(text), field)
        return cls(fields, needed, several, headings_in_words(section, needed))

    def header(self, rows: Rows) -> int | None:
        """Return the index of the row with the required headings; None if no row has them."""
        for index, row in enumerate(rows[:_HEADER_WITHIN]):
            if set(self.needed) <= {self.fields.get(_heading(cell)) for cell in row}:
                return index
        return None

    def named(self, header: list[str]) -> list[str | None]:
        """Return the field of each column; None for a column without one."""
        ranks = {key: rank for rank, key in enumerate(self.fields)}
        fields: list[str | None] = [None] * len(header)
        taken: set[str] = set()
        for index in sorted(range(len(header)), key=lambda at: ranks.get(_heading(header[at]), len(ranks))):
            field = self.fields.get(_heading(header[index]))
            if field is not None and (field in self.several or field not in taken):
                fields[index] = field
                taken.add(field)
        return fields


@attrs.frozen
class SheetLine:
    """A row with text in it: its number in the file, from 1, and its cells by field.

    Cells of several columns for one field (see `SheetColumns`) are joined by a comma.
    """

    number: int
    cells: Mapping[str, str]


@attrs.frozen(kw_only=True)
class Sheet:
    """Rows under the header of a table; `unused` are the headings without a field."""

    lines: tuple[SheetLine, ...]
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def remarks(self, name: str) -> Iterator[str]:
        """Yield the notes on this table, in a file of this name, and the headings that nobody uses."""
        yield from self.notes
        if self.unused:
            yield TEXTS.sentence("not_used", name=name, columns=", ".join(f'"{heading}"' for heading in self.unused))


def read_sheet(name: str, data: bytes, columns: SheetColumns) -> Sheet:
    """Read the table in a file.

    A title above the header is skipped. Raises `PlanError`, saying what to do, for a file without such a table, and
    `MissingDependencyError` for an Excel workbook without the extra `excel`.
    """
    if len(data) > MOST_BYTES:
        raise PlanError([TEXTS.sentence("list_too_large", name=name, most=MOST_BYTES // 1024**2)])
    if kind := _other_kind(data):
        raise PlanError([TEXTS.sentence(f"list_{kind}", name=name)])
    notes: list[str] = []
    if data.startswith(_ZIP):
        return _workbook_sheet(name, data, columns)
    text, encoding = _decode(name, data)
    if encoding == "cp1252":
        notes.append(TEXTS.sentence("windows_1252", name=name))
    rows = _csv_rows(name, text, columns)
    return _sheet(name, rows, columns, notes)


def _other_kind(data: bytes) -> str | None:
    """Return the kind of a file that people take for a list and that is none; None for any other."""
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(_OLD_EXCEL):
        return "old_excel"
    head = data[:200] if data.startswith(_ZIP) else b""
    if b"mimetypeapplication/vnd.oasis" in head:
        return "ods"
    return "word" if data.startswith(_ZIP) and b"word/document.xml" in data[-_DIRECTORY:] else None


# CSV


def _decode(name: str, data: bytes) -> tuple[str, str]:
    by_mark = [encoding for mark, encoding in _MARKS.items() if data.startswith(mark)]
    for encoding in by_mark or ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise PlanError([TEXTS.sentence("list_no_text", name=name)])


def _csv_rows(name: str, text: str, columns: SheetColumns) -> Rows:
    """Return the rows, split by the delimiter that gives a header with the required columns, else by the likeliest."""
    first, _, rest = text.partition("\n")
    if first.strip().strip('"').lower().startswith("sep=") and rest:
        text = rest  # the first line told Excel which delimiter to use
    attempts: list[Rows] = []
    for delimiter in _DELIMITERS:
        try:
            rows = list(itertools.islice(_csv_reader(text, delimiter), MOST_ROWS + 1))
        except csv.Error as error:
            raise PlanError([TEXTS.sentence("list_no_csv", name=name)]) from error
        if columns.header(rows) is not None:
            return rows
        attempts.append(rows)
    return max(attempts, key=lambda rows: max((len(row) for row in rows[:_HEADER_WITHIN]), default=0))


def _csv_reader(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a text; raise `csv.Error` for a cell too long, whatever limit is set for the whole process."""
    for row in csv.reader(io.StringIO(text, ""), delimiter=delimiter):
        if max(map(len, row), default=0) > _MOST_IN_CELL:
            raise csv.Error(f"a cell with more than {_MOST_IN_CELL} signs")
        yield row


# Excel


def _workbook_sheet(name: str, data: bytes, columns: SheetColumns) -> Sheet:
    """Return the table on the first visible sheet that has the required headings, and say so if others come first."""
    sheets = _workbook_rows(name, data)
    title = next((title for title, rows in sheets.items() if columns.header(rows) is not None), next(iter(sheets)))
    notes = [TEXTS.sentence("other_sheet", name=name, sheet=title)] if title != next(iter(sheets)) else []
    return _sheet(name, sheets[title], columns, notes)


def _workbook_rows(name: str, data: bytes) -> dict[str, Rows]:
    """Return the cells of each visible sheet, by its title."""
    try:
        import openpyxl
    except ImportError as error:
        raise MissingDependencyError(TEXTS.sentence("excel_missing", name=name)) from error
    wrong = PlanError([TEXTS.sentence("list_no_excel", name=name)])
    if not _is_modest(data):
        raise wrong
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:_MOST_SHEETS]
        most = {"max_row": MOST_ROWS + 1, "max_col": _MOST_COLUMNS}
        rows = {sheet.title: sheet.iter_rows(**most, values_only=True) for sheet in visible}
        sheets = {title: [[_cell(value) for value in row] for row in each] for title, each in rows.items()}
    except Exception as error:  # openpyxl lets errors of many kinds through from the libraries under it
        raise wrong from error
    if not sheets:
        raise wrong
    return sheets


def _is_modest(data: bytes) -> bool:
    """Return whether this is a zip with no more bytes, tags and attributes in it than a list could hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) >= 1_000 or sum(info.file_size for info in infos) >= _MOST_UNPACKED:
                return False
            return all(info.compress_type in _PACKED for info in infos) and _markup(archive, infos) < _MOST_MARKUP
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        return False


def _markup(archive: zipfile.ZipFile, infos: Iterable[zipfile.ZipInfo]) -> int:
    """Count the signs that open a tag or set an attribute, before a tree is built; pictures are left out."""
    parts = (archive.read(info) for info in infos if not info.filename.startswith("xl/media/"))
    return sum(part.count(b"<") + part.count(b"=") for part in parts)


def _cell(value: object) -> str:
    """Return a cell as text: a whole number without a fraction, a day without a time."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


# Both


def _sheet(name: str, rows: Rows, columns: SheetColumns, notes: Iterable[str]) -> Sheet:
    if len(rows) > MOST_ROWS:
        raise PlanError([TEXTS.sentence("list_too_long", name=name, most=MOST_ROWS)])
    header = columns.header(rows)
    if header is None:
        seen = ", ".join(f'"{cell.strip()}"' for cell in _likeliest(rows) if cell.strip())
        seen = seen or TEXTS.sentence("nothing_seen")
        raise PlanError([TEXTS.sentence("no_headings", name=name, needed=columns.needed_in_words, seen=seen)])
    fields = columns.named(rows[header])
    unused = [cell.strip() for cell, field in zip(rows[header], fields, strict=True) if field is None and cell.strip()]
    return Sheet(lines=tuple(_lines(rows, header, fields)), unused=tuple(unused), notes=tuple(notes))


def _likeliest(rows: Rows) -> list[str]:
    return max(rows[:_HEADER_WITHIN], key=lambda row: sum(1 for cell in row if cell.strip()), default=[])[:20]


def _lines(rows: Rows, header: int, fields: list[str | None]) -> Iterator[SheetLine]:
    for number, row in enumerate(rows[header + 1 :], header + 2):
        cells: dict[str, str] = {}
        for field, cell in zip(fields, row, strict=False):
            if field is not None and cell.strip():
                cells[field] = ", ".join(filter(None, [cells.get(field), cell.strip()]))
        if cells:
            yield SheetLine(number, cells)
