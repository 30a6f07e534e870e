"""The parts of a report from phases 2 and 3: joint answers, relations and agreements; and everything that is open."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import attrs

from .. import plots
from ..basics.arguments import texts_of
from ..basics.values import one_of
from ..comparison.comparison_page import ComparisonPage
from ..comparison.labels import Checks, InstrumentLabels
from ..comparison.recalibration import History
from ..comparison.recalibration_page import RecalibrationPage
from ..comparison.sides import Side
from ..comparison.verdicts import VoiceAnswer
from ..errors import InvalidValueError
from ..forms import Form, Status
from ..forms.alignment import AlignmentForm
from ..forms.answers import Agreement, DeclaredRelation, PreviousAgreement, Relation
from ..forms.commitment import CommitmentForm
from ..forms.doubtful import FormT, form_and_reading
from ..forms.field_ids import PARTS
from ..forms.fields import Readers
from ..forms.naming import relation_sentence
from ..forms.preparation import PreparationForm
from ..instrument.model import Instrument
from ..instrument.parts import Question
from ..pages.model import (
    Block,
    Bullets,
    Fold,
    Heading,
    Illustration,
    PageRow,
    Run,
    Runs,
    Section,
    Text,
    fixed,
    in_lines,
    quoted,
    section,
    strong,
)
from ..readings.findings import Finding
from ..readings.reading import Reading

Meeting: TypeAlias = AlignmentForm | Reading
"""The form of phase 2, or a reading of it."""

Commitments: TypeAlias = Iterable[CommitmentForm | Reading]
"""The forms of phase 3, or readings of them."""

_SAID = ("participants", "answers", "relations", "shared_agreements")
_MARKED = {part for part in PARTS if part.removeprefix("previous_") in _SAID}
_APART = _MARKED | {part.name for part in PARTS.values() if part.readers is not Readers.PARTNERS}


@attrs.frozen
class Conversation:
    """The forms of phases 2 and 3 that go with what is compared, with the readings they came from.

    `shared` are the questions that somebody named: no other answers are shown, but for what was answered together.
    """

    meeting: AlignmentForm | None = None
    meeting_reading: Reading | None = None
    commitments: tuple[tuple[CommitmentForm, Reading | None], ...] = ()
    shared: tuple[Question, ...] = ()

    @classmethod
    def of(
        cls, instrument: Instrument, meeting: Meeting | None, commitments: Commitments, share: Iterable[str]
    ) -> Conversation:
        """Return them as a conversation; `InvalidValueError` for anything else or an unknown question."""
        held, reading = _in(meeting, AlignmentForm, "meeting") if meeting is not None else (None, None)
        if isinstance(commitments, Form | Reading | str | bytes) or not isinstance(commitments, Iterable):
            raise InvalidValueError("commitments", "forms or readings one after another, in a list", commitments)
        own = [_in(item, CommitmentForm, "commitments") for item in commitments]
        return cls(held, reading, tuple(own), tuple(_named(instrument, share)))

    def must_belong(self, instrument: Instrument, partnership: str | None, rounds: Sequence[str | None]) -> None:
        """Raise `InvalidValueError` for a form of another instrument, partnership or round."""
        meeting = [("meeting", self.meeting)] if self.meeting else []
        for name, form in [*meeting, *(("commitments", form) for form, _ in self.commitments)]:
            if form.instrument != instrument:
                asked, other = (f"{one.id} {one.edition} ({one.digest[:8]})" for one in (instrument, form.instrument))
                raise InvalidValueError(name, f"forms of the instrument {asked}", other)
            if form.partnership.id != partnership:
                raise InvalidValueError(name, f"forms of the partnership {partnership}", form.partnership.id)
            if form.round not in rounds:
                raise InvalidValueError(name, f"forms of the round {' or '.join(map(str, rounds))}", form.round)


def _in(item: object, kind: type[FormT], name: str) -> tuple[FormT, Reading | None]:
    form, reading = form_and_reading(item, kind, name)
    return form, reading if isinstance(reading, Reading) else None


def _named(instrument: Instrument, share: Iterable[str]) -> Iterator[Question]:
    """Yield the questions that are named: not of phase 3, of which partners get what they are told and no more."""
    asked = {question.id: question for question in instrument.questions if question.phase != CommitmentForm.phase}
    wanted = texts_of("share", share)
    for id in wanted:
        if id not in asked:
            raise InvalidValueError("share", "a question of phase 1 or 2: " + one_of(list(asked), id), id)
    yield from (question for id, question in asked.items() if id in wanted)


@attrs.frozen
class Pictures:
    """Draws pictures in one language, or none at all where `drawn` is False.

    `missing` says that there would be pictures, if they could be drawn.
    """

    labels: InstrumentLabels
    drawn: bool
    missing: bool = False

    @property
    def language(self) -> str:
        """The language of the pictures."""
        return self.labels.language

    @classmethod
    def of(cls, labels: InstrumentLabels, wanted: bool | None) -> Pictures:
        """Return them as wanted; None: where matplotlib is installed."""
        there = importlib.util.find_spec("matplotlib") is not None
        return cls(labels, there if wanted is None else wanted, missing=wanted is None and not there)

    def instead_of(
        self, heading: str, blocks: Iterable[Block], plot: Callable[..., plots.Picture], subject: object, **options: str
    ) -> Iterator[Block]:
        """Yield a picture by a function of `plots` with these blocks folded; the blocks where nothing is drawn.

        `heading` is what stands above both; it names the fold.
        """
        if not self.drawn:
            yield from blocks
            return
        picture = plot(subject, language=self.language, **options)
        yield Illustration(picture)
        yield Fold(self.labels.word("report.fold.table", heading=heading), tuple(blocks))


@attrs.frozen
class ConversationWords:
    """The sections about a conversation. `names` are the names of the organisations that are compared, by id.

    `people` says whether the names of those who were at the meeting are shown.
    """

    conversation: Conversation
    labels: InstrumentLabels
    checks: Checks
    names: Mapping[str, str]
    pictures: Pictures
    people: bool = True
    named: bool = False

    @property
    def commitments(self) -> list[tuple[CommitmentForm, Reading | None]]:
        """The forms of phase 3 in the order of the organisations, and then of ids and voices."""
        places = {id: place for place, id in enumerate(self.names)}

        def order(entry: tuple[CommitmentForm, Reading | None]) -> tuple[int, str, str]:
            id = entry[0].organisation.id or ""
            return places.get(id, len(places)), id, entry[0].respondent or ""

        return sorted(self.conversation.commitments, key=order)

    def sections(self) -> Iterator[Section]:
        """Yield the joint answers, the relations between motives, and the agreements, as far as there are forms."""
        word = self.labels.word
        if self.conversation.meeting:
            heading, blocks = word("report.heading.meeting"), self._meeting(self.conversation.meeting)
            yield from section(heading, blocks, new_page=True)
            yield from section(word("heading.relations"), self.relations(self.conversation.meeting))
            yield from section(word("report.again.answers"), self._said_before(self.conversation.meeting))
        if self.commitments:
            yield from section(word("report.heading.agreements"), self._agreements())
            yield from section(word("report.again.agreements"), self._told_before())
        yield from section(word("report.heading.named"), self._shared())

    # The meeting

    def _meeting(self, meeting: AlignmentForm) -> Iterator[Block]:
        yield from self._form(self.conversation.meeting_reading, self.labels.word("report.meeting_form"))
        yield from self._participants(meeting) if self.people else ()
        for question in meeting.questions:
            answer = meeting.answers.get(question.id)
            mark = self._mark(self.conversation.meeting_reading, self._question(question), f"answers.{question.id}")
            if answer or mark:
                yield Heading(self._question(question))
                yield Text((*(quoted(answer) if answer else fixed(self.labels.word("voices.unanswered"))), *mark))

    def _participants(self, meeting: AlignmentForm) -> Iterator[Block]:
        if not meeting.participants:
            yield Text(fixed(self.labels.word("report.no_participants")))
            return
        heading, names = self.labels.word("report.participants"), {one.id: one.name for one in meeting.organisations}
        runs: list[Run] = []
        for number, person in enumerate(meeting.participants, start=1):
            who = person.name or self.labels.word("report.no_name")
            behind = ", ".join(filter(None, (person.role, names.get(person.organisation) or person.organisation)))
            mark = self._mark(self.conversation.meeting_reading, f"{heading} {number}", f"participants.{number}")
            runs += [Run("; " if runs else " "), *quoted(who + (f" ({behind})" if behind else "")), *mark]
        yield Text((*strong(heading), *runs))

    def relations(self, meeting: AlignmentForm) -> Iterator[Block]:
        """Yield the relations that the partners declared, as sentences with their names; and a picture of them."""
        if not meeting.relations:
            yield Text(fixed(self.labels.word("report.no_relations")))
            return
        relations = enumerate(meeting.relations, start=1)
        yield Bullets(tuple(self._relation(number, relation, meeting) for number, relation in relations))
        if self.pictures.drawn:
            picture = plots.relations(self.conversation.meeting_reading or meeting, language=self.labels.language)
            yield Fold(self.labels.word("report.fold.picture"), (Illustration(picture),))

    def _relation(self, number: int, relation: DeclaredRelation, meeting: AlignmentForm) -> Runs:
        where = f"{self.labels.word('heading.relations')}, {number}"
        mark = self._mark(self.conversation.meeting_reading, where, f"relations.{number}")
        unknown = self._unknown(where, meeting, [relation.first_organisation, relation.second_organisation])
        note = quoted(f". {relation.note}") if relation.note else ()
        return (*self._sentence(relation, meeting), *(mark or unknown), *note)

    def _sentence(self, relation: Relation, meeting: AlignmentForm) -> Runs:
        """Return a relation as a sentence: whose motive, how it touches the other, and whose that is."""
        spoken = meeting.instrument, self.labels.language
        first, verb, second = relation_sentence(relation, meeting.organisations, *spoken)
        return (*quoted(first), Run(" "), *strong(verb), Run(" "), *quoted(second))

    def called(self, organisation: str) -> str:
        """Return the name of an organisation of the meeting: with a number if it has one, else name or words."""
        partners = self.conversation.meeting.organisations if self.conversation.meeting else ()
        named = {partner.id: partner.name for partner in partners if partner.id and partner.name}
        return {**named, **self.names}.get(organisation, organisation)

    # What was agreed, and what was named to be shared

    def _agreements(self) -> Iterator[Block]:
        rows = []
        for form, reading in self.commitments:
            who = self.who(form)
            yield from self._form(reading, self.labels.word("report.commitment_form", who=who))
            for number, agreement in enumerate(form.shared_agreements, start=1):
                where = f"{who}, {self.labels.word('heading.shared_agreements')} {number}"
                mark = self._mark(reading, where, f"shared_agreements.{number}")
                what, *others = self._agreed(agreement)
                rows.append(PageRow((quoted(who), (*what, *mark), *others)))
        if not rows:
            yield Text(fixed(self.labels.word("report.no_agreements")))
            return
        heads = ("label.organisation.name", *(f"report.column.{name}" for name in self._columns))
        yield self.labels.table("report.caption.agreements", heads, rows, (4, 6, *(3 for _ in self._columns[1:])))

    @property
    def _columns(self) -> tuple[str, ...]:
        """The columns of an agreement: who is to do it may be somebody's name, which stands on no page."""
        return ("what", "who", "when") if self.people else ("what", "when")

    def _agreed(self, row: Agreement | PreviousAgreement) -> Iterator[Runs]:
        return (quoted(getattr(row, name) or "") for name in self._columns)

    # What was said and agreed in the round before

    def _said_before(self, meeting: AlignmentForm) -> Iterator[Block]:
        """Yield what the partners said together then, each with how that is now."""
        reading, rows = self.conversation.meeting_reading, []
        for number, row in enumerate(meeting.previous_answers, start=1):
            question = self._question(meeting.instrument.question(row.question))
            mark = self._mark(reading, question, f"previous_answers.{number}") or self._unsure(doubtful=row.doubtful)
            rows.append(PageRow((fixed(question), (*quoted(row.text or ""), *mark), quoted(row.now or "-"))))
        if rows:
            heads = ("column.previous_answers.question", "report.column.then", "report.column.now")
            yield self.labels.table("report.caption.again.answers", heads, rows, (4, 5, 5))
        rows = []
        for number, relation in enumerate(meeting.previous_relations, start=1):
            where = f"{self.labels.word('heading.previous_relations')}, {number}"
            mark = self._mark(reading, where, f"previous_relations.{number}")
            unknown = self._unknown(where, meeting, [relation.first_organisation, relation.second_organisation])
            mark = mark or self._unsure(doubtful=relation.doubtful) or unknown
            sentence = (*self._sentence(relation, meeting), *mark)
            rows.append(PageRow((sentence, quoted(relation.note or ""), quoted(relation.now or "-"))))
        if rows:
            keys = ("heading.relations", "column.previous_relations.note", "report.column.now")
            yield self.labels.table("report.caption.again.relations", keys, rows, (6, 4, 4))

    def _told_before(self) -> Iterator[Block]:
        """Yield what each organisation told the partners then, each with how it went."""
        rows = []
        for form, reading in self.commitments:
            who = self.who(form)
            for number, row in enumerate(form.previous_shared_agreements, start=1):
                where = f"{who}, {self.labels.word('heading.previous_shared_agreements')} {number}"
                mark = self._mark(reading, where, f"previous_shared_agreements.{number}")
                what, *others = self._agreed(row)
                rows.append(PageRow((quoted(who), (*what, *mark), *others, quoted(row.result or "-"))))
        if rows:
            own = (f"report.column.{name}" for name in self._columns)
            heads = ("label.organisation.name", *own, "column.previous_shared_agreements.result")
            widths = (4, 5, *(3 for _ in self._columns[1:]), 5)
            yield self.labels.table("report.caption.again.agreements", heads, rows, widths)

    def who(self, form: CommitmentForm) -> str:
        """Return the name of the organisation of a form of phase 3, and of its voice."""
        own = form.organisation
        name = self.names.get(own.id or "") or own.name or own.id or "-"
        voices = [one.respondent for one, _ in self.commitments if one.organisation.id == own.id]
        if len(voices) < 2 and not (self.named and form.respondent):
            return name
        return f"{name}, {self.labels.voice(form.respondent, voices, named=self.named)}"

    def _shared(self) -> Iterator[Block]:
        for question in self.conversation.shared:
            if question.answered_by == "together":  # stands with the meeting
                continue
            answers = list(self._answers(question))
            yield Heading(self._question(question))
            if answers:
                heads = ("label.organisation.name", "report.column.answer")
                label = question.label[self.labels.language]
                yield self.labels.table("report.caption.answers", heads, answers, (1, 3), question=label)
            else:
                from_first = question.phase == PreparationForm.phase
                yield Text(fixed(self.labels.word("report.not_brought" if from_first else "voices.unanswered")))

    def _answers(self, question: Question) -> Iterator[PageRow]:
        meeting, reading = self.conversation.meeting, self.conversation.meeting_reading
        label = self._question(question)
        if meeting and question.phase == AlignmentForm.phase:
            for number, row in enumerate([row for row in meeting.own_answers if row.question == question.id], start=1):
                mark = self._mark(reading, label, f"own_answers.{question.id}.{number}")
                mark = self._unknown(label, meeting, [row.organisation]) or mark
                yield PageRow((quoted(self.called(row.organisation or "-")), (*quoted(row.text or ""), *mark)))
        elif meeting and question.phase == PreparationForm.phase:
            for brought in (row for row in meeting.brought_answers if row.question == question.id):
                text = (*quoted(brought.text or ""), *self._unsure(doubtful=brought.doubtful))
                yield PageRow((quoted(self.called(brought.organisation or "-")), text))

    # Words

    def _question(self, question: Question) -> str:
        return f"{question.number}. {question.label[self.labels.language]}"

    def _form(self, reading: Reading | None, name: str) -> Iterator[Block]:
        """Yield the doubts about a form as a whole, without those that have a mark of their own or stay internal."""
        warnings = reading.warnings if reading else ()
        whole = [doubt for doubt in warnings if (doubt.field or "").split(".")[0] not in _APART]
        if whole:
            yield Text((*quoted(name), *self.checks.mark(name, [doubt.unquoted for doubt in whole])))

    def _unknown(self, where: str, meeting: AlignmentForm, names: Iterable[str | None]) -> Runs:
        """Return the mark of names that are none of a partner."""
        partners = {partner.id for partner in meeting.organisations}
        unknown = [name for name in dict.fromkeys(names) if name and name not in partners]
        names = self.labels.word("report.check.or").join(unknown)
        return self.checks.point(where, self.labels.word("report.check.unknown", names=names)) if unknown else ()

    def _unsure(self, *, doubtful: bool) -> Runs:
        """Return the mark of what was doubtful when it was put on the form."""
        return fixed(f" [{self.labels.word('brought.doubtful')}]") if doubtful else ()

    def _mark(self, reading: Reading | None, where: str, field: str) -> Runs:
        doubts: tuple[Finding, ...] = reading.doubts(field) if reading else ()
        corrected = reading is not None and reading.is_corrected(field)
        return self.checks.mark(where, [doubt.unquoted for doubt in doubts], corrected=corrected)


