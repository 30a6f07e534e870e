"""The sections of a report of a comparison or a recalibration: counts first, then motives and outcomes side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from .. import plots
from ..comparison.comparison_page import ComparisonPage
from ..comparison.in_short import ComparisonInShort, RecalibrationInShort
from ..comparison.recalibration_page import RecalibrationPage
from ..comparison.verdicts import Cell
from ..comparison.voices_page import VoicesPage
from ..forms.alignment import AlignmentForm
from ..forms.answers import Status, joint_text
from ..pages.model import (
    Block,
    Heading,
    PageRow,
    Runs,
    Section,
    fixed,
    in_lines,
    quoted,
    section,
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
        yield page.labels.table("report.caption.differences", keys, rows, (4, 4, 5, 5))


def _answer(cell: Cell) -> tuple[Status, str | None]:
    """Return the status of an organisation, and the outcomes of its voices as the meeting's form has them."""
    return cell.status, joint_text(voice.outcome for voice in cell.voices)


def _same(one: tuple[Status, str | None], other: tuple[Status, str | None]) -> bool:
    """Return whether two answers are the same, in whatever order voices came."""
    return one[0] is other[0] and sorted((one[1] or "").split("\n")) == sorted((other[1] or "").split("\n"))


def _in_words(page: ComparisonPage, status: Status, outcome: str | None) -> Runs:
    return in_lines([fixed(page.labels.status(status)), quoted(outcome) if outcome else ()])


@attrs.frozen
class ComparisonReport:
    """The sections of a report of a comparison, in one language."""

    subtitle: ClassVar[str] = "report.subtitle"
    about: ClassVar[tuple[str, ...]] = ("internal", "counts")

    page: ComparisonPage
    talk: ConversationWords
    waiting_for: tuple[str, ...] = ()

    @property
    def misses_pictures(self) -> bool:
        """True if pictures were wanted and cannot be drawn."""
        return self.talk.pictures.missing

    def sections(self) -> Iterator[Section]:
        """Yield a page in short, then what the partners told each other, and then the details, each of them once."""
        word = self.page.labels.word
        short = ComparisonInShort(self.page.comparison, self.page.labels, self.waiting_for)
        yield from section(word("report.heading.summary"), short.blocks())
        yield from self.talk.sections()
        yield from section(word("heading.overview"), self._motives())
        yield from section(word("report.heading.outcomes"), self.page.outcomes())

    def points(self) -> Iterator[Section]:
        """Yield what the facilitator looks at: what is open, what the meeting's form says otherwise, and doubts."""
        word = self.page.labels.word
        meeting = self.talk.conversation.meeting
        yield from section(word("report.heading.open"), self._open())
        yield from section(word("report.heading.differences"), differences(self.page, meeting) if meeting else ())
        yield from self.page.checks.section()

    def _open(self) -> Iterator[Block]:
        """Yield everything that is open on all forms."""
        partners = [side.id for side in self.page.comparison.organisations]
        forms = [*open_in_comparison(self.page, self.talk), *open_in_conversation(self.talk, partners)]
        yield from open_blocks(forms, self.page.labels, "report.column.phase")

    def _motives(self) -> Iterator[Block]:
        """Yield the motives and the counts per category: each as a picture with its table folded, or as a table."""
        pictures, comparison, word = self.talk.pictures, self.page.comparison, self.page.labels.word
        if not pictures.drawn:
            yield self.page.organisations("report.caption.organisations")
        yield from pictures.instead_of(word("heading.overview"), self.page.motives(), plots.motives, comparison)
        heading = word("report.heading.categories")
        yield Heading(heading)
        categories = self.page.categories("report.caption.categories")
        yield from pictures.instead_of(heading, [categories], plots.categories, comparison)


@attrs.frozen
class RecalibrationReport:
    """The sections of a report of a recalibration, in one language."""

    subtitle: ClassVar[str] = "report.subtitle"
    about: ClassVar[tuple[str, ...]] = ("internal", "counts")

    page: RecalibrationPage
    talk: ConversationWords
    waiting_for: tuple[str, ...] = ()

    @property
    def misses_pictures(self) -> bool:
        """True if pictures were wanted and cannot be drawn."""
        return self.talk.pictures.missing

    def sections(self) -> Iterator[Section]:
        """Yield a page in short, what the partners told each other, the counts, and each organisation."""
        page, word = self.page, self.page.labels.word
        last = len(page.rounds) - 2
        reminders = tuple(page.reminders(last))
        short = RecalibrationInShort(page.change, page.labels, page.step(last), reminders, self.waiting_for)
        yield from section(word("report.heading.summary"), [*short.blocks(), *page.absences(before=last)])
        yield from self.talk.sections()
        explained = page.explained(reminded=last)
        yield from section(word("recalibration.heading.counts"), [*explained, page.counts()])
        for side in page.change.organisations:
            heading = word("recalibration.heading.organisation", who=page.name(side.id))
            (table, *others), pictures = page.organisation(side), self.talk.pictures
            drawn = pictures.instead_of(heading, [table], plots.recalibration, page.change, organisation=side.id)
            yield from section(heading, [*drawn, *others])

    def points(self) -> Iterator[Section]:
        """Yield what the facilitator looks at: what is open, and doubts."""
        yield from section(self.page.labels.word("report.heading.open"), self._open())
        yield from self.page.checks.section()

    def _open(self) -> Iterator[Block]:
        """Yield everything that is open on all forms."""
        last = [side.id for side in self.page.change.rounds[-1].organisations]
        talk = self.talk.conversation.meeting or self.talk.commitments
        where = "report.column.round_or_phase" if talk else "label.round"
        parts = [*open_in_recalibration(self.page), *open_in_conversation(self.talk, last)]
        yield from open_blocks(parts, self.page.labels, where)


@attrs.frozen
class VoicesReport:
    """The sections of a report of the voices of one organisation, in one language."""

    subtitle: ClassVar[str] = "report.subtitle.voices"
    about: ClassVar[tuple[str, ...]] = ("counts",)
    misses_pictures: ClassVar[bool] = False

    page: VoicesPage

    def sections(self) -> Iterator[Section]:
        """Yield all sections but the one about the report itself."""
        yield from self.page.body()

    def points(self) -> Iterator[Section]:
        """Yield the doubts."""
        yield from self.page.checks.section()
