"""The rules of page breaks on the tree of a document, as plainly as can be: what the text of a form must agree with."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAGE = (9_638, 14_570)  # how wide and how high the text of a page is, in twentieths of a point, as all sizes here
_BEGINNING, _END = 1_500, 2_200  # of a table: its header and a row or two, and its last two rows
_LEAST, _MOST = 0.3, 0.85  # of a page: the text before a page break that stays together, and the most that can
_LETTER, _LINE = 95, 230  # about how wide a letter is, and how high a line
_AROUND, _INSIDE, _ABOVE = 60, 140, 220  # the room around a paragraph, in a cell, and above a heading

_ORDER = [
    f"{W}{name}"
    for name in (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
        *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct"),
        *("topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing"),
    )
]
"""The properties of a paragraph in the order of the schema (ECMA-376, 17.3.1.26), up to the last that is set here."""

_NOTHING = (
    f'<w:p xmlns:w="{W[1:-1]}"><w:pPr><w:pStyle w:val="AfterTable"/>'
    '<w:spacing w:before="0" w:after="0" w:line="{room}" w:lineRule="exact"/></w:pPr></w:p>'
)


def _every(path: str) -> Callable[[etree._Element], list[Any]]:  # Any: elements, or texts
    find: Any = etree.XPath(path, namespaces={"w": W[1:-1]})  # Any: as above
    return find  # type: ignore[no-any-return]


_PARAGRAPHS, _LINES = f"{W}tc/{W}p", (f"{W}p", f"{W}br")
_ENDS = _every("w:pPr/w:pageBreakBefore | w:pPr/w:sectPr | self::w:sectPr")
_HEADING = _every("self::w:p[w:pPr/w:pStyle[starts-with(@w:val, 'Heading')]]")
_TITLED = _every(
    "self::w:p[w:pPr/w:pStyle[starts-with(@w:val, 'Heading') or @w:val='Question'] and not(w:pPr/w:pageBreakBefore)]"
)
_SIZES = _every("w:body/w:sectPr/w:pgSz | w:body/w:sectPr/w:pgMar")


def keep_together(root: etree._Element) -> None:
    """Keep headers of tables with rows, and before each page break enough to fill a part of a page."""
    for table in root.iter(f"{W}tbl"):
        _keep_rows(table.findall(f"{W}tr"), _widths(table))
    _part_from_tables(root)
    body = root.find(f"{W}body")
    if body is not None:
        for end in [block for block in body if _ENDS(block)]:
            _keep_before(end, *_page(root))


def _keep_rows(rows: list[etree._Element], widths: list[int]) -> None:
    """Keep the header of a table with its first rows, and its last two rows together, unless they are high."""
    heights = itertools.accumulate(_height_of_row(row, widths) for row in rows[:-1])
    first = sum(1 for _ in itertools.takewhile(lambda height: height <= _BEGINNING, heights))
    last = sum(_height_of_row(row, widths) for row in rows[-2:]) <= _END
    for row in [*rows[: max(first, 2) - 1], *(rows[-2:-1] if last else ())] if len(rows) > 1 else []:
        _keep_with_next(row.iterfind(_PARAGRAPHS))


def _page(root: etree._Element) -> tuple[int, int]:
    """Return how wide and how high the text of a page is."""
    sizes = [{etree.QName(name).localname: _number(node, name) for name in node.attrib} for node in _SIZES(root)]
    page = {name: value for size in sizes for name, value in size.items()}
    names = (("w", "left", "right"), ("h", "top", "bottom"))
    width, height = (page.get(size, 0) - page.get(one, 0) - page.get(other, 0) for size, one, other in names)
    return (width, height) if min(width, height) > _LINE else _PAGE


def _keep_before(end: etree._Element, width: int, height: int) -> None:
    """Keep what stands before a page break together, from the end back to where it fills a part of a page.

    Before the end of the document that is more than its last heading with all below it, such as how to send it back.
    """
    total, below = 0, height if end.tag == f"{W}sectPr" else 0
    for number, (paragraphs, own) in enumerate(_backwards(end, width)):
        total += own
        if total > _MOST * height:
            return
        if number:
            _keep_with_next(paragraphs)
        if total > max(below, _LEAST * height):
            return
        below = total if _is_heading(paragraphs) and below == height else below


def _is_heading(paragraphs: list[etree._Element]) -> bool:
    return any(_HEADING(paragraph) for paragraph in paragraphs)


def _part_from_tables(root: etree._Element) -> None:
    """Put the room between a table and what follows it in a line that shows nothing, but for the last lines.

    LibreOffice 7.4 leaves a heading with room above it alone at the foot of a page where a table stands right above.
    """
    below = [table.getnext() for table in root.iterfind(f"{W}body/{W}tbl")]
    for paragraph in [node for node in below if node is not None and _TITLED(node)][:-1]:
        spacing = _property(paragraph, "spacing")
        room = _number(spacing, f"{W}before") or _ABOVE
        spacing.set(f"{W}before", "0")
        paragraph.addprevious(etree.fromstring(_NOTHING.format(room=room)))


def _backwards(end: etree._Element, width: int) -> Iterator[tuple[list[etree._Element], int]]:
    """Yield the paragraphs and rows before a block, the last one first, up to the page break before: with a height."""
    for block in end.itersiblings(preceding=True):
        if block.tag == f"{W}tbl":
            widths = _widths(block)
            for row in block.iterchildren(f"{W}tr", reversed=True):
                yield row.findall(_PARAGRAPHS), _height_of_row(row, widths)
        elif block.tag == f"{W}p":
            yield [block], _height(block, width) + _AROUND
        if _ENDS(block):
            return


def _widths(table: etree._Element) -> list[int]:
    return [_number(column, f"{W}w") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]


def _height_of_row(row: etree._Element, widths: list[int]) -> int:
    least = row.find(f"{W}trPr/{W}trHeight")
    cells = row.findall(f"{W}tc")
    own = widths if len(cells) == len(widths) else [sum(widths)] * len(cells)  # cells that are as wide as several
    heights = [_height(cell, width) + _INSIDE for cell, width in zip(cells, own, strict=True)]
    return max(_number(least, f"{W}val") if least is not None else 0, *heights, 0)


def _height(block: etree._Element, width: int) -> int:
    letters = sum(len(text) for text in block.itertext())
    return (letters * _LETTER // max(width, _LETTER) + sum(1 for _ in block.iter(*_LINES))) * _LINE


def _number(node: etree._Element, name: str) -> int:
    value = str(node.get(name, ""))  # a template may hold any other text
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _keep_with_next(paragraphs: Iterable[etree._Element]) -> None:
    for paragraph in paragraphs:
        _property(paragraph, "keepNext")


def _property(paragraph: etree._Element, name: str) -> etree._Element:
    """Return a property of a paragraph, made where it has none, among the others in the order of the schema."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = paragraph.makeelement(f"{W}pPr")
        paragraph.insert(0, properties)
    own = properties.find(f"{W}{name}")
    if own is None:
        own = properties.makeelement(f"{W}{name}")
        before = _ORDER[: _ORDER.index(f"{W}{name}")]
        properties.insert(sum(node.tag in before for node in properties), own)
    return own
