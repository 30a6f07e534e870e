"""Reports: a comparison or recalibration as an editable Word document, and as one page for an intranet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from typing import TypeAlias

import attrs

from ..basics.text import canonical
from ..comparison.comparison import Comparison
from ..comparison.labels import Labels
from ..comparison.recalibration import Recalibration
from ..comparison.voices import VoiceComparison
from ..comparison.voices_page import VoiceWords
from ..errors import InvalidValueError
from ..instrument.model import Instrument
from ..pages.html import whole_page
from ..pages.model import Bullets, Page, Runs, Section, fixed, plain, quoted, section
from ..research.dataset import Dataset
from ..research.tables import word
from ..word.package import Source
from ..word.writer.report import render_page
from .comparison import ComparisonReport, RecalibrationReport
from .meeting import Commitments, Conversation, Meeting
from .pictures import Pictures

Subject: TypeAlias = Comparison | Recalibration | VoiceComparison
"""The results that a report can be about."""


def report(  # noqa: PLR0913 - options, each by its name
    subject: Subject,
    language: str = "nl",
    *,
    meeting: Meeting | None = None,
    commitments: Commitments = (),
    share: Iterable[str] = (),
    date: str | None = None,
    pictures: bool | None = None,
    template: Source | None = None,
) -> bytes:
    """A report to hand out, as the bytes of an editable Word document (.docx); the same input gives the same bytes.

    Of a comparison it holds who took part and when, counts, motives and outcomes side by side; of a recalibration
    what was new, kept and dropped, outcomes with the words that changed, and what was realised; of both what was
    not filled in, and what is doubtful. `meeting` is the form of phase 2, or a reading of it: who was there, what
    was answered together and which relations were declared. `commitments` are forms of phase 3, or readings: their
    agreements. Other answers stay internal, but for those to the questions that `share` names by id: of phase 3, of
    question 6 of phase 2, and of phase 1 as far as they stand on the form of phase 2. `date` is the date of the
    report, in words.

    Pictures are drawn where matplotlib is installed, each above the table that it shows. Where it is not, the report
    says that it was made without; `pictures=True` then raises `MissingDependencyError`, and False leaves them out
    without a word. `template` is a house style, made from the built-in `report.docx`.

    Raises `InvalidValueError` for an unknown language or question, or forms of another instrument, partnership or
    round than what is compared; and `TemplateError` for a template that cannot be used.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, compare
    >>> ticked = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    >>> comparison = compare([
    ...     PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked),
    ...     PreparationForm(organisation=Organisation("Verpleegkunde", type="programme"), motives=ticked)])
    >>> report(comparison, date="3 december 2026")[:2]
    b'PK'
    """
    options = Options(meeting=meeting, commitments=commitments, share=share, date=date, pictures=pictures)
    page = page_of(subject, language, options)
    return render_page(page, subject.instrument.word("footer.page", language), template)


def to_html(  # noqa: PLR0913 - options, each by its name
    subject: Subject | Dataset,
    language: str = "nl",
    *,
    meeting: Meeting | None = None,
    commitments: Commitments = (),
    share: Iterable[str] = (),
    date: str | None = None,
    pictures: bool | None = None,
) -> str:
    """One HTML page that needs nothing else, for an intranet; the same input gives the same text.

    Of a comparison, a recalibration or a comparison of voices it says what `report` says, and takes the same; of a
    data set what is in it and what is missing, without any of the rest. All that was written is escaped. Raises
    `InvalidValueError` as `report` does.

    >>> from hlo_forms import Dataset
    >>> to_html(Dataset([]), "en").startswith("<!DOCTYPE html>")
    True
    """
    options = Options(meeting=meeting, commitments=commitments, share=share, date=date, pictures=pictures)
    if isinstance(subject, Dataset):
        return _of_dataset(subject, language, options)
    return whole_page(page_of(subject, language, options))


def _of_dataset(dataset: Dataset, language: str, options: Options) -> str:
    if options.holds_forms:
        raise InvalidValueError("subject", "a comparison or a recalibration, for forms of other phases", dataset)
    date = canonical(options.date, "date")
    page = whole_page(Page(title=word("title", language), subtitle=date or "", locale=language))
    return page.replace("<main>", f'<main>\n<div class="hlo-wide">{dataset.to_html(language)}</div>', 1)


@attrs.frozen(kw_only=True)
class Options:
    """What goes into a report beside its subject."""

    meeting: Meeting | None = None
    commitments: Commitments = ()
    share: Iterable[str] = ()
    date: str | None = None
    pictures: bool | None = None

    def conversation(
        self, instrument: Instrument, partnership: str | None, rounds: Iterable[str | None]
    ) -> Conversation:
        """The forms of phases 2 and 3, which must belong to the subject."""
        found = Conversation.of(instrument, self.meeting, self.commitments, self.share)
        found.must_belong(instrument, partnership, list(rounds))
        return found

    @property
    def holds_forms(self) -> bool:
        """Is there anything of phases 2 and 3 in it?"""
        return (self.meeting, self.commitments, self.share) != (None, (), ())

    def when(self, labels: Labels) -> Iterator[tuple[str, Runs]]:
        """The date of the report, where there is one."""
        if date := canonical(self.date, "date"):
            yield labels.word("report.date"), quoted(date)


@singledispatch
def page_of(subject: object, _language: str, _options: Options) -> Page:
    """The page of a comparison, of a recalibration or of voices."""
    raise InvalidValueError("subject", "a comparison, a recalibration or a comparison of voices", subject)


@page_of.register
def _(subject: Comparison, language: str, options: Options) -> Page:
    labels, pictures = Labels(subject.instrument, language), Pictures.of(language, options.pictures)
    conversation = options.conversation(subject.instrument, subject.partnership.id, [subject.round])
    made = ComparisonReport.of(subject, language, conversation, pictures)
    details = [(label, quoted(text)) for label, text in made.words.heads()]
    sections = [*made.sections(), *_about(labels, pictures, "internal", "counts")]
    return _page(labels, labels.word("compare.title"), details, sections, options)


@page_of.register
def _(subject: Recalibration, language: str, options: Options) -> Page:
    labels, pictures = Labels(subject.instrument, language), Pictures.of(language, options.pictures)
    rounds = [found.name for found in subject.rounds]
    conversation = options.conversation(subject.instrument, subject.partnership.id, rounds)
    made = RecalibrationReport.of(subject, language, conversation, pictures)
    sections = [*made.sections(), *_about(labels, pictures, "internal", "counts")]
    return _page(labels, made.words.title, made.words.details(), sections, options)


@page_of.register
def _(subject: VoiceComparison, language: str, options: Options) -> Page:
    if options.holds_forms:
        raise InvalidValueError("subject", "a comparison or a recalibration, for forms of other phases", subject)
    words = VoiceWords.of(subject, language)
    sections = [*words.sections(), *_about(words.labels, Pictures(language, drawn=False), "counts")]
    page = _page(words.labels, words.title, words.details(), sections, options)
    return attrs.evolve(page, subtitle=words.labels.word("report.subtitle.voices"))


def _page(
    labels: Labels, title: str, details: Sequence[tuple[str, Runs]], sections: Iterable[Section], options: Options
) -> Page:
    who_and_when = [" ".join(plain(cell).split()) for _, cell in (*details[:1], *details[1:][-1:])]
    return Page(
        kicker=labels.instrument.title[labels.language],
        title=title,
        about=", ".join(who_and_when),
        subtitle=labels.word("report.subtitle"),
        locale=labels.instrument.locale(labels.language),
        details=(*details, *options.when(labels)),
        contents=labels.word("report.contents"),
        sections=tuple(sections),
    )


def _about(labels: Labels, pictures: Pictures, *keys: str) -> Iterator[Section]:
    """What is said of the report itself."""
    missing = ["no_pictures"] if pictures.missing else []
    told = [labels.word(f"report.about.{key}") for key in (*keys, *missing)]
    told.append(labels.word("report.about.source", citation=labels.instrument.citation[labels.language]))
    yield from section(labels.word("report.heading.about"), [Bullets(tuple(map(fixed, told)))])
