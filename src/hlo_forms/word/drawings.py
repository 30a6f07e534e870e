"""Pictures in a document: inline with the text, with their alternative text."""

from __future__ import annotations

import functools
from html import escape

import attrs

from ..pages.model import Drawn
from .controls import Xml

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PER_MM = 36_000
_PER_TWENTIETH = 635
_FIRST = 1000  # a house style has pictures of its own, numbered from 1
_LEFT = 2400  # height kept free on a page, for the heading above a picture and the caption below it


@attrs.frozen
class Drawing:
    """A picture with its number in the document; `room` is the width and height of a page's text (1/20 point)."""

    number: int
    picture: Drawn
    room: tuple[int, int]

    @property
    def id(self) -> str:
        """The id of its relationship."""
        return f"hloPicture{self.number}"

    @property
    def target(self) -> str:
        """Its path in the package, relative to the document."""
        return f"media/hlo-picture{self.number}.png"

    @functools.cached_property
    def size(self) -> tuple[int, int]:
        """Its width and height in EMU, the unit of drawings: its own size, or scaled down to fit the page."""
        wide, high = self.picture.width * _PER_MM, self.picture.height * _PER_MM
        most_wide, most_high = self.room[0] * _PER_TWENTIETH, (self.room[1] - _LEFT) * _PER_TWENTIETH
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
