"""An OpenDocument text (.odt, .ott) as the same neutral outline as a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import cast

import attrs
from lxml import etree

from ...errors import DamagedFileError, NotAWordFileError
from ...readings.findings import Passage, Place
from ..package import Package, refusal
from .blocks import APART, Annotation, Blocks, Outline, OutlineCell, Paragraph, Span, annotations_in, plain_text
from .drawings import words_of_object
from .odt_text import CHANGES, LINES, SILENT, ParagraphReader, Styles, controls_of, is_drawn, text_in, times, typed_in
from .walk import AROUND, Inside, Look, identities_in
from .xml import attribute, child, name_of

_ROW_GROUPS = ("table-header-rows", "table-rows", "table-row-group")
_ALONE = (*LINES, *CHANGES, "table")  # elements that count even when empty
_PARAGRAPHS = ("{*}p", "{*}h")
_NOTICES = ("{*}note-continuation-notice-forward", "{*}note-continuation-notice-backward")
_PAGES = ("{*}page-number", "{*}page-count")
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
    named = None if styles is None else child(styles, "styles")
    walk = _Walk(Styles.of([named, child(content, "automatic-styles")]), controls_of(text), package=package)
    outline = walk.outline(text)
    outline.others += chain.from_iterable(map(walk.unvisited, content.iterchildren("{*}body")))
    outline.hidden += [*_values_of_cells(content), *_typed_nowhere(walk.controls.values())]
    if styles is not None:
        beside = _Walk(Styles.of([named, child(styles, "automatic-styles")]), package=package)
        for part, margin in _margins(styles):
            beside.margin(outline, margin, part)
            outline.others += beside.unvisited(margin, part)
        outline.others += _outside_margins(styles)
        outline.hidden += _values_of_cells(styles)
    outline.others += _drawn(package)
    outline.identities = list(identities_in(package, "meta.xml")) if "meta.xml" in package else []
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


def _is_bare(node: etree._Element, bare: dict[etree._Element, bool]) -> bool:
    """Return whether the text in an element stands in no paragraph, and is none that a program keeps for itself.

    `bare` has the elements around those that were asked about: each is looked at once, however deep they stand.
    """
    within: list[etree._Element] = []
    answer = True
    for around in chain([node], node.iterancestors()):
        name = name_of(around)
        if around in bare:
            answer = bare[around]
        elif name in _KEPT or name in SILENT or name.endswith("-source"):
            answer = False
        elif name in _HOLDERS or is_drawn(around):
            answer = True
        elif name in LINES:
            answer = False
        else:
            within.append(around)
            continue
        break
    bare.update(dict.fromkeys(within[1:], answer))
    return answer


def _values_of_cells(root: etree._Element) -> Iterator[Passage]:
    """Yield the values of cells that show no text."""
    for cell in root.iter("{*}table-cell"):
        value = attribute(cell, "string-value")
        if value and not "".join(map(str, cell.itertext())).strip():
            yield Passage(text=value, place=Place())


def _typed_nowhere(controls: Iterable[etree._Element]) -> Iterator[Passage]:
    """Yield the texts typed in form controls that stand nowhere in the text."""
    for control in controls:
        text = typed_in(control)
        if text.strip():
            yield Passage(text=text, place=Place())


def _outside_margins(styles: etree._Element) -> Iterator[Passage]:
    """Yield texts among the styles that stand in no header or footer: notices below notes, and stray paragraphs."""
    within = {node for _, margin in _margins(styles) for node in margin.iter(*_PARAGRAPHS)}
    for node in styles.iter(*_PARAGRAPHS, *_NOTICES):
        text = "".join(map(str, node.itertext()))
        if node not in within and text.strip():
            yield Passage(text=text, place=Place(part="footnote" if name_of(node) not in LINES else "header"))


def _margins(styles: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The headers and footers of every kind of page."""
    for page in styles.iter("{*}master-page"):
        for margin in page:
            part = name_of(margin).partition("-")[0]
            if part in ("header", "footer"):
                yield part, margin


def _shows_only_pages(margin: etree._Element) -> bool:
    """Return whether all that a header or footer shows is the number of a page, as in whatever pandoc writes."""
    numbers = [str(text) for node in margin.iter(*_PAGES) for text in node.itertext()]
    return bool(numbers) and not "".join(map(str, margin.itertext())).replace("".join(numbers), "", 1).strip()


