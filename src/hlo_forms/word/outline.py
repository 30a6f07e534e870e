"""Any .docx as neutral paragraphs, tables and cells, with what stands outside the text beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
from lxml import etree

from ..errors import DamagedFileError, DocumentError
from ..findings import Passage, Place
from .layout import IDENTITY_PROPERTY
from .package import Package

_THROUGH = {"ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo", "sdtContent", "subDoc"}
_GONE = {"del", "moveFrom"}
_OBJECTS = {"drawing", "pict", "object"}
_SYMBOLS = {
    **dict.fromkeys(("F0FE", "F078", "F0FD", "F054", "2612"), "☒"),
    **dict.fromkeys(("F0FC", "F050", "2611", "2713", "2714"), "✓"),
    **dict.fromkeys(("F0A8", "F06F", "F071", "F0A3", "2610"), "☐"),
}


@attrs.frozen
class Span:
    """A stretch of text: in which of our controls it stands, whether that is a box, and whether flagged as a prompt."""

    text: str
    tag: str | None = None
    box: bool | None = None
    prompt: bool = False


@attrs.define
class Paragraph:
    """A paragraph: its spans, and its level where it is a heading."""

    spans: list[Span] = attrs.field(factory=list)
    level: int | None = None

    @property
    def text(self) -> str:
        """The visible text."""
        return "".join(span.text for span in self.spans)


@attrs.define
class Cell:
    """A cell: its paragraphs (those of a nested table row by row), and whether it holds what text cannot."""

    paragraphs: list[Paragraph] = attrs.field(factory=list)
    objects: int = 0

    @property
    def spans(self) -> list[Span]:
        """The spans of the cell, with a line end between paragraphs."""
        found: list[Span] = []
        for index, paragraph in enumerate(self.paragraphs):
            found += [Span("\n")] * bool(index) + paragraph.spans
        return found

    @property
    def text(self) -> str:
        """The visible text."""
        return "".join(span.text for span in self.spans)

    @property
    def tags(self) -> list[str]:
        """Our tags in the cell, in order, each once."""
        return list(dict.fromkeys(span.tag for span in self.spans if span.tag))


@attrs.define
class Table:
    """A table: rows of cells."""

    rows: list[list[Cell]] = attrs.field(factory=list)


@attrs.define
class Outline:
    """A document, neutrally."""

    blocks: list[Paragraph | Table] = attrs.field(factory=list)
    others: list[Passage] = attrs.field(factory=list)
    deleted: list[Passage] = attrs.field(factory=list)
    hidden: list[Passage] = attrs.field(factory=list)
    remarks: list[Passage] = attrs.field(factory=list)
    identities: list[str] = attrs.field(factory=list)
    objects: int = 0


def outline_of(package: Package) -> Outline:
    """The outline of a package; a typed error where its parts cannot be read."""
    try:
        return _Walk(package).outline
    except RecursionError as error:
        raise DamagedFileError("too-deep", "the file is nested too deeply to read") from error


def _name(node: etree._Element) -> str:
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(node: etree._Element | None, name: str = "val") -> str | None:
    if node is None:
        return None
    return next((value for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), None)  # type: ignore[return-value]  # lxml types attributes as str or bytes


def _child(node: etree._Element, *path: str) -> etree._Element | None:
    for name in path:
        found = next((child for child in node if _name(child) == name), None)
        if found is None:
            return None
        node = found
    return node


def _on(node: etree._Element | None) -> bool:
    return node is not None and (_value(node) or "1").lower() in ("1", "true", "on")


class _Walk:
    """One walk over a document; holds what is known at the place it has reached."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.outline = Outline()
        self.part = "body"
        self.fields: list[bool] = []  # per open field: are we past its separator?
        self.headings = self._heading_levels()
        root = package.xml(package.document)
        body = _child(root, "body")
        if body is None:
            raise DamagedFileError("no-body", "the file holds no text: ask the sender to save it again")
        self.outline.blocks = list(self._blocks(body, None))
        self._other_parts()
        self._properties()

    # ---- blocks

    def _blocks(self, parent: etree._Element, tag: str | None) -> Iterator[Paragraph | Table]:
        joined: Paragraph | None = None
        for block in self._flat_blocks(parent, tag):
            if isinstance(block, tuple):
                paragraph, mark_deleted = block
                if joined is not None:
                    paragraph.spans[:0] = joined.spans
                joined = paragraph if mark_deleted else None
                if joined is None:
                    yield paragraph
            else:
                if joined is not None:
                    yield joined
                joined = None
                yield block
        if joined is not None:
            yield joined

    def _flat_blocks(self, parent: etree._Element, tag: str | None) -> Iterator[tuple[Paragraph, bool] | Table]:
        for node in parent:
            name = _name(node)
            if name == "p":
                yield self._paragraph(node, tag), _child(node, "pPr", "rPr", "del") is not None
            elif name == "tbl":
                yield self._table(node, tag)
            elif name == "sdt":
                content = _child(node, "sdtContent")
                if content is not None:
                    yield from self._flat_blocks(content, _tag_of(node) or tag)
            elif name in _GONE:
                self._delete(node)
            elif name in _THROUGH:
                yield from self._flat_blocks(node, tag)
            elif name == "AlternateContent":
                yield from self._flat_blocks(_alternative(node), tag)

    def _paragraph(self, node: etree._Element, tag: str | None) -> Paragraph:
        style = _value(_child(node, "pPr", "pStyle")) or ""
        return Paragraph(list(self._spans(node, tag, None, False)), self.headings.get(style))

    def _table(self, node: etree._Element, tag: str | None) -> Table:
        return Table([row for row in self._rows(node, tag) if row])

    def _rows(self, node: etree._Element, tag: str | None) -> Iterator[list[Cell]]:
        for child in node:
            name = _name(child)
            if name == "tr":
                if _child(child, "trPr", "del") is not None:
                    self._delete(child)
                else:
                    yield list(self._cells(child, tag))
            elif name == "sdt" and (content := _child(child, "sdtContent")) is not None:
                yield from self._rows(content, _tag_of(child) or tag)
            elif name in _THROUGH:
                yield from self._rows(child, tag)

    def _cells(self, node: etree._Element, tag: str | None) -> Iterator[Cell]:
        for child in node:
            name = _name(child)
            if name == "tc":
                yield self._cell(child, tag)
            elif name == "sdt" and (content := _child(child, "sdtContent")) is not None:
                yield from self._cells(content, _tag_of(child) or tag)
            elif name in _THROUGH:
                yield from self._cells(child, tag)

    def _cell(self, node: etree._Element, tag: str | None) -> Cell:
        before = self.outline.objects
        cell = Cell()
        for block in self._blocks(node, tag):
            if isinstance(block, Paragraph):
                cell.paragraphs.append(block)
            else:
                cell.paragraphs += [Paragraph(_joined(row)) for row in block.rows]
        cell.objects = self.outline.objects - before
        return cell

    # ---- runs

    def _spans(self, node: etree._Element, tag: str | None, box: bool | None, prompt: bool) -> Iterator[Span]:
        for child in node:
            name = _name(child)
            if name == "r":
                yield from self._run(child, tag, box, prompt)
            elif name == "sdt":
                content = _child(child, "sdtContent")
                if content is not None:
                    flagged = prompt or _on(_child(child, "sdtPr", "showingPlcHdr"))
                    state = _child(child, "sdtPr", "checkbox")
                    inner = _on(_child(state, "checked")) if state is not None else box
                    yield from self._spans(content, _tag_of(child) or tag, inner, flagged)
            elif name in _GONE:
                self._delete(child)
            elif name == "AlternateContent":
                yield from self._spans(_alternative(child), tag, box, prompt)
            elif name in ("oMath", "oMathPara"):
                text = "".join(str(leaf.text or "") for leaf in child.iter("{*}t"))
                yield Span(text, tag, None, prompt)
            elif name == "p" or name in _THROUGH:  # a paragraph inside a run-level control, as some programs write
                yield from self._spans(child, tag, box, prompt)

    def _run(self, node: etree._Element, tag: str | None, box: bool | None, prompt: bool) -> Iterator[Span]:
        pieces = list(self._run_text(node))
        text = "".join(pieces)
        if not text:
            return
        if _on(_child(node, "rPr", "vanish")) or _on(_child(node, "rPr", "webHidden")):
            self.outline.hidden.append(Passage(text=text, place=Place(part=self.part)))
        else:
            yield Span(text, tag, box, prompt)

    def _run_text(self, node: etree._Element) -> Iterator[str]:
        for child in node:
            name = _name(child)
            if name == "fldChar":
                self._field(_value(child, "fldCharType"))
            elif self.fields and not all(self.fields):
                continue
            elif name in _CHARACTERS:
                yield _CHARACTERS[name](child)
            elif name == "delText":
                self.outline.deleted.append(Passage(text=child.text or "", place=Place(part=self.part)))
            elif name in _OBJECTS:
                self._object(child)
            elif name == "AlternateContent":
                yield from self._run_text(_alternative(child))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _object(self, node: etree._Element) -> None:
        boxes = list(node.iter("{*}txbxContent"))
        for content in boxes:
            text = "\n".join(_plain(block) for block in self._blocks(content, None))
            if text.strip():
                self.outline.others.append(Passage(text=text, place=Place(part="textbox")))
        self.outline.objects += not boxes

    def _delete(self, node: etree._Element) -> None:
        text = "".join(str(leaf.text or "") for leaf in node.iter("{*}t", "{*}delText"))
        if text:
            self.outline.deleted.append(Passage(text=text, place=Place(part=self.part)))

    # ---- other parts

    def _related(self, ending: str) -> list[etree._Element]:
        found = []
        for _, kind, target in self.package.related(self.package.document):
            if kind.endswith("/" + ending) and target in self.package:
                found.append(self.package.xml(target))
        return found

    def _heading_levels(self) -> dict[str, int]:
        levels = {}
        for root in self._related("styles"):
            for style in root.iter("{*}style"):
                name = (_value(_child(style, "name")) or "").lower()
                if name.startswith("heading ") and name[8:].isdigit():
                    levels[_value(style, "styleId") or ""] = int(name[8:])
        return levels

    def _other_parts(self) -> None:
        for ending in ("header", "footer"):
            for root in self._related(ending):
                self._texts(root, ending)
        for ending, note in (("footnotes", "footnote"), ("endnotes", "endnote")):
            for root in self._related(ending):
                for child in root.iter(f"{{*}}{note}"):
                    if _value(child, "type") in (None, "normal"):
                        self._texts(child, "footnote")
        for root in self._related("comments"):
            for comment in root.iter("{*}comment"):
                text = "\n".join(_plain(block) for block in self._blocks(comment, None))
                who, when = _value(comment, "author"), _value(comment, "date")
                self.outline.remarks.append(Passage(text=text, place=Place(part="comment"), author=who, date=when))

    def _texts(self, root: etree._Element, part: str) -> None:
        self.part, self.fields = part, []
        for block in self._blocks(root, None):
            text = _plain(block)
            if text.strip():
                self.outline.others.append(Passage(text=text, place=Place(part=part)))
        self.part = "body"

    def _properties(self) -> None:
        for _, kind, target in self.package.related():
            if target not in self.package or not kind.endswith(("/custom-properties", "/core-properties")):
                continue
            try:
                root = self.package.xml(target)
            except DocumentError:
                continue  # the visible line at the end of the body says the same
            for node in root.iter("{*}property", "{*}identifier"):
                if _name(node) == "identifier" or node.get("name") == IDENTITY_PROPERTY:
                    self.outline.identities.append("".join(str(text) for text in node.itertext()))


