"""A comparison in words, in a language of its instrument: what its text and its HTML have in common."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from ..basics.text import matching_key
from ..forms import Status
from ..pages.model import PageRow, PageTable, Run, Runs, fixed, in_lines, quoted, strong
from ..readings.findings import Finding
from .sides import Side
from .verdicts import (
    CategoryCount,
    Cell,
    CounterpartComparison,
    MotiveComparison,
    Overlap,
    PairComparison,
    Reason,
    Verdict,
    VoiceAnswer,
)
from .verdicts import Cell as Answer

if TYPE_CHECKING:
    from .comparison import Comparison, OwnMotive


_STATUS_OF = {Reason.NOT_FILLED_IN: Status.NOT_FILLED_IN, Reason.UNCLEAR: Status.UNCLEAR}
Doubt = tuple[str, str | None, str, Finding]
"""Something to check: the organisation, the respondent, what it is about (a label, or nothing) and the finding."""


@attrs.frozen
class ComparisonWords:
    """The words of one comparison in one language. With `numbered`, verdicts name organisations by number."""

    comparison: Comparison
    language: str
    numbered: bool = False

    def word(self, key: str, **values: object) -> str:
        """The wording with this key, its values filled in."""
        text = self.comparison.instrument.word(key, self.language)
        return text.format(**values) if values else text

    # Who and what

    def side(self, organisation: str) -> Side:
        """The organisation with this id."""
        return next(side for side in self.comparison.organisations if side.id == organisation)

    def number(self, organisation: str) -> int:
        """The place of an organisation in the list of them all, from 1."""
        return 1 + [side.id for side in self.comparison.organisations].index(organisation)

    def name(self, organisation: str) -> str:
        """The name of an organisation; with its id where it has none, or shares it with another."""
        name = self.side(organisation).name
        if not name:
            return organisation
        same = [s for s in self.comparison.organisations if s.name and matching_key(s.name) == matching_key(name)]
        return name if len(same) == 1 else f"{name} ({organisation})"

    def type(self, side: Side) -> str:
        """The type of an organisation."""
        return self.comparison.instrument.organisation_type(side.type).label[self.language]

    def motive(self, motive: str) -> str:
        """The label of a motive."""
        return self.comparison.instrument.motive(motive).label[self.language]

    def respondent(self, respondent: str | None) -> str:
        """Whose voice it is."""
        return respondent or self.word("compare.voice.unnamed")

    def own_heading(self) -> str:
        """The heading over the motives that organisations added themselves."""
        return next(found.label[self.language] for found in self.comparison.instrument.categories if found.free)

    def heads(self) -> list[tuple[str, str]]:
        """Partnership and round, each with its label, as far as known."""
        partnership = self.comparison.partnership
        known = {"label.partnership.name": partnership.name or partnership.id, "label.round": self.comparison.round}
        return [(self.word(key), text) for key, text in known.items() if text]

    # What was answered

    def status(self, answer: Cell | VoiceAnswer) -> str:
        """The status of an organisation or a voice, and whether its voices differ."""
        said = self.word(f"status.{answer.status}")
        differ = isinstance(answer, Cell) and answer.voices_differ
        return f"{said} ({self.word('compare.voices_differ')})" if differ else said

    def verdict(self, row: MotiveComparison | CounterpartComparison) -> str:
        """What a row amounts to, with the count, the organisations or the reasons."""
        reasons = "; ".join(self._reason(reason, row) for reason in row.reasons)
        applies = row.applies_to
        if row.verdict is Verdict.SHARED or row.verdict is Verdict.NONE:
            return self.word(f"compare.verdict.{row.verdict}", k=len(applies), n=len(row.offered_to))
        return self.word(f"compare.verdict.{row.verdict}", who=self._who(applies), reasons=reasons)

    def detail(self, row: MotiveComparison | CounterpartComparison) -> str:
        """What a verdict is about: the count, the organisation or the reasons; nothing where it says all."""
        if row.verdict is Verdict.SHARED:
            return self.word("compare.count", k=len(row.applies_to), n=len(row.offered_to))
        if row.verdict is Verdict.ONE_SIDE:
            return self._who(row.applies_to)
        return "; ".join(self._reason(reason, row) for reason in row.reasons)

    def only(self, organisation: str) -> str:
        """The words for what applies to this organisation alone."""
        return self.word(f"compare.verdict.{Verdict.ONE_SIDE}", who=self._who([organisation]))

    def _reason(self, reason: Reason, row: MotiveComparison | CounterpartComparison) -> str:
        who = row.with_status(_STATUS_OF[reason]) if reason in _STATUS_OF else row.offered_to
        return self.word(f"compare.reason.{reason}", who=self._who(who))

    def _who(self, organisations: Iterable[str]) -> str:
        if self.numbered:
            return ", ".join(self.word("compare.number", number=self.number(id)) for id in organisations)
        return ", ".join(self.name(id) for id in organisations)

    def by_category(self) -> Iterator[tuple[str, list[MotiveComparison]]]:
        """The motives that one of the organisations was offered, under the label of their category."""
        rows = {row.motive: row for row in self.comparison.motives if row.offered_to}
        for category in self.comparison.instrument.categories:
            motives = self.comparison.instrument.in_category(category.id)
            if own := [rows[motive.id] for motive in motives if motive.id in rows]:
                yield category.label[self.language], own

    # What was counted

    def summary(self) -> Iterator[str]:
        """The counts of the whole, each in a sentence."""
        several, mirrored = self.comparison.offered_to_several, self.comparison.offered_on_both_sides
        counts = {verdict: sum(row.verdict is verdict for row in several) for verdict in Verdict}
        yield self.word("compare.summary.shared", k=counts[Verdict.SHARED], n=len(several))
        if counts[Verdict.NOT_COMPARABLE]:
            yield self.word("compare.summary.not_comparable", k=counts[Verdict.NOT_COMPARABLE], n=len(several))
        if mirrored:
            both = sum(row.verdict is Verdict.COUNTERPART for row in mirrored)
            yield self.word("compare.summary.counterparts", k=both, n=len(mirrored))

    def not_offered(self) -> str | None:
        """The motives that none of the organisations was offered, in a sentence."""
        left = [self.motive(row.motive) for row in self.comparison.motives if not row.offered_to]
        return self.word("compare.not_offered", motives="; ".join(left)) if left else None

    def count(self, count: CategoryCount) -> str:
        """How many of a category apply, out of what was offered, and how many are open."""
        if not count.offered:
            return self.word("status.not_offered")
        open_ = {Status.NOT_FILLED_IN: count.not_filled_in, Status.UNCLEAR: count.unclear}
        left = [f"{number} {self.word(f'status.{status}')}" for status, number in open_.items() if number]
        checks = [self.word("compare.count.doubtful", k=count.doubtful)] if count.doubtful else []
        return ", ".join([self.word("compare.count", k=count.applies, n=count.offered), *left, *checks])

    def overlaps(self, pair: PairComparison) -> list[tuple[str, Overlap]]:
        """What two organisations are counted on: motives, and counterparts where both were offered any."""
        found = [(self.word("compare.pair.motives"), pair.motives)]
        if pair.counterparts.offered:
            found.append((self.word("compare.heading.counterparts"), pair.counterparts))
        return found

    def coefficient(self, overlap: Overlap) -> str:
        """The coefficient of two organisations after the counts it is made of, or why there is none."""
        if overlap.jaccard is None:
            return "" if overlap.reason is None else self.word(f"compare.reason.{overlap.reason}")
        value = f"{overlap.jaccard:.2f}".replace(".", self.word("compare.decimal"))
        return f"{self.word('compare.count', k=overlap.both, n=overlap.applies)} = {value}"

    # What is doubtful

    @functools.cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """Everything to check, once each: by organisation and voice, then in the order of the form."""
        found: list[Doubt] = []
        for side in self.comparison.organisations:
            found += [(side.id, voice.respondent, "", doubt) for voice in side.voices for doubt in voice.doubts]
            for row in self.comparison.motives:
                found += self._of_cell(row.cell(side.id))
            found += [doubt for own in self.own_motives(side.id) for doubt in self._of_own(own)]
        return tuple(dict.fromkeys(found))

    def _of_cell(self, cell: Cell) -> list[Doubt]:
        about = self.motive(cell.motive)
        return [(cell.organisation, voice.respondent, about, found) for voice in cell.voices for found in voice.doubts]

    def _of_own(self, own: OwnMotive) -> list[Doubt]:
        return [(own.organisation, own.respondent, own.text or self.own_heading(), found) for found in own.doubts]

    def own_motives(self, organisation: str) -> list[OwnMotive]:
        """The motives that an organisation added itself."""
        return [own for own in self.comparison.other_motives if own.organisation == organisation]

    def numbers(self, of: Cell | Side | OwnMotive) -> str:
        """Which of the doubts are about this, by their numbers from 1; nothing where there are none."""
        if isinstance(of, Cell):
            own = self._of_cell(of)
        elif isinstance(of, Side):
            own = [(of.id, voice.respondent, "", doubt) for voice in of.voices for doubt in voice.doubts]
        else:
            own = self._of_own(of)
        return ", ".join(str(1 + self.doubts.index(doubt)) for doubt in dict.fromkeys(own))

    def check(self, doubt: Doubt) -> str:
        """What to check, where, and with whom."""
        organisation, respondent, about, finding = doubt
        several = len(self.side(organisation).voices) > 1
        where = [self.name(organisation), self.respondent(respondent) if several else "", about]
        return (
            f"{', '.join(part for part in where if part)}: {finding.message(self.comparison.instrument, self.language)}"
        )


FEW = 4
"""Up to so many organisations each has a column of its own; more are named by their numbers."""

Compared = MotiveComparison | CounterpartComparison


def organisations(words: ComparisonWords) -> PageTable:
    """Who takes part, each with its number and type."""
    keys = ("column.number", "label.organisation.name", "label.organisation.type")
    rows = (
        PageRow((fixed(str(words.number(side.id))), _side(words, side), fixed(words.type(side))))
        for side in words.comparison.organisations
    )
    return PageTable(
        caption=words.word("report.caption.organisations"),
        columns=tuple(map(words.word, keys)),
        rows=tuple(rows),
        widths=(1, 8, 4),
    )


def _side(words: ComparisonWords, side: Side) -> Runs:
    voices = [quoted(words.respondent(voice.respondent)) for voice in side.voices]
    head = (*quoted(words.name(side.id)), *marked(words, words.numbers(side)))
    return in_lines([head, *(voices if len(voices) > 1 else ())])


def numbered(words: ComparisonWords, organisation: str) -> str:
    """The number and the name of an organisation."""
    return f"{words.number(organisation)} {words.name(organisation)}"


def marked(words: ComparisonWords, numbers: str) -> Runs:
    """A mark that names the numbers of doubts; empty where there are none."""
    return (Run(f" [{words.word('compare.check', numbers=numbers)}]", "strong"),) if numbers else ()


def motives(words: ComparisonWords) -> PageTable:
    """What applies to whom, motive by motive, and what that amounts to."""
    rows: list[PageRow] = []
    for heading, found in words.by_category():
        rows.append(PageRow((fixed(heading),), group=True))
        rows += [_row(words, fixed(words.motive(row.motive)), row) for row in found]
    return _compared(words, words.word("report.caption.motives"), rows)


def counterparts(words: ComparisonWords) -> Iterator[PageTable]:
    """The same of motives that mirror each other, where any was offered."""
    found = [row for row in words.comparison.counterparts if row.offered_to]
    if found:
        rows = [
            _row(words, in_lines([fixed(words.motive(row.first)), fixed(words.motive(row.second))]), row)
            for row in found
        ]
        yield _compared(words, words.word("report.caption.counterparts"), rows)


def _compared(words: ComparisonWords, caption: str, rows: Iterable[PageRow]) -> PageTable:
    """A table with a column for each organisation, or where these are many for each status."""
    few = len(words.comparison.organisations) <= FEW
    sides = [numbered(words, side.id) for side in words.comparison.organisations]
    middle = sides if few else [words.word(f"status.{status}") for status in _statuses(words)]
    return PageTable(
        caption=caption,
        columns=(words.word("compare.column.motive"), *middle, words.word("compare.column.comparison")),
        rows=tuple(rows),
        widths=(5, *(3 if few else 2 for _ in middle), 4),
    )


def _statuses(words: ComparisonWords) -> list[Status]:
    """The statuses that have a column where organisations are many: those that there are."""
    there = {cell.status for row in words.comparison.motives if row.offered_to for cell in row.cells}
    return [status for status in Status if status in there]


def _row(words: ComparisonWords, head: Runs, row: Compared) -> PageRow:
    if len(words.comparison.organisations) <= FEW:
        middle = [status(words, cell) for cell in row.cells]
    else:
        middle = [_listed(words, row, status) for status in _statuses(words)]
    return PageRow((head, *middle, fixed(attrs.evolve(words, numbered=True).verdict(row))))


def status(words: ComparisonWords, cell: Answer) -> Runs:
    """The status of a cell, in bold where the motive applies, with what to check about it."""
    text = words.status(cell)
    return (*(strong(text) if cell.status is Status.APPLIES else fixed(text)), *marked(words, words.numbers(cell)))


def _listed(words: ComparisonWords, row: Compared, wanted: Status) -> Runs:
    """The numbers of the organisations with a status, each with what to check about it."""
    found: list[Run] = []
    for cell in (cell for cell in row.cells if cell.status is wanted):
        found += [*([Run(", ")] if found else []), Run(str(words.number(cell.organisation)))]
        found += marked(words, words.numbers(cell))
    return tuple(found) or fixed("-")


def categories(words: ComparisonWords) -> PageTable:
    """How many motives of each category apply to each organisation, out of those it was offered."""
    labels = {found.id: found.label[words.language] for found in words.comparison.instrument.categories}
    counts = {(count.category, count.organisation): fixed(words.count(count)) for count in words.comparison.categories}
    counted = list(dict.fromkeys(category for category, _ in counts))
    return PageTable(
        caption=words.word("report.caption.categories"),
        columns=(words.word("label.organisation.name"), *(labels[one] for one in counted)),
        rows=tuple(
            PageRow((quoted(numbered(words, side.id)), *(counts[one, side.id] for one in counted)))
            for side in words.comparison.organisations
        ),
    )


def outcomes(words: ComparisonWords) -> Iterator[PageTable]:
    """What organisations wrote as outcomes: for each category a table, with the motives as groups of rows."""
    keys = ("label.organisation.name", "report.column.status", "column.other_motives.outcome")
    for heading, motives in words.by_category():
        rows = [line for row in motives for line in _outcomes(words, row)]
        if rows:
            yield PageTable(
                caption=words.word("report.caption.outcomes", category=heading),
                columns=tuple(map(words.word, keys)),
                rows=tuple(rows),
                widths=(4, 3, 8),
            )


def _outcomes(words: ComparisonWords, row: MotiveComparison) -> Iterator[PageRow]:
    cells = [cell for cell in row.cells if cell.outcomes or cell.status in (Status.APPLIES, Status.UNCLEAR)]
    if cells:
        yield PageRow((fixed(words.motive(row.motive)),), group=True)
        for cell in cells:
            yield from _outcome(words, cell)


def _outcome(words: ComparisonWords, cell: Answer) -> Iterator[PageRow]:
    name = quoted(numbered(words, cell.organisation))
    if len(cell.voices) == 1:
        yield PageRow((name, status(words, cell), _written(words, cell.voices[0])))
        return
    yield PageRow((name, status(words, cell), ()))
    for voice in cell.voices:
        who = quoted(f"{words.number(cell.organisation)} {words.respondent(voice.respondent)}")
        yield PageRow((who, fixed(words.status(voice)), _written(words, voice)))


def _written(words: ComparisonWords, voice: VoiceAnswer) -> Runs:
    if voice.outcome:
        return quoted(voice.outcome)
    return fixed(words.word("report.no_outcome")) if voice.status is Status.APPLIES else ()


def own_motives(words: ComparisonWords) -> Iterator[PageTable]:
    """The motives that organisations added themselves, where there are any."""
    found = words.comparison.other_motives
    if found:
        rows = []
        for own in found:
            several = len(words.side(own.organisation).voices) > 1
            voice = quoted(words.respondent(own.respondent)) if several else ()
            who = in_lines([quoted(numbered(words, own.organisation)), voice])
            text = (*quoted(own.text or "-"), *marked(words, words.numbers(own)))
            rows.append(PageRow((who, text, quoted(own.outcome or "-"))))
        keys = ("label.organisation.name", "column.other_motives.text", "column.other_motives.outcome")
        yield PageTable(
            caption=words.word("report.caption.own"),
            columns=tuple(map(words.word, keys)),
            rows=tuple(rows),
            widths=(3, 4, 4),
        )
