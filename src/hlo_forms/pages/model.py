"""What stands on a page that people read: headings, texts, tables and pictures, without what they are written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import attrs

from ..errors import InvalidValueError

LOOKS = ("plain", "strong", "added", "removed")


@attrs.frozen
class Run:
    """A piece of text with one look. `quoted`: a person's own words, in their own direction."""

    text: str
    look: str = attrs.field(default="plain", validator=attrs.validators.in_(LOOKS))
    quoted: bool = attrs.field(default=False, kw_only=True)


Runs = tuple[Run, ...]
"""What stands in one cell, or one paragraph."""


def fixed(text: str) -> Runs:
    """A cell of our own words."""
    return (Run(text),)


def strong(text: str) -> Runs:
    """A cell of our own words, in bold."""
    return (Run(text, "strong"),)


def quoted(text: str) -> Runs:
    """A cell of somebody's own words."""
    return (Run(text, quoted=True),)


def in_lines(cells: Iterable[Runs]) -> Runs:
    """Several cells in one, each on a line of its own; empty ones are left out."""
    found: list[Run] = []
    for cell in cells:
        if cell:
            found += [*([Run("\n")] if found else []), *cell]
    return tuple(found)


def plain(cell: Runs) -> str:
    """The text of a cell."""
    return "".join(run.text for run in cell)


@attrs.frozen
class Heading:
    """A heading under that of the section: level 2, or 3 under such a one."""

    text: str
    level: int = 2


@attrs.frozen
class Text:
    """A paragraph."""

    runs: Runs


@attrs.frozen
class Bullets:
    """A list, in no order that matters unless `numbered`."""

    items: tuple[Runs, ...]
    numbered: bool = False


@attrs.frozen
class PageRow:
    """A row: its first cell names it. A `group` is one cell over the whole width, above the rows that belong to it."""

    cells: tuple[Runs, ...]
    group: bool = False


@attrs.frozen(kw_only=True)
class PageTable:
    """A table with a caption and column headings; `widths` are parts of the whole, equal where none are given."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[PageRow, ...]
    widths: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row.cells) != (1 if row.group else len(self.columns))]
        if wrong or (self.widths and len(self.widths) != len(self.columns)):
            raise InvalidValueError("rows", f"{len(self.columns)} cells, as many as there are columns", wrong)


class Drawn(Protocol):
    """A picture: what it shows in a title and in words, its size in millimetres, and its bytes."""

    @property
    def title(self) -> str:
        """What is seen, in a sentence."""
        ...

    @property
    def alt(self) -> str:
        """What it shows, for who cannot see it."""
        ...

    @property
    def width(self) -> float:
        """In millimetres."""
        ...

    @property
    def height(self) -> float:
        """In millimetres."""
        ...

    def to_png(self, dpi: int = 200) -> bytes:
        """As pixels."""
        ...

    def to_svg(self) -> str:
        """As lines, as an XML text."""
        ...


@attrs.frozen
class Illustration:
    """A picture with its alternative text."""

    picture: Drawn


Block = Heading | Text | Bullets | PageTable | Illustration


@attrs.frozen
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@attrs.frozen(kw_only=True)
class Page:
    """A whole text. `locale` is the code of its language ("nl-NL"); `details` are labels, each with what it is.

    `about` says what it is about, where only its title is seen, as in a list of documents. `contents` is the name of
    a list of the sections, for where readers want one.
    """

    kicker: str
    title: str
    subtitle: str = ""
    locale: str
    details: tuple[tuple[str, Runs], ...] = ()
    about: str = ""
    contents: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def full_title(self) -> str:
        """The title with what the page is about."""
        return f"{self.title}: {self.about}" if self.about else self.title


def section(heading: str, blocks: Iterable[Block]) -> Iterator[Section]:
    """A section; none where nothing stands in it."""
    found = tuple(blocks)
    if found:
        yield Section(heading, found)


def rows(*cells: Sequence[Runs]) -> tuple[PageRow, ...]:
    """Rows of cells."""
    return tuple(PageRow(tuple(row)) for row in cells)
