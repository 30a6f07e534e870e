"""The contents of the slots of a report's template: the sections and blocks of a page, in order."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..pages.model import Block, Bullets, Fold, Heading, Illustration, Page, PageTable, Text
from .controls import Xml
from .drawings import Drawing
from .page_tables import cell_runs, table_xml
from .text_widths import fits
from .writer.slots import Slots

_ENDS = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/><w:sectPr><w:pgSz w:orient="{side}"/></w:sectPr></w:pPr></w:p>'
OWN, TURNED = "portrait", "landscape"
"""The sides of the pages of a section: as in the template, or turned. (Word's own words for it, used as a mark.)"""


@attrs.define
class PageWriter:
    """Writes the slots of one page; `room` and `turned_room` are the widths of its text, in twentieths of a point."""

    page: Page
    page_word: str
    room: int
    turned_room: int
    drawings: list[Drawing] = attrs.field(factory=list)

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
        for section in reversed(self.page.sections):
            tables = [block for block in section.blocks if isinstance(block, PageTable)]
            own = OWN if all(fits(table, self.room) for table in tables) else TURNED
            sides.append(own if tables or not sides else sides[-1])
        return sides[::-1]

    def _sections(self) -> Iterator[Slots]:
        sides = self.sides()
        for section, side, following in zip(self.page.sections, sides, [*sides[1:], *sides[-1:]], strict=True):
            room = (self.room, self.turned_room) if side == OWN else (self.turned_room, self.room)
            leads = [isinstance(block, PageTable | Illustration) for block in (*section.blocks[1:], Text(()))]
            pairs = zip(section.blocks, leads, strict=True)
            yield {
                "heading": section.heading,
                "blocks": [slots for block, leads in pairs for slots in self._block(block, room, leads=leads)],
                "turn": Xml(_ENDS.format(side=side)) if side != following else "",
            }

    def _block(self, block: Block, room: tuple[int, int], *, leads: bool) -> Iterator[Slots]:
        """The slots of a block; `leads` where a table or picture comes next, from which a text is not parted."""
        if isinstance(block, Heading):
            yield {"kind": f"heading{block.level}", "text": block.text}
        elif isinstance(block, Text):
            yield {"kind": "lead" if leads else "text", "runs": cell_runs(block.runs)}
        elif isinstance(block, Bullets):
            for number, item in enumerate(block.items, start=1):
                yield {"kind": "item", "sign": f"{number}." if block.numbered else "•", "runs": cell_runs(item)}
        elif isinstance(block, PageTable):
            yield {"kind": "table", "caption": block.caption, "table": table_xml(block, room[0])}
        elif isinstance(block, Fold):
            yield {"kind": "heading3", "text": block.summary}
            for inner in block.blocks:
                yield from self._block(inner, room, leads=False)
        else:
            drawing = Drawing(len(self.drawings) + 1, block.picture, room)
            self.drawings.append(drawing)
            yield {"kind": "picture", "picture": drawing.xml()}
