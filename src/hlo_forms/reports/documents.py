"""Reports: a comparison or recalibration as an editable Word document, and as one page for an intranet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import singledispatch
from typing import TypeAlias

import attrs

from ..basics.arguments import texts_of
from ..basics.text import canonical
from ..comparison.comparison import Comparison
from ..comparison.comparison_page import ComparisonPage
from ..comparison.labels import InstrumentLabels, names_of
from ..comparison.recalibration import Recalibration
from ..comparison.recalibration_page import RecalibrationPage
from ..comparison.voices import VoiceComparison
from ..comparison.voices_page import VoicesPage
from ..errors import InvalidValueError
from ..pages import shown
from ..pages.html import whole_page
from ..pages.model import Bullets, Page, Runs, Section, Text, fixed, plain, quoted, section
from ..pages.shown import spoken
from ..research.dataset import Dataset
from ..word.sources import Source
from ..word.writer.report import render_page
from .comparison import ComparisonReport, RecalibrationReport, VoicesReport
from .meeting import Commitments, Conversation, ConversationWords, Meeting, Pictures

Subject: TypeAlias = Comparison | Recalibration | VoiceComparison
"""The results that a report can be about."""


def report(  # noqa: PLR0913 - options, each by its name
    subject: Subject,
    *,
    language: str | None = None,
    meeting: Meeting | None = None,
    commitments: Commitments = (),
    share: Iterable[str] = (),
    waiting_for: Iterable[str] = (),
    date: str | None = None,
    pictures: bool | None = None,
    template: Source | None = None,
) -> bytes:
    """A report to hand out, as the bytes of an editable Word document (.docx); the same input gives the same bytes.

    Of a comparison it holds who took part and when, counts, motives and outcomes side by side; of a recalibration
    what was new, kept and dropped, outcomes with the words that changed, and what was realised; of both what was
    not filled in, and what is doubtful. Voices of an organisation have numbers; only a comparison of voices, which is
    for the organisation itself, has their names. `meeting` is the form of phase 2, or a reading of it: who was there,
    what was answered together and which relations were declared. `commitments` are forms of phase 3, or readings: what
    each organisation tells the partners, and nothing else of them. Other answers stay internal, but for those to the
    questions that `share` names by id: question 6 of phase 2, and those of phase 1 as far as they stand on the form
    of phase 2. `waiting_for` are the names of organisations that were asked (in the last round) and did not
    answer: the report names them on its first page. `date` is the date of the report, in words.

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
    options = Options(
        meeting=meeting, commitments=commitments, share=share, waiting_for=waiting_for, date=date, pictures=pictures
    )
    language = spoken(subject, language)
    page = report_page(subject, language, options)
    return render_page(page, subject.instrument.word("footer.page", language), template)


def checklist(
    subject: Subject,
    *,
    language: str | None = None,
    meeting: Meeting | None = None,
    commitments: Commitments = (),
    template: Source | None = None,
) -> bytes:
    """A list for the facilitator to go through before a report goes out, as the bytes of a Word document (.docx).

    It lists what was left open on the forms, where the form of the meeting says something else than those of phase 1,
    and every doubt of the readings, each with its place. It is not for the partners: `report` leaves all of it out,
    and marks what rests on a doubt. Takes and raises what `report` does.

    >>> from hlo_forms import Organisation, PreparationForm, compare
    >>> comparison = compare([
    ...     PreparationForm(organisation=Organisation("De Linde", type="practice_partner")),
    ...     PreparationForm(organisation=Organisation("Verpleegkunde", type="programme"))])
    >>> checklist(comparison)[:2]
    b'PK'
    """
    language = spoken(subject, language)
    page = checklist_page(subject, language, Options(meeting=meeting, commitments=commitments))
    return render_page(page, subject.instrument.word("footer.page", language), template)


def to_html(  # noqa: PLR0913 - options, each by its name
    subject: Subject | Dataset,
    *,
    language: str | None = None,
    meeting: Meeting | None = None,
    commitments: Commitments = (),
    share: Iterable[str] = (),
    waiting_for: Iterable[str] = (),
    date: str | None = None,
    pictures: bool | None = None,
) -> str:
    """One HTML page that needs nothing else, for an intranet; the same input gives the same text.

    Of a comparison, a recalibration or a comparison of voices it says what `report` says, and takes the same; of a
    data set what is in it and what is missing, without any of the rest. Names of people are left out, as a page is
    open to many: of those who were at the meeting, of those who are to do what was agreed, and of voices and files,
    which have numbers. All that was written is escaped. Raises `InvalidValueError` as `report` does.

    >>> from hlo_forms import Dataset
    >>> to_html(Dataset([]), language="en").startswith("<!DOCTYPE html>")
    True
    """
    of_phases = {"meeting": meeting, "commitments": commitments, "share": share}
    options = Options(**of_phases, waiting_for=waiting_for, date=date, pictures=pictures, people=False)  # type: ignore[arg-type]  # several kinds
    language = spoken(subject, language)
    if isinstance(subject, Dataset):
        return _of_dataset(subject, language, options)
    return whole_page(report_page(subject, language, options))


def _of_dataset(dataset: Dataset, language: str, options: Options) -> str:
    if options.holds_forms:
        raise InvalidValueError("subject", "a comparison or a recalibration, for forms of other phases", dataset)
    page = shown.page_of(_with_numbers(dataset), language)
    return whole_page(attrs.evolve(page, subtitle=canonical(options.date, "date") or ""))


