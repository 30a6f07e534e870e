"""The page of the voices of one organisation, side by side."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..pages.model import Block, Page, PageRow, PageTable, Runs, Section, Text, fixed, in_lines, quoted, section
from ..pages.model import rows as table_rows
from ..pages.shown import makes_page_of
from .comparison import OwnMotive
from .labels import Checks, InstrumentLabels
from .verdicts import VoiceAnswer
from .voices import VoiceComparison, VoiceMotive


@makes_page_of(VoiceComparison)
def _(voices: VoiceComparison, language: str) -> Page:
    page = VoicesPage.of(voices, language)
    return Page(title=page.title, locale=language, details=tuple(page.details()), sections=tuple(page.sections()))


@attrs.frozen
class VoicesPage:
    """The parts of the page about the voices of one organisation, in one language."""

    voices: VoiceComparison
    labels: InstrumentLabels
    checks: Checks
    named: bool = True

    @classmethod
    def of(cls, voices: VoiceComparison, language: str, *, listed: bool = True, named: bool = True) -> VoicesPage:
        """Return the page in a language of the instrument."""
        labels = InstrumentLabels(voices.instrument, language)
        return cls(voices, labels, Checks(labels, listed), named)

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

    def _name(self, respondent: str | None) -> str:
        voices = [voice.respondent for voice in self.voices.organisation.voices]
        return self.labels.voice(respondent, voices, named=self.named)

    def _names(self) -> list[str]:
        return [self._name(voice.respondent) for voice in self.voices.organisation.voices]

    def sections(self) -> Iterator[Section]:
        """Yield everything on the page."""
        yield from self.body()
        yield from self.checks.section()

    def body(self) -> Iterator[Section]:
        """Yield everything but the list of doubts."""
        yield from section(self.labels.word("voices.heading.differ"), self._summary())
        yield from section(self.labels.word("compare.heading.motives"), [self._motives()])
        yield from section(self.labels.other_motives(), self._others())
        yield from section(self.labels.word("voices.heading.questions"), self._questions())

    def _summary(self) -> Iterator[Block]:
        comparable, motives, word = len(self.voices.comparable), len(self.voices.motives), self.labels.word
        yield Text(fixed(word("voices.summary.differ", k=len(self.voices.differing), n=comparable)))
        if comparable < motives:
            yield Text(fixed(word("voices.summary.not_comparable", k=motives - comparable, n=motives)))
        for who, voice in zip(self._names(), self.voices.organisation.voices, strict=True):
            if mark := self.checks.mark(who, voice.doubts):
                yield Text((*quoted(who), *mark))

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
        where = f"{self._name(answer.respondent)}, {label}"
        head = (*self.labels.answer(answer), *self.checks.mark(where, answer.doubts, corrected=answer.is_corrected))
        return in_lines([head, quoted(answer.outcome) if answer.outcome else ()])

    def _verdict(self, row: VoiceMotive) -> str:
        if row.comparable:
            return self.labels.word("voices.differ" if row.differs else "voices.same")
        return self.labels.word("voices.unclear" if row.unclear else "voices.one_voice")

    def _others(self) -> Iterator[Block]:
        if self.voices.other_motives:
            keys = ("voices.column.voice", "column.other_motives.text", "column.other_motives.outcome")
            yield self.labels.table("voices.caption.others", keys, map(self._other, self.voices.other_motives))

    def _other(self, own: OwnMotive) -> PageRow:
        who = self._name(own.respondent)
        where = f"{who}, {own.text or self.labels.other_motives()}"
        mark = self.checks.mark(where, own.doubts, corrected=own.is_corrected)
        return PageRow((quoted(who), (*quoted(own.text or "-"), *mark), quoted(own.outcome or "-")))

    def _questions(self) -> Iterator[Block]:
        asked = {question.id: question.label[self.labels.language] for question in self.voices.instrument.questions}
        columns = self.labels.word("voices.column.voice"), self.labels.word("voices.column.answer")
        unanswered = fixed(self.labels.word("voices.unanswered"))
        for row in self.voices.questions:
            answers = [quoted(text) if text else unanswered for text in row.answers]
            rows = table_rows(*zip(map(quoted, self._names()), answers, strict=True))
            yield PageTable(caption=asked[row.question], columns=columns, rows=rows, widths=(1, 3))
