"""A copy of a template with comments of Word at the places of its faults."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from lxml import etree

from ..basics.text import NOT_XML
from .controls import W
from .package import open_package, write_package
from .template_tags import AUTHOR, BODY, COMMENTS, TemplatePlace
from .writer.finishing import as_part
from .writer.parts import (
    CONTENT_TYPES,
    CORE,
    CORE_RELATION,
    CORE_TYPE,
    DOCUMENT_RELS,
    PACKAGE_RELS,
    core,
    relate,
    typed,
)

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_EMPTY = f'<w:comments xmlns:w="{W[1:-1]}"/>'.encode()
_MARKS = (f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")
_ID = "rIdHloComments"

Note = tuple[TemplatePlace | None, str]


def with_comments(template: bytes, notes: Iterable[Note], title: str) -> bytes:
    """Return a copy of a template with a comment for each text, at the paragraph of its place; a title, if it has none.

    Word has no comments in headers, footers and notes: what is about those, or about the whole file, stands at the
    first paragraph. Comments of ours that are there already are taken out.
    """
    package = open_package(template)
    parts = {name: package.part(name) for name in package.names if not name.endswith("/")}
    body = package.xml(BODY)
    comments = package.xml(COMMENTS) if COMMENTS in package.names else etree.fromstring(_EMPTY)
    _take_out(body, comments)
    numbered = (node for root in (comments, body) for node in root.iter(f"{W}comment", *_MARKS))
    taken = [int(own) for node in numbered if (own := node.get(f"{W}id", "")).isdigit()]
    placed = list(enumerate(notes, start=max(taken, default=-1) + 1))
    paragraphs = list(body.iter(f"{W}p"))
    if not paragraphs:
        return write_package(parts)
    for id, (place, text) in placed:
        number = place.paragraph if place is not None and place.part == BODY else 0
        _mark(next(iter(paragraphs[max(number - 1, 0) :]), paragraphs[0]), id)
        comments.append(_comment(id, text))
    parts[BODY], parts[COMMENTS] = as_part(body), as_part(comments)
    return write_package(_listed(parts, title))


def _take_out(body: etree._Element, comments: etree._Element) -> None:
    """Take our own comments out, with the marks of their places."""
    own = [node for node in comments.iter(f"{W}comment") if node.get(f"{W}author") == AUTHOR]
    ids = {node.get(f"{W}id") for node in own}
    for node in own:
        comments.remove(node)
    for mark in [node for node in body.iter(*_MARKS) if node.get(f"{W}id") in ids]:
        parent = mark.getparent()
        gone = parent if mark.tag == _MARKS[2] and parent is not None and parent.tag == f"{W}r" else mark
        if (holder := gone.getparent()) is not None:
            holder.remove(gone)


def _mark(paragraph: etree._Element, id: int) -> None:
    """Put the marks of a comment around what stands in a paragraph."""
    name = {f"{W}id": str(id)}
    start = 1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0
    paragraph.insert(start, paragraph.makeelement(_MARKS[0], name))
    paragraph.append(paragraph.makeelement(_MARKS[1], name))
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), _MARKS[2], name)


def _comment(id: int, text: str) -> etree._Element:
    text = escape(NOT_XML.sub("", text), quote=False)
    xml = (
        f'<w:comment xmlns:w="{W[1:-1]}" w:id="{id}" w:author="{AUTHOR}" w:initials="hlo"><w:p><w:r>'
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:comment>'
    )
    return etree.fromstring(xml)


def _listed(parts: dict[str, bytes], title: str) -> dict[str, bytes]:
    """Return the parts with the comments among their types and relationships, and a title where they have none."""
    kinds = {COMMENTS: _TYPE}
    rels = parts.get(DOCUMENT_RELS)
    if rels is None or not any(str(node.get("Type", "")).endswith("/comments") for node in etree.fromstring(rels)):
        parts[DOCUMENT_RELS] = relate(rels, {_ID: ("comments", "comments.xml")})
    if not any(name.startswith("docProps/core") for name in parts):
        kinds[CORE], parts[CORE] = CORE_TYPE, core(title)
        parts[PACKAGE_RELS] = relate(parts[PACKAGE_RELS], {"rIdHloCore": CORE_RELATION})
    return {**parts, CONTENT_TYPES: typed(parts[CONTENT_TYPES], kinds)}
