"""A comparison as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from ..forms import Status
from ..pages.text import on_one_line
from .comparison_page import ComparisonWords
from .sides import Side
from .verdicts import COUNTED, Cell, CounterpartComparison, MotiveComparison, Overlap, PairComparison

if TYPE_CHECKING:
    from .comparison import Comparison, OwnMotive

SIGNS = {
    Status.APPLIES: "x",
    Status.NOT_TICKED: "-",
    Status.UNCLEAR: "?",
    Status.NOT_FILLED_IN: ".",
    Status.NOT_OFFERED: "/",
}
DOUBTFUL = "*"

Row = MotiveComparison | CounterpartComparison


def text_of(comparison: Comparison, language: str, width: int) -> str:
    """The comparison in words, wrapped at `width`: 40 at least, and more for the signs of very many partners."""
    page = _Page(ComparisonWords(comparison, language, numbered=True), max(width, 40))
    sections = (page.opening, page.motives, page.counterparts, page.outcomes, page.own, page.categories, page.pairs)
    found = ["\n".join(lines) for section in (*sections, page.checks) if (lines := list(section()))]
    return "\n\n".join(found) + "\n"


@attrs.frozen
class _Page:
    words: ComparisonWords
    width: int

    def opening(self) -> Iterator[str]:
        yield self.words.word("compare.title")
        for label, text in self.words.heads():
            yield from self._wrapped(f"{label}: {text}")
        yield ""
        for number, side in enumerate(self.words.comparison.organisations, 1):
            voices = [self.words.respondent(voice.respondent) for voice in side.voices]
            said = f": {'; '.join(voices)}" if len(voices) > 1 else ""
            line = f"{number}  {self.words.name(side.id)} ({self.words.type(side)}){said}"
            yield from self._wrapped(line + self._marked(side), 1)
        yield ""
        for line in self.words.summary():
            yield from self._wrapped(line)

    def motives(self) -> Iterator[str]:
        yield self.words.word("compare.heading.motives")
        signs = (f"{sign} {self.words.word(f'status.{status}')}" for status, sign in SIGNS.items())
        yield from self._wrapped("   ".join(signs))
        if self.words.doubts:
            yield f"{DOUBTFUL} {self.words.word('compare.heading.doubts').lower()}"
        yield self._columns()
        for heading, rows in self.words.by_category():
            yield heading
            for row in rows:
                yield from self._row(self.words.motive(row.motive), row)
        if left := self.words.not_offered():
            yield from self._wrapped(left)

    def counterparts(self) -> Iterator[str]:
        rows = [row for row in self.words.comparison.counterparts if row.offered_to]
        if not rows:
            return
        yield self.words.word("compare.heading.counterparts")
        if self.words.comparison.instrument.counterparts_origin == "ours":
            yield from self._wrapped(self.words.word("compare.counterparts.ours"))
        yield self._columns()
        for row in rows:
            yield from self._row(f"{self.words.motive(row.first)} <> {self.words.motive(row.second)}", row)

    def outcomes(self) -> Iterator[str]:
        found = [line for row in self.words.comparison.motives for line in self._outcomes(row)]
        if found:
            yield self.words.word("compare.heading.outcomes")
            yield from found

    def _outcomes(self, row: MotiveComparison) -> Iterator[str]:
        told = [line for cell in row.cells for line in self._told(cell)]
        if told:
            yield from self._wrapped(self.words.motive(row.motive), 1)
            yield from told

    def _told(self, cell: Cell) -> Iterator[str]:
        """What an organisation wrote; of several voices, what each of them answered."""
        name = self._named(cell.organisation)
        marks = self._marked(cell)
        if len(cell.voices) == 1:
            outcome = cell.voices[0].outcome
            if outcome or marks:
                status = "" if cell.status is Status.APPLIES else f" ({self.words.status(cell)})"
                yield from self._wrapped(f"{name}{status}: {outcome or '-'}{marks}", 2)
        elif cell.outcomes or cell.voices_differ or marks:
            yield from self._wrapped(f"{name}: {self.words.status(cell)}{marks}", 2)
            for voice in cell.voices:
                parts = [self.words.respondent(voice.respondent), self.words.status(voice), voice.outcome or ""]
                yield from self._wrapped(": ".join(part for part in parts if part), 3)

    def own(self) -> Iterator[str]:
        if not self.words.comparison.other_motives:
            return
        yield self.words.own_heading()
        for own in self.words.comparison.other_motives:
            several = len(self.words.side(own.organisation).voices) > 1
            who = [self._named(own.organisation), *([self.words.respondent(own.respondent)] if several else [])]
            what = " -> ".join([own.text or "-", *([own.outcome] if own.outcome else [])])
            yield from self._wrapped(f"{', '.join(who)}: {what}{self._marked(own)}", 1)

    def categories(self) -> Iterator[str]:
        yield self.words.word("compare.heading.categories")
        labels = {found.id: found.label[self.words.language] for found in self.words.comparison.instrument.categories}
        for category in dict.fromkeys(count.category for count in self.words.comparison.categories):
            yield f"  {labels[category]}"
            for count in self.words.comparison.categories:
                if count.category == category:
                    yield from self._wrapped(f"{self._named(count.organisation)}: {self.words.count(count)}", 2)

    def pairs(self) -> Iterator[str]:
        yield self.words.word("compare.heading.pairs")
        for pair in self.words.comparison.pairs:
            names = {"first": self._named(pair.first), "second": self._named(pair.second)}
            yield from self._wrapped(self.words.word("compare.pair", **names), 1)
            for heading, overlap in self.words.overlaps(pair):
                yield from self._wrapped(f"{heading}: {self._counts(overlap, pair)}", 2)
            yield from self._wrapped(
                f"{self.words.word('compare.column.coefficient')}: {self.words.coefficient(pair.motives)}", 2
            )

    def _counts(self, overlap: Overlap, pair: PairComparison) -> str:
        names = {"only_first": pair.first, "only_second": pair.second}
        said = {name: self.words.word(f"compare.column.{name}") for name in COUNTED}
        said |= {name: self.words.only(organisation) for name, organisation in names.items()}
        counts = [f"{getattr(overlap, name)} {text}" for name, text in said.items()]
        checks = [self.words.word("compare.count.doubtful", k=overlap.doubtful)] if overlap.doubtful else []
        return f"{overlap.offered} {self.words.word('compare.column.offered')}: {', '.join([*counts, *checks])}"

    def checks(self) -> Iterator[str]:
        if doubts := self.words.doubts:
            yield self.words.word("compare.heading.doubts")
            for number, doubt in enumerate(doubts, 1):
                yield from self._wrapped(f"{number}. {self.words.check(doubt)}", 1)

    def _marked(self, of: Cell | Side | OwnMotive) -> str:
        numbers = self.words.numbers(of)
        return f" [{self.words.word('compare.check', numbers=numbers)}]" if numbers else ""

    def _named(self, organisation: str) -> str:
        return f"{self.words.number(organisation)} {self.words.name(organisation)}"

    def _wrapped(self, text: str, depth: int = 0) -> list[str]:
        indent = "  " * depth
        return textwrap.wrap(on_one_line(text), self.width, initial_indent=indent, subsequent_indent=indent + "  ") or [
            ""
        ]

    @property
    def _label_width(self) -> int:
        return max(16, (self.width - self._signs_width) // 2 - 2)

    @property
    def _signs_width(self) -> int:
        return sum(len(str(number)) + 2 for number in range(1, len(self.words.comparison.organisations) + 1))

    def _columns(self) -> str:
        numbers = range(1, len(self.words.comparison.organisations) + 1)
        return " " * (2 + self._label_width) + "".join(f" {number} " for number in numbers).rstrip()

    def _row(self, label: str, row: Row) -> Iterator[str]:
        """A label, a sign for each organisation, and the verdict, in columns."""
        left = textwrap.wrap(label, self._label_width)
        room = max(16, self.width - self._label_width - self._signs_width - 4)
        right = textwrap.wrap(on_one_line(self.words.verdict(row)), room)
        signs = "".join(self._sign(cell, number) for number, cell in enumerate(row.cells, 1))
        for index in range(max(len(left), len(right))):
            start, end = (column[index] if index < len(column) else "" for column in (left, right))
            middle = signs if index == 0 else " " * len(signs)
            yield f"  {start:<{self._label_width}}{middle}  {end}".rstrip()

    def _sign(self, cell: Cell, number: int) -> str:
        sign = SIGNS[cell.status] + (DOUBTFUL if cell.doubts else "")
        return f" {sign}".ljust(len(str(number)) + 2)