def _open(who: str, where: str, what: Iterable[str]) -> Iterator[PageRow]:
    """Yield a row with the open fields of a form, under its organisation and its phase or round; none without them."""
    if fields := in_lines(map(quoted, what)):
        yield PageRow((quoted(who), quoted(where), fields))


def open_blocks(open_fields: Iterable[PageRow], labels: InstrumentLabels, where: str) -> Iterator[Block]:
    """Yield open fields as a table, or that there are none; `where` is the key of the heading over phases or rounds."""
    yield Text(fixed(labels.word("report.open.help")))
    rows = list(open_fields)
    if not rows:
        yield Text(fixed(labels.word("report.open.nothing")))
        return
    yield labels.table("report.caption.open", ("label.organisation.name", where, "report.column.open"), rows, (4, 2, 8))


def _phase(labels: InstrumentLabels, phase: str) -> str:
    return labels.word("report.phase", number=labels.instrument.phase(phase).number)


# Phase 1


def open_in_comparison(page: ComparisonPage, talk: ConversationWords) -> Iterator[PageRow]:
    """Yield the motives that the voices of each organisation left open."""
    for side in page.comparison.organisations:
        for number, voice in enumerate(side.voices):
            name = talk.called(side.id)
            who = f"{name}, {page.voice(side.id, voice.respondent)}" if len(side.voices) > 1 else name
            answers = [(row.motive, row.cell(side.id).voices[number]) for row in page.comparison.motives]
            yield from _open(who, _phase(talk.labels, PreparationForm.phase), _open_motives(talk.labels, answers))


