"""Ends of pages: never below a heading or the header of a table, and no page is left nearly empty.

Word and LibreOffice keep a paragraph, or a row of a table, with what follows it where its paragraphs say so. They do
not where more is to be kept together than a page can hold; so heights are estimated, and high rows are left alone.

The template is marked once: its blocks, tables and rows, and the places where a paragraph can say so. In the text of
each form only the rows at both ends of a table are looked at, and what stands before a page break.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any, TypeAlias

import attrs
from lxml import etree

from ..controls import W

_PAGE = (9_638, 14_570)  # how wide and how high the text of a page is, in twentieths of a point, as all sizes here
_BEGINNING, _END = 1_500, 2_200  # of a table: its header and a row or two, and its last two rows
_LEAST, _MOST = 0.3, 0.85  # of a page: the text before a page break that stays together, and the most that can
_LETTER, _LINE = 95, 230  # about how wide a letter is, and how high a line
_AROUND, _INSIDE, _ABOVE = 60, 140, 220  # the room around a paragraph, in a cell, and above a heading


def every(path: str) -> Callable[[etree._Element], list[Any]]:  # Any: elements
    """Return a search for all that is at a path."""
    find: Any = etree.XPath(path, namespaces={"w": W[1:-1]})  # Any: as above
    return find  # type: ignore[no-any-return]


# ---- once, in the template

_SIGN, _KEEP, _BARE, _SAYS_SO = "\x01", "\x02", "\x03", "\x04"  # XML cannot hold them, so no text does
_SIGNS = {**{name: _SIGN + name for name in "pdhxzotre"}, "k": _KEEP, "n": _BARE, "s": _SAYS_SO}
"""After a sign stands a letter: of a block, or t, r or e where a table, a row, or the end of a table is."""
_MARKED = re.compile(r"<\?keep (\w)\?>")
_PARAGRAPHS = every("w:body/w:p | .//w:tbl/w:tr/w:tc/w:p")
_ROWS = every(".//w:tbl/w:tr")
_STYLE = every("w:pPr/w:pStyle/@w:val")
_PARTING = every(".//w:pageBreakBefore | .//w:sectPr")


def mark_breaks(root: etree._Element) -> None:
    """Mark in a template its blocks, tables and rows, and where paragraphs can be kept with what follows them."""
    body = root.find(f"{W}body")
    if body is None:
        return
    for paragraph in _PARAGRAPHS(root):
        _mark_keeping(paragraph)
    for row in _ROWS(root):
        row.addprevious(_mark("r"))
    for table in root.iter(f"{W}tbl"):
        table.insert(0, _mark("t"))
        table.append(_mark("e"))
    for block in body.findall("*"):
        block.addprevious(_mark(_kind(block)))


def _kind(block: etree._Element) -> str:
    """Return a letter for a block: d a table, z a section, p a paragraph, h a heading, o all else.

    An x is a paragraph that can begin or end a page, and can be a heading, in a form.
    """
    kinds = {f"{W}tbl": "d", f"{W}sectPr": "z", f"{W}p": "p"}
    if (kind := kinds.get(block.tag, "o")) != "p":
        return kind
    style = "".join(_STYLE(block))
    return "x" if _PARTING(block) or "{" in style else "h" if style.startswith(("Heading", "Question")) else "p"


def as_signs(xml: str) -> str:
    """Return the text of a template with a sign, which is short and quickly found, for each mark."""
    return _MARKED.sub(lambda mark: _SIGNS[mark[1]], xml)


def _mark(name: str) -> Any:  # Any: lxml's instruction
    return etree.ProcessingInstruction("keep", name)


def _mark_keeping(paragraph: etree._Element) -> None:
    """Mark where a paragraph is to say that it stays with the next one, or that it says so already."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        _put_first(paragraph, _mark("n"))
        return
    mark = _mark("k" if properties.find(f"{W}keepNext") is None else "s")
    style = next(iter(properties), None)
    if style is not None and style.tag == f"{W}pStyle":  # stands first by the schema (ECMA-376, 17.3.1.26)
        mark.tail, style.tail = style.tail, None  # before any condition
        style.addnext(mark)
    else:
        _put_first(properties, mark)


