"""What goes from one form to the next: a year later, to the partners, and back to an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeGuard, TypeVar

import attrs

from .alignment_form import AlignmentForm
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
)
from .errors import InvalidValueError
from .form_base import Form
from .people import Organisation
from .preparation_form import PreparationForm
from .text import canonical, matching_key
from .wording import one_of

FEWEST, MOST = 2, 8
Fields = dict[str, Any]  # Any: what the class of a form takes

FormT = TypeVar("FormT", bound=Form)


class Read(Protocol):
    """A form that was read, with what is doubtful about its fields (a `Reading`)."""

    @property
    def form(self) -> Form:
        """The form."""

    def doubts(self, field: str) -> tuple[object, ...]:
        """What is doubtful about a field, or about anything under it."""


def is_reading(item: object) -> TypeGuard[Read]:
    """Is this a reading? (Asked of its class: a reading without one form raises where it is asked for it.)"""
    return all(hasattr(type(item), name) for name in ("form", "doubts"))


def form_in(item: object, kind: type[FormT], name: str) -> tuple[FormT, Read | None]:
    """The form of a kind in a form or a reading, with the reading that it came from."""
    reading = item if is_reading(item) else None
    form = reading.form if reading is not None else item
    if not isinstance(form, kind):
        found = form.phase if isinstance(form, Form) else form
        raise InvalidValueError(name, f"a {kind.__name__}, or a reading of one", found)
    return form, reading


def is_doubtful(reading: Read | None, field: str) -> bool:
    """Was a field, or anything under it, read with a doubt?"""
    return reading is not None and bool(reading.doubts(field))


def renew(form: PreparationForm | Read, *, round: str) -> PreparationForm:
    """Next year's form of phase 1: the answers of this round are its `previous` ones, and nothing is ticked yet.

    Takes a form, or a reading of one: what was read with a doubt is `doubtful`. Instrument, organisation,
    partnership and respondent are the same, and so is whether it asks if it may be used for research; that answer, the
    answers to questions, participants and the words of the invitation stay behind. Raises `InvalidValueError` where
    `round` is the round of the form itself, or says nothing.

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
    """One form of phase 1, and the reading that it came from."""

    form: PreparationForm
    reading: Read | None

    def doubts(self, field: str) -> bool:
        return is_doubtful(self.reading, field)


def side_by_side(forms: Iterable[PreparationForm | Read], share: Iterable[str]) -> Fields:
    """What a form of phase 2 holds when it begins: see `AlignmentForm.from_forms`."""
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
        "brought_answers": [row for question in _shared(share, first) for row in _answers(question, sides)],
    }


def _sides(voices: Sequence[_Voice]) -> dict[str, list[_Voice]]:
    """The voices of each organisation, in the order in which they came."""
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
    """Forms that meet are of one instrument, partnership and round."""
    if one.instrument != other.instrument:
        raise InvalidValueError(name, f"forms of the instrument {one.instrument!r}", other.instrument)
    if one.partnership.id != other.partnership.id:
        raise InvalidValueError(name, f"forms of the partnership {one.partnership.id}", other.partnership.id)
    if one.round != other.round:
        raise InvalidValueError(name, f"forms of the round {one.round}", other.round)


def _together(id: str, motive: str, voices: Sequence[_Voice]) -> BroughtMotive:
    """What the voices of one organisation come to about a motive; unclear where they differ."""
    every = {voice.form.status(motive) for voice in voices}
    said = every - {Status.NOT_FILLED_IN} or every
    answers = [(voice, answer.outcome) for voice in voices if (answer := voice.form.answer(motive)) and answer.outcome]
    return BroughtMotive(
        organisation=id,
        motive=motive,
        status=said.pop() if len(said) == 1 else Status.UNCLEAR,
        outcome="\n".join(_said(voice, text, len(voices)) for voice, text in answers) or None,
        doubtful=any(voice.doubts(f"motives.{motive}") for voice in voices),
    )


def _said(voice: _Voice, text: str, count: int) -> str:
    """A text, with the name of its voice where an organisation has several."""
    return f"{voice.form.respondent}: {text}" if count > 1 and voice.form.respondent else text


def _others(id: str, voice: _Voice) -> Iterator[BroughtOtherMotive]:
    for number, row in enumerate(voice.form.other_motives, start=1):
        doubtful = voice.doubts(f"other_motives.{number}")
        yield BroughtOtherMotive(organisation=id, text=row.text, outcome=row.outcome, doubtful=doubtful)


