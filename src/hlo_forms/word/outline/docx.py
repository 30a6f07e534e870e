"""Any Word document as neutral blocks: the walk over its body, its notes and its other parts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs
from lxml import etree

from ...errors import DamagedFileError
from ...readings.findings import Passage, Place
from ..package import Package, refusal
from .blocks import (
    APART,
    Annotation,
    Blocks,
    Outline,
    OutlineCell,
    OutlineTable,
    Paragraph,
    Span,
    annotations_in,
    plain_text,
)
from .docx_text import ASIDE, EQUATIONS, FILES, Fields, Runs, Style, Styles, is_shaded, within
from .drawings import CHARTS, SHOWN_AGAIN, words_drawn
from .unvisited import unvisited_texts
from .walk import AROUND, Inside, identities_in
from .xml import (
    NAMES,
    Children,
    child,
    children_of,
    endless_fields,
    first,
    firsts,
    is_on,
    shows_only_pages,
    value,
)

_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_PLACES = {"footnote": "footnote", "endnote": "footnote", "comment": "comment"}
_SWEPT = {"header": "header", "footer": "footer", **{part: _PLACES[name] for part, name in _NOTES.items()}}
_LOOSE = re.compile(r"(?i)word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_OF_ROWS = frozenset(["del", "hidden"])
_OF_CELLS = frozenset(["cellDel", "vMerge", "gridSpan", "shd"])
_OF_PARAGRAPHS = frozenset(["pStyle", "shd", "pBdr"])
_PROPERTIES = ("/custom-properties", "/core-properties")
_RARE = tuple(f"{{*}}{name}" for name in sorted(_OF_ROWS | _OF_CELLS))
_Note: TypeAlias = "tuple[etree._Element, str | None, str | None]"  # noqa: SLF001 - the type of lxml’s elements


def outline_of(package: Package) -> Outline:
    """Return the outline of a package; raises a typed error where its parts cannot be read."""
    parts = _related_parts(package)
    styles = [package.derived(target, Style.each) for kind, target in parts if kind == "styles"]
    return _Walk(Styles.of(itertools.chain(*styles)), package=package, parts=parts).outline()


def _related_parts(package: Package) -> list[tuple[str, str]]:
    """Return the parts that go with the document, each with its kind."""
    related = package.related(package.document)
    parts = [(_kind(kind), target) for _, kind, target in related if target in package]
    targets = {package.document, *(target for _, target in parts)}
    loose = ((match[1].lower(), name) for name in package.names if (match := _LOOSE.fullmatch(name)))
    parts += [part for part in loose if part[1] not in targets]
    return list(dict.fromkeys(part for part in parts if part[1] != package.document))


@attrs.define(eq=False, repr=False, kw_only=True)
class _Walk(Runs):
    """One walk over a document."""

    parts: list[tuple[str, str]]
    roots: list[tuple[str, etree._Element]] = attrs.field(factory=list)
    boxes: list[Blocks] = attrs.field(factory=list)
    notes: dict[tuple[str, str], list[_Note]] = attrs.field(factory=dict)
    there: frozenset[str] = frozenset()

    def outline(self) -> Outline:
        """The outline of the document."""
        self._take_notes()
        root = self.package.xml(self.package.document)
        self._keep("body", root)
        bodies = list(root.iterchildren("{*}body")) or list(itertools.islice(root.iter("{*}body"), 1))
        if not bodies:
            raise refusal(DamagedFileError, "no-body")
        outline = Outline(blocks=[block for body in bodies for block in self._list(body)])
        for kind in ("header", "footer"):
            for root in self._roots(kind):
                bare = shows_only_pages(root)
                for block in self._list(root):
                    own = [] if bare else [Annotation(kind, plain_text(block))]
                    outline.take([*own, *annotations_in(block)], Place(part=kind))
        for kind, id in self.notes:  # notes that no text refers to
            while self.notes[kind, id]:
                note = self.note(kind, id)
                outline.take([*note, *self.since([])], Place(part=_PLACES[kind]))
        for part, root in self.roots:
            outline.others += unvisited_texts(root, part, self.visited)
        outline.others += self._drawn()
        properties = (part for _, kind, part in self.package.related() if kind.endswith(_PROPERTIES))
        outline.identities = [
            id for part in properties if part in self.package for id in identities_in(self.package, part)
        ]
        outline.notices = list(dict.fromkeys(self.notices))
        return outline

    def _drawn(self) -> Iterator[Passage]:
        """Yield the words in charts and diagrams, which are parts of their own."""
        owners = [self.package.document, *(target for kind, target in self.parts if kind in _SWEPT)]
        targets = dict.fromkeys((kind, target) for owner in owners for _, kind, target in self.package.related(owner))
        charts = [target for kind, target in targets if kind.endswith(CHARTS)]
        targets |= dict.fromkeys((kind, target) for chart in charts for _, kind, target in self.package.related(chart))
        said = set[str]()
        for kind, target in sorted(targets, key=lambda part: part[0].endswith(SHOWN_AGAIN)):
            words = words_drawn(self.package, kind, target)
            words = [word for word in words if not (kind.endswith(SHOWN_AGAIN) and word in said)]
            said.update(words)
            if words:
                yield Passage(text="\n".join(words), place=Place(part="drawing"))

    # ---- parts

    def _roots(self, kind: str) -> list[etree._Element]:
        roots = [self.package.xml(target) for part_kind, target in self.parts if part_kind == kind]
        for root in roots if kind in _SWEPT else ():
            self._keep(_SWEPT[kind], root)
        return roots

    def _keep(self, part: str, root: etree._Element) -> None:
        """Keep the root of a part with text, and note which rare properties of rows and cells are in it."""
        self.roots.append((part, root))
        rare = _RARE if next(root.iter(*_RARE), None) is not None else ()
        self.there |= {name.removeprefix("{*}") for name in rare if next(root.iter(name), None) is not None}

    def _take_notes(self) -> None:
        """Keep the notes and comments by their kind and id; a damaged file may have several of one id."""
        for part, name in _NOTES.items():
            for root in self._roots(part):
                for note in root.iter(f"{{*}}{name}"):
                    if value(note, "type") in (None, "normal"):
                        key = name, value(note, "id") or ""
                        self.notes.setdefault(key, []).append((note, value(note, "author"), value(note, "date")))

    def note(self, name: str, id: str) -> list[Annotation]:
        """Return the note that a text refers to; each note is taken once, where it is first referred to."""
        notes = self.notes.get((name, id))
        if not notes:
            return []
        content, author, date = notes.pop(0)
        return [Annotation(_PLACES[name], self.boxed(content), author, date)]

    def boxed(self, content: Iterable[etree._Element]) -> str:
        fields, self.fields = self.fields, Fields()
        blocks = self.blocks(content)
        self.fields = fields
        if any(isinstance(block, OutlineTable) for block in blocks):
            self.boxes.append(blocks)
        return self.kept(blocks)

    # ---- blocks

    def _list(self, parent: etree._Element) -> Blocks:
        self.fields, self.endless = Fields(), endless_fields(parent)
        return self.blocks(parent)

    def blocks(self, parent: Iterable[etree._Element], inside: Inside = AROUND) -> Blocks:
        """Return the blocks of a parent; a paragraph whose end was deleted is one with the paragraph after it."""
        blocks: Blocks = []
        self._add_blocks(blocks, parent, inside)
        if "del" not in self.there:
            return blocks
        joined: Blocks = []
        for block in blocks:
            before = joined[-1] if joined else None
            if isinstance(before, Paragraph) and before.runs_on and isinstance(block, Paragraph):
                joined[-1] = _joined(before, block)
            else:
                joined.append(block)
        return joined

    def _add_blocks(self, blocks: Blocks, parent: Iterable[etree._Element], inside: Inside) -> None:
        """Add the blocks of a parent through all that wraps them, in the order in which they stand."""
        for node in parent:
            name = NAMES[node.tag]
            if name == "p":
                self._add_paragraph(blocks, node, inside)
            elif name == "tbl":
                blocks.append(self.table(node, inside))
            elif name.endswith("Pr"):
                continue
            elif name in ASIDE:
                before = self.since([])
                self.stand_beside(name, node)
                blocks.append(Paragraph([], None, self.since(before)))
            elif name in EQUATIONS:
                blocks.append(Paragraph([self.equation(node, inside)]))
            elif name in FILES:
                self.stand_beside(name, node)
            else:
                self._add_blocks(blocks, *within(name, node, inside))

    def _add_paragraph(self, blocks: Blocks, node: etree._Element, inside: Inside) -> None:
        """Add a paragraph; nothing where it is no line."""
        parts = children_of(node)
        own = first(parts, "pPr")
        properties = firsts(own, _OF_PARAGRAPHS) if own is not None else {}
        style = value(properties.get("pStyle"))
        before, objects, boxes = self.annotations, self.objects, self.boxes
        self.annotations, self.boxes = [], []
        hiding = style in self.styles.hiding
        spans = self.spans(parts, inside if hiding is inside.hiding else inside._replace(hiding=hiding))
        if _is_apart(properties):
            spans = [span._replace(looks=span.looks | {APART}) for span in spans]
        level = self.styles.levels.get(style or "")
        deleted = "del" in self.there and own is not None and child(own, "rPr", "del") is not None
        paragraph = Paragraph(spans, level, self.annotations or (), self.objects - objects, self.boxes or (), deleted)
        self.annotations, self.boxes = before, boxes
        if deleted or spans or not _only_ends_field(node, paragraph):
            if not spans and inside.tag is not None:
                spans.append(Span("", inside.tag, inside.box))  # a control around it that is empty, and yet there
            blocks.append(paragraph)

    def rows(self, node: etree._Element, inside: Inside) -> Iterator[list[OutlineCell]]:
        for row, around in _each("tr", node, inside):
            properties = firsts(first(row, "trPr"), _OF_ROWS) if self.there else {}
            if "del" in properties:
                self.delete(row)
            else:
                yield list(self._cells(row, around, is_on(properties.get("hidden"))))

    def _cells(self, row: etree._Element, inside: Inside, hidden: bool) -> Iterator[OutlineCell]:
        for cell, around in _each("tc", row, inside):
            parts = children_of(cell)
            properties = firsts(first(parts, "tcPr"), _OF_CELLS) if self.there else {}
            if "cellDel" in properties:
                self.delete(cell)
            else:
                yield self._cell(parts, properties, around, hidden)

    def _cell(
        self, parts: Children, properties: Mapping[str, etree._Element], inside: Inside, hidden: bool
    ) -> OutlineCell:
        cell, begins = self.cell(parts, inside), False
        if properties:
            merge, span = properties.get("vMerge"), properties.get("gridSpan")
            begins = merge is not None and value(merge) == "restart"
            cell.shaded = "shd" in properties and is_shaded(properties["shd"])
            cell.width, cell.below = 1 if span is None else _width(span), merge is not None and not begins
        cell.merged = begins and "\n" in cell.text.strip()  # the rows merged into it may have been deleted since
        if hidden and cell.text:
            return OutlineCell(
                [Paragraph(annotations=[*cell.annotations, Annotation("hidden", cell.text)])], width=cell.width
            )
        return cell


def _each(name: str, parent: Children, inside: Inside) -> Iterator[tuple[etree._Element, Inside]]:
    """Yield the rows of a table or the cells of a row, through all that wraps them, with their surroundings."""
    for node in parent:
        if (own := NAMES[node.tag]) == name:
            yield node, inside
        else:
            yield from _each(name, *within(own, node, inside))


def _kind(relationship: str) -> str:
    """Return the kind of a part; OnlyOffice keeps remarks on a document as a whole in a part of its own."""
    return relationship.rpartition("/")[2].replace("commentsDocument", "comments")


def _is_apart(properties: Mapping[str, etree._Element]) -> bool:
    """Return whether a paragraph is shaded or framed by hand."""
    lines = properties.get("pBdr", ())
    framed = any((value(line) or "none") not in ("none", "nil") for line in lines)
    return framed or ("shd" in properties and is_shaded(properties["shd"]))


def _joined(before: Paragraph, after: Paragraph) -> Paragraph:
    """Return a paragraph that is one with the paragraph before it."""
    spans, annotations = [*before.spans, *after.spans], [*before.annotations, *after.annotations]
    return attrs.evolve(after, spans=spans, annotations=annotations)


def _only_ends_field(node: etree._Element, paragraph: Paragraph) -> bool:
    """Return whether a paragraph holds nothing but the end of a field, and so is no line.

    LibreOffice puts one into a `.doc` between two paragraphs that were typed with Enter in a content control.
    """
    if paragraph.text or paragraph.annotations or paragraph.objects:
        return False
    return {value(mark, "fldCharType") for mark in node.iter("{*}fldChar")} == {"end"}


def _width(property: etree._Element) -> int:
    """Return the number of columns that a cell spans, at most 100: a small file can claim a hundred million."""
    span = value(property) or "1"
    return min(max(int(span), 1), 100) if span.isdecimal() and len(span) < 6 else 1
