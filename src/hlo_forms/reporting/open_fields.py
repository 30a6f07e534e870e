"""Who has not answered what, on the forms that a report is made of; and which forms are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from ..comparison.comparison_page import Words
from ..comparison.labels import Labels
from ..comparison.recalibration import History
from ..comparison.recalibration_page import RecalibrationWords
from ..comparison.sides import Side
from ..comparison.verdicts import VoiceAnswer
from ..forms import Status
from ..forms.alignment import AlignmentForm
from ..forms.answers import QuestionStatus
from ..forms.commitment import CommitmentForm
from ..forms.preparation import PreparationForm
from ..pages.model import Block, PageRow, PageTable, Text, fixed, in_lines, quoted
from ..reports.meeting import ConversationWords


@attrs.frozen
class Open:
    """What is open: whose form, which phase or round it is of, and what on it, each in words."""

    who: str
    where: str
    what: tuple[str, ...]


def open_blocks(found: Iterable[Open], labels: Labels, where: str) -> Iterator[Block]:
    """What is open as a table, or that nothing is; `where` is the key of the heading over phases and rounds."""
    yield Text(fixed(labels.word("report.open.help")))
    rows = [PageRow((quoted(one.who), quoted(one.where), in_lines(map(quoted, one.what)))) for one in found if one.what]
    if not rows:
        yield Text(fixed(labels.word("report.open.nothing")))
        return
    keys = ("label.organisation.name", where, "report.column.open")
    yield PageTable(
        caption=labels.word("report.caption.open"),
        columns=tuple(map(labels.word, keys)),
        rows=tuple(rows),
        widths=(4, 2, 8),
    )


def _phase(labels: Labels, phase: str) -> str:
    return labels.word("report.phase", number=labels.instrument.phase(phase).number)


# Phase 1


def open_in_comparison(words: Words, talk: ConversationWords) -> Iterator[Open]:
    """What the voices of each organisation left open about their motives."""
    for side in words.comparison.organisations:
        for number, voice in enumerate(side.voices):
            name = talk.called(side.id)
            who = f"{name}, {words.respondent(voice.respondent)}" if len(side.voices) > 1 else name
            answers = [(row.motive, row.cell(side.id).voices[number]) for row in words.comparison.motives]
            what = _open_motives(talk.labels, answers)
            yield Open(who, _phase(talk.labels, PreparationForm.phase), what)


def _open_motives(labels: Labels, answers: Iterable[tuple[str, VoiceAnswer]]) -> tuple[str, ...]:
    offered = [(motive, answer) for motive, answer in answers if answer.status is not Status.NOT_OFFERED]
    if all(answer.status is Status.NOT_FILLED_IN for _, answer in offered):
        return (labels.word("report.open.motives"),)
    unclear = [motive for motive, answer in offered if answer.status is Status.UNCLEAR]
    bare = [motive for motive, answer in offered if answer.status is Status.APPLIES and not answer.outcome]
    return (*_listed(labels, "report.open.unclear", unclear), *_listed(labels, "report.open.outcomes", bare))


def _listed(labels: Labels, key: str, motives: Sequence[str], **values: str) -> Iterator[str]:
    if motives:
        yield labels.word(key, motives="; ".join(map(labels.motive, motives)), **values)


# Rounds


def open_in_recalibration(words: RecalibrationWords) -> Iterator[Open]:
    """What each organisation left open in each round, and of which outcomes it did not say what came of them."""
    for side in words.change.organisations:
        for number in range(len(words.change.rounds)):
            what = tuple(_open_in_round(words, side, number))
            yield Open(words.name(side.id), words.round(number), what)


def _open_in_round(words: RecalibrationWords, side: Side, number: int) -> Iterator[str]:
    histories = words.change.of(side.id)
    voices = histories[0].answers[number].voices if histories else ()
    if not voices:
        yield words.labels.word("report.open.no_form")
        return
    for index, voice in enumerate(voices):
        answers = [(found.motive, found.answers[number].voices[index]) for found in histories]
        name = f"{words.labels.respondent(voice.respondent)}: " if len(voices) > 1 else ""
        yield from (name + text for text in _open_motives(words.labels, answers))
    yield from _silent(words, histories, number - 1) if number else ()


def _silent(words: RecalibrationWords, histories: Sequence[History], number: int) -> Iterator[str]:
    """Of which motives of a round nobody said what came of their outcomes."""
    applied = [found for found in histories if found.answers[number].status is Status.APPLIES]
    silent = [found.motive for found in applied if not found.answers[number].told]
    if applied and len(silent) == len(applied):
        yield words.labels.word("report.open.realised.none", round=words.round(number))
    else:
        yield from _listed(words.labels, "report.open.realised", silent, round=words.round(number))


# The conversation


def open_in_conversation(talk: ConversationWords, partners: Sequence[str]) -> Iterator[Open]:
    """What is open on the forms of phases 2 and 3; `partners` are the organisations with a form of phase 1."""
    meeting = talk.conversation.meeting
    if meeting:
        yield from _open_in_meeting(talk, meeting, partners)
    if talk.commitments:
        yield from _open_in_commitments(talk, partners)


def _open_in_meeting(talk: ConversationWords, meeting: AlignmentForm, partners: Sequence[str]) -> Iterator[Open]:
    labels, phase = talk.labels, _phase(talk.labels, meeting.phase)
    met = [partner.id for partner in meeting.organisations if partner.id]
    for id in [id for id in met if id not in partners]:
        yield Open(talk.called(id), _phase(labels, PreparationForm.phase), (labels.word("report.open.no_form"),))
    for id in [id for id in partners if id not in met]:
        yield Open(talk.called(id), phase, (labels.word("report.open.not_in_meeting"),))
    together = [question.number for question in meeting.questions if question.id not in meeting.answers]
    yield Open(labels.word("report.together"), phase, tuple(_questions(labels, together)))
    answered = {(row.question, row.organisation) for row in meeting.own_answers}
    for id in [*(id for id in partners if id in met), *(id for id in met if id not in partners)]:
        own = [question.number for question in meeting.own_questions if (question.id, id) not in answered]
        yield Open(talk.called(id), phase, tuple(_questions(labels, own)))


def _questions(labels: Labels, numbers: Sequence[int]) -> Iterator[str]:
    if numbers:
        yield labels.word("report.open.questions", numbers=", ".join(map(str, numbers)))


def _open_in_commitments(talk: ConversationWords, partners: Sequence[str]) -> Iterator[Open]:
    labels, phase = talk.labels, _phase(talk.labels, CommitmentForm.phase)
    present = {form.organisation.id for form, _ in talk.commitments}
    for form, _ in talk.commitments:
        yield Open(talk.who(form), phase, tuple(_open_in_commitment(labels, form)))
    for id in [id for id in partners if id not in present]:
        yield Open(talk.called(id), phase, (labels.word("report.open.no_form"),))


def _open_in_commitment(labels: Labels, form: CommitmentForm) -> Iterator[str]:
    statuses = [form.question_status(question.id) for question in form.questions]
    passed = statuses.count(QuestionStatus.NOT_DISCUSSED)
    if QuestionStatus.NOT_FILLED_IN in statuses:
        yield labels.word("report.open.not_filled_in")
    elif passed:
        yield labels.word("report.open.not_discussed", k=passed, n=len(statuses))
    if not form.agreements:
        yield labels.word("report.open.agreements")
