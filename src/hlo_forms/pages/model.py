"""A page as a value: headings, texts, tables and pictures, apart from the format it is shown in.

Every result is shown through this model: `pages.html` and `pages.text` render it, and so does Word's side for reports.
A text that a person wrote is marked as `quoted`; nothing here is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias

import attrs

from ..errors import InvalidValueError

LOOKS = ("plain", "strong", "added", "removed", "check", "blank", "literal")
"""`check` marks something that somebody must look at, `blank` stands where there is no answer, and `literal` is a text
to be copied as it is, such as the name of a file."""


@attrs.frozen
class Run:
    """A piece of text with one look.

    Attributes:
        text: The text.
        look: The look: "" for plain.
        quoted: Whether it is a person's own words, which keep their own direction.

    >>> Run("Meer stageplaatsen", quoted=True).text
    'Meer stageplaatsen'
    """

    text: str
    look: str = attrs.field(default="plain", validator=attrs.validators.in_(LOOKS))
    quoted: bool = attrs.field(default=False, kw_only=True)


Runs: TypeAlias = tuple[Run, ...]
"""The text of one cell, paragraph or item."""


def fixed(text: str) -> Runs:
    """Return a text of our own."""
    return (Run(text),)


def strong(text: str) -> Runs:
    """Return a text of our own, in bold."""
    return (Run(text, "strong"),)


def quoted(text: str) -> Runs:
    """Return a text that a person wrote."""
    return (Run(text, quoted=True),)


def check(text: str) -> Runs:
    """Return a text of our own that asks somebody to look at something."""
    return (Run(text, "check"),)


def literal(text: str) -> Runs:
    """Return a text to be copied as it is, such as the name of a file."""
    return (Run(text, "literal", quoted=True),)


def in_lines(texts: Iterable[Runs]) -> Runs:
    """Join texts, each on a line of its own; empty ones are left out."""
    runs: list[Run] = []
    for text in texts:
        if text:
            runs += [*([Run("\n")] if runs else []), *text]
    return tuple(runs)


def plain(runs: Runs) -> str:
    """Return the text of runs without their looks."""
    return "".join(run.text for run in runs)


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
    """A row of a table on a page.

    Attributes:
        cells: The cells; the first names the row.
        group: Whether it is one cell over the whole width, above the rows that belong to it.

    >>> from hlo_forms.pages import Run
    >>> row = PageRow(cells=((Run("De Linde"),), (Run("3"),)))
    >>> [cell[0].text for cell in row.cells], row.group
    (['De Linde', '3'], False)
    """

    cells: tuple[Runs, ...]
    group: bool = False


def _positions(numbers: Iterable[int]) -> frozenset[int]:
    return frozenset(numbers)


@attrs.frozen(kw_only=True)
class PageTable:
    """A table on a page.

    Attributes:
        caption: The caption; "" where it has none.
        columns: The headings of its columns.
        rows: The rows.
        widths: The widths of its columns, as parts of the whole; equal where none are given.
        numbers: The positions of the columns that hold numbers, counted from 0: these are aligned right, all others
            left.
        brief: A narrower table with the same content, which a terminal shows instead.

    >>> from hlo_forms import compare, examples, plots
    >>> sample = examples.forms(1, rounds=["2026"], languages=["nl"])
    >>> picture = plots.categories(compare(form for form in sample if form.phase == "preparation"))
    >>> len(picture.table.columns) == len(picture.table.rows[-1].cells)
    True
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[PageRow, ...]
    widths: tuple[int, ...] = ()
    numbers: frozenset[int] = attrs.field(default=frozenset(), converter=_positions)
    brief: PageTable | None = None

    def __attrs_post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row.cells) != (1 if row.group else len(self.columns))]
        if wrong or (self.widths and len(self.widths) != len(self.columns)):
            raise InvalidValueError("rows", f"{len(self.columns)} cells, as many as there are columns", wrong)
        if not self.numbers <= set(range(len(self.columns))):
            raise InvalidValueError("numbers", f"positions of {len(self.columns)} columns", sorted(self.numbers))


class Drawn(Protocol):
    """A picture: its title, its content in words, its size in millimetres, and its bytes."""

    @property
    def title(self) -> str:
        """A sentence that names the content."""

    @property
    def alt(self) -> str:
        """A description for readers who cannot see it."""

    @property
    def width(self) -> float:
        """The width in millimetres."""

    @property
    def height(self) -> float:
        """The height in millimetres."""

    def to_png(self, dpi: int = 200) -> bytes:
        """Return the picture as PNG."""

    def to_svg(self) -> str:
        """Return the picture as SVG, an XML text."""


@attrs.frozen
class Illustration:
    """A picture with its alternative text."""

    picture: Drawn


@attrs.frozen
class Fold:
    """Blocks under a summary: what a reader folds open on a page, and what stands in an annex in Word."""

    summary: str
    blocks: tuple[Block, ...]


Block: TypeAlias = Heading | Text | Bullets | PageTable | Illustration | Fold


@attrs.frozen
class Section:
    """Blocks under a heading, or under none where it is ""; `new_page` begins it at the top of a page on paper."""

    heading: str
    blocks: tuple[Block, ...]
    new_page: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(kw_only=True)
class Page:
    """A whole page, or a small one that shows a single result.

    `locale` is the code of its language ("nl-NL", or "nl"). `kicker` names the kind of document, above the title;
    `details` are labels with their values, and `notes` paragraphs before the first section. `about` names the subject
    where only the title is seen, as in a list of documents. `contents` is the heading of a list of the sections, for
    where readers want one, and `annex` the heading over what is folded, in Word. A piece for a notebook leaves out
    the kicker and this list; its title may be "".
    """

    kicker: str = ""
    title: str
    subtitle: str = ""
    locale: str
    details: tuple[tuple[str, Runs], ...] = ()
    notes: tuple[Runs, ...] = ()
    about: str = ""
    contents: str = ""
    annex: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def full_title(self) -> str:
        """The title followed by the subject."""
        return f"{self.title}: {self.about}" if self.about else self.title


def section(heading: str, blocks: Iterable[Block], *, new_page: bool = False) -> Iterator[Section]:
    """Yield a section; none where it has no blocks."""
    own = tuple(blocks)
    if own:
        yield Section(heading, own, new_page=new_page)


def rows(*cells: Sequence[Runs]) -> tuple[PageRow, ...]:
    """Return rows of cells."""
    return tuple(PageRow(tuple(row)) for row in cells)