def _tag_of(sdt: etree._Element) -> str | None:
    tag = _value(_child(sdt, "sdtPr", "tag"))
    return None if tag is None or tag.startswith("goog_rdk_") else tag


def _alternative(node: etree._Element) -> etree._Element:
    found = _child(node, "Choice")
    if found is None:
        found = _child(node, "Fallback")
    return node if found is None else found


def _symbol(node: etree._Element) -> str:
    code = (_value(node, "char") or "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    try:
        found = chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return found if found.isprintable() or "\ue000" <= found <= "\uf8ff" else "\ufffd"


def _line_end(node: etree._Element) -> str:
    return "" if _value(node, "type") in ("page", "column") else "\n"


_CHARACTERS: dict[str, Callable[[etree._Element], str]] = {
    "t": lambda node: node.text or "",
    "br": _line_end,
    "cr": _line_end,
    "tab": lambda _node: "\t",
    "ptab": lambda _node: "\t",
    "noBreakHyphen": lambda _node: "-",
    "sym": _symbol,
}


def _joined(row: list[Cell]) -> list[Span]:
    found: list[Span] = []
    for index, cell in enumerate(row):
        found += [Span("\t")] * bool(index) + cell.spans
    return found


def _plain(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join("\t".join(cell.text for cell in row) for row in block.rows)
