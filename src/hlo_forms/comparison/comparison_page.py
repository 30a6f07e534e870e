"""The page of a comparison: who takes part, motives and outcomes side by side, counts, and what to check.

A page on its own and a report are made of the same parts.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from ..forms import Status
from ..pages.model import (
    Block,
    Bullets,
    Heading,
    Page,
    PageRow,
    PageTable,
    Run,
    Runs,
    Section,
    Text,
    fixed,
    in_lines,
    literal,
    quoted,
    section,
    strong,
)
from ..pages.shown import makes_page_of
from ..readings.findings import Finding
from .comparison import Comparison, OwnMotive, WithFigures
from .in_short import ComparisonInShort
from .labels import FEW, Checks, InstrumentLabels, edition_notes, names_of
from .sides import Side
from .verdicts import (
    COUNTED,
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

Compared = MotiveComparison | CounterpartComparison
Doubt = tuple[str, str | None, str, Finding]
"""Something to check: the organisation, the respondent, the subject (a label, or nothing) and the finding."""

Line = tuple[Runs, Compared | None]
"""A line of a table: its head and what is compared; None for a heading over lines."""

Pair = tuple[PairComparison, Overlap]

SIGNS = {
    Status.APPLIES: "x",
    Status.NOT_TICKED: "-",
    Status.UNCLEAR: "?",
    Status.NOT_FILLED_IN: ".",
    Status.NOT_OFFERED: "/",
    Status.ASKED_OTHERWISE: "#",
}
DOUBTFUL = "*"
TIED = "\N{NO-BREAK SPACE}"  # keeps a sign beside its meaning
_COUNTS = ("offered", *COUNTED)
_STATUS_OF = {Reason.NOT_FILLED_IN: Status.NOT_FILLED_IN, Reason.UNCLEAR: Status.UNCLEAR}


@makes_page_of(Comparison)
def _(comparison: Comparison, language: str) -> Page:
    return _page(ComparisonPage.of(comparison, language))


@makes_page_of(WithFigures)
def _(shown: WithFigures, language: str) -> Page:
    return _page(ComparisonPage.of(shown.comparison, language), figures=True)


def _page(page: ComparisonPage, *, figures: bool = False) -> Page:
    sections = tuple(page.sections(figures=figures))
    return Page(title=page.title, locale=page.labels.language, details=tuple(page.details()), sections=sections)


@attrs.frozen
class ComparisonPage:
    """The parts of the page of one comparison, in one language. Only where `named` voices have their names on it."""

    comparison: Comparison
    labels: InstrumentLabels
    checks: Checks
    named: bool = False

    @classmethod
    def of(cls, comparison: Comparison, language: str, *, listed: bool = True, named: bool = False) -> ComparisonPage:
        """Return the page in a language of the instrument; every doubt has its number already."""
        labels = InstrumentLabels(comparison.instrument, language)
        page = cls(comparison, labels, Checks(labels, listed), named)
        page.checks.texts.extend(map(page._check, page.doubts))
        return page

    @property
    def title(self) -> str:
        """The title of the page."""
        return self.labels.word("compare.title")

    def details(self) -> list[tuple[str, Runs]]:
        """Return partnership and round, each with its label, as far as known."""
        partnership = self.comparison.partnership
        texts = {"label.partnership.name": partnership.name or partnership.id, "label.round": self.comparison.round}
        return [(self.labels.word(key), quoted(text)) for key, text in texts.items() if text]

    def sections(self, *, figures: bool = False) -> Iterator[Section]:
        """Yield everything on the page, with the figures about every two organisations where they are asked for."""
        word = self.labels.word
        yield from section("", [self.organisations("heading.organisations")])
        short = ComparisonInShort(self.comparison, self.labels).blocks()
        yield from section(word("report.heading.summary"), [*short, Bullets(tuple(map(fixed, self.summary())))])
        yield from section(word("heading.overview"), self.motives())
        yield from section(word("compare.heading.outcomes"), self.outcomes())
        yield from section("", [self.categories("compare.heading.categories")])
        yield from section(word("compare.heading.pairs"), [Bullets(tuple(map(self._pair, self.comparison.pairs)))])
        yield from section(word("compare.heading.figures"), self._figures() if figures else ())
        yield from self.checks.section()

    # The organisations

    def organisations(self, caption: str) -> PageTable:
        """Return who takes part, each with its number and type, under a caption by its key."""
        keys = ("column.number", "label.organisation.name", "label.organisation.type")
        return self.labels.table(caption, keys, map(self._organisation, self.comparison.organisations), (1, 8, 4))

    def _organisation(self, side: Side) -> PageRow:
        voices = [quoted(self.voice(side.id, voice.respondent)) for voice in side.voices]
        head = (*quoted(self.name(side.id)), *self.mark(side))
        cell = in_lines([head, *(voices if len(voices) > 1 else ())])
        return PageRow((fixed(self._digits(side.id)), cell, fixed(self.labels.type(side.type))))

    def voice(self, organisation: str, respondent: str | None) -> str:
        """Return the name of a voice of an organisation, or its number."""
        voices = [voice.respondent for voice in self.side(organisation).voices]
        return self.labels.voice(respondent, voices, named=self.named)

    def side(self, organisation: str) -> Side:
        """Return the organisation with this id."""
        return self.comparison.organisations[self.number(organisation) - 1]

    def number(self, organisation: str) -> int:
        """Return the place of an organisation in the list of them all, from 1."""
        return 1 + [side.id for side in self.comparison.organisations].index(organisation)

    def name(self, organisation: str) -> str:
        """Return the name of an organisation; with its id where it has none, or shares it with another."""
        return names_of(self.comparison.organisations)[organisation]

    def numbered(self, organisation: str) -> str:
        """Return the number and the name of an organisation."""
        return f"{self.number(organisation)} {self.name(organisation)}"

    def _digits(self, organisation: str) -> str:
        return str(self.number(organisation))

    def _by_number(self, organisation: str) -> str:
        return self.labels.word("compare.number", number=self.number(organisation))

    # Motives

    def summary(self) -> Iterator[str]:
        """Yield the counts of the whole, each in a sentence."""
        several, mirrored = self.comparison.offered_to_several, self.comparison.offered_on_both_sides
        counts = {verdict: sum(row.verdict is verdict for row in several) for verdict in Verdict}
        yield self.labels.word("compare.summary.shared", k=counts[Verdict.SHARED], n=len(several))
        if counts[Verdict.NOT_COMPARABLE]:
            yield self.labels.word("compare.summary.not_comparable", k=counts[Verdict.NOT_COMPARABLE], n=len(several))
        if mirrored:
            both = sum(row.verdict is Verdict.COUNTERPART for row in mirrored)
            yield self.labels.word("compare.summary.counterparts", k=both, n=len(mirrored))

    def motives(self) -> Iterator[Block]:
        """Yield which motives apply to whom, and on lines of their own those that mirror each other."""
        yield self.motives_table()
        left = [self.labels.motive(row.motive) for row in self.comparison.motives if not row.offered_to]
        if left:
            yield Text(fixed(self.labels.word("compare.not_offered", motives="; ".join(left))))
        yield from edition_notes(self.comparison.editions, self.labels)
        yield from self._counterparts()

    def motives_table(self) -> PageTable:
        """Return which motives apply to whom."""
        lines: list[Line] = []
        for heading, motives in self.by_category():
            lines += [(fixed(heading), None), *((fixed(self.labels.motive(row.motive)), row) for row in motives)]
        return self._compared("report.caption.motives", lines)

    def _counterparts(self) -> Iterator[Block]:
        compared = [row for row in self.comparison.counterparts if row.offered_to]
        if compared:
            label = self.labels.motive
            lines = [(in_lines([fixed(label(row.first)), fixed(label(row.second))]), row) for row in compared]
            yield Heading(self.labels.word("compare.heading.counterparts"))
            yield self._compared("report.caption.counterparts", lines)
            if self.comparison.instrument.counterparts_origin == "ours":
                yield Text(fixed(self.labels.word("compare.counterparts.ours")))

    def by_category(self) -> Iterator[tuple[str, list[MotiveComparison]]]:
        """Yield the motives that one of the organisations was offered, under the label of their category."""
        rows = {row.motive: row for row in self.comparison.motives if row.offered_to}
        for heading, motives in self.labels.categories(rows):
            yield heading, [rows[motive] for motive in motives]

    def _compared(self, key: str, lines: Sequence[Line]) -> PageTable:
        """Return a table with a column for each organisation, or where these are many for each status."""
        few, caption = self.are_few, self.labels.word(key)
        sides = [self.numbered(side.id) for side in self.comparison.organisations]
        middle = sides if few else list(map(self.labels.status, self._statuses))
        return PageTable(
            caption=caption,
            columns=self._heads(*middle),
            rows=tuple(_rows(lines, self._in_words)),
            widths=(5, *(3 if few else 2 for _ in middle), 4),
            brief=PageTable(
                caption=f"{caption}: {self._legend(lines)}",
                columns=self._heads("".join(f"{number:<3}" for number, _ in enumerate(sides, 1)).rstrip()),
                rows=tuple(_rows(lines, self._in_signs)),
            ),
        )

    def _heads(self, *middle: str) -> tuple[str, ...]:
        return self.labels.word("compare.column.motive"), *middle, self.labels.word("compare.column.comparison")

    @property
    def are_few(self) -> bool:
        """True if each organisation has a column of its own; else they are named by their numbers."""
        return len(self.comparison.organisations) <= FEW

    @property
    def _statuses(self) -> list[Status]:
        """The statuses that have a column where organisations are many: those that occur."""
        statuses = {cell.status for row in self.comparison.motives if row.offered_to for cell in row.cells}
        return [status for status in Status if status in statuses]

    def _in_words(self, row: Compared) -> list[Runs]:
        middle = list(map(self._answer, row.cells))
        if not self.are_few:
            middle = [self._listed(row, status) for status in self._statuses]
        return [*middle, fixed(self.verdict(row, self._by_number))]

    def _in_signs(self, row: Compared) -> list[Runs]:
        """Return a sign for each organisation, and the verdict with what to check about the row."""
        signs = "".join(f"{SIGNS[cell.status] + (DOUBTFUL if cell.doubts else ''):<3}" for cell in row.cells)
        marks = self._mark(doubt for cell in row.cells for doubt in self._about(cell))
        return [literal(signs.rstrip()), (*fixed(self.verdict(row, self._by_number)), *marks)]

    def _legend(self, lines: Iterable[Line]) -> str:
        """Return the meaning of the signs in these lines."""
        cells = [cell for _, row in lines if row for cell in row.cells]
        statuses = {cell.status for cell in cells}
        texts = [f"{sign}{TIED}{self.labels.status(status)}" for status, sign in SIGNS.items() if status in statuses]
        if any(cell.doubts for cell in cells):
            texts.append(f"{DOUBTFUL}{TIED}{self.labels.word('compare.heading.doubts').lower()}")
        return ", ".join(texts)

    def _answer(self, cell: Cell) -> Runs:
        """Return the status of a cell, in bold where the motive applies, with what to check about it."""
        text = self.status(cell)
        return (*(strong(text) if cell.status is Status.APPLIES else fixed(text)), *self.mark(cell))

    def _listed(self, row: Compared, wanted: Status) -> Runs:
        """Return the numbers of the organisations with a status, each with what to check about it."""
        runs: list[Run] = []
        for cell in (cell for cell in row.cells if cell.status is wanted):
            runs += [*([Run(", ")] if runs else []), Run(self._digits(cell.organisation)), *self.mark(cell)]
        return tuple(runs) or fixed("-")

    def status(self, answer: Cell | VoiceAnswer) -> str:
        """Return the status of an organisation or a voice, and whether its voices differ."""
        text = self.labels.status(answer.status)
        differ = isinstance(answer, Cell) and answer.voices_differ
        return f"{text} ({self.labels.word('compare.voices_differ')})" if differ else text

    def verdict(self, row: Compared, name: Callable[[str], str] | None = None) -> str:
        """Return the verdict on a row with the count, the organisations or the reasons."""
        applies, key = row.applies_to, f"compare.verdict.{row.verdict}"
        if row.verdict in (Verdict.SHARED, Verdict.NONE):
            return self.labels.word(key, k=len(applies), n=len(row.offered_to))
        if row.reasons == (Reason.OFFERED_TO_ONE,):
            return self.reasons(row, name)
        who = self.labels.listed(map(name or self.name, applies))
        return self.labels.word(key, who=who, reasons=self.reasons(row, name))

    def reasons(self, row: Compared, name: Callable[[str], str] | None = None) -> str:
        """Return why a row cannot be compared, with the organisations by their names."""
        texts = []
        for reason in row.reasons:
            sides = row.with_status(_STATUS_OF[reason]) if reason in _STATUS_OF else row.offered_to
            who = self.labels.listed(map(name or self.name, sides))
            texts.append(self.labels.word(f"compare.reason.{reason}", who=who))
        return "; ".join(texts)

    # Outcomes

    def outcomes(self) -> Iterator[Block]:
        """Yield the outcomes that were written, and the motives that organisations added themselves."""
        tables = list(self._by_motive())
        yield Text(fixed(self.labels.word("report.outcomes.help" if tables else "report.no_outcomes")))
        yield from tables
        if self.comparison.other_motives:
            yield Heading(self.labels.other_motives())
            keys = ("label.organisation.name", "column.other_motives.text", "column.other_motives.outcome")
            rows = map(self._own_motive, self.comparison.other_motives)
            yield self.labels.table("report.caption.own", keys, rows, (3, 4, 4))

    def _by_motive(self) -> Iterator[PageTable]:
        """Yield a table for each category, with the motives as groups of rows."""
        keys = ("label.organisation.name", "report.column.status", "column.other_motives.outcome")
        for heading, motives in self.by_category():
            rows = [line for row in motives for line in self._outcomes(row)]
            if rows:
                yield self.labels.table("report.caption.outcomes", keys, rows, (4, 3, 8), category=heading)

    def _outcomes(self, row: MotiveComparison) -> Iterator[PageRow]:
        cells = [cell for cell in row.cells if cell.outcomes or cell.status in (Status.APPLIES, Status.UNCLEAR)]
        if cells:
            yield PageRow((fixed(self.labels.motive(row.motive)),), group=True)
            for cell in cells:
                yield from self._outcome(cell)

    def _outcome(self, cell: Cell) -> Iterator[PageRow]:
        name = quoted(self.numbered(cell.organisation))
        if len(cell.voices) == 1:
            yield PageRow((name, self._answer(cell), self._text(cell.voices[0])))
            return
        yield PageRow((name, self._answer(cell), ()))
        for voice in cell.voices:
            who = quoted(f"{self.number(cell.organisation)} {self.voice(cell.organisation, voice.respondent)}")
            yield PageRow((who, fixed(self.status(voice)), self._text(voice)))

    def _text(self, voice: VoiceAnswer) -> Runs:
        if voice.outcome:
            return quoted(voice.outcome)
        return fixed(self.labels.word("report.no_outcome")) if voice.status is Status.APPLIES else ()

    def _own_motive(self, own: OwnMotive) -> PageRow:
        several = len(self.side(own.organisation).voices) > 1
        voice = quoted(self.voice(own.organisation, own.respondent)) if several else ()
        who = in_lines([quoted(self.numbered(own.organisation)), voice])
        return PageRow((who, (*quoted(own.text or "-"), *self.mark(own)), quoted(own.outcome or "-")))

    # Counts

    def categories(self, caption: str) -> PageTable:
        """Return how many motives of each category apply to each organisation, under a caption by its key."""
        labels = {one.id: one.label[self.labels.language] for one in self.comparison.instrument.categories}
        counts = {
            (count.category, count.organisation): fixed(self.count(count)) for count in self.comparison.categories
        }
        counted = list(dict.fromkeys(category for category, _ in counts))
        columns = (self.labels.word("label.organisation.name"), *(labels[one] for one in counted))
        rows = (
            PageRow((quoted(self.numbered(side.id)), *(counts[one, side.id] for one in counted)))
            for side in self.comparison.organisations
        )
        return PageTable(caption=self.labels.word(caption), columns=columns, rows=tuple(rows))

    def count(self, count: CategoryCount) -> str:
        """Return how many of a category apply, out of those offered, and how many are open."""
        if not count.offered:
            return self.labels.status(Status.NOT_OFFERED)
        left_open = {Status.NOT_FILLED_IN: count.not_filled_in, Status.UNCLEAR: count.unclear}
        left = [f"{number} {self.labels.status(status)}" for status, number in left_open.items() if number]
        checks = [self.labels.word("compare.count.doubtful", k=count.doubtful)] if count.doubtful else []
        return ", ".join([self.labels.word("compare.count", k=count.applies, n=count.offered), *left, *checks])

    def _pair(self, pair: PairComparison) -> Runs:
        """Return how many motives apply to both of two organisations, of how many, in a sentence."""
        names, overlap = (
            self.labels.word("compare.pair", first=self.name(pair.first), second=self.name(pair.second)),
            pair.motives,
        )
        known = overlap.offered - overlap.not_comparable
        said = [self.labels.word("compare.pair.said", k=overlap.both, n=known)] if known else []
        if not overlap.offered:
            said.append(self.labels.word("compare.reason.nothing_offered") + ".")
        if overlap.not_comparable:
            said.append(self.labels.word("compare.pair.open", k=overlap.not_comparable))
        if overlap.doubtful:
            said.append(self.labels.word("compare.pair.doubtful", k=overlap.doubtful))
        if mirrored := pair.counterparts.offered:
            said.append(self.labels.word("compare.pair.counterparts", k=pair.counterparts.both, n=mirrored))
        return (*quoted(f"{names}: "), *fixed(" ".join(said)))

    def _figures(self) -> Iterator[PageTable]:
        """Yield the overlap of every two organisations in numbers: of motives, and then of counterparts."""
        motives = [(pair, pair.motives) for pair in self.comparison.pairs]
        yield self._overlaps("compare.pair.motives", (*_COUNTS, "coefficient"), motives)
        mirrored = [(pair, pair.counterparts) for pair in self.comparison.pairs if pair.counterparts.offered]
        if mirrored:
            yield self._overlaps("compare.heading.counterparts", _COUNTS, mirrored)

    def _overlaps(self, caption: str, columns: Sequence[str], pairs: Sequence[Pair]) -> PageTable:
        table = PageTable(
            caption=self.labels.word(caption),
            columns=tuple(self.labels.word(f"compare.column.{name}") for name in ("pair", *columns)),
            rows=self._overlap_rows(pairs, columns, self.numbered),
            widths=(5, *(4 if name == "coefficient" else 2 for name in columns)),
            numbers=range(1, 1 + len(_COUNTS)),
        )
        brief = attrs.evolve(table, rows=self._overlap_rows(pairs, columns, self._digits))
        return attrs.evolve(table, brief=brief)

    def _overlap_rows(
        self, pairs: Iterable[Pair], columns: Iterable[str], name: Callable[[str], str]
    ) -> tuple[PageRow, ...]:
        rows = []
        for pair, overlap in pairs:
            who = self.labels.word("compare.pair", first=name(pair.first), second=name(pair.second))
            rows.append(PageRow((quoted(who), *(fixed(self._overlap(overlap, column)) for column in columns))))
        return tuple(rows)

    def _overlap(self, overlap: Overlap, column: str) -> str:
        """Return a count, or the coefficient after the counts it is made of, or why there is none."""
        if column != "coefficient":
            doubtful = overlap.doubtful if column == "offered" else 0
            checks = f" ({self.labels.word('compare.count.doubtful', k=doubtful)})" if doubtful else ""
            return f"{getattr(overlap, column)}{checks}"
        if overlap.jaccard is None:
            return self.labels.word(f"compare.reason.{overlap.reason}")
        value = f"{overlap.jaccard:.2f}".replace(".", self.labels.word("compare.decimal"))
        return f"{self.labels.word('compare.count', k=overlap.both, n=overlap.applies)} = {value}"

    # Doubts

    @functools.cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """Everything to check, once each: by organisation and voice, then in the order of the form."""
        doubts: list[Doubt] = []
        for side in self.comparison.organisations:
            cells = [row.cell(side.id) for row in self.comparison.motives]
            own = [own for own in self.comparison.other_motives if own.organisation == side.id]
            parts: list[Side | Cell | OwnMotive] = [side, *cells, *own]
            doubts += [doubt for part in parts for doubt in self._about(part)]
        return tuple(dict.fromkeys(doubts))

    def _about(self, part: Cell | Side | OwnMotive) -> list[Doubt]:
        """Return the doubts about a part of the comparison."""
        if isinstance(part, OwnMotive):
            about = part.text or self.labels.other_motives()
            return [(part.organisation, part.respondent, about, doubt) for doubt in part.doubts]
        if isinstance(part, Side):
            return [(part.id, voice.respondent, "", doubt) for voice in part.voices for doubt in voice.doubts]
        about = self.labels.motive(part.motive)
        return [(part.organisation, voice.respondent, about, doubt) for voice in part.voices for doubt in voice.doubts]

    def mark(self, part: Cell | Side | OwnMotive) -> Runs:
        """Return a mark with the numbers of the doubts about a part, and one where somebody corrected it afterwards."""
        answers = part.voices if isinstance(part, Cell) else [part] if isinstance(part, OwnMotive) else []
        return (*self._mark(self._about(part)), *self.checks.corrected(any(each.is_corrected for each in answers)))

    def _mark(self, doubts: Iterable[Doubt]) -> Runs:
        return self.checks.numbered(1 + self.doubts.index(doubt) for doubt in doubts)

    def _check(self, doubt: Doubt) -> str:
        """Return what to check, where, and with whom."""
        organisation, respondent, about, finding = doubt
        several = len(self.side(organisation).voices) > 1
        where = [self.name(organisation), self.voice(organisation, respondent) if several else "", about]
        return f"{', '.join(filter(None, where))}: {self.checks.message(finding)}"


def _rows(lines: Iterable[Line], cells: Callable[[Compared], Iterable[Runs]]) -> Iterator[PageRow]:
    for head, row in lines:
        yield PageRow((head,), group=True) if row is None else PageRow((head, *cells(row)))