def _open_motives(labels: InstrumentLabels, answers: Iterable[tuple[str, VoiceAnswer]]) -> tuple[str, ...]:
    offered = [(motive, answer) for motive, answer in answers if answer.status.was_asked]
    if all(answer.status is Status.NOT_FILLED_IN for _, answer in offered):
        return (labels.word("report.open.motives"),)
    unclear = [motive for motive, answer in offered if answer.status is Status.UNCLEAR]
    bare = [motive for motive, answer in offered if answer.status is Status.APPLIES and not answer.outcome]
    return (*_listed(labels, "report.open.unclear", unclear), *_listed(labels, "report.open.outcomes", bare))


def _listed(labels: InstrumentLabels, key: str, motives: Sequence[str], **values: str) -> Iterator[str]:
    if motives:
        yield labels.word(key, motives="; ".join(map(labels.motive, motives)), **values)


# Rounds


def open_in_recalibration(page: RecalibrationPage) -> Iterator[PageRow]:
    """Yield the motives that each organisation left open in each round, and the outcomes that nobody came back to."""
    for side in page.change.organisations:
        for number, round in enumerate(page.rounds):
            yield from _open(page.name(side.id), round, _open_in_round(page, side, number))


def _open_in_round(page: RecalibrationPage, side: Side, number: int) -> Iterator[str]:
    histories = page.change.of(side.id)
    voices = histories[0].answers[number].voices if histories else ()
    if not voices:
        yield page.labels.word("report.open.no_form")
        return
    for index, voice in enumerate(voices):
        answers = [(history.motive, history.answers[number].voices[index]) for history in histories]
        name = f"{page.voice(side.id, voice.respondent)}: " if len(voices) > 1 else ""
        yield from (name + text for text in _open_motives(page.labels, answers))
    yield from _silent(page, histories, number - 1) if number else ()