def _shared(share: Iterable[str], form: PreparationForm) -> list[str]:
    """The questions of which the answers go along."""
    asked = [question.id for question in form.questions]
    wanted = [share] if isinstance(share, str) else list(share)
    for question in wanted:
        if question not in asked:
            raise InvalidValueError("share", "a question of phase 1: " + one_of(asked, question), question)
    return wanted


def _answers(question: str, sides: dict[str, list[_Voice]]) -> Iterator[BroughtAnswer]:
    for id, own in sides.items():
        for voice in own:
            text = voice.form.answers.get(question)
            if text is not None:
                said = _said(voice, text, len(own))
                doubtful = voice.doubts(f"answers.{question}")
                yield BroughtAnswer(organisation=id, question=question, text=said, doubtful=doubtful)


# ---- back home


def back_home(own: PreparationForm | Read, meeting: AlignmentForm | Read) -> Fields:
    """What a form of phase 3 holds when it begins: see `CommitmentForm.from_forms`."""
    voice = _Voice(*form_in(own, PreparationForm, "own"))
    held, reading = form_in(meeting, AlignmentForm, "meeting")
    form, who = voice.form, voice.form.organisation
    _must_agree("meeting", form, held)
    if who.id is None or who.id not in [partner.id for partner in held.organisations]:
        known = [partner.id for partner in held.organisations if partner.id]
        raise InvalidValueError("meeting", f"a meeting in which {who.id} is a partner", known)
    brought = [attrs.evolve(_together(who.id, motive.id, [voice]), organisation=None) for motive in form.offered]
    return {
        "instrument": form.instrument,
        "organisation": who,
        "partnership": form.partnership,
        "round": form.round,
        "respondent": form.respondent,
        "asks_research": form.asks_research or held.asks_research,
        "brought": [row for row in brought if row.outcome or row.status in (Status.APPLIES, Status.UNCLEAR)],
        "brought_other": [attrs.evolve(row, organisation=None) for row in _others(who.id, voice)],
        "meeting_answers": list(_meeting_answers(who.id, held, reading)),
        "meeting_relations": list(_relations(who, held, reading)),
    }


def _meeting_answers(id: str, meeting: AlignmentForm, reading: Read | None) -> Iterator[BroughtAnswer]:
    for question, text in meeting.answers.items():
        yield BroughtAnswer(question=question, text=text, doubtful=is_doubtful(reading, f"answers.{question}"))
    counts: dict[str, int] = {}
    for row in meeting.own_answers:
        counts[row.question] = number = counts.get(row.question, 0) + 1
        if row.organisation in (id, None):  # of nobody: each may know whether it is theirs
            doubtful = row.organisation is None or is_doubtful(reading, f"own_answers.{row.question}.{number}")
            yield BroughtAnswer(question=row.question, text=row.text, doubtful=doubtful)


def unknown_names(meeting: AlignmentForm | Read) -> tuple[str, ...]:
    """What is written in place of a partner, beside relations and in answers of its own, and names none of them.

    >>> from hlo_forms import DeclaredRelation
    >>> linde, school = Organisation("De Linde"), Organisation("Opleiding")
    >>> relation = DeclaredRelation(first_organisation="de lindes", second_organisation="Opleiding", kind="reinforce")
    >>> unknown_names(AlignmentForm(organisations=[linde, school], relations=[relation]))
    ('de lindes',)
    """
    form, _ = form_in(meeting, AlignmentForm, "meeting")
    named = [name for row in form.relations for name in _named_in(row)]
    named += [row.organisation for row in form.own_answers if row.organisation]
    known = {partner.id for partner in form.organisations}
    return tuple(name for name in dict.fromkeys(named) if name not in known)


def _named_in(row: Relation) -> list[str]:
    return [side for side in (row.first_organisation, row.second_organisation) if side]


def _relations(who: Organisation, meeting: AlignmentForm, reading: Read | None) -> Iterator[BroughtRelation]:
    """Those that name the organisation; and those of which nobody can say whom they name."""
    names = {partner.id: partner.name or partner.id for partner in meeting.organisations if partner.id != who.id}
    unknown = unknown_names(meeting)
    for number, row in enumerate(meeting.relations, start=1):
        sides = _named_in(row)
        named = who.id in sides or matching_key(who.name or who.id or "") in map(matching_key, sides)
        if named or not sides or any(side in unknown for side in sides):
            shown = {field.name: getattr(row, field.name) for field in attrs.fields(Relation)}
            for side in ("first_organisation", "second_organisation"):
                shown[side] = names.get(shown[side], shown[side])
            yield BroughtRelation(**shown, doubtful=not named or is_doubtful(reading, f"relations.{number}"))
