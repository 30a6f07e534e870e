"""An OpenDocument text (.odt, .ott) as the same neutral outline as a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import cast

import attrs
from lxml import etree

from ...errors import DamagedFileError, NotAWordFileError
from ...readings.findings import Passage, Place
from ..identity import IDENTITY_PROPERTY
from ..package import Package, refusal
from .blocks import (
    APART,
    Annotation,
    Outline,
    OutlineCell,
    OutlineTable,
    Paragraph,
    annotations_in,
    merge_down,
    plain_text,
)
from .drawings import words_of_object
from .odt_text import SILENT, Allowance, Inside, Look, ParagraphReader, Styles, controls_of, is_drawn, text_in, times
from .xml import attribute, child, name_of

_IDENTITIES = (IDENTITY_PROPERTY, "OOXMLCorePropertyIdentifier")  # the second: LibreOffice's name for dc:identifier
_ROW_GROUPS = ("table-header-rows", "table-rows", "table-row-group")
_ALONE = ("p", "h", "table", "change", "change-start")  # elements that count even when empty
_LINES = ("p", "h")
_HOLDERS = ("note-body", "annotation", "text-box", "deletion", "custom-shape", "table-cell")  # of paragraphs, in one
_KEPT = {"creator", "date", "creator-initials", "date-string", "title", "desc", "object", "binary-data"}
_WITH_TEXT = etree.XPath(
    "descendant-or-self::*[text()[normalize-space()] or local-name() = 'p' or local-name() = 'h']", smart_strings=False
)
"""The elements in which text of their own stands, and paragraphs, in order."""
_WIDEST = 100
_BLANK = 20  # blank cells in a row, at most: as many as may matter
_ENCRYPTED = re.compile(rb"<([\w.-]+:)?encryption-data[\s/>]")
_ELEMENT = 10  # what reading an element again costs, counted in characters


def odt_outline(package: Package) -> Outline:
    """Return the outline of a package; raises a typed error where it has a password, is no text or is damaged."""
    _refuse_encrypted(package)
    content = package.xml("content.xml")
    styles = package.xml("styles.xml") if "styles.xml" in package else None
    body = child(content, "body")
    if body is not None and child(body, "text") is None and len(body):
        raise refusal(NotAWordFileError, "odf-other")
    text = None if body is None else child(body, "text")
    if body is None or text is None:
        raise refusal(DamagedFileError, "no-body")
    walk = _Walk.of(package, [_named(styles), child(content, "automatic-styles")], text)
    outline = walk.outline(text)
    outline.others += chain.from_iterable(map(walk.unvisited, content.iterchildren("{*}body")))
    del walk.texts  # which refers back: the tree goes at once, and does not wait for the collector of garbage
    if styles is not None:
        beside = _Walk.of(package, [_named(styles), child(styles, "automatic-styles")], None)
        for part, margin in _margins(styles):
            beside.margin(outline, margin, part)
            outline.others += beside.unvisited(margin, part)
        del beside.texts
    outline.others += _drawn(package)
    outline.identities = list(_identities(package))
    return outline


def _drawn(package: Package) -> Iterator[Passage]:
    """Yield the words in charts and other objects, which are documents of their own."""
    for name in package.names:
        words = words_of_object(package, name) if name.endswith("/content.xml") else ""
        if words:
            yield Passage(text=words, place=Place(part="drawing"))


def _refuse_encrypted(package: Package) -> None:
    """Refuse a document with a password, which its list of parts tells.

    That list is not parsed: in the files of AbiWord, KOffice and OpenOffice 1 it names a document type, which would
    make the parser look for one.
    """
    manifest = package.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in package else b""
    locked = _ENCRYPTED.search(manifest.replace(b"\0", b""))  # in UTF-16 every other byte of it is 0
    if locked or "encrypted-package" in package:
        raise refusal(NotAWordFileError, "encrypted")


def _is_bare(node: etree._Element) -> bool:
    """Return whether the text in an element stands in no paragraph, and is none that a program keeps for itself."""
    for around in (node, *node.iterancestors()):
        name = name_of(around)
        if name in _LINES or name in _KEPT or name in SILENT or name.endswith("-source"):
            return False
        if name in _HOLDERS:
            return True
    return True


def _named(styles: etree._Element | None) -> etree._Element | None:
    return None if styles is None else child(styles, "styles")


def _margins(styles: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The headers and footers of every kind of page."""
    for page in styles.iter("{*}master-page"):
        for margin in page:
            part = name_of(margin).partition("-")[0]
            if part in ("header", "footer"):
                yield part, margin


