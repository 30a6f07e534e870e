"""A page as a Word document: fills the template of a report, and turns pages where a table needs it."""

from __future__ import annotations

import copy
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

import attrs
from lxml import etree

from ...pages.model import (
    Block,
    Bullets,
    Drawn,
    Fold,
    Heading,
    Illustration,
    Page,
    PageRow,
    PageTable,
    Run,
    Runs,
    Section,
    Text,
    plain,
)
from ...pages.model import section as section_of
from ..controls import W, Xml, runs
from ..package import write_package
from ..sources import Source, bytes_of
from . import parts
from .fields import Slots
from .finishing import as_part, parse_part
from .template import faults_of, fill, template_parts
from .widths import Room, room_of, shares

_ENDS = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/><w:sectPr><w:pgSz w:orient="{side}"/></w:sectPr></w:pPr></w:p>'
OWN, TURNED = "portrait", "landscape"
"""The sides of the pages of a section: as in the template, or turned. (Word's own words for it, used as a mark.)"""


@attrs.define
class PageWriter:
    """Writes the slots of one page, whose text has this room where the page is not turned."""

    page: Page
    page_word: str
    room: Room
    drawings: list[InlinePicture] = attrs.field(factory=list)

    @functools.cached_property
    def _parts(self) -> tuple[Section, ...]:
        """The sections, and after them an annex with everything that they fold."""
        folds = [block for section in self.page.sections for block in section.blocks if isinstance(block, Fold)]
        folded = tuple(block for fold in folds for block in fold.blocks)
        sections = [
            attrs.evolve(section, blocks=tuple(block for block in section.blocks if not isinstance(block, Fold)))
            for section in self.page.sections
        ]
        return (*sections, *section_of(self.page.annex, folded))

    def slots(self) -> Slots:
        """Return everything that the template of a report can name."""
        return {
            "kicker": self.page.kicker,
            "title": self.page.title,
            "subtitle": self.page.subtitle,
            "page_word": self.page_word,
            "details": [{"label": label, "answer": cell_runs(cell)} for label, cell in self.page.details],
            "sections": list(self._sections()),
        }

    def sides(self) -> list[str]:
        """Return the side of the pages of each section: turned where a table would not fit otherwise.

        A section without a table lies as the next one, so that it does not need a page of its own.
        """
        sides: list[str] = []
        for section in reversed(self._parts):
            tables = [block for block in section.blocks if isinstance(block, PageTable)]
            own = OWN if all(fits(table, self.room.width) for table in tables) else TURNED
            sides.append(own if tables or not sides else sides[-1])
        return sides[::-1]

    def _sections(self) -> Iterator[Slots]:
        sides = self.sides()
        for section, side, following in zip(self._parts, sides, [*sides[1:], *sides[-1:]], strict=True):
            room = self.room if side == OWN else Room(self.room.height, self.room.width)
            pairs = zip(section.blocks, _leads(section.blocks), strict=True)
            yield {
                "heading": section.heading,
                "new_page": section.new_page,
                "blocks": [slots for block, leads in pairs for slots in self._block(block, room, leads=leads)],
                "turn": Xml(_ENDS.format(side=side)) if side != following else "",
            }

    def _block(self, block: Block, room: Room, *, leads: bool) -> Iterator[Slots]:
        """The slots of a block; `leads` where a table or picture comes next, from which a text is not parted."""
        if isinstance(block, Heading):
            yield {"kind": f"heading{block.level}", "text": block.text}
        elif isinstance(block, Text):
            yield {"kind": "lead" if leads else "text", "runs": cell_runs(block.runs)}
        elif isinstance(block, Bullets):
            for number, item in enumerate(block.items, start=1):
                yield {"kind": "item", "sign": f"{number}." if block.numbered else "•", "runs": cell_runs(item)}
        elif isinstance(block, PageTable):
            yield {"kind": "table", "caption": block.caption, "table": table_xml(block, room.width)}
        elif isinstance(block, Illustration):
            drawing = InlinePicture(len(self.drawings) + 1, block.picture, room)
            self.drawings.append(drawing)
            yield {"kind": "picture", "picture": drawing.xml()}


_LEAD = 500
"""So many characters at most has a text that is kept with what it leads to."""


def _leads(blocks: Sequence[Block]) -> list[bool]:
    """Return of each block whether a table or picture follows it, with short texts only in between."""
    leads: list[bool] = []
    for block, after in zip(reversed(blocks), (None, *reversed(blocks)), strict=False):
        through = isinstance(after, Text) and len(plain(after.runs)) < _LEAD and leads[-1]
        leads.append(len(plain(block.runs)) < _LEAD and through if isinstance(block, Text) else through)
        leads[-1] |= isinstance(after, PageTable | Illustration)
    return leads[::-1]


_DOCUMENT = "word/document.xml"


def render_page(page: Page, page_word: str, template: Source | None = None) -> bytes:
    """Return a Word document (.docx) of a page, as bytes; the same input gives the same bytes.

    `page_word` is the word before the number of a page. `template` is a house style, made from the built-in one of
    reports. Raises `TemplateError` for a template that cannot be opened or names a slot that does not exist.
    """
    template = None if template is None else bytes_of(template)[0]
    with faults_of(template):
        return _rendered(page, page_word, template)


def _rendered(page: Page, page_word: str, template: Source | None) -> bytes:
    document = parse_part(template_parts("report", template)[_DOCUMENT])
    writer = PageWriter(page, page_word, room_of(document.find(f"{W}body/{W}sectPr")))
    members = fill("report", template, writer.slots())
    members[_DOCUMENT] = _turned(members[_DOCUMENT], (writer.sides() or [OWN])[-1])
    for drawing in writer.drawings:
        members[f"word/{drawing.target}"] = drawing.picture.to_png()
    pictures = {drawing.id: ("image", drawing.target) for drawing in writer.drawings}
    members[parts.DOCUMENT_RELS] = parts.relate(members.get(parts.DOCUMENT_RELS), pictures)
    return write_package(parts.complete_page(members, page.full_title, page.locale))


