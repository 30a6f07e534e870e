"""How far the walk over a document is: where it stands, what it gathered, and what has yet to find its place."""

from __future__ import annotations

from collections import Counter

import attrs

from ..findings import Place
from .blocks import Aside
from .sheet import Here, Sheet, TableRow


@attrs.frozen
class Loose:
    """A row that has only its position: the field before it, and where it stood."""

    before: str | None
    row: TableRow
    here: Here


@attrs.define
class Walk:
    """A walk over a document: the steps of it share this, and each takes what it finds onto the sheet.

    `exact`, `leveled` and `tables` are what the whole document has: its questions that stand there word for word, its
    headings, and how often each table. `topics`, `last_answer` and `last_motive` are what was passed. `cells`,
    `motives` and `outside` (question, text, place) wait until all that has a label is in its place.
    """

    here: Here
    sheet: Sheet = attrs.field(factory=Sheet)
    exact: set[str] = attrs.field(factory=set)
    leveled: set[str] = attrs.field(factory=set)
    tables: Counter[str] = attrs.field(factory=Counter)
    topics: set[str] = attrs.field(factory=set)
    last_answer: str | None = None
    last_motive: str | None = None
    cells: list[Loose] = attrs.field(factory=list)
    motives: list[Loose] = attrs.field(factory=list)
    outside: list[tuple[str, str, Place]] = attrs.field(factory=list)

    def together(self, question: str) -> bool:
        """Is there one answer to a question, and not one of each partner?"""
        return self.here.instrument.question(question).answered_by != "each"

    def asides(self, asides: list[Aside], place: Place) -> None:
        """Take what stands beside the text at a place, less what the form itself has in text boxes."""
        for aside in asides:
            if aside.kind != "textbox" or not self.here.known.is_paragraph(aside.text, self.here.phase):
                self.sheet.beside(aside, place)
