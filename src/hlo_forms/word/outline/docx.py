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
from ..identity import IDENTITY_PROPERTY
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
    merge_down,
    plain_text,
)
from .docx_text import FILES, GONE, LEAVES, OBJECTS, Fields, Inside, Runs, Style, Styles, inner_of, is_shaded, opened
from .drawings import SHOWN_AGAIN, words_drawn
from .xml import NAMES, Children, alternative, child, children_of, endless_fields, first, firsts, is_on, name_of, value

__all__ = ["Outline", "OutlineCell", "OutlineTable", "Paragraph", "Span", "outline_of"]

_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
_PLACES = {"footnote": "footnote", "endnote": "footnote", "comment": "comment"}
_SWEPT = {"header": "header", "footer": "footer", **{part: _PLACES[name] for part, name in _NOTES.items()}}
_MARGIN = re.compile(r"word/(header|footer)\d*\.xml")
_DRAWN = ("{*}drawing", "{*}pict", "{*}object")
_OF_ROWS = frozenset(["del", "hidden"])
_OF_CELLS = frozenset(["cellDel", "vMerge", "gridSpan", "shd"])
_OF_PARAGRAPHS = frozenset(["pStyle", "shd", "pBdr"])
_RARE = tuple(f"{{*}}{name}" for name in sorted(_OF_ROWS | _OF_CELLS))
_Note: TypeAlias = "tuple[etree._Element, str | None, str | None]"  # noqa: SLF001 - the type of lxml’s elements


def outline_of(package: Package) -> Outline:
    """Return the outline of a package; raises a typed error where its parts cannot be read."""
    walk = _Walk(package)
    try:
        return walk.outline()
    finally:
        del walk.runs  # which refers back: the trees go at once, and do not wait for the collector of garbage