def _put_first(node: etree._Element, mark: Any) -> None:  # Any: lxml's instruction
    """Put a mark at the begin of an element, before any condition."""
    mark.tail, node.text = node.text, None
    node.insert(0, mark)


# ---- for each form, in the text

_DRAWN, _TABLE, _ROW, _TABLE_END = b"dtre"
_TITLES, _ENDS = b"hx", b"xz"
_PARAGRAPH_KINDS, _BLOCK_KINDS = b"phx", b"pdhxzo"
_KEPT = (_KEEP.encode(), b"<w:keepNext/>"), (_BARE.encode(), b"<w:pPr><w:keepNext/></w:pPr>"), (_SAYS_SO.encode(), b"")
_NOTHING = (
    b'p<w:p><w:pPr><w:pStyle w:val="AfterTable"/>\x02'
    b'<w:spacing w:before="0" w:after="0" w:line="%b" w:lineRule="exact"/></w:pPr></w:p>'
)
_OWN = re.compile(
    rb".<w:p(?: [^<>]*)?>\s*<w:pPr>(.*?)(?=<w:rPr[ />]|<w:sectPr[ />]|<w:pPrChange[ >]|</w:pPr>)", re.DOTALL
)
"""The own properties of a paragraph, without those of its runs and of its section."""
_TITLED = re.compile(rb'<w:pStyle w:val="(?:Heading[^"]*|Question)"/>')
_HEADING = re.compile(rb'<w:pStyle w:val="Heading[^"]*"/>[\x02\x04]')
_SPACING = re.compile(rb"<w:spacing(?: [^<>]*)?/>")
_ABOVE_IT = re.compile(rb' w:before="([^"]*)"')
_AFTER_SPACING = re.compile(
    rb"<w:(?:ind|contextualSpacing|mirrorIndents|suppressOverlap|jc|textDirection|textAlignment|textboxTightWrap"
    rb"|outlineLvl|divId|cnfStyle)[ />]"
)
"""The properties of a paragraph that come after its spacing by the schema (ECMA-376, 17.3.1.26)."""

Range: TypeAlias = tuple[int, int]  # of pieces, the last one left out


def kept_together(part: bytes) -> bytes:
    """Return a filled part that keeps headers of tables with rows, and before each page break a part of a page."""
    before, *signed = part.split(_SIGN.encode())
    if not signed:
        return part
    pieces = _parted_from_tables(signed)
    for start, end in [*_Document.of(pieces).kept()]:  # all of them before any changes
        for place, depth in _with_depths(pieces, start, end):
            if not depth:
                pieces[place] = pieces[place].replace(*_KEPT[0]).replace(*_KEPT[1])
    whole = b"".join([before, *[piece[1:] for piece in pieces]])
    for sign, _ in _KEPT:
        whole = whole.replace(sign, b"")
    return whole


def _with_depths(pieces: list[bytes], start: int, end: int) -> Iterable[tuple[int, int]]:
    """Return the places of pieces, each with the number of tables around it that begin among them."""
    if end - start == 1:
        return ((start, 0),)
    signs = [pieces[place][0] for place in range(start, end)]
    depths = itertools.accumulate((sign == _TABLE) - (sign == _TABLE_END) for sign in signs)
    return zip(range(start, end), depths, strict=True)


def _parted_from_tables(pieces: list[bytes]) -> list[bytes]:
    """Put the room between a table and what follows it in a line that shows nothing, but for the last lines.

    LibreOffice 7.4 leaves a heading with room above it alone at the foot of a page where a table stands right above.
    """
    blocks = [(place, piece) for place, piece in enumerate(pieces) if piece[0] in _BLOCK_KINDS]
    pairs = itertools.pairwise(blocks)
    below = [place for (_, table), (place, piece) in pairs if table[0] == _DRAWN and _is_titled(piece)]
    for place in reversed(below[:-1]):
        piece, own = pieces[place], _own(pieces[place])
        room, without = _without_room(own)
        pieces[place : place + 1] = [_NOTHING % room, piece.replace(own, without, 1)]
    return pieces


def _own(piece: bytes) -> bytes:
    properties = _OWN.match(piece)
    return properties[1] if properties else b""