def _silent(page: RecalibrationPage, histories: Sequence[History], number: int) -> Iterator[str]:
    """Yield the motives of a round for which nobody said whether the outcome was realised."""
    applied = [history for history in histories if history.answers[number].status is Status.APPLIES]
    silent = [history.motive for history in applied if not history.answers[number].realisations]
    if applied and len(silent) == len(applied):
        yield page.labels.word("report.open.realised.none", round=page.round(number))
    else:
        yield from _listed(page.labels, "report.open.realised", silent, round=page.round(number))


# The conversation


def open_in_conversation(talk: ConversationWords, partners: Sequence[str]) -> Iterator[PageRow]:
    """Yield open fields of the forms of phases 2 and 3; `partners` are the organisations with a form of phase 1."""
    meeting = talk.conversation.meeting
    if meeting:
        yield from _open_in_meeting(talk, meeting, partners)
    if talk.commitments:
        yield from _open_in_commitments(talk, partners)


def _open_in_meeting(talk: ConversationWords, meeting: AlignmentForm, partners: Sequence[str]) -> Iterator[PageRow]:
    labels, phase = talk.labels, _phase(talk.labels, meeting.phase)
    met = [partner.id for partner in meeting.organisations if partner.id]
    for id in [id for id in met if id not in partners]:
        yield from _open(talk.called(id), _phase(labels, PreparationForm.phase), (labels.word("report.open.no_form"),))
    for id in [id for id in partners if id not in met]:
        yield from _open(talk.called(id), phase, (labels.word("report.open.not_in_meeting"),))
    together = [question.number for question in meeting.questions if question.id not in meeting.answers]
    yield from _open(labels.word("report.together"), phase, _questions(labels, together))
    answered = {(row.question, row.organisation) for row in meeting.own_answers}
    for id in [*(id for id in partners if id in met), *(id for id in met if id not in partners)]:
        own = [question.number for question in meeting.own_questions if (question.id, id) not in answered]
        yield from _open(talk.called(id), phase, _questions(labels, own))


def _questions(labels: InstrumentLabels, numbers: Sequence[int]) -> Iterator[str]:
    if numbers:
        yield labels.word("report.open.questions", numbers=", ".join(map(str, numbers)))


def _open_in_commitments(talk: ConversationWords, partners: Sequence[str]) -> Iterator[PageRow]:
    labels, phase = talk.labels, _phase(talk.labels, CommitmentForm.phase)
    present = {form.organisation.id for form, _ in talk.commitments}
    for form, _ in talk.commitments:
        yield from _open(talk.who(form), phase, _open_in_commitment(labels, form))
    for id in [id for id in partners if id not in present]:
        yield from _open(talk.called(id), phase, (labels.word("report.open.no_form"),))


def _open_in_commitment(labels: InstrumentLabels, form: CommitmentForm) -> Iterator[str]:
    """Yield what an organisation left open for the partners: what it discussed inside is not theirs to count."""
    if not form.shared_agreements:
        yield labels.word("report.open.shared_agreements")
