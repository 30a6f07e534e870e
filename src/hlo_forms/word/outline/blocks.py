"""A document's content, whatever its file format: paragraphs, tables and cells with their text and annotations."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import attrs

from ...readings.findings import Passage, Place

Blocks: TypeAlias = "list[Paragraph | OutlineTable]"
BOLD, MARKED, STRUCK, APART = "bold", "marked", "struck", "apart"
"""Looks of text, beside its colour ("#C00000"): `APART` is underlined, or in a shaded or framed paragraph or cell."""


class Span(NamedTuple):
    """A stretch of text: its control's tag, that control's state if it is a box, whether it is a prompt, its looks."""

    text: str
    tag: str | None = None
    box: bool | None = None
    prompt: bool = False
    looks: frozenset[str] = frozenset()


LINE_END, CELL_END = Span("\n"), Span("\t")


class Annotation(NamedTuple):
    """Something attached to a place without being its text: "deleted", "hidden", "comment", or a part of a place."""

    kind: str
    text: str
    author: str | None = None
    date: str | None = None


@attrs.define
class Paragraph:
    """A paragraph: its spans, its level if it is a heading, its annotations, and the number of objects beside text.

    Most paragraphs and cells have none of what is a tuple here: a list for each would be garbage to look through.

    `boxes` are the contents of text boxes with tables in them; their text is among the annotations too. `runs_on`
    means that its end was deleted, so that it is one with the paragraph after it.
    """

    spans: list[Span] = attrs.field(factory=list)
    level: int | None = None
    annotations: Sequence[Annotation] = ()
    objects: int = 0
    boxes: Sequence[Blocks] = ()
    runs_on: bool = False

    @functools.cached_property
    def text(self) -> str:
        """The visible text."""
        spans = self.spans
        return spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])


@attrs.define
class OutlineCell:
    """A cell: its paragraphs (a nested table's row by row), its width in columns, its number of objects without text.

    `blocks` keeps the contents as they are, and `tables` those of them that are tables. `below` means that the cell
    continues the one above it, `merged` that it is one with cells above or below it and holds text, `shaded` that it
    has a colour of its own.
    """

    paragraphs: Sequence[Paragraph] = ()
    objects: int = 0
    blocks: Sequence[Paragraph | OutlineTable] = ()
    width: int = 1
    below: bool = False
    merged: bool = False
    shaded: bool = False
    tables: Sequence[OutlineTable] = attrs.field(default=(), init=False)

    @classmethod
    def of(cls, blocks: Blocks, width: int = 1) -> OutlineCell:
        """Return a cell with these contents; the rows of a nested table are its paragraphs."""
        paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
        if len(paragraphs) == len(blocks):
            return cls(paragraphs, 0, paragraphs, width)
        cell = cls(_lines(blocks), 0, blocks, width)
        cell.tables = [block for block in blocks if isinstance(block, OutlineTable)]
        return cell

    @functools.cached_property
    def spans(self) -> Sequence[Span]:
        """The spans of the cell, with a line end between paragraphs."""
        lines = self.paragraphs
        return lines[0].spans if len(lines) == 1 else list(_joined(lines))

    @functools.cached_property
    def text(self) -> str:
        """The visible text."""
        lines = self.paragraphs
        return lines[0].text if len(lines) == 1 else "\n".join([line.text for line in lines])

    @functools.cached_property
    def tags(self) -> Sequence[str]:
        """The tags of the controls in the cell, in order, each once."""
        tags = [span.tag for line in self.paragraphs for span in line.spans if span.tag]
        return tuple(dict.fromkeys(tags)) if len(tags) > 1 else tuple(tags)

    @property
    def annotations(self) -> Sequence[Annotation]:
        """Return the annotations of all its paragraphs."""
        if len(self.paragraphs) == 1:
            return self.paragraphs[0].annotations
        return [annotation for paragraph in self.paragraphs for annotation in paragraph.annotations]


@attrs.define
class OutlineTable:
    """A table: rows of cells, and the text of rows that were deleted."""

    rows: list[list[OutlineCell]] = attrs.field(factory=list)
    annotations: Sequence[Annotation] = ()

    @property
    def cells(self) -> Iterator[OutlineCell]:
        """Yield its cells, row by row."""
        for row in self.rows:
            yield from row


@attrs.define
class Outline:
    """A document: its blocks, the passages outside them, and the identities it states.

    `others`, `deleted`, `hidden` and `remarks` hold passages that have no place among the blocks; `notices` are the
    codes of findings about the document as a whole.
    """

    blocks: Blocks = attrs.field(factory=list)
    others: list[Passage] = attrs.field(factory=list)
    deleted: list[Passage] = attrs.field(factory=list)
    hidden: list[Passage] = attrs.field(factory=list)
    remarks: list[Passage] = attrs.field(factory=list)
    identities: list[str] = attrs.field(factory=list)
    notices: list[str] = attrs.field(factory=list)
    objects: int = 0

    @property
    def cells(self) -> Iterator[OutlineCell]:
        """Yield every cell of a table in the body itself."""
        for block in self.blocks:
            if isinstance(block, OutlineTable):
                yield from block.cells

    @property
    def texts_of_cells(self) -> Iterator[str]:
        """Yield the text of every cell of the body."""
        return (cell.text for cell in self.cells)

    @property
    def texts(self) -> Iterator[str]:
        """Yield the text of every paragraph and cell of the body."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            else:
                yield from [cell.text for row in block.rows for cell in row]

    def take(self, annotations: Iterable[Annotation], place: Place) -> None:
        """Keep annotations that have no place among the blocks, except for blank ones."""
        lists = {"deleted": self.deleted, "hidden": self.hidden, "comment": self.remarks}
        for kind, text, author, date in annotations:
            if text.strip():
                lists.get(kind, self.others).append(Passage(text=text, place=place, author=author, date=date))


def with_boxes_opened(blocks: Blocks) -> Blocks:
    """Return these blocks, with the contents of text boxes below the paragraphs that they are attached to."""
    opened: Blocks = []
    for block in blocks:
        opened.append(block)
        if isinstance(block, Paragraph) and block.boxes:
            inner = [each for box in block.boxes for each in box]
            own = {id(annotation) for each in inner for annotation in annotations_in(each)}
            texts = {"\n".join(map(plain_text, box)) for box in block.boxes}
            kept = [a for a in block.annotations if id(a) not in own and not (a.kind == "textbox" and a.text in texts)]
            opened[-1:] = [attrs.evolve(block, annotations=kept, boxes=[]), *inner]
    return opened


def annotations_in(block: Paragraph | OutlineTable) -> Sequence[Annotation]:
    """Return the annotations of a paragraph, or of a table and its cells."""
    if isinstance(block, Paragraph):
        return block.annotations
    return [*block.annotations, *(annotation for cell in block.cells for annotation in cell.annotations)]


def _joined(lines: Iterable[Paragraph]) -> Iterator[Span]:
    """Yield the spans of paragraphs, with a line end between them."""
    for index, line in enumerate(lines):
        yield from [LINE_END] if index else ()
        yield from line.spans


def _lines(blocks: Blocks) -> list[Paragraph]:
    """Return the paragraphs of a cell and the rows of its tables; what is attached to a table is of its last."""
    lines: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block)
            continue
        lines += map(row_as_paragraph, block.rows)
        if block.annotations:
            last = lines.pop() if lines else Paragraph()
            lines.append(attrs.evolve(last, annotations=[*last.annotations, *block.annotations]))
    return lines


def merge_down(rows: list[list[OutlineCell]]) -> None:
    """Mark the cells of a table that are one with a cell above or below them."""
    if not any(cell.below for row in rows for cell in row):
        return
    above: dict[int, tuple[OutlineCell, bool]] = {}  # each with whether it shows anything, asked once
    for row in rows:
        position, here = 0, {}
        for cell in row:
            top = above.get(position) if cell.below else None
            if top is not None and top[1]:
                top[0].merged = cell.merged = True
            here[position] = top or (cell, bool(cell.text.strip()))
            position += cell.width
        above = here


def row_as_paragraph(row: list[OutlineCell]) -> Paragraph:
    """Join a row of a table inside an answer into one paragraph, its cells parted by tabs."""
    spans: list[Span] = []
    annotations: list[Annotation] = []
    for index, cell in enumerate(row):
        spans += [*[CELL_END] * bool(index), *cell.spans]
        annotations += cell.annotations
    return Paragraph(spans, annotations=annotations)


def plain_text(block: Paragraph | OutlineTable) -> str:
    """Return the text of a block on its own."""
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(row_as_paragraph(row).text for row in block.rows)