def _is_titled(piece: bytes) -> bool:
    own = _own(piece) if piece[0] in _TITLES else b""
    return _TITLED.search(own) is not None and b"<w:pageBreakBefore" not in own


@functools.lru_cache(maxsize=64)  # they are of the template
def _without_room(own: bytes) -> tuple[bytes, bytes]:
    """Return the room above a paragraph with these properties, and the properties without it."""
    spacing, after = _SPACING.search(own), _AFTER_SPACING.search(own)
    if not spacing:
        place = after.start() if after else len(own)
        return b"%d" % _ABOVE, own[:place] + b'<w:spacing w:before="0"/>' + own[place:]
    room = _ABOVE_IT.search(spacing[0])
    without = _ABOVE_IT.sub(b"", spacing[0]).replace(b"<w:spacing", b'<w:spacing w:before="0"', 1)
    height = _number(room[1]) if room else 0
    return b"%d" % (height or _ABOVE), own[: spacing.start()] + without + own[spacing.end() :]


@attrs.frozen
class _Document:
    """The pieces of a document with the places of its blocks and tables."""

    pieces: list[bytes]
    blocks: list[Range]
    tables: dict[int, list[Range]]  # by their places, with those of their rows

    @classmethod
    def of(cls, pieces: list[bytes]) -> _Document:
        """Return a document in pieces."""
        places: dict[int, list[int]] = {}
        starts: list[int] = []
        opened: list[list[int]] = []
        for place, piece in enumerate(pieces):
            if piece[0] in _BLOCK_KINDS:
                starts.append(place)
            elif piece[0] == _TABLE:
                opened.append(places.setdefault(place, []))
            elif opened:
                (opened[-1] if piece[0] == _ROW else opened.pop()).append(place)
        tables = {place: [*itertools.pairwise(rows)] for place, rows in places.items()}
        return cls(pieces, [*itertools.pairwise([*starts, len(pieces)])], tables)

    def kept(self) -> Iterator[Range]:
        """Yield the blocks and rows that are to stay with what follows them."""
        for table, rows in self.tables.items():
            yield from self.kept_rows(rows, _widths(self.pieces[table]))
        width, height = _page(self.pieces[self.blocks[-1][0]]) if self.blocks else _PAGE
        ends = [number for number, (start, _) in enumerate(self.blocks) if _is_end(self.pieces[start])]
        for before, end in itertools.pairwise([0, *ends]):
            yield from self.kept_before(before, end, width, height)

    def kept_rows(self, rows: list[Range], widths: tuple[int, ...]) -> Iterable[Range]:
        """Return the header of a table with its first rows, and its last row but one, unless they are high."""
        if len(rows) < 2:
            return ()
        heights = itertools.accumulate(self.height_of_row(row, widths) for row in rows[:-1])
        first = sum(1 for _ in itertools.takewhile(lambda height: height <= _BEGINNING, heights))
        last = sum(self.height_of_row(row, widths) for row in rows[-2:]) <= _END
        return [*rows[: max(first, 2) - 1], *(rows[-2:-1] if last else ())]

    def kept_before(self, start: int, end: int, width: int, height: int) -> Iterator[Range]:
        """Yield what stays together before a page break, from the end back to where it fills a part of a page.

        Before the end of the document that is more than its last heading with all below, such as how to send it back.
        """
        total, below = 0, height if _is_section(self.pieces[self.blocks[end][0]]) else 0
        for number, (block, own) in enumerate(self.backwards(start, end, width)):
            total += own
            if total > _MOST * height:
                return
            if number:
                yield block
            if total > max(below, _LEAST * height):
                return
            below = total if below == height and self.is_headed(block) else below

    def backwards(self, start: int, end: int, width: int) -> Iterator[tuple[Range, int]]:
        """Yield the blocks and rows from one block up to another, the last one first: with a height."""
        for block in reversed(self.blocks[start:end]):
            place = block[0]
            if self.pieces[place][0] == _DRAWN:
                widths = _widths(self.pieces[place + 1])
                for row in reversed(self.tables.get(place + 1, ())):
                    yield row, self.height_of_row(row, widths)
            elif self.pieces[place][0] in _PARAGRAPH_KINDS:
                yield block, _height_of_paragraph(self.text(block), width)

    def is_headed(self, block: Range) -> bool:
        """Return whether a block or row is a heading, or holds one outside the tables in it."""
        places = _with_depths(self.pieces, *block)
        return any(not depth and _HEADING.search(self.pieces[place]) for place, depth in places)

    def text(self, block: Range) -> bytes:
        """Return the text of a block or row, without the rows and cells of tables in it."""
        if block[1] - block[0] == 1:
            return self.pieces[block[0]]
        places = _with_depths(self.pieces, *block)
        return b"".join(_INNER.sub(b"", self.pieces[at][1:]) if depth else self.pieces[at][1:] for at, depth in places)

    def height_of_row(self, row: Range, widths: tuple[int, ...]) -> int:
        """Return about how high a row is."""
        return _height_of_row(self.text(row), widths)


