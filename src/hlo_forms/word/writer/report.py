"""A page as a Word document: fills the template of a report, and turns pages where a table needs it."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from lxml import etree

from ...pages.model import Page
from ..package import Source, bytes_of, write_package
from ..page_slots import OWN, TURNED, PageWriter
from . import parts
from .template import filled, template_parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_A4, _MARGIN, _LEAST = (11906, 16838), 1134, 2835  # twentieths of a point
_SIDES = ("left", "right"), ("top", "bottom")


def render_page(page: Page, page_word: str, template: Source | None = None) -> bytes:
    """Return a Word document (.docx) of a page, as bytes; the same input gives the same bytes.

    `page_word` is the word before the number of a page. `template` is a house style, made from the built-in one of
    reports. Raises `TemplateError` for a template that cannot be opened or names a slot that does not exist.
    """
    template = None if template is None else bytes_of(template)[0]
    room, turned_room = _rooms(template_parts("report", template))
    writer = PageWriter(page, page_word, room, turned_room)
    members = filled("report", template, writer.slots())
    members[_DOCUMENT] = _turned(members[_DOCUMENT], writer.sides()[-1] if page.sections else OWN)
    for drawing in writer.drawings:
        members[f"word/{drawing.target}"] = drawing.picture.to_png()
    pictures = {drawing.id: ("image", drawing.target) for drawing in writer.drawings}
    members[parts.DOCUMENT_RELS] = parts.related(members.get(parts.DOCUMENT_RELS), pictures)
    return write_package(parts.completed_page(members, page.full_title, page.locale))


def _rooms(members: Mapping[str, bytes]) -> tuple[int, int]:
    """Return the width of the text of the template, and that on a turned page, in twentieths of a point."""
    section = parts.parsed(members[_DOCUMENT]).find(f"{W}body/{W}sectPr")
    size, margin = (section.find(f"{W}{name}") if section is not None else None for name in ("pgSz", "pgMar"))
    wide, high = (_number(size, name, usual) for name, usual in zip("wh", _A4, strict=True))
    beside, above = (sum(_number(margin, side, _MARGIN) for side in sides) for sides in _SIDES)
    return max(wide - beside, _LEAST), max(high - above, _LEAST)


def _number(node: etree._Element | None, name: str, usual: int) -> int:
    number = node.get(f"{W}{name}", "") if node is not None else ""
    return abs(int(number)) if number.lstrip("-").isdecimal() else usual


def _turned(document: bytes, last: str) -> bytes:
    """Lay each section of a document as it is marked: as in the template, or turned."""
    root = parts.parsed(document)
    marked = [node for node in root.iterfind(f".//{W}pPr/{W}sectPr") if [child.tag for child in node] == [f"{W}pgSz"]]
    own = root.find(f"{W}body/{W}sectPr")
    if own is None:  # pages without a size of their own stay as they are
        for node in marked:
            node.clear()
        return parts.as_part(root)
    original = copy.deepcopy(own)
    for node, side in [*((node, node[0].get(f"{W}orient", "")) for node in marked), (own, last)]:
        node[:] = list(_laid(original, side))
        node.attrib.update(original.attrib)
    return parts.as_part(root)


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
