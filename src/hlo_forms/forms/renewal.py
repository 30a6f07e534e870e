"""The next round: last round's forms made anew, with what was answered, said or agreed then asked about again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

import attrs

from ..basics.arguments import must_be, several
from ..basics.text import canonical
from ..errors import InvalidValueError
from ..instrument.editions import in_order
from ..instrument.model import Instrument
from .alignment import AlignmentForm
from .answers import (
    Agreement,
    PartnerAgreement,
    PreviousAgreement,
    PreviousAnswer,
    PreviousMotive,
    PreviousOtherMotive,
    PreviousRelation,
)
from .base import Form, OrganisationForm
from .commitment import CommitmentForm, unknown_names
from .doubtful import Fields, FormWithDoubts, form_and_reading, is_doubtful
from .preparation import PreparationForm

FormT = TypeVar("FormT", PreparationForm, AlignmentForm, CommitmentForm)
LaterT = TypeVar("LaterT", AlignmentForm, CommitmentForm)
_AGREED = {"previous_agreements": "agreements", "previous_shared_agreements": "shared_agreements"}


@overload
def renew(
    form: FormT,
    *,
    round: str,
    others: Iterable[Form | FormWithDoubts] = (),
    instrument: Instrument | None = None,
) -> FormT: ...


@overload
def renew(
    form: FormWithDoubts,
    *,
    round: str,
    others: Iterable[Form | FormWithDoubts] = (),
    instrument: Instrument | None = None,
) -> Any: ...  # Any: see below


def renew(
    form: Form | FormWithDoubts,
    *,
    round: str,
    others: Iterable[Form | FormWithDoubts] = (),
    instrument: Instrument | None = None,
) -> Any:  # Any: a form of the phase of the one before, which a reading does not tell a type checker
    """Make the form of the next round: the answers of this round stand on it, and nothing is answered yet.

    Takes a form of any phase, or a reading of one: what was read with a doubt is `doubtful`. On the form of phase 1
    stand the motives and outcomes of this round, on that of phase 2 what the partners said together, on that of phase
    3 the agreements of the organisation; `others` are the forms of phase 3 of its partners, of which stands there what
    they told the partners. Instrument, organisations, partnership, respondent, `asks_research` and `study` stay the
    same; all else is left out. With another edition as `instrument`, motives that it asks otherwise or no more stand
    on the form of phase 1 in their words of then, among those that the organisation added itself. Raises
    `InvalidValueError` if `round` is the round of the form itself, or empty, and for another instrument.

    >>> from hlo_forms import MotiveAnswer, Organisation
    >>> ticked = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked)
    >>> renew(form, round="2027").previous
    (PreviousMotive(motive='network', ticked=True, outcome='Meer stageplaatsen', realised=None, doubtful=False),)
    """
    before, reading = form_and_reading(form, Form, "form")
    if canonical(round, "round") in (None, before.round):
        raise InvalidValueError("round", "the name of another round than that of the form", round)
    asked = before.instrument if instrument is None else must_be("instrument", instrument, Instrument, "an instrument")
    _must_continue(asked, before.instrument)
    later: Any = type(before)(**_kept(before) | {"instrument": asked}, round=round)  # Any: as above
    if isinstance(before, PreparationForm):
        return attrs.evolve(later, **_motives(before, reading, later))
    return look_back(later, [form, *others])


def look_back(form: LaterT, before: Iterable[Form | FormWithDoubts]) -> LaterT:
    """Return a new form of phase 2 or 3 with what was said or agreed in an earlier round, to be asked about again.

    `before` are the forms of one earlier round, or readings of them. On the form of the meeting stand the answers that
    the partners gave together and the relations that they declared, but nothing where an organisation on the new form
    was not on the old one: see `left_out`. On the form of phase 3 stand the agreements of the organisation itself, and
    where it has a form in that round, what the other organisations told the partners. Raises `InvalidValueError` for
    forms of another instrument or partnership, of the same round, or of several rounds, and for several meetings.

    >>> from hlo_forms import AlignmentForm, Organisation
    >>> both = [Organisation("De Linde"), Organisation("Opleiding Verpleegkunde")]
    >>> met = AlignmentForm(organisations=both, round="2026", answers={"alignment.5": "Samen opleiden"})
    >>> look_back(AlignmentForm(organisations=both, round="2027"), [met]).previous_answers[0].text
    'Samen opleiden'
    """
    if not isinstance(form, AlignmentForm | CommitmentForm):
        raise InvalidValueError("form", "a form of phase 2 or 3", form)
    every = several("before", before, object, "a list of forms or readings")
    forms = [form_and_reading(item, Form, "before") for item in every]
    for other, _ in forms:
        _must_be_earlier(form, other, forms[0][0])
    changes = _said_together(form, forms) if isinstance(form, AlignmentForm) else _agreed(form, forms)
    if any(changes.values()):
        changes["previous_round"] = forms[0][0].round
    return attrs.evolve(form, **changes)


def left_out(form: AlignmentForm, before: AlignmentForm | FormWithDoubts) -> tuple[str, ...]:
    """Return the ids of the fields of an earlier meeting that cannot stand on a new form of phase 2.

    That is everything said together, where an organisation on the new form was not on the old one, and else the
    answers to questions that its instrument asks otherwise or no more.

    >>> from hlo_forms import Organisation
    >>> linde, school, farm = map(Organisation, ("De Linde", "Opleiding", "Boerderij Kruimel"))
    >>> met = AlignmentForm(organisations=[linde, school], round="2026", answers={"alignment.5": "Samen opleiden"})
    >>> left_out(AlignmentForm(organisations=[linde, school, farm], round="2027"), met)
    ('answers.alignment.5',)
    """
    must_be("form", form, AlignmentForm, "a form of phase 2")
    meeting, _ = form_and_reading(before, AlignmentForm, "before")
    if not _newcomers(form, meeting):
        same = form.instrument.diff(meeting.instrument).same
        return tuple(f"answers.{question}" for question in meeting.answers if question not in same)
    relations = (f"relations.{number}" for number, _ in enumerate(meeting.relations, start=1))
    return (*(f"answers.{question}" for question in meeting.answers), *relations)


def _kept(before: Form) -> Fields:
    """Return the fields of a form that stay the same in the next round."""
    names = ["partnership", "asks_research", "study"]
    names += ["organisation", "respondent"] if isinstance(before, OrganisationForm) else ["organisations"]
    return {name: getattr(before, name) for name in names}


def _must_continue(asked: Instrument, before: Instrument, field: str = "instrument") -> None:
    """Raise unless an instrument is the one of a form before, or an edition that continues it."""
    if asked != before and (asked.id != before.id or in_order([before, asked]) is None):
        expected = f"{before.id} {before.edition}, or an edition with previous.edition = {before.edition!r}"
        raise InvalidValueError(field, expected, f"{asked.id} {asked.edition}")


def _must_be_earlier(form: Form, other: Form, first: Form) -> None:
    _must_continue(form.instrument, other.instrument, "before")
    if other.partnership.id != form.partnership.id:
        raise InvalidValueError("before", f"forms of the partnership {form.partnership.id}", other.partnership.id)
    if other.round == form.round:
        raise InvalidValueError("before", f"forms of another round than {form.round}", other.round)
    if other.round != first.round:
        raise InvalidValueError("before", f"forms of the round {first.round}", other.round)


# ---- phase 1


def _motives(before: PreparationForm, reading: FormWithDoubts | None, later: PreparationForm) -> Fields:
    offered = {motive.id for motive in later.offered}
    comparable = offered & set(later.instrument.diff(before.instrument).same)
    return {
        "previous_round": before.round,
        "previous": [
            PreviousMotive(**attrs.asdict(row), doubtful=is_doubtful(reading, f"motives.{row.motive}"))
            for row in before.motives
            if row.motive in comparable
        ],
        "previous_other": [
            *_asked_otherwise(before, reading, comparable),
            *(
                PreviousOtherMotive(**attrs.asdict(row), doubtful=is_doubtful(reading, f"other_motives.{number}"))
                for number, row in enumerate(before.other_motives, start=1)
            ),
        ],
    }


def _asked_otherwise(
    before: PreparationForm, reading: FormWithDoubts | None, comparable: Collection[str]
) -> Iterator[PreviousOtherMotive]:
    """Yield what was answered about motives that are asked otherwise now, or no more, in their words of then."""
    spoken = getattr(reading, "language", None) or before.instrument.languages[0]
    for row in before.motives:
        if row.motive not in comparable and (row.ticked is not False or row.outcome):
            text = before.instrument.motive(row.motive).label[spoken]
            doubtful = is_doubtful(reading, f"motives.{row.motive}")
            yield PreviousOtherMotive(text=text, outcome=row.outcome, doubtful=doubtful)


# ---- phase 2

_Read = tuple[Form, FormWithDoubts | None]


def _said_together(form: AlignmentForm, before: Sequence[_Read]) -> Fields:
    meetings = [(other, reading) for other, reading in before if isinstance(other, AlignmentForm)]
    if len(meetings) > 1:
        raise InvalidValueError("before", "one form of phase 2", len(meetings))
    for meeting, reading in meetings:
        if not _newcomers(form, meeting):
            return {
                "previous_answers": list(_answers(form, meeting, reading)),
                "previous_relations": list(_relations(form, meeting, reading)),
            }
    return {}


def _newcomers(form: AlignmentForm, meeting: AlignmentForm) -> set[str | None]:
    """Return the organisations on a form that were not on that of an earlier meeting."""
    return {who.id for who in form.organisations} - {who.id for who in meeting.organisations}


def _answers(form: AlignmentForm, meeting: AlignmentForm, reading: FormWithDoubts | None) -> Iterator[PreviousAnswer]:
    same = form.instrument.diff(meeting.instrument).same
    for question, text in meeting.answers.items():
        if question in same:
            yield PreviousAnswer(question=question, text=text, doubtful=is_doubtful(reading, f"answers.{question}"))


def _relations(
    form: AlignmentForm, meeting: AlignmentForm, reading: FormWithDoubts | None
) -> Iterator[PreviousRelation]:
    """Yield the relations; partners that left and motives that are asked otherwise are called as they were then."""
    gone = {who.id: who.name or who.id for who in meeting.organisations}
    gone = {id: name for id, name in gone.items() if id not in [who.id for who in form.organisations]}
    same = form.instrument.diff(meeting.instrument).same
    spoken = getattr(reading, "language", None) or meeting.instrument.languages[0]
    words = {one.id: one.label[spoken] for one in meeting.instrument.motives if one.id not in same}
    unknown = unknown_names(meeting)
    for number, row in enumerate(meeting.relations, start=1):
        values = attrs.asdict(row)
        is_unsure = row.first_organisation in unknown or row.second_organisation in unknown
        for side in ("first_organisation", "second_organisation"):
            values[side] = gone.get(values[side], values[side])
        for side in ("first_motive", "second_motive"):
            values[side] = words.get(values[side], values[side])
        yield PreviousRelation(**values, doubtful=is_unsure or is_doubtful(reading, f"relations.{number}"))


# ---- phase 3


def _agreed(form: CommitmentForm, before: Sequence[_Read]) -> Fields:
    third = [(other, reading) for other, reading in before if isinstance(other, CommitmentForm)]
    own = [pair for pair in third if form.organisation.id and pair[0].organisation.id == form.organisation.id]
    voices = [pair for pair in own if pair[0].respondent == form.respondent] or own
    changes: Fields = {
        name: [row for pair in voices for row in _own_agreements(*pair, part)] for name, part in _AGREED.items()
    }
    others = [pair for pair in third if pair not in own] if own else []
    return changes | {"partner_agreements": [row for pair in others for row in _told(*pair)]}


def _own_agreements(form: CommitmentForm, reading: FormWithDoubts | None, part: str) -> Iterator[PreviousAgreement]:
    for number, row in enumerate(getattr(form, part), start=1):
        yield PreviousAgreement(**_values(row), doubtful=is_doubtful(reading, f"{part}.{number}"))


def _told(form: CommitmentForm, reading: FormWithDoubts | None) -> Iterator[PartnerAgreement]:
    """Yield what another organisation told the partners."""
    who = form.organisation.name or form.organisation.id
    for number, row in enumerate(form.shared_agreements, start=1):
        doubtful = is_doubtful(reading, f"shared_agreements.{number}")
        yield PartnerAgreement(organisation=who, **_values(row), doubtful=doubtful)


def _values(row: Agreement) -> Fields:
    return {"what": row.what, "who": row.who, "when": row.when}