def _is_section(piece: bytes) -> bool:
    return piece.startswith(b"z")


def _is_end(piece: bytes) -> bool:
    """Return whether a block begins or ends a page."""
    if piece[0] not in _ENDS:
        return False
    properties = _OWN.match(piece)
    if not properties:
        return _is_section(piece)
    section = piece.find(b"<w:sectPr", properties.end(), piece.find(b"</w:pPr>", properties.end()))
    return b"<w:pageBreakBefore" in properties[1] or section >= 0


# ---- sizes

_INNER = re.compile(rb"</?w:t[rc](?: [^<>]*)?>")
_CELL = re.compile(rb"<w:tc(?=[ >])")
_COLUMN = re.compile(rb"<w:gridCol(?: [^<>]*)?>")
_WIDTH, _HIGH = re.compile(rb' w:w="([^"]*)"'), re.compile(rb'<w:trHeight (?:[^<>]* )?w:val="([^"]*)"')
_SIZE = re.compile(rb"<w:(?:pgSz|pgMar)( [^<>]*)>")
_ATTRIBUTE = re.compile(rb' w:(\w+)="([^"]*)"')


@functools.lru_cache(maxsize=16)
def _page(section: bytes) -> tuple[int, int]:
    """Return how wide and how high the text of a page is."""
    own = section.partition(b"<w:sectPrChange")[0] if _is_section(section) else b""
    page = {name: _number(value) for size in _SIZE.findall(own) for name, value in _ATTRIBUTE.findall(size)}
    names = ((b"w", b"left", b"right"), (b"h", b"top", b"bottom"))
    width, height = (page.get(size, 0) - page.get(one, 0) - page.get(other, 0) for size, one, other in names)
    return (width, height) if min(width, height) > _LINE else _PAGE


@functools.lru_cache(maxsize=256)
def _widths(table: bytes) -> tuple[int, ...]:
    columns = (_WIDTH.search(column) for column in _COLUMN.findall(table.partition(b"<w:tblGridChange")[0]))
    return tuple(_number(width[1]) if width else 0 for width in columns)


@functools.lru_cache(maxsize=512)  # many rows are the same in every form
def _height_of_row(row: bytes, widths: tuple[int, ...]) -> int:
    before, *cells = _CELL.split(row.partition(b"</w:tr>")[0])
    least = _HIGH.search(before)
    own = widths if len(cells) == len(widths) else [sum(widths)] * len(cells)  # cells that are as wide as several
    heights = [_height(cell, width) + _INSIDE for cell, width in zip(cells, own, strict=True)]
    return max(_number(least[1]) if least else 0, *heights, 0)


@functools.lru_cache(maxsize=512)
def _height_of_paragraph(paragraph: bytes, width: int) -> int:
    return _height(paragraph, width) + _AROUND


def _height(block: bytes, width: int) -> int:
    *texts, _ = block.split(b"</w:t>")
    text = b"".join([text[text.rfind(b">") + 1 :] for text in texts]).decode()
    letters = len(unescape(text) if "&" in text else text)
    lines = block.count(b"</w:p>") + block.count(b"<w:p/>") + block.count(b"<w:br")
    return (letters * _LETTER // max(width, _LETTER) + lines) * _LINE


def _number(value: bytes) -> int:
    return int(value) if value.isdigit() and len(value) < 10 else 0  # a template may hold any other text
