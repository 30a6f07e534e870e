"""The sections of a report of a comparison or a recalibration: counts first, then motives and outcomes side by side."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from .. import plots
from ..comparison.comparison_page import Compared, ComparisonPage
from ..comparison.recalibration_page import RecalibrationPage
from ..comparison.verdicts import Cell, Verdict
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
from .meeting import ConversationWords, open_blocks, open_in_comparison, open_in_conversation, open_in_recalibration


def differences(page: ComparisonPage, meeting: AlignmentForm) -> Iterator[Block]:
    """Yield a table of differences; nothing where there are none, or where the meeting's form repeats no motives."""
    carried = {(row.organisation, row.motive): (row.status, row.outcome) for row in meeting.brought}
    rows = []
    for motive in page.comparison.motives:
        for cell in motive.cells:
            before, now = _answer(cell), carried.get((cell.organisation, motive.motive))
            if now is not None and not _same(before, now):
                who, label = quoted(page.numbered(cell.organisation)), fixed(page.labels.motive(motive.motive))
                rows.append(PageRow((who, label, _in_words(page, *before), _in_words(page, *now))))
    if rows:
        keys = ("label.organisation.name", "compare.column.motive", "report.column.before", "report.column.meeting")
        yield Heading(page.labels.word("report.heading.differences"))
        yield page.labels.table("report.caption.differences", keys, rows, (4, 4, 5, 5))


def _answer(cell: Cell) -> tuple[Status, str | None]:
    """Return the status of an organisation, and the outcomes of its voices as the meeting's form has them."""
    several = len(cell.voices) > 1
    texts = [
        f"{voice.respondent}: {voice.outcome}" if several and voice.respondent else voice.outcome
        for voice in cell.voices
        if voice.outcome
    ]
    return cell.status, "\n".join(texts) or None


def _same(one: tuple[Status, str | None], other: tuple[Status, str | None]) -> bool:
    """Return whether two answers are the same, in whatever order voices came."""
    return one[0] is other[0] and sorted((one[1] or "").split("\n")) == sorted((other[1] or "").split("\n"))


def _in_words(page: ComparisonPage, status: Status, outcome: str | None) -> Runs:
    return in_lines([fixed(page.labels.status(status)), quoted(outcome) if outcome else ()])


@attrs.frozen
class ComparisonReport:
    """The sections of a report of a comparison, in one language."""

    page: ComparisonPage
    talk: ConversationWords

    def sections(self) -> Iterator[Section]:
        """Yield all sections but the one about the report itself."""
        word = self.page.labels.word
        yield from section(word("heading.organisations"), [self.page.organisations("report.caption.organisations")])
        yield from section(word("report.heading.summary"), self._summary())
        yield from section(word("heading.overview"), self._motives())
        yield from section(word("report.heading.outcomes"), self.page.outcomes())
        meeting = self.talk.conversation.meeting
        yield from self.talk.sections(differences(self.page, meeting) if meeting else ())
        yield from section(word("report.heading.open"), self._open())
        yield from self.page.checks.section()

    def _open(self) -> Iterator[Block]:
        """Yield everything that is open on all forms."""
        partners = [side.id for side in self.page.comparison.organisations]
        forms = [*open_in_comparison(self.page, self.talk), *open_in_conversation(self.talk, partners)]
        yield from open_blocks(forms, self.page.labels, "report.column.phase")

    def _summary(self) -> Iterator[Block]:
        """Yield the counts, in one line and then in sentences; the motives by verdict; the meaning of the words."""
        yield Text(strong(self._counts()))
        yield Bullets(tuple(map(fixed, self.page.summary())))
        yield from self._verdicts()
        keys = ["shared", *(["counterparts"] if self.page.comparison.counterparts else []), "not_comparable"]
        yield Text(fixed(" ".join(self.page.labels.word(f"report.explained.{key}") for key in keys)))

    def _counts(self) -> str:
        """Return the counts in a line, such as "4 of 6 shared; 1 of 2 counterparts"."""
        several, mirrored = self.page.comparison.offered_to_several, self.page.comparison.offered_on_both_sides
        shared = sum(row.verdict is Verdict.SHARED for row in several)
        both = sum(row.verdict is Verdict.COUNTERPART for row in mirrored)
        counts = [self.page.labels.word("report.counts", k=shared, n=len(several))]
        if mirrored:
            counts.append(self.page.labels.word("report.counts.counterparts", k=both, n=len(mirrored)))
        return "; ".join(counts)

    def _verdicts(self) -> Iterator[PageTable]:
        """Yield a table of the motives that are shared, that apply to one organisation alone, and so on."""
        word = self.page.labels.word
        rows = [
            PageRow((fixed(word(f"report.verdict.{verdict}")), in_lines(motives)))
            for verdict in Verdict
            if (motives := self._with_verdict(verdict))
        ]
        if rows:
            keys = ("compare.column.comparison", "compare.column.motive")
            yield self.page.labels.table("report.caption.summary", keys, rows, (1, 3))

    def _with_verdict(self, verdict: Verdict) -> list[Runs]:
        comparison, label = self.page.comparison, self.page.labels.motive
        if verdict is Verdict.COUNTERPART:
            mirrored = [row for row in comparison.offered_on_both_sides if row.verdict is verdict]
            return [fixed(f"{label(row.first)} / {label(row.second)}") for row in mirrored]
        rows = [(row, self._detail(row)) for row in comparison.offered_to_several if row.verdict is verdict]
        return [fixed(f"{label(row.motive)} ({detail})" if detail else label(row.motive)) for row, detail in rows]

    def _detail(self, row: Compared) -> str:
        """Return the count, the organisation or the reasons behind a verdict; nothing where it says all."""
        if row.verdict is Verdict.SHARED:
            return self.page.labels.word("compare.count", k=len(row.applies_to), n=len(row.offered_to))
        if row.verdict is Verdict.ONE_SIDE:
            return ", ".join(map(self.page.name, row.applies_to))
        return self.page.reasons(row)

    def _motives(self) -> Iterator[Block]:
        """Yield the motives and the counts per category, each under its picture."""
        pictures = self.talk.pictures
        yield from pictures.draw(plots.motives, self.page.comparison)
        yield from self.page.motives()
        yield Heading(self.page.labels.word("report.heading.categories"))
        yield from pictures.draw(plots.categories, self.page.comparison)
        yield self.page.categories("report.caption.categories")


@attrs.frozen
class RecalibrationReport:
    """The sections of a report of a recalibration, in one language."""

    page: RecalibrationPage
    talk: ConversationWords

    def sections(self) -> Iterator[Section]:
        """Yield all sections but the one about the report itself."""
        yield from self.page.opening()
        for side in self.page.change.organisations:
            pictures = self.talk.pictures.draw(plots.recalibration, self.page.change, organisation=side.id)
            yield from section(self.page.name(side.id), [*pictures, *self.page.organisation(side)])
        yield from self.talk.sections()
        yield from section(self.page.labels.word("report.heading.open"), self._open())
        yield from self.page.checks.section()

    def _open(self) -> Iterator[Block]:
        """Yield everything that is open on all forms."""
        last = [side.id for side in self.page.change.rounds[-1].organisations]
        talk = self.talk.conversation.meeting or self.talk.commitments
        where = "report.column.round_or_phase" if talk else "label.round"
        parts = [*open_in_recalibration(self.page), *open_in_conversation(self.talk, last)]
        yield from open_blocks(parts, self.page.labels, where)