def _with_numbers(dataset: Dataset) -> Dataset:
    """Return the data set with numbers in place of the names of files, in which names of people often stand."""
    files = [attrs.evolve(file, result=attrs.evolve(file.result, source=str(file.number))) for file in dataset.files]
    numbered = dataset.with_parts(dataset.everyone, tuple(files))
    numbered.why_empty = dataset.why_empty
    return numbered


Parts: TypeAlias = ComparisonPage | RecalibrationPage | VoicesPage


@attrs.frozen(kw_only=True)
class Options:
    """The options of a report, beside its subject."""

    meeting: Meeting | None = None
    commitments: Commitments = ()
    share: Iterable[str] = ()
    waiting_for: Iterable[str] = ()
    date: str | None = None
    pictures: bool | None = None
    people: bool = True
    named: bool = False

    @property
    def holds_forms(self) -> bool:
        """True if it has forms or questions of phases 2 and 3."""
        return (self.meeting, self.commitments, self.share) != (None, (), ())

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of organisations that did not answer, each once."""
        names = (canonical(text, "waiting_for") for text in texts_of("waiting_for", self.waiting_for))
        return tuple(dict.fromkeys(name for name in names if name))

    def when(self, labels: InstrumentLabels) -> Iterator[tuple[str, Runs]]:
        """Yield the date of the report, where there is one."""
        if date := canonical(self.date, "date"):
            yield labels.word("report.date"), quoted(date)


Body: TypeAlias = ComparisonReport | RecalibrationReport | VoicesReport


@singledispatch
def _body(subject: object, _language: str, _options: Options) -> Body:
    """Return the sections of the report about a subject; `InvalidValueError` for anything that cannot be one."""
    raise InvalidValueError("subject", "a comparison, a recalibration or a comparison of voices", subject)


@_body.register
def _(subject: Comparison, language: str, options: Options) -> Body:
    page = ComparisonPage.of(subject, language, listed=False, named=options.named)
    names = {side.id: page.numbered(side.id) for side in subject.organisations}
    talk = _conversation(page, names, subject.partnership.id, [subject.round], options)
    return ComparisonReport(page, talk, options.missing)


@_body.register
def _(subject: Recalibration, language: str, options: Options) -> Body:
    page = RecalibrationPage.of(subject, language, listed=False, named=options.named)
    rounds = [round.name for round in subject.rounds]
    names = names_of(subject.organisations)
    talk = _conversation(page, names, subject.partnership.id, rounds, options)
    return RecalibrationReport(page, talk, options.missing)


@_body.register
def _(subject: VoiceComparison, language: str, options: Options) -> Body:
    if options.holds_forms:
        raise InvalidValueError("subject", "a comparison or a recalibration, for forms of other phases", subject)
    return VoicesReport(VoicesPage.of(subject, language, listed=False, named=options.people))


def report_page(subject: Subject, language: str, options: Options) -> Page:
    """Return the report of a comparison, of a recalibration or of voices, as a page."""
    body = _body(subject, language, options)
    page = _page(body, [*body.sections(), *_about(body)], options)
    return attrs.evolve(page, annex=body.page.labels.word("report.annex"))


def checklist_page(subject: Subject, language: str, options: Options) -> Page:
    """Return everything that is to be checked or was left open, as a page for the facilitator."""
    body = _body(subject, language, attrs.evolve(options, pictures=False, named=True))
    list(body.sections())  # doubts get their numbers as they are shown
    word = body.page.labels.word
    points = [*body.points()] or [Section("", (Text(fixed(word("checklist.nothing"))),))]
    page = _page(body, points, options)
    return attrs.evolve(page, title=word("checklist.title"), subtitle=word("checklist.kicker"), contents="")


def _conversation(
    page: Parts, names: Mapping[str, str], partnership: str | None, rounds: Sequence[str | None], options: Options
) -> ConversationWords:
    """Return the words about the forms of phases 2 and 3; `InvalidValueError` unless they belong to the subject."""
    labels, pictures = page.labels, Pictures.of(page.labels, options.pictures)
    conversation = Conversation.of(labels.instrument, options.meeting, options.commitments, options.share)
    conversation.must_belong(labels.instrument, partnership, rounds)
    return ConversationWords(conversation, labels, page.checks, names, pictures, options.people, options.named)


def _page(body: Body, sections: Iterable[Section], options: Options) -> Page:
    labels, details = body.page.labels, body.page.details()
    who_and_when = [" ".join(plain(cell).split()) for _, cell in (*details[:1], *details[1:][-1:])]
    return Page(
        kicker=labels.instrument.title[labels.language],
        title=body.page.title,
        about=", ".join(who_and_when),
        subtitle=labels.word(body.subtitle),
        locale=labels.instrument.locale(labels.language),
        details=(*details, *options.when(labels)),
        contents=labels.word("report.contents"),
        sections=tuple(sections),
    )


def _about(body: Body) -> Iterator[Section]:
    """Yield the section about the report itself."""
    labels, missing = body.page.labels, ["no_pictures"] if body.misses_pictures else []
    texts = [labels.word(f"report.about.{key}") for key in (*body.about, *missing)]
    texts.append(labels.word("report.about.source", citation=labels.instrument.citation[labels.language]))
    yield from section(labels.word("report.heading.about"), [Bullets(tuple(map(fixed, texts)))])
