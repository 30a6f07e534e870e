"""Any Word document as neutral blocks: the walk over its body, its notes and its other parts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

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
from .docx_text import FILES, GONE, LEAVES, OBJECTS, Fields, Inside, Runs, Styles, inner_of
from .drawings import SHOWN_AGAIN, words_drawn
from .xml import alternative, child, endless_fields, is_on, name_of, value

__all__ = ["Outline", "OutlineCell", "OutlineTable", "Paragraph", "Span", "outline_of"]

_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_PLACES = {"footnote": "footnote", "endnote": "footnote", "comment": "comment"}
_SWEPT = {"header": "header", "footer": "footer", **{part: _PLACES[name] for part, name in _NOTES.items()}}
_MARGIN = re.compile(r"word/(header|footer)\d*\.xml")
_DRAWN = ("{*}drawing", "{*}pict", "{*}object")
_Note: TypeAlias = "tuple[etree._Element, str | None, str | None]"  # noqa: SLF001 - the type of lxml’s elements


def outline_of(package: Package) -> Outline:
    """Return the outline of a package; raises a typed error where its parts cannot be read."""
    return _Walk(package).outline()


class _Walk:
    """One walk over a document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.roots: list[tuple[str, etree._Element]] = []
        self.boxes: list[Blocks] = []
        self.parts = self._related_parts()
        self.runs = Runs(Styles.of(self._roots("styles")), self._note, self._boxed)
        self.notes = self._all_notes()

    def outline(self) -> Outline:
        """The outline of the document."""
        root = self.package.xml(self.package.document)
        self.roots.append(("body", root))
        bodies = list(root.iterchildren("{*}body"))
        if not bodies:
            raise refusal(DamagedFileError, "no-body")
        outline = Outline(blocks=[block for body in bodies for block in self._list(body)])
        for kind in ("header", "footer"):
            for root in self._roots(kind):
                self._margin(outline, self._list(root), kind)
        for kind, id in list(self.notes):  # notes that no text refers to
            while self.notes[kind, id]:
                before, note = self._asides(), self._note(kind, id)
                _take(outline, [*([note] if note else []), *self._since(before)], Place(part=_PLACES[kind]))
        outline.others += [*self._unvisited(), *self._drawn()]
        outline.identities = list(self._identities())
        outline.notices = list(dict.fromkeys(self.runs.notices))
        return outline

    def _unvisited(self) -> Iterator[Passage]:
        """Yield every text that the walk did not visit, so that none is lost wherever a program put it."""
        spoken: dict[etree._Element, bool] = {}
        for part, root in self.roots:
            leaves = (leaf for leaf in root.iter(*LEAVES) if leaf not in self.runs.visited)
            for _, group in itertools.groupby(leaves, key=_holder):
                kept = [leaf for leaf in group if not _is_second_version(leaf, spoken)]
                text = "".join("".join(self.runs.leaf(leaf)) for leaf in kept)
                if text.strip():
                    drawn = next(kept[0].iterancestors(*_DRAWN), None) is not None
                    yield Passage(text=text, place=Place(part="drawing" if drawn else part))

    def _drawn(self) -> Iterator[Passage]:
        """Yield the words in charts and diagrams, which are parts of their own."""
        owners = [self.package.document, *(target for kind, target in self.parts if kind in _SWEPT)]
        targets = dict.fromkeys((kind, target) for owner in owners for _, kind, target in self.package.related(owner))
        said = set[str]()
        for kind, target in sorted(targets, key=lambda part: part[0].endswith(SHOWN_AGAIN)):
            words = words_drawn(self.package, kind, target)
            words = [word for word in words if not (kind.endswith(SHOWN_AGAIN) and word in said)]
            said.update(words)
            if words:
                yield Passage(text="\n".join(words), place=Place(part="drawing"))

    def _margin(self, outline: Outline, blocks: Blocks, part: str) -> None:
        for block in blocks:
            if plain_text(block).strip():
                outline.others.append(Passage(text=plain_text(block), place=Place(part=part)))
            _take(outline, annotations_in(block), Place(part=part))

    # ---- parts

    def _related_parts(self) -> list[tuple[str, str]]:
        related = self.package.related(self.package.document)
        parts = [(kind.rpartition("/")[2], target) for _, kind, target in related if target in self.package]
        targets = {self.package.document, *(target for _, target in parts)}
        loose = ((match[1], name) for name in self.package.names if (match := _MARGIN.fullmatch(name)))
        parts += [part for part in loose if part[1] not in targets]
        return list(dict.fromkeys(part for part in parts if part[1] != self.package.document))

    def _roots(self, kind: str) -> list[etree._Element]:
        roots = [self.package.xml(target) for part_kind, target in self.parts if part_kind == kind]
        self.roots += [(_SWEPT[kind], root) for root in roots if kind in _SWEPT]
        return roots

    def _all_notes(self) -> dict[tuple[str, str], list[_Note]]:
        """Return the notes and comments by their kind and id; a damaged file may have several of one id."""
        notes: dict[tuple[str, str], list[_Note]] = {}
        for part, name in _NOTES.items():
            for root in self._roots(part):
                for note in root.iter(f"{{*}}{name}"):
                    if value(note, "type") in (None, "normal"):
                        key = name, value(note, "id") or ""
                        notes.setdefault(key, []).append((note, value(note, "author"), value(note, "date")))
        return notes

    def _note(self, name: str, id: str) -> Annotation | None:
        """Return the note that a text refers to; each note is taken once, where it is first referred to."""
        notes = self.notes.get((name, id))
        if not notes:
            return None
        content, author, date = notes.pop(0)
        return Annotation(_PLACES[name], self._boxed(content), author, date)

    def _boxed(self, content: Iterable[etree._Element]) -> str:
        """Return the text of a note or text box; its annotations go with those of the text around it."""
        fields, self.runs.fields = self.runs.fields, Fields()
        blocks = list(self._blocks(content, Inside()))
        self.runs.fields = fields
        for block in blocks:
            self.runs.annotations += annotations_in(block)
        if any(isinstance(block, OutlineTable) for block in blocks):
            self.boxes.append(blocks)
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

    def _blocks(self, parent: Iterable[etree._Element], inside: Inside) -> Iterator[Paragraph | OutlineTable]:
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

    def _flat(
        self, parent: Iterable[etree._Element], inside: Inside
    ) -> Iterator[tuple[Paragraph | OutlineTable, bool]]:
        """The blocks of a parent through all that wraps them, each with whether the end of a paragraph was deleted."""
        for node in parent:
            name = name_of(node)
            if name == "p":
                deleted = child(node, "pPr", "rPr", "del") is not None
                paragraph = self._paragraph(node, inside)
                if deleted or not _only_ends_field(node, paragraph):
                    yield paragraph, deleted
            elif name == "tbl":
                yield self._table(node, inside), False
            elif name in (*GONE, *OBJECTS):
                before = self._asides()
                self.runs.beside(node)
                yield Paragraph(annotations=self._since(before)), False
            elif name in ("oMath", "oMathPara"):
                yield Paragraph([self.runs.equation(node, inside)]), False
            elif name in FILES:
                self.runs.beside(node)
            elif (inner := inner_of(node)) is not None:
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
        boxes, self.boxes = self.boxes, []
        spans = list(self.runs.spans(node, attrs.evolve(inside, style=style)))
        level = self.runs.styles.levels.get(style or "")
        paragraph = Paragraph(spans, level, self._since(before), self.runs.objects - objects, self.boxes)
        self.boxes = boxes
        return paragraph

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
            elif (inner := inner_of(part)) is not None:
                yield from self._rows(inner, _within(part, inside))

    def _cells(self, node: etree._Element, inside: Inside) -> Iterator[OutlineCell]:
        hidden = is_on(child(node, "trPr", "hidden"))
        for part in node:
            if name_of(part) == "tc":
                if child(part, "tcPr", "cellDel") is not None:
                    self.runs.delete(part)
                else:
                    yield self._cell(part, inside, hidden)
            elif (inner := inner_of(part)) is not None:
                yield from self._cells(inner, _within(part, inside))

    def _cell(self, node: etree._Element, inside: Inside, hidden: bool) -> OutlineCell:
        objects, merge = self.runs.objects, child(node, "tcPr", "vMerge")
        begins = value(merge) == "restart"
        cell = OutlineCell(width=_width(node), below=merge is not None and not begins)
        for block in self._blocks(node, inside):
            cell.add(block)
            if isinstance(block, OutlineTable):
                last = cell.paragraphs.pop() if cell.paragraphs else Paragraph()
                annotations = [*last.annotations, *block.annotations]
                cell.paragraphs.append(attrs.evolve(last, annotations=annotations))
        cell.objects = self.runs.objects - objects
        cell.merged = begins and "\n" in cell.text.strip()  # the rows merged into it may have been deleted since
        if hidden and cell.text:
            return OutlineCell(
                [Paragraph(annotations=[*cell.annotations, Annotation("hidden", cell.text)])], width=cell.width
            )
        return cell


def _only_ends_field(node: etree._Element, paragraph: Paragraph) -> bool:
    """Return whether a paragraph holds nothing but the end of a field, and so is no line.

    LibreOffice puts one into a `.doc` between two paragraphs that were typed with Enter in a content control.
    """
    if paragraph.text or paragraph.annotations or paragraph.objects:
        return False
    return {value(mark, "fldCharType") for mark in node.iter("{*}fldChar")} == {"end"}


def _holder(leaf: etree._Element) -> etree._Element | None:
    """Return the paragraph that a text stands in, else the element around it."""
    return next(leaf.iterancestors("{*}p"), leaf.getparent())


def _is_second_version(leaf: etree._Element, spoken: dict[etree._Element, bool]) -> bool:
    """Return whether a text is another version of text that was read, for programs that cannot show the first one.

    `spoken` keeps whether a first version has text: there may be many texts in the second.
    """
    around = next(leaf.iterancestors("{*}Fallback", "{*}Choice"), None)
    versions = around.getparent() if around is not None else None
    if versions is None:
        return False
    first = alternative(versions)
    if first not in spoken:
        spoken[first] = next(first.iter(*LEAVES), None) is not None
    return around is not first and spoken[first]


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