def _identities(package: Package) -> Iterator[str]:
    if "meta.xml" not in package:
        return
    try:
        meta = package.xml("meta.xml")
    except DamagedFileError:
        return  # the visible line at the end of the body says the same
    for node in meta.iter("{*}user-defined", "{*}identifier"):
        if name_of(node) == "identifier" or attribute(node, "name") in _IDENTITIES:
            yield "".join(map(str, node.itertext()))


@attrs.define
class _Walk:
    """One walk over the body, or over the headers and footers, which have automatic styles of their own."""

    texts: ParagraphReader
    allowance: Allowance
    margins: set[str] = attrs.field(factory=set)

    @classmethod
    def of(cls, package: Package, groups: list[etree._Element | None], body: etree._Element | None) -> _Walk:
        """Return a walk with these groups of styles, over a body that may hold form controls."""
        allowance = Allowance()
        controls = controls_of(body) if body is not None else {}
        walk = cls(
            ParagraphReader(package, Styles.of(groups), lambda _node: "", controls, allowance=allowance), allowance
        )
        walk.texts.boxed = walk.boxed
        return walk

    def outline(self, body: etree._Element) -> Outline:
        """The outline of the body."""
        for region in chain.from_iterable(body.iter("{*}tracked-changes")):
            self.texts.changes[attribute(region, "id") or ""] = self._changed(region)
        outline = Outline(blocks=list(self._blocks(body, Inside())))
        for annotation in chain.from_iterable(self.texts.changes.values()):  # changes that no text refers to
            outline.take(annotation, Place())
        return outline

    def unvisited(self, root: etree._Element, part: str = "body") -> Iterator[Passage]:
        """Yield every text that the walk did not visit, so that none is lost wherever a program put it."""
        for node in cast("list[etree._Element]", _WITH_TEXT(root)):  # noqa: SLF001 - the type of lxml’s elements
            if name_of(node) in _LINES:
                if node in self.texts.visited or next(node.iterancestors("{*}forms"), None) is not None:
                    continue
                text = "".join(map(str, node.itertext()))
            else:
                text = "".join([str(node.text or ""), *(str(inner.tail or "") for inner in node)])
            if text.strip() and (name_of(node) in _LINES or _is_bare(node)):
                yield Passage(text=text, place=Place(part=part))

    def margin(self, outline: Outline, node: etree._Element, part: str) -> None:
        """Take a header or footer; a text that several kinds of page repeat is taken once."""
        away = attribute(node, "display") == "false"
        for block in self._blocks(node, Inside()):
            text = plain_text(block)
            if text.strip() and text not in self.margins:
                outline.take(Annotation("hidden" if away else part, text), Place(part=part))
                self.margins.add(text)
            for annotation in annotations_in(block):
                outline.take(annotation, Place(part=part))

    def boxed(self, node: etree._Element) -> str:
        """Return the text of the blocks in an element; their annotations go with those of the text around it."""
        blocks = list(self._blocks(node, Inside()))
        self.texts.annotations += chain.from_iterable(map(annotations_in, blocks))
        return "\n".join(plain_text(block) for block in blocks)

    def _changed(self, region: etree._Element) -> list[Annotation]:
        """Return the text that a tracked change deleted, and remarks on the change."""
        annotations: list[Annotation] = []
        for change in region:
            info = child(change, "change-info")
            about = (text_in(info, "creator"), text_in(info, "date")) if info is not None else (None, None)
            remark = self.boxed(info) if info is not None else ""
            deleted = self.boxed(change) if name_of(change) == "deletion" else ""
            annotations += [
                Annotation("comment", remark, *about),
                Annotation("deleted", deleted, *about),
                *self._since([]),
            ]
        return [annotation for annotation in annotations if annotation.text.strip()]

    def _since(self, before: list[Annotation]) -> list[Annotation]:
        annotations, self.texts.annotations = self.texts.annotations, before
        return annotations

    # ---- blocks

    def _blocks(self, parent: etree._Element, inside: Inside) -> Iterator[Paragraph | OutlineTable]:
        for node in parent:
            name = name_of(node)
            if not len(node) and name not in _ALONE and not is_drawn(node):
                continue
            before = self._since([])
            if name in ("p", "h"):
                level = times(node, "outline-level") if name == "h" else None
                spans = self.texts.paragraph(node, inside)
                yield Paragraph(spans, level, self._since(before) or ())
            elif is_drawn(node):
                spans = self.texts.taken(self.texts.drawn(node, inside))
                yield Paragraph(spans, None, self._since(before) or ())
            elif name in ("change", "change-start"):
                self.texts.change(node)
                yield Paragraph(annotations=self._since(before))
            else:
                self._since(before)
                yield from self._through(name, node, inside)

    def _through(self, name: str, node: etree._Element, inside: Inside) -> Iterator[Paragraph | OutlineTable]:
        if name == "table":
            rows = list(self._rows(node, inside))
            merge_down(rows)
            yield OutlineTable(rows)
        elif name and name not in SILENT and not name.endswith(("-source", "change-info")):
            hides = (attribute(node, "display"), attribute(node, "is-hidden"))
            away = hides[0] == "none" or hides == ("condition", "true")
            yield from self._blocks(node, inside._replace(away=True) if away else inside)

    def _rows(self, node: etree._Element, inside: Inside) -> Iterator[list[OutlineCell]]:
        for part in node:
            if name_of(part) in _ROW_GROUPS:
                yield from self._rows(part, inside)
            elif name_of(part) == "table-row":
                for _ in range(self._times(part, "number-rows-repeated")):
                    if row := self._cells(part, inside):
                        yield row

    def _cells(self, node: etree._Element, inside: Inside) -> list[OutlineCell]:
        cells: list[OutlineCell] = []
        covered = 0  # how many cells to come are part of one that spans columns
        for part in node:
            if name_of(part) == "table-cell":
                width = min(times(part, "number-columns-spanned"), _WIDEST)
                count = self._times(part, "number-columns-repeated", blank=_BLANK)
                cells += [self._cell(part, inside, width) for _ in range(count)]
                covered = width - 1
            elif name_of(part) == "covered-table-cell":
                count = self._times(part, "number-columns-repeated", blank=_BLANK)
                below = max(count - covered, 0)
                covered = max(covered - count, 0)
                self._covered(cells, self._cell(part, inside._replace(away=True), 1), below)
        return cells

    def _covered(self, cells: list[OutlineCell], under: OutlineCell, below: int) -> None:
        """Take a covered cell: under a cell that spans rows it keeps its place, otherwise the cell before covers it."""
        if below or not cells:
            under.below = below > 0
            cells += [under, *(OutlineCell(below=True) for _ in range(below - 1))]
        elif under.annotations:
            cells[-1].paragraphs = cells[-1].paragraphs or [Paragraph()]
            last = cells[-1].paragraphs[-1]
            last.annotations = [*last.annotations, *under.annotations]

    def _times(self, node: etree._Element, name: str, blank: int = 1) -> int:
        """Return how often a row or cell is repeated; a blank one counts only as often as it matters."""
        count = times(node, name)
        if count > 1:
            text = sum(len(str(text)) for text in node.itertext())
            count = count if text else min(count, blank)
            self.allowance.take((count - 1) * (text + _ELEMENT * sum(1 for _ in node.iter())))
        return count

    def _cell(self, node: etree._Element, inside: Inside, width: int) -> OutlineCell:
        objects = self.texts.objects
        cell = OutlineCell.of(list(self._blocks(node, inside)), width)
        cell.objects = self.texts.objects - objects
        cell.shaded = APART in self.texts.styles.look("table-cell", attribute(node, "style-name"), Look()).looks
        return cell