@attrs.define(eq=False, repr=False)
class _Walk(ParagraphReader):
    """One walk over the body, or over the headers and footers, which have automatic styles of their own."""

    margins: set[str] = attrs.field(factory=set)

    def outline(self, body: etree._Element) -> Outline:
        """The outline of the body."""
        for region in chain.from_iterable(body.iter("{*}tracked-changes")):
            self.changes.setdefault(attribute(region, "id") or "", []).extend(self._changed(region))
        outline = Outline(blocks=self.blocks(body))
        outline.take(chain.from_iterable(self.changes.values()), Place())  # changes that no text refers to
        return outline

    def unvisited(self, root: etree._Element, part: str = "body") -> Iterator[Passage]:
        """Yield every text that the walk did not visit, so that none is lost wherever a program put it."""
        bare: dict[etree._Element, bool] = {}
        whole: set[etree._Element] = set()
        for node in cast("list[etree._Element]", _WITH_TEXT(root)):  # noqa: SLF001 - the type of lxml’s elements
            if name_of(node) in LINES:
                if node in self.visited or next(node.iterancestors("{*}forms"), None) is not None:
                    continue
                whole.add(node)
                if next(node.iterancestors("{*}p", "{*}h"), None) in whole:  # part of the text of that one
                    continue
                text = "".join(map(str, node.itertext()))
            else:
                text = "".join([str(node.text or ""), *(str(inner.tail or "") for inner in node)])
            if text.strip() and (name_of(node) in LINES or _is_bare(node, bare)):
                yield Passage(text=text, place=Place(part=part))

    def margin(self, outline: Outline, node: etree._Element, part: str) -> None:
        """Take a header or footer; a text that several kinds of page repeat is taken once."""
        kind = "hidden" if attribute(node, "display") == "false" else part
        bare = _shows_only_pages(node)
        for block in self.blocks(node):
            text = plain_text(block)
            own = [] if bare or text in self.margins else [Annotation(kind, text)]
            outline.take([*own, *annotations_in(block)], Place(part=part))
            self.margins.add(text)

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
                *self.since([]),
            ]
        return [annotation for annotation in annotations if annotation.text.strip()]

    # ---- blocks

    def blocks(self, parent: Iterable[etree._Element], inside: Inside = AROUND) -> Blocks:
        blocks: Blocks = []
        self._add_blocks(blocks, parent, inside)
        return blocks

    def _add_blocks(self, blocks: Blocks, parent: Iterable[etree._Element], inside: Inside) -> None:
        for node in parent:
            name = name_of(node)
            if not len(node) and name not in _ALONE and not is_drawn(node):
                continue
            if name in LINES or name in CHANGES or is_drawn(node):
                before = self.since([])
                spans = self._line(name, node, inside)
                level = times(node, "outline-level") if name == "h" else None
                blocks.append(Paragraph(spans, level, self.since(before) or ()))
            elif name == "table":
                blocks.append(self.table(node, inside))
            elif name and name not in SILENT and not name.endswith(("-source", "change-info")):
                hides = (attribute(node, "display"), attribute(node, "is-hidden"))
                away = hides[0] == "none" or hides == ("condition", "true")
                self._add_blocks(blocks, node, inside._replace(hiding=True) if away else inside)

    def _line(self, name: str, node: etree._Element, inside: Inside) -> list[Span]:
        """Return the spans of a paragraph or drawing; none at the place of a change."""
        if name in CHANGES:
            self.change(node)
            return []
        return self.paragraph(node, inside) if name in LINES else self.taken(self.drawn(node, inside))

    def rows(self, node: etree._Element, inside: Inside) -> Iterator[list[OutlineCell]]:
        parts = [iter(node)]  # no generator within another: groups can be deep
        while parts:
            part = next(parts[-1], None)
            if part is None:
                parts.pop()
            elif name_of(part) in _ROW_GROUPS:
                parts.append(iter(part))
            elif name_of(part) == "table-row":
                for _ in range(self._times(part, "number-rows-repeated")):
                    yield self._cells(part, inside)

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
                self._covered(cells, self._cell(part, inside._replace(hiding=True)), below)
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
            self.count((count - 1) * (text + _ELEMENT * sum(1 for _ in node.iter())))
        return count

    def _cell(self, node: etree._Element, inside: Inside, width: int = 1) -> OutlineCell:
        cell = self.cell(node, inside, width)
        cell.shaded = APART in self.styles.look("table-cell", attribute(node, "style-name"), Look()).looks
        return cell
