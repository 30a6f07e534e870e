"""Answers carried over to the next form: a year later, to the meeting, and back to each organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeGuard, TypeVar

import attrs

from ..basics.text import canonical, matching_key
from ..errors import InvalidValueError
from ..wording import one_of
from .alignment import AlignmentForm
from .answers import (
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    MotiveAnswer,
    OtherMotive,
    PreviousMotive,
    PreviousOtherMotive,
    Relation,
    Status,
    joint_status,
)
from .base import Form
from .people import Organisation
from .preparation import PreparationForm

FEWEST, MOST = 2, 8
Fields = dict[str, Any]  # Any: arguments for the class of a form

FormT = TypeVar("FormT", bound=Form)


class Read(Protocol):
    """A form that was read, with the doubts about its fields (a `Reading`)."""

    @property
    def form(self) -> Form:
        """The form."""

    def doubts(self, field: str) -> tuple[object, ...]:
        """Return the doubts about a field, or about anything under it."""


def is_reading(item: object) -> TypeGuard[Read]:
    """Return whether this is a reading (by its class: `form` raises on a reading without exactly one form)."""
    return all(hasattr(type(item), name) for name in ("form", "doubts"))


def form_in(item: object, kind: type[FormT], name: str) -> tuple[FormT, Read | None]:
    """Return the form in a form or a reading, with the reading; `InvalidValueError` if it is of another kind."""
    reading = item if is_reading(item) else None
    form = reading.form if reading is not None else item
    if not isinstance(form, kind):
        value = form.phase if isinstance(form, Form) else form
        raise InvalidValueError(name, f"a {kind.__name__}, or a reading of one", value)
    return form, reading


def is_doubtful(reading: Read | None, field: str) -> bool:
    """Return whether a field, or anything under it, was read with a doubt."""
    return reading is not None and bool(reading.doubts(field))


def renew(form: PreparationForm | Read, *, round: str) -> PreparationForm:
    """Make next year's form of phase 1: the answers of this round are its `previous` ones, and nothing is ticked yet.

    Takes a form, or a reading of one: what was read with a doubt is `doubtful`. Instrument, organisation, partnership,
    respondent and `asks_research` stay the same; the answer about research, the answers to questions, participants and
    the words of the invitation are left out. Raises `InvalidValueError` if `round` is the round of the form itself, or
    empty.

    >>> from hlo_forms import MotiveAnswer, Organisation
    >>> ticked = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked)
    >>> renew(form, round="2027").previous
    (PreviousMotive(motive='network', ticked=True, outcome='Meer stageplaatsen', realised=None, doubtful=False),)
    """
    before, reading = form_in(form, PreparationForm, "form")
    if canonical(round, "round") in (None, before.round):
        raise InvalidValueError("round", "the name of another round than that of the form", round)
    return PreparationForm(
        instrument=before.instrument,
        organisation=before.organisation,
        partnership=before.partnership,
        respondent=before.respondent,
        asks_research=before.asks_research,
        round=round,
        previous_round=before.round,
        previous=[_previous(answer, reading) for answer in before.motives],
        previous_other=[
            _previous_other(answer, number, reading) for number, answer in enumerate(before.other_motives, start=1)
        ],
    )


def _previous(answer: MotiveAnswer, reading: Read | None) -> PreviousMotive:
    return PreviousMotive(
        answer.motive,
        ticked=answer.ticked,
        outcome=answer.outcome,
        doubtful=is_doubtful(reading, f"motives.{answer.motive}"),
    )


def _previous_other(answer: OtherMotive, number: int, reading: Read | None) -> PreviousOtherMotive:
    doubtful = is_doubtful(reading, f"other_motives.{number}")
    return PreviousOtherMotive(answer.text, answer.outcome, doubtful=doubtful)


# ---- to the partners


@attrs.frozen
class _Voice:
    """A form of phase 1, and the reading that it came from."""

    form: PreparationForm
    reading: Read | None

    def doubts(self, field: str) -> bool:
        return is_doubtful(self.reading, field)


def side_by_side(forms: Iterable[PreparationForm | Read], share: Iterable[str]) -> Fields:
    """Return the fields of a new form of phase 2: see `AlignmentForm.from_forms`."""
    if not isinstance(forms, Iterable) or isinstance(forms, str | bytes):
        raise InvalidValueError("forms", "forms or readings one after another, in a list", forms)
    voices = [_Voice(*form_in(item, PreparationForm, "forms")) for item in forms]
    sides = _sides(voices)
    first = voices[0].form
    return {
        "instrument": first.instrument,
        "partnership": first.partnership,
        "round": first.round,
        "asks_research": any(voice.form.asks_research for voice in voices),
        "organisations": [own[0].form.organisation for own in sides.values()],
        "brought": [_together(id, motive.id, own) for motive in first.instrument.motives for id, own in sides.items()],
        "brought_other": [row for id, own in sides.items() for voice in own for row in _others(id, voice)],
        "brought_answers": [row for question in _questions(share, first) for row in _answers(question, sides)],
    }


def _sides(voices: Sequence[_Voice]) -> dict[str, list[_Voice]]:
    """Return the voices of each organisation, in the order in which they came."""
    sides: dict[str, list[_Voice]] = {}
    for voice in voices:
        who = voice.form.organisation
        if not who.id:
            raise InvalidValueError("forms", "organisations with a name or an id", who)
        sides.setdefault(who.id, []).append(voice)
        _must_agree("forms", voices[0].form, voice.form)
        if who.type != sides[who.id][0].form.organisation.type:
            raise InvalidValueError("forms", f"one type for the organisation {who.id}", who.type)
    if not FEWEST <= len(sides) <= MOST:
        raise InvalidValueError("forms", f"forms of {FEWEST} to {MOST} organisations", list(sides))
    return sides


def _must_agree(name: str, one: Form, other: Form) -> None:
    """Raise unless two forms have the same instrument, partnership and round."""
    if one.instrument != other.instrument:
        raise InvalidValueError(name, f"forms of the instrument {one.instrument!r}", other.instrument)
    if one.partnership.id != other.partnership.id:
        raise InvalidValueError(name, f"forms of the partnership {one.partnership.id}", other.partnership.id)
    if one.round != other.round:
        raise InvalidValueError(name, f"forms of the round {one.round}", other.round)


def _together(id: str, motive: str, voices: Sequence[_Voice]) -> BroughtMotive:
    """Combine what the voices of one organisation answer about a motive: unclear if they differ."""
    answers = [(voice, answer.outcome) for voice in voices if (answer := voice.form.answer(motive)) and answer.outcome]
    return BroughtMotive(
        organisation=id,
        motive=motive,
        status=joint_status(voice.form.status(motive) for voice in voices),
        outcome="\n".join(_with_voice(voice, text, len(voices)) for voice, text in answers) or None,
        doubtful=any(voice.doubts(f"motives.{motive}") for voice in voices),
    )


def _with_voice(voice: _Voice, text: str, count: int) -> str:
    """Put the name of the voice before a text if its organisation has several voices."""
    return f"{voice.form.respondent}: {text}" if count > 1 and voice.form.respondent else text


def _others(id: str, voice: _Voice) -> Iterator[BroughtOtherMotive]:
    for number, row in enumerate(voice.form.other_motives, start=1):
        doubtful = voice.doubts(f"other_motives.{number}")
        yield BroughtOtherMotive(organisation=id, text=row.text, outcome=row.outcome, doubtful=doubtful)


def _questions(share: Iterable[str], form: PreparationForm) -> list[str]:
    """Return the questions whose answers are carried over; `InvalidValueError` for one that the form does not ask."""
    ids = [question.id for question in form.questions]
    questions = [share] if isinstance(share, str) else list(share)
    for question in questions:
        if question not in ids:
            raise InvalidValueError("share", "a question of phase 1: " + one_of(ids, question), question)
    return questions


def _answers(question: str, sides: dict[str, list[_Voice]]) -> Iterator[BroughtAnswer]:
    for id, own in sides.items():
        for voice in own:
            answer = voice.form.answers.get(question)
            if answer is not None:
                text = _with_voice(voice, answer, len(own))
                doubtful = voice.doubts(f"answers.{question}")
                yield BroughtAnswer(organisation=id, question=question, text=text, doubtful=doubtful)


# ---- back home


def back_home(own: PreparationForm | Read, meeting: AlignmentForm | Read) -> Fields:
    """Return the fields of a new form of phase 3: see `CommitmentForm.from_forms`."""
    voice = _Voice(*form_in(own, PreparationForm, "own"))
    joint, reading = form_in(meeting, AlignmentForm, "meeting")
    form, who = voice.form, voice.form.organisation
    _must_agree("meeting", form, joint)
    partners = [partner.id for partner in joint.organisations if partner.id]
    if who.id not in partners:
        raise InvalidValueError("meeting", f"a meeting in which {who.id} is a partner", partners)
    brought = [attrs.evolve(_together(who.id, motive.id, [voice]), organisation=None) for motive in form.offered]
    return {
        "instrument": form.instrument,
        "organisation": who,
        "partnership": form.partnership,
        "round": form.round,
        "respondent": form.respondent,
        "asks_research": form.asks_research or joint.asks_research,
        "brought": [row for row in brought if row.outcome or row.status in (Status.APPLIES, Status.UNCLEAR)],
        "brought_other": [attrs.evolve(row, organisation=None) for row in _others(who.id, voice)],
        "meeting_answers": list(_meeting_answers(who.id, joint, reading)),
        "meeting_relations": list(_relations(who, joint, reading)),
    }


def _meeting_answers(id: str, meeting: AlignmentForm, reading: Read | None) -> Iterator[BroughtAnswer]:
    for question, text in meeting.answers.items():
        yield BroughtAnswer(question=question, text=text, doubtful=is_doubtful(reading, f"answers.{question}"))
    counts: dict[str, int] = {}
    for row in meeting.own_answers:
        counts[row.question] = number = counts.get(row.question, 0) + 1
        if row.organisation in (id, None):  # an answer without a name goes to each: they may recognise it
            doubtful = row.organisation is None or is_doubtful(reading, f"own_answers.{row.question}.{number}")
            yield BroughtAnswer(question=row.question, text=row.text, doubtful=doubtful)


def unknown_names(meeting: AlignmentForm | Read) -> tuple[str, ...]:
    """Return the organisations in relations and own answers of a meeting that match none of its partners.

    >>> from hlo_forms import DeclaredRelation
    >>> linde, school = Organisation("De Linde"), Organisation("Opleiding")
    >>> relation = DeclaredRelation(first_organisation="de lindes", second_organisation="Opleiding", kind="reinforce")
    >>> unknown_names(AlignmentForm(organisations=[linde, school], relations=[relation]))
    ('de lindes',)
    """
    form, _ = form_in(meeting, AlignmentForm, "meeting")
    names = [name for row in form.relations for name in _organisations_in(row)]
    names += [row.organisation for row in form.own_answers if row.organisation]
    partners = {partner.id for partner in form.organisations}
    return tuple(name for name in dict.fromkeys(names) if name not in partners)


def _organisations_in(row: Relation) -> list[str]:
    return [side for side in (row.first_organisation, row.second_organisation) if side]


def _relations(who: Organisation, meeting: AlignmentForm, reading: Read | None) -> Iterator[BroughtRelation]:
    """Yield the relations that name the organisation, and those that name none at all or an unknown one."""
    names = {partner.id: partner.name or partner.id for partner in meeting.organisations if partner.id != who.id}
    unknown = unknown_names(meeting)
    for number, row in enumerate(meeting.relations, start=1):
        sides = _organisations_in(row)
        is_named = who.id in sides or matching_key(who.name or who.id or "") in map(matching_key, sides)
        if is_named or not sides or any(side in unknown for side in sides):
            values = {field.name: getattr(row, field.name) for field in attrs.fields(Relation)}
            for side in ("first_organisation", "second_organisation"):
                values[side] = names.get(values[side], values[side])
            yield BroughtRelation(**values, doubtful=not is_named or is_doubtful(reading, f"relations.{number}"))