class _Walk:
    """One walk over a document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.roots: list[tuple[str, etree._Element]] = []
        self.boxes: list[Blocks] = []
        self.there = self.of_rows = self.of_cells = frozenset[str]()
        self.parts = self._related_parts()
        styles = [self.package.derived(target, Style.each) for kind, target in self.parts if kind == "styles"]
        self.runs = Runs(Styles.of(itertools.chain(*styles)), self._note, self._boxed)
        self.notes = self._all_notes()

    def outline(self) -> Outline:
        """The outline of the document."""
        root = self.package.xml(self.package.document)
        self._keep("body", root)
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
                text = "".join(map(self.runs.leaf, kept))
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
        for root in roots if kind in _SWEPT else ():
            self._keep(_SWEPT[kind], root)
        return roots

    def _keep(self, part: str, root: etree._Element) -> None:
        """Keep the root of a part with text, and note which rare properties of rows and cells are in it."""
        self.roots.append((part, root))
        rare = _RARE if next(root.iter(*_RARE), None) is not None else ()
        self.there |= {name.removeprefix("{*}") for name in rare if next(root.iter(name), None) is not None}
        self.of_rows, self.of_cells = _OF_ROWS & self.there, _OF_CELLS & self.there

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
        blocks = self._blocks(content, Inside())
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
        return self._blocks(parent, Inside())

    def _blocks(self, parent: Iterable[etree._Element], inside: Inside) -> Blocks:
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
                blocks.append(self._table(node, inside))
            elif name == "tcPr":
                continue
            elif name in _ASIDE:
                before = self._asides()
                self.runs.beside(node)
                blocks.append(Paragraph([], None, self._since(before)))
            elif name in ("oMath", "oMathPara"):
                blocks.append(Paragraph([self.runs.equation(node, inside)]))
            elif name in FILES:
                self.runs.beside(node)
            elif not name.endswith("Pr"):
                inner, within = _within(name, node, inside)
                if inner is not None:
                    self._add_blocks(blocks, inner, within)

    def _asides(self) -> list[Annotation]:
        before, self.runs.annotations = self.runs.annotations, []
        return before

    def _since(self, before: list[Annotation]) -> list[Annotation]:
        annotations, self.runs.annotations = self.runs.annotations, before
        return annotations

    def _add_paragraph(self, blocks: Blocks, node: etree._Element, inside: Inside) -> None:
        """Add a paragraph; nothing where it is no line."""
        parts = children_of(node)
        own = first(parts, "pPr")
        properties = firsts(own, _OF_PARAGRAPHS) if own is not None else {}
        style = value(properties.get("pStyle"))
        runs, boxes = self.runs, self.boxes
        before, objects = runs.annotations, runs.objects
        runs.annotations, self.boxes = [], []
        spans = runs.spans(parts, inside.of_style(hiding=style in runs.styles.hiding))
        if _is_apart(properties):
            spans = [span._replace(looks=span.looks | {APART}) for span in spans]
        level = runs.styles.levels.get(style or "")
        deleted = "del" in self.there and own is not None and child(own, "rPr", "del") is not None
        paragraph = Paragraph(spans, level, runs.annotations or (), runs.objects - objects, self.boxes or (), deleted)
        runs.annotations, self.boxes = before, boxes
        if deleted or spans or not _only_ends_field(node, paragraph):
            blocks.append(paragraph)

    def _table(self, node: etree._Element, inside: Inside) -> OutlineTable:
        before = self._asides()
        rows = [row for row in self._rows(node, inside) if row]
        if "vMerge" in self.there:
            merge_down(rows)
        return OutlineTable(rows, self._since(before))

    def _rows(self, node: etree._Element, inside: Inside) -> list[list[OutlineCell]]:
        rows: list[list[OutlineCell]] = []
        for part in node:
            name = NAMES[part.tag]
            if name == "tr":
                properties = firsts(first(part, "trPr"), self.of_rows) if self.of_rows else {}
                if "del" in properties:
                    self.runs.delete(part)
                else:
                    rows.append(self._cells(part, inside, is_on(properties.get("hidden"))))
            else:
                inner, within = _within(name, part, inside)
                rows += self._rows(inner, within) if inner is not None else ()
        return rows

    def _cells(self, node: etree._Element, inside: Inside, hidden: bool) -> list[OutlineCell]:
        cells: list[OutlineCell] = []
        for part in node:
            name = NAMES[part.tag]
            if name == "tc":
                parts = children_of(part)
                properties = firsts(first(parts, "tcPr"), self.of_cells) if self.of_cells else {}
                if "cellDel" in properties:
                    self.runs.delete(part)
                else:
                    cells.append(self._cell(parts, properties, inside, hidden))
            elif not name.endswith("Pr"):
                inner, within = _within(name, part, inside)
                cells += self._cells(inner, within, is_on(child(inner, "trPr", "hidden"))) if inner is not None else ()
        return cells

    def _cell(
        self, parts: Children, properties: Mapping[str, etree._Element], inside: Inside, hidden: bool
    ) -> OutlineCell:
        objects, begins = self.runs.objects, False
        cell = OutlineCell.of(self._blocks(parts, inside))
        if properties:
            merge, span = properties.get("vMerge"), properties.get("gridSpan")
            begins = merge is not None and value(merge) == "restart"
            cell.shaded = "shd" in properties and is_shaded(properties["shd"])
            cell.width, cell.below = 1 if span is None else _width(span), merge is not None and not begins
        cell.objects = self.runs.objects - objects
        cell.merged = begins and "\n" in cell.text.strip()  # the rows merged into it may have been deleted since
        if hidden and cell.text:
            return OutlineCell(
                [Paragraph(annotations=[*cell.annotations, Annotation("hidden", cell.text)])], width=cell.width
            )
        return cell


_ASIDE = GONE | OBJECTS


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


def _within(name: str, node: etree._Element, inside: Inside) -> tuple[etree._Element | None, Inside]:
    """Return the content of whatever wraps blocks, rows or cells, and the surroundings of that content."""
    return opened(node, inside) if name == "sdt" else (inner_of(node, name), inside)


def _width(property: etree._Element) -> int:
    """Return the number of columns that a cell spans, at most 100: a small file can claim a hundred million."""
    span = value(property) or "1"
    return min(max(int(span), 1), 100) if span.isdecimal() and len(span) < 6 else 1


def _take(outline: Outline, annotations: Iterable[Annotation], place: Place) -> None:
    for annotation in annotations:
        if annotation.text.strip():
            outline.take(annotation, place)
