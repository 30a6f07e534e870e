"""The tables and runs of a page as WordprocessingML, in the styles of its template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from ..pages.model import PageRow, PageTable, Run, Runs, plain
from .controls import Xml, runs
from .text_widths import column_widths

TABLE, HEADER, GROUP, TEXT = "ReportTable", "ReportHeader", "GroupRow", "TableText"
STYLE_OF = {"strong": "Strong", "added": "Added", "removed": "Removed"}
_WHOLE = 600  # a row of so many characters may break over pages
_TOGETHER = 700, 8  # a table of so few characters and rows stays on one page
_TITLE = 250
_BETWEEN, _BREAK = re.compile(r"(?<=\w/)(?=\w)"), "\N{ZERO WIDTH SPACE}"
"""Places where our own words may break, which word processors do not see by themselves."""


def cell_runs(cell: Runs) -> Xml:
    """Return the runs of a cell or paragraph, each in its look."""
    return Xml("".join(map(_run, cell)))


def _run(run: Run) -> str:
    style = STYLE_OF.get("strong" if run.look == "check" else run.look)
    text = run.text if run.quoted else _BETWEEN.sub(_BREAK, run.text)
    return runs(text, f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else "")


def table_xml(table: PageTable, room: int) -> Xml:
    """Return a table as wide as the room: a header row that repeats, rows that stay whole unless they are long."""
    widths = column_widths(table, room)
    length, last = sum(len(plain(cell)) for row in table.rows for cell in row.cells), len(table.rows) - 1
    together = length < _TOGETHER[0] and last < _TOGETHER[1]
    body = "".join(_row(row, widths, keep=row.group or (together and n < last)) for n, row in enumerate(table.rows))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    caption = escape(" ".join(table.caption.split())[:_TITLE])
    return Xml(
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{caption}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_header(table.columns, widths)}{body}</w:tbl>"
    )


def _header(columns: Sequence[str], widths: Sequence[int]) -> str:
    cells = "".join(_cell(_paragraph(HEADER, runs(text)), width) for text, width in zip(columns, widths, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: PageRow, widths: Sequence[int], *, keep: bool) -> str:
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if sum(len(plain(cell)) for cell in row.cells) < _WHOLE else ""
    if row.group:
        inside = _paragraph(GROUP, cell_runs(row.cells[0]).text, keep=True)
        return f"<w:tr>{whole}{_cell(inside, sum(widths), span=len(widths))}</w:tr>"
    cells = (
        _cell(_paragraph(TEXT, cell_runs(cell).text, keep=keep), width)
        for cell, width in zip(row.cells, widths, strict=True)
    )
    return f"<w:tr>{whole}{''.join(cells)}</w:tr>"


def _cell(inside: str, width: int, *, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}</w:tcPr>{inside}</w:tc>'


def _paragraph(style: str, inside: str, *, keep: bool = False) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if keep else ""}</w:pPr>{inside}</w:p>'