def report_slots(page: Page) -> Slots:
    """Return everything that the template of a report can name, of this page."""
    return PageWriter(page, "", room_of(None)).slots()


def _turned(document: bytes, last: str) -> bytes:
    """Lay each section of a document as it is marked: as in the template, or turned."""
    root = parse_part(document)
    marked = [node for node in root.iterfind(f".//{W}pPr/{W}sectPr") if [child.tag for child in node] == [f"{W}pgSz"]]
    own = root.find(f"{W}body/{W}sectPr")
    if own is None:  # pages without a size of their own stay as they are
        for node in marked:
            node.clear()
        return as_part(root)
    original = copy.deepcopy(own)
    for node, side in [*((node, node[0].get(f"{W}orient", "")) for node in marked), (own, last)]:
        node[:] = list(_laid(original, side))
        node.attrib.update(original.attrib)
    return as_part(root)


def _laid(section: etree._Element, side: str) -> etree._Element:
    laid = copy.deepcopy(section)
    size, margin = laid.find(f"{W}pgSz"), laid.find(f"{W}pgMar")
    if side != TURNED or size is None:
        return laid
    wide, high = size.get(f"{W}w", ""), size.get(f"{W}h", "")
    size.set(f"{W}w", high)
    size.set(f"{W}h", wide)
    if size.attrib.pop(f"{W}orient", "") != TURNED:
        size.set(f"{W}orient", TURNED)
    if margin is not None:
        sides = [margin.get(f"{W}{name}", "") for name in ("left", "top", "right", "bottom")]
        for name, value in zip(("top", "right", "bottom", "left"), sides, strict=True):
            margin.set(f"{W}{name}", value)
    return laid


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


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PER_MM = 36_000
_PER_TWENTIETH = 635
_FIRST = 1000  # a house style has pictures of its own, numbered from 1
_LEFT = 2400  # height kept free on a page, for the heading above a picture and the caption below it


@attrs.frozen
class InlinePicture:
    """A picture with its number in the document, and the room of the page that it is to fit."""

    number: int
    picture: Drawn
    room: Room

    @property
    def id(self) -> str:
        """The id of its relationship."""
        return f"rIdPicture{self.number}"

    @property
    def target(self) -> str:
        """Its path in the package, relative to the document."""
        return f"media/hlo-picture{self.number}.png"

    @functools.cached_property
    def size(self) -> tuple[int, int]:
        """Its width and height in EMU, the unit of drawings: its own size, or scaled down to fit the page."""
        wide, high = self.picture.width * _PER_MM, self.picture.height * _PER_MM
        most_wide, most_high = (size * _PER_TWENTIETH for size in (self.room.width, self.room.height - _LEFT))
        scale = min(1.0, most_wide / wide, max(most_high, most_wide / 4) / high)
        return round(wide * scale), round(high * scale)

    def xml(self) -> Xml:
        """The run that shows it."""
        wide, high = self.size
        words = f'id="{_FIRST + self.number}" name="{escape(self.picture.title)}" descr="{escape(self.picture.alt)}"'
        shape = (
            f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {words}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{self.id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        )
        return Xml(
            f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
            f'distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:docPr {words}/><wp:cNvGraphicFramePr/>'
            f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">{shape}</a:graphicData>'
            "</a:graphic></wp:inline></w:drawing></w:r>"
        )


_NARROW = frozenset("iljtfrI.,:;'’!|()[] ")
_WIDE = frozenset("mwMWOQG@%—…")
_SIZE = 190  # of the letters in a table, in twentieths of a point
_BESIDE = 190  # what a cell keeps free at its sides
_LONGEST = 24  # a longer word may break
_BREAKS = re.compile(r"\s+|(?<=[-/])")


def word_width(word: str) -> int:
    """Estimate the width of a word in a table, in twentieths of a point."""
    return round(sum(map(_ems, word)) * _SIZE)


@functools.lru_cache(maxsize=1024)
def _ems(sign: str) -> float:
    if sign in _NARROW:
        return 0.34
    if sign in _WIDE or unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    return 0.72 if sign.isupper() else 0.58


def least_widths(table: PageTable) -> list[int]:
    """Return the width that each column needs for every word of usual length to stay whole."""
    rows = [row for row in table.rows if not row.group]
    widths = []
    for number, heading in enumerate(table.columns):
        texts = [heading, *(plain(row.cells[number]) for row in rows)]
        words = (word[:_LONGEST] for text in texts for word in _BREAKS.split(text))
        widths.append(_BESIDE + max(map(word_width, words), default=0))
    return widths


def column_widths(table: PageTable, room: int) -> list[int]:
    """Return the widths of the columns, as wide together as the room: those of the table, with room for every word."""
    least = least_widths(table)
    wishes = shares(table.widths or [1] * len(least), room)
    if sum(least) > room:
        return shares(least, room)
    short = [max(0, need - wish) for need, wish in zip(least, wishes, strict=True)]
    spare = [max(0, wish - need) for need, wish in zip(least, wishes, strict=True)]
    cuts = shares(spare, sum(short)) if sum(spare) else [0] * len(spare)
    return [wish + more - less for wish, more, less in zip(wishes, short, cuts, strict=True)]


def fits(table: PageTable, room: int) -> bool:
    """Return whether every word of usual length stays whole in a table as wide as the room."""
    return sum(least_widths(table)) <= room
