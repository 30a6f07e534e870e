"""What a report says of a comparison: who and when, counts first, then motives and outcomes side by side."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..comparison import comparison_page as tables
from ..comparison.comparison import Comparison
from ..comparison.comparison_page import ComparisonWords
from ..comparison.labels import Checks, Labels, names_of
from ..comparison.recalibration import Recalibration
from ..comparison.recalibration_page import RecalibrationWords
from ..comparison.verdicts import Cell as Answer
from ..comparison.verdicts import Verdict
from ..forms.alignment import AlignmentForm
from ..forms.answers import Status
from ..pages.model import (
    Block,
    Bullets,
    Heading,
    PageRow,
    PageTable,
    Runs,
    Section,
    Text,
    fixed,
    in_lines,
    quoted,
    section,
    strong,
)
from .meeting import (
    Conversation,
    ConversationWords,
    open_blocks,
    open_in_comparison,
    open_in_conversation,
    open_in_recalibration,
)
from .pictures import Pictures


def differences(words: ComparisonWords, meeting: AlignmentForm) -> Iterator[Block]:
    """What differs, as a table; nothing where nothing does, or where the meeting's form repeats no motives."""
    brought = {(row.organisation, row.motive): (row.status, row.outcome) for row in meeting.brought}
    rows = []
    for motive in words.comparison.motives:
        for cell in motive.cells:
            before, now = _said(cell), brought.get((cell.organisation, motive.motive))
            if now is not None and not _same(before, now):
                who, label = quoted(tables.numbered(words, cell.organisation)), fixed(words.motive(motive.motive))
                rows.append(PageRow((who, label, _in_words(words, *before), _in_words(words, *now))))
    if rows:
        keys = ("label.organisation.name", "compare.column.motive", "report.column.before", "report.column.meeting")
        yield Heading(words.word("report.heading.differences"))
        yield PageTable(
            caption=words.word("report.caption.differences"),
            columns=tuple(map(words.word, keys)),
            rows=tuple(rows),
            widths=(4, 4, 5, 5),
        )


def _said(cell: Answer) -> tuple[Status, str | None]:
    """What an organisation brought along: its status, and the outcomes of its voices as the meeting's form has them."""
    several = len(cell.voices) > 1
    texts = [
        f"{voice.respondent}: {voice.outcome}" if several and voice.respondent else voice.outcome
        for voice in cell.voices
        if voice.outcome
    ]
    return cell.status, "\n".join(texts) or None


def _same(one: tuple[Status, str | None], other: tuple[Status, str | None]) -> bool:
    """Do they say the same, in whatever order voices came?"""
    return one[0] is other[0] and sorted((one[1] or "").split("\n")) == sorted((other[1] or "").split("\n"))


def _in_words(words: ComparisonWords, status: Status, outcome: str | None) -> Runs:
    return in_lines([fixed(words.word(f"status.{status}")), quoted(outcome) if outcome else ()])


