"""Any Word document as neutral blocks: the walk over its body, its notes and its other parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
from lxml import etree

from ...errors import DamagedFileError
from ...readings.findings import Passage, Place
from ..identity import IDENTITY_PROPERTY
from ..package import Package, refusal
from .blocks import (
    Annotation,
    Blocks,
    Outline,
    OutlineCell,
    OutlineTable,
    Paragraph,
    Span,
    annotations_in,
    merge_down,
    plain_text,
)
from .docx_text import GONE, THROUGH, Fields, Inside, Runs, Styles
from .xml import alternative, child, endless_fields, is_on, name_of, value

__all__ = ["Outline", "OutlineCell", "OutlineTable", "Paragraph", "Span", "outline_of"]

_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_PLACES = {"footnote": "footnote", "endnote": "footnote", "comment": "comment"}


def outline_of(package: Package) -> Outline:
    """Return the outline of a package; raises a typed error where its parts cannot be read."""
    return _Walk(package).outline()


class _Walk:
    """One walk over a document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.parts = self._related_parts()
        self.runs = Runs(Styles.of(self._roots("styles")), self._note, self._boxed)
        self.notes = dict(self._all_notes())

    def outline(self) -> Outline:
        """The outline of the document."""
        body = child(self.package.xml(self.package.document), "body")
        if body is None:
            raise refusal(DamagedFileError, "no-body")
        outline = Outline(blocks=self._list(body))
        for kind in ("header", "footer"):
            for root in self._roots(kind):
                self._margin(outline, self._list(root), kind)
        for kind, id in list(self.notes):  # notes that no text refers to
            before, note = self._asides(), self._note(kind, id)
            _take(outline, [*([note] if note else []), *self._since(before)], Place(part=_PLACES[kind]))
        outline.identities = list(self._identities())
        return outline

    def _margin(self, outline: Outline, blocks: Blocks, part: str) -> None:
        for block in blocks:
            if plain_text(block).strip():
                outline.others.append(Passage(text=plain_text(block), place=Place(part=part)))
            _take(outline, annotations_in(block), Place(part=part))

    # ---- parts

    def _related_parts(self) -> list[tuple[str, str]]:
        related = self.package.related(self.package.document)
        return [(kind.rpartition("/")[2], target) for _, kind, target in related if target in self.package]

    def _roots(self, kind: str) -> list[etree._Element]:
        return [self.package.xml(target) for part_kind, target in self.parts if part_kind == kind]

    def _all_notes(self) -> Iterator[tuple[tuple[str, str], tuple[etree._Element, str | None, str | None]]]:
        for part, name in _NOTES.items():
            for root in self._roots(part):
                for note in root.iter(f"{{*}}{name}"):
                    if value(note, "type") in (None, "normal"):
                        yield (name, value(note, "id") or ""), (note, value(note, "author"), value(note, "date"))

    def _note(self, name: str, id: str) -> Annotation | None:
        """Return the note that a text refers to; each note is taken once, where it is first referred to."""
        content, author, date = self.notes.pop((name, id), (None, None, None))
        return None if content is None else Annotation(_PLACES[name], self._boxed(content), author, date)

    def _boxed(self, content: etree._Element) -> str:
        """Return the text of a note or text box; its annotations go with those of the text around it."""
        fields, self.runs.fields = self.runs.fields, Fields()
        blocks = list(self._blocks(content, Inside()))
        self.runs.fields = fields
        for block in blocks:
            if isinstance(block, OutlineTable):
                self.runs.annotations += block.annotations
            self.runs.annotations += annotations_in(block)
        return "\n".join(plain_text(block) for block in blocks)

    def _identities(self) -> Iterator[str]:
        for _, kind, target in self.package.related():
            if target not in self.package or not kind.endswith(("/custom-properties", "/core-properties")):
                continue
            try:
                root = self.package.xml(target)
            except DamagedFileError:
                continue  # the visible line at the end of the body says the same
            for node in root.iter("{*}property", "{*}identifier"):
                if name_of(node) == "identifier" or node.get("name") == IDENTITY_PROPERTY:
                    yield "".join(str(text) for text in node.itertext())

    # ---- blocks

    def _list(self, parent: etree._Element) -> Blocks:
        self.runs.fields, self.runs.endless = Fields(), endless_fields(parent)
        return list(self._blocks(parent, Inside()))

    def _blocks(self, parent: etree._Element, inside: Inside) -> Iterator[Paragraph | OutlineTable]:
        """The blocks of a parent; a paragraph whose end was deleted is one with the paragraph after it."""
        joins: Paragraph | None = None
        for block, mark_deleted in self._flat(parent, inside):
            if joins is not None and isinstance(block, Paragraph):
                block.spans[:0] = joins.spans
                block.annotations[:0] = joins.annotations
            elif joins is not None:
                yield joins
            joins = block if mark_deleted and isinstance(block, Paragraph) else None
            if joins is None:
                yield block
        if joins is not None:
            yield joins

    def _flat(self, parent: etree._Element, inside: Inside) -> Iterator[tuple[Paragraph | OutlineTable, bool]]:
        """The blocks of a parent through all that wraps them, each with whether the end of a paragraph was deleted."""
        for node in parent:
            name = name_of(node)
            if name == "p":
                yield self._paragraph(node, inside), child(node, "pPr", "rPr", "del") is not None
            elif name == "tbl":
                yield self._table(node, inside), False
            elif name in GONE:
                before = self._asides()
                self.runs.delete(node)
                yield Paragraph(annotations=self._since(before)), False
            elif name in ("oMath", "oMathPara"):
                yield Paragraph([self.runs.equation(node, inside)]), False
            elif name == "altChunk":
                self.runs.objects += 1
            elif (inner := _inner(node)) is not None:
                yield from self._flat(inner, _within(node, inside))

    def _asides(self) -> list[Annotation]:
        before, self.runs.annotations = self.runs.annotations, []
        return before

    def _since(self, before: list[Annotation]) -> list[Annotation]:
        annotations, self.runs.annotations = self.runs.annotations, before
        return annotations

    def _paragraph(self, node: etree._Element, inside: Inside) -> Paragraph:
        style = value(child(node, "pPr", "pStyle"))
        before, objects = self._asides(), self.runs.objects
        spans = list(self.runs.spans(node, attrs.evolve(inside, style=style)))
        level = self.runs.styles.levels.get(style or "")
        return Paragraph(spans, level, self._since(before), self.runs.objects - objects)

    def _table(self, node: etree._Element, inside: Inside) -> OutlineTable:
        before = self._asides()
        rows = [row for row in self._rows(node, inside) if row]
        merge_down(rows)
        return OutlineTable(rows, self._since(before))

    def _rows(self, node: etree._Element, inside: Inside) -> Iterator[list[OutlineCell]]:
        for part in node:
            if name_of(part) == "tr":
                if child(part, "trPr", "del") is not None:
                    self.runs.delete(part)
                else:
                    yield list(self._cells(part, inside))
            elif (inner := _inner(part)) is not None:
                yield from self._rows(inner, _within(part, inside))

    def _cells(self, node: etree._Element, inside: Inside) -> Iterator[OutlineCell]:
        hidden = is_on(child(node, "trPr", "hidden"))
        for part in node:
            if name_of(part) == "tc":
                if child(part, "tcPr", "cellDel") is not None:
                    self.runs.delete(part)
                else:
                    yield self._cell(part, inside, hidden)
            elif (inner := _inner(part)) is not None:
                yield from self._cells(inner, _within(part, inside))

    def _cell(self, node: etree._Element, inside: Inside, hidden: bool) -> OutlineCell:
        objects, merge = self.runs.objects, child(node, "tcPr", "vMerge")
        begins = value(merge) == "restart"
        cell = OutlineCell(width=_width(node), below=merge is not None and not begins)
        for block in self._blocks(node, inside):
            cell.add(block)
            if isinstance(block, OutlineTable):
                cell.paragraphs[-1:] = [_with(cell.paragraphs[-1], block.annotations)] if block.rows else []
        cell.objects = self.runs.objects - objects
        cell.merged = begins and "\n" in cell.text.strip()  # the rows merged into it may have been deleted since
        if hidden and cell.text:
            return OutlineCell(
                [Paragraph(annotations=[*cell.annotations, Annotation("hidden", cell.text)])], width=cell.width
            )
        return cell


def _with(paragraph: Paragraph, annotations: list[Annotation]) -> Paragraph:
    paragraph.annotations += annotations
    return paragraph


def _inner(node: etree._Element) -> etree._Element | None:
    """Return the content of an element that only wraps; None for any other element."""
    name = name_of(node)
    if name == "sdt":
        return child(node, "sdtContent")
    if name == "AlternateContent":
        return alternative(node)
    return node if name in THROUGH else None


def _within(node: etree._Element, inside: Inside) -> Inside:
    return inside.within(node) if name_of(node) == "sdt" else inside


def _width(cell: etree._Element) -> int:
    """Return the number of columns that a cell spans, at most 100: a small file can claim a hundred million."""
    span = value(child(cell, "tcPr", "gridSpan")) or "1"
    return min(max(int(span), 1), 100) if span.isdecimal() and len(span) < 6 else 1


def _take(outline: Outline, annotations: Iterable[Annotation], place: Place) -> None:
    for annotation in annotations:
        if annotation.text.strip():
            outline.take(annotation, place)
