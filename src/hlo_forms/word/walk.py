"""The walk over a document: its position, everything it collected, and what still has to find its place."""

from __future__ import annotations

from collections import Counter

import attrs

from ..readings.findings import Place
from .outline.blocks import Aside
from .reader.state import Collected, Cursor, TableRow


@attrs.frozen
class Unmatched:
    """A row without tag or label: the field before it, and the position it stood at."""

    before: str | None
    row: TableRow
    cursor: Cursor


@attrs.define
class Walk:
    """A walk over a document, shared by its steps; each adds to what is collected.

    `exact`, `leveled` and `tables` describe the whole document: its questions that occur word for word, its headings,
    and how often each table occurs. `topics`, `last_answer` and `last_motive` record how far it came. `cells`,
    `motives` and `outside` (question, text, place) wait until everything with a label is in its place.
    """

    cursor: Cursor
    collected: Collected = attrs.field(factory=Collected)
    exact: set[str] = attrs.field(factory=set)
    leveled: set[str] = attrs.field(factory=set)
    tables: Counter[str] = attrs.field(factory=Counter)
    topics: set[str] = attrs.field(factory=set)
    last_answer: str | None = None
    last_motive: str | None = None
    cells: list[Unmatched] = attrs.field(factory=list)
    motives: list[Unmatched] = attrs.field(factory=list)
    outside: list[tuple[str, str, Place]] = attrs.field(factory=list)

    def has_one_answer(self, question: str) -> bool:
        """Return whether the partners answer a question together, not each for itself."""
        return self.cursor.instrument.question(question).answered_by != "each"

    def asides(self, asides: list[Aside], place: Place) -> None:
        """Record what is attached to the text at a place, except the blank form's own text boxes."""
        for aside in asides:
            if aside.kind != "textbox" or not self.cursor.labels.is_paragraph(aside.text, self.cursor.phase):
                self.collected.annotate(aside, place)