@attrs.frozen
class ComparisonReport:
    """The sections of a report of a comparison, in one language."""

    words: ComparisonWords
    checks: Checks
    conversation: Conversation
    pictures: Pictures

    @classmethod
    def of(
        cls, comparison: Comparison, language: str, conversation: Conversation, pictures: Pictures
    ) -> ComparisonReport:
        """In a language of the instrument."""
        labels = Labels(comparison.instrument, language)
        words = ComparisonWords(comparison, language)
        return cls(words, Checks(labels, [words.check(doubt) for doubt in words.doubts]), conversation, pictures)

    def sections(self) -> Iterator[Section]:
        """Everything that stands in it, but for what is said of the report itself."""
        word = self.words.word
        yield from section(word("heading.organisations"), [tables.organisations(self.words)])
        yield from section(word("report.heading.summary"), self.summary())
        yield from section(word("heading.overview"), self.motives())
        yield from section(word("report.heading.outcomes"), self.outcomes())
        meeting = self.conversation.meeting
        yield from self.talk.sections(differences(self.words, meeting) if meeting else ())
        yield from section(word("report.heading.open"), self.open())
        yield from self.checks.section()

    @property
    def talk(self) -> ConversationWords:
        """What the conversation adds."""
        names = {side.id: tables.numbered(self.words, side.id) for side in self.words.comparison.organisations}
        return ConversationWords(self.conversation, self.checks.labels, self.checks, names, self.pictures)

    def open(self) -> Iterator[Block]:
        """What is open on all forms."""
        partners = [side.id for side in self.words.comparison.organisations]
        first = open_in_comparison(self.words, self.talk)
        yield from open_blocks(
            [*first, *open_in_conversation(self.talk, partners)], self.checks.labels, "report.column.phase"
        )

    # Counts first

    def summary(self) -> Iterator[Block]:
        """The counts, in one line and then in sentences; which motives they are; what the words mean."""
        yield Text(strong(self.counts()))
        yield Bullets(tuple(map(fixed, self.words.summary())))
        yield from self.verdicts()
        told = ["shared", *(["counterparts"] if self.words.comparison.counterparts else []), "not_comparable"]
        yield Text(fixed(" ".join(self.words.word(f"report.explained.{one}") for one in told)))

    def counts(self) -> str:
        """Such as "4 of 6 shared; 1 of 2 counterparts"."""
        several, mirrored = self.words.comparison.offered_to_several, self.words.comparison.offered_on_both_sides
        shared = sum(row.verdict is Verdict.SHARED for row in several)
        both = sum(row.verdict is Verdict.COUNTERPART for row in mirrored)
        found = [self.words.word("report.counts", k=shared, n=len(several))]
        if mirrored:
            found.append(self.words.word("report.counts.counterparts", k=both, n=len(mirrored)))
        return "; ".join(found)

    def verdicts(self) -> Iterator[PageTable]:
        """Which motives are shared, which apply to one organisation alone, and so on."""
        rows = []
        for verdict in Verdict:
            found = self._with_verdict(verdict)
            if found:
                rows.append(PageRow((fixed(self.words.word(f"report.verdict.{verdict}")), in_lines(found))))
        if rows:
            yield PageTable(
                caption=self.words.word("report.caption.summary"),
                columns=(self.words.word("compare.column.comparison"), self.words.word("compare.column.motive")),
                rows=tuple(rows),
                widths=(1, 3),
            )

    def _with_verdict(self, verdict: Verdict) -> list[Runs]:
        comparison = self.words.comparison
        if verdict is Verdict.COUNTERPART:
            mirrored = [row for row in comparison.offered_on_both_sides if row.verdict is verdict]
            return [fixed(f"{self.words.motive(row.first)} / {self.words.motive(row.second)}") for row in mirrored]
        found = [row for row in comparison.offered_to_several if row.verdict is verdict]
        details = [self.words.detail(row) for row in found]
        labels = [self.words.motive(row.motive) for row in found]
        return [
            fixed(f"{label} ({detail})" if detail else label) for label, detail in zip(labels, details, strict=True)
        ]

    # Side by side

    def motives(self) -> Iterator[Block]:
        """What applies to whom; counterparts on lines of their own; counts per category."""
        yield from self.pictures.motives(self.words.comparison)
        yield tables.motives(self.words)
        if left := self.words.not_offered():
            yield Text(fixed(left))
        for table in tables.counterparts(self.words):
            yield Heading(self.words.word("compare.heading.counterparts"))
            yield table
            if self.words.comparison.instrument.counterparts_origin == "ours":
                yield Text(fixed(self.words.word("compare.counterparts.ours")))
        yield Heading(self.words.word("report.heading.categories"))
        yield from self.pictures.categories(self.words.comparison)
        yield tables.categories(self.words)

    def outcomes(self) -> Iterator[Block]:
        """What was written as outcomes, and the motives that organisations added themselves."""
        found = list(tables.outcomes(self.words))
        yield Text(fixed(self.words.word("report.outcomes.help" if found else "report.no_outcomes")))
        yield from found
        for table in tables.own_motives(self.words):
            yield Heading(self.words.own_heading())
            yield table


@attrs.frozen
class RecalibrationReport:
    """The sections of a report of a recalibration, in one language."""

    words: RecalibrationWords
    conversation: Conversation
    pictures: Pictures

    @classmethod
    def of(
        cls, change: Recalibration, language: str, conversation: Conversation, pictures: Pictures
    ) -> RecalibrationReport:
        """In a language of the instrument."""
        return cls(RecalibrationWords.of(change, language), conversation, pictures)

    def sections(self) -> Iterator[Section]:
        """Everything that stands in it, but for what is said of the report itself."""
        yield from self.words.opening()
        for side in self.words.change.organisations:
            pictures = self.pictures.rounds(self.words.change, side.id)
            yield from section(self.words.name(side.id), [*pictures, *self.words.organisation(side)])
        yield from self.talk.sections()
        yield from section(self.words.labels.word("report.heading.open"), self.open())
        yield from self.words.checks.section()

    @property
    def talk(self) -> ConversationWords:
        """What the conversation adds."""
        names = names_of(self.words.change.organisations)
        return ConversationWords(self.conversation, self.words.labels, self.words.checks, names, self.pictures)

    def open(self) -> Iterator[Block]:
        """What is open on all forms."""
        last = [side.id for side in self.words.change.rounds[-1].organisations]
        talk = self.talk.conversation.meeting or self.talk.commitments
        where = "report.column.round_or_phase" if talk else "label.round"
        found = [*open_in_recalibration(self.words), *open_in_conversation(self.talk, last)]
        yield from open_blocks(found, self.words.labels, where)
