"""The page of the voices of one organisation, side by side."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..pages.model import Block, Page, PageRow, PageTable, Runs, Section, Text, fixed, in_lines, quoted, section
from ..pages.shown import page_of
from .comparison import OwnMotive
from .labels import Checks, InstrumentLabels
from .verdicts import VoiceAnswer
from .voices import VoiceComparison, VoiceMotive


@page_of.register(VoiceComparison)
def _(voices: VoiceComparison, language: str) -> Page:
    page = VoicesPage.of(voices, language)
    return Page(title=page.title, locale=language, details=tuple(page.details()), sections=tuple(page.sections()))


@attrs.frozen
class VoicesPage:
    """The parts of the page about the voices of one organisation, in one language."""

    voices: VoiceComparison
    labels: InstrumentLabels
    checks: Checks

    @classmethod
    def of(cls, voices: VoiceComparison, language: str) -> VoicesPage:
        """Return the page in a language of the instrument."""
        labels = InstrumentLabels(voices.instrument, language)
        return cls(voices, labels, Checks(labels))

    @property
    def title(self) -> str:
        """The title of the page."""
        return self.labels.word("voices.title")

    def details(self) -> list[tuple[str, Runs]]:
        """Return organisation, partnership, round and voices, each with its label, as far as known."""
        side, partnership = self.voices.organisation, self.voices.partnership
        texts = {
            "label.organisation.name": side.name or side.id,
            "label.partnership.name": partnership.name or partnership.id,
            "label.round": self.voices.round,
            "voices.label": "; ".join(self._names()),
        }
        return [(self.labels.word(key), quoted(text)) for key, text in texts.items() if text]

    def _names(self) -> list[str]:
        return [self.labels.respondent(voice.respondent) for voice in self.voices.organisation.voices]

    def sections(self) -> Iterator[Section]:
        """Yield everything on the page."""
        yield from section(self.labels.word("voices.heading.differ"), self._summary())
        yield from section(self.labels.word("compare.heading.motives"), [self._motives()])
        yield from section(self.labels.other_motives(), self._others())
        yield from section(self.labels.word("voices.heading.questions"), self._questions())
        yield from self.checks.section()

    def _summary(self) -> Iterator[Block]:
        comparable, differing = self.voices.comparable, self.voices.differing
        yield Text(fixed(self.labels.word("voices.summary.differ", k=len(differing), n=len(comparable))))
        left = len(self.voices.motives) - len(comparable)
        if left:
            yield Text(fixed(self.labels.word("voices.summary.not_comparable", k=left, n=len(self.voices.motives))))
        for voice in self.voices.organisation.voices:
            mark = self.checks.mark(self.labels.respondent(voice.respondent), voice.doubts)
            if mark:
                yield Text((*quoted(self.labels.respondent(voice.respondent)), *mark))

    def _motives(self) -> PageTable:
        rows = []
        for heading, motives in self.labels.categories(row.motive for row in self.voices.motives):
            rows.append(PageRow((fixed(heading),), group=True))
            rows += [self._motive(self.voices.motive(motive)) for motive in motives]
        columns = (self.labels.word("compare.column.motive"), *self._names(), self.labels.word("voices.column.differ"))
        return PageTable(caption=self.labels.word("voices.caption.motives"), columns=columns, rows=tuple(rows))

    def _motive(self, row: VoiceMotive) -> PageRow:
        label = self.labels.motive(row.motive)
        cells = [self._answer(label, answer) for answer in row.answers]
        return PageRow((fixed(label), *cells, fixed(self._verdict(row))))

    def _answer(self, label: str, answer: VoiceAnswer) -> Runs:
        where = f"{self.labels.respondent(answer.respondent)}, {label}"
        head = (*self.labels.answer(answer), *self.checks.mark(where, answer.doubts))
        return in_lines([head, quoted(answer.outcome) if answer.outcome else ()])

    def _verdict(self, row: VoiceMotive) -> str:
        if row.comparable:
            return self.labels.word("voices.differ" if row.differs else "voices.same")
        return self.labels.word("voices.unclear" if row.unclear else "voices.one_voice")

    def _others(self) -> Iterator[Block]:
        if self.voices.other_motives:
            keys = ("voices.column.voice", "column.other_motives.text", "column.other_motives.outcome")
            yield PageTable(
                caption=self.labels.word("voices.caption.others"),
                columns=tuple(self.labels.word(key) for key in keys),
                rows=tuple(map(self._other, self.voices.other_motives)),
            )

    def _other(self, own: OwnMotive) -> PageRow:
        who = self.labels.respondent(own.respondent)
        mark = self.checks.mark(f"{who}, {own.text or self.labels.other_motives()}", own.doubts)
        return PageRow((quoted(who), (*quoted(own.text or "-"), *mark), quoted(own.outcome or "-")))

    def _questions(self) -> Iterator[Block]:
        asked = {question.id: question.label[self.labels.language] for question in self.voices.instrument.questions}
        for row in self.voices.questions:
            pairs = zip(self._names(), row.answers, strict=True)
            unanswered = self.labels.word("voices.unanswered")
            yield PageTable(
                caption=asked[row.question],
                columns=(self.labels.word("voices.column.voice"), self.labels.word("voices.column.answer")),
                rows=tuple(PageRow((quoted(who), quoted(text) if text else fixed(unanswered))) for who, text in pairs),
                widths=(1, 3),
            )
