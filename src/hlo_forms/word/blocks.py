"""A document, neutrally: paragraphs, tables and cells with their text, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..findings import Passage

BOLD, MARKED, STRUCK = "bold", "marked", "struck"


@attrs.frozen
class Span:
    """A stretch of text: in which control, whether that is a box, whether flagged as a prompt, how it looks."""

    text: str
    tag: str | None = None
    box: bool | None = None
    prompt: bool = False
    looks: frozenset[str] = frozenset()


@attrs.frozen
class Aside:
    """What stands at a place without being its text: `kind` is "deleted", "hidden", "comment", or a part of a place."""

    kind: str
    text: str
    author: str | None = None
    date: str | None = None


@attrs.define
class Paragraph:
    """A paragraph: its spans, its level where it is a heading, what stands beside it, and what text cannot hold."""

    spans: list[Span] = attrs.field(factory=list)
    level: int | None = None
    asides: list[Aside] = attrs.field(factory=list)
    objects: int = 0

    @property
    def text(self) -> str:
        """The visible text."""
        return "".join(span.text for span in self.spans)


@attrs.define
class Cell:
    """A cell: its paragraphs (those of a nested table row by row), how many columns it is wide, what text cannot hold.

    `blocks` keeps what stands in it as it stands, where that is more than paragraphs. `below` says that it continues
    the cell above it, `merged` that it is one with cells above or below it and says something.
    """

    paragraphs: list[Paragraph] = attrs.field(factory=list)
    objects: int = 0
    blocks: list[Paragraph | Table] = attrs.field(factory=list)
    width: int = 1
    below: bool = False
    merged: bool = False

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
        """The tags of the controls in the cell, in order, each once."""
        return list(dict.fromkeys(span.tag for span in self.spans if span.tag))

    @property
    def asides(self) -> list[Aside]:
        """What stands beside its text."""
        return [aside for paragraph in self.paragraphs for aside in paragraph.asides]

    @property
    def tables(self) -> list[Table]:
        """The tables in the cell."""
        return [block for block in self.blocks if isinstance(block, Table)]


@attrs.define
class Table:
    """A table: rows of cells, and the text of rows that were deleted."""

    rows: list[list[Cell]] = attrs.field(factory=list)
    asides: list[Aside] = attrs.field(factory=list)

    @property
    def cells(self) -> Iterator[Cell]:
        """Its cells, row by row."""
        for row in self.rows:
            yield from row


Blocks = list[Paragraph | Table]


@attrs.define
class Outline:
    """A document: its blocks, what stands outside them, and what it states of itself.

    `others`, `deleted`, `hidden` and `remarks` hold what could be given no place among the blocks; `notices` are the
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
    def cells(self) -> Iterator[Cell]:
        """Every cell of a table that stands in the body itself."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from block.cells

    @property
    def texts(self) -> Iterator[str]:
        """The text of every paragraph and cell of the body."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            else:
                yield from (cell.text for cell in block.cells)


def merge_down(rows: list[list[Cell]]) -> None:
    """Tell the cells of a table which of them are one with what is above or below them."""
    above: dict[int, Cell] = {}
    for row in rows:
        position, here = 0, {}
        for cell in row:
            top = above.get(position) if cell.below else None
            if top is not None and top.text.strip():
                top.merged = cell.merged = True
            here[position] = top or cell
            position += cell.width
        above = here


def joined(row: list[Cell]) -> Paragraph:
    """A row of a table inside an answer, as one paragraph: its cells apart by tabs."""
    found = Paragraph()
    for index, cell in enumerate(row):
        found.spans += [Span("\t")] * bool(index) + cell.spans
        found.asides += cell.asides
    return found


def plain(block: Paragraph | Table) -> str:
    """The text of a block on its own."""
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(joined(row).text for row in block.rows)
