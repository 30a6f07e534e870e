"""Rows and cells of a form: motives, relations, agreements, own answers, and rows carried over."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Literal, TypeAlias, get_args

import attrs

from ..basics import values as fields
from ..basics.values import must, one_of
from ..errors import InvalidValueError
from .fields import ASKED, PERHAPS_PERSON

RelationKind: TypeAlias = Literal["reinforce", "in_tension", "hinder", "conflict"]
"""The kinds of relations between motives that partners declare: see `DeclaredRelation`."""

Realised: TypeAlias = Literal["yes", "partly", "no", "too_early"]
"""The answers to whether an outcome of the previous round came about: see `PreviousMotive`."""

ResearchUse: TypeAlias = Literal["yes", "motives", "no"]
"""The answers to a request for research: to all, to motives and intended outcomes only, or no: see `Form`."""

RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
REALISED: tuple[Realised, ...] = get_args(Realised)
RESEARCH: tuple[ResearchUse, ...] = get_args(ResearchUse)


class Status(enum.StrEnum):
    """The status of a motive, derived from the two facts of its answer (see `PreparationForm.status`).

    Attributes:
        APPLIES: Its box is ticked.
        NOT_TICKED: Its box is not ticked, on a form whose motives somebody filled in ("nee", "n.v.t." and "–" as an
            outcome count as not ticked).
        NOT_FILLED_IN: Nobody filled in the motives.
        UNCLEAR: Its signs contradict each other, it has an outcome without a tick, or a tick with an outcome that means
            no.
        NOT_OFFERED: The form does not offer it to this type of organisation.
        ASKED_OTHERWISE: In a comparison only: a form of an earlier edition asked the motive in other words.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm
    >>> home = Organisation("De Linde", type="practice_partner")
    >>> form = PreparationForm(organisation=home, motives=[MotiveAnswer("network", ticked=True)])
    >>> form.status("network") is Status.APPLIES, form.status("recruitment") is Status.NOT_TICKED
    (True, True)
    """

    APPLIES = "applies"
    NOT_TICKED = "not_ticked"
    NOT_FILLED_IN = "not_filled_in"
    UNCLEAR = "unclear"
    NOT_OFFERED = "not_offered"
    ASKED_OTHERWISE = "asked_otherwise"

    @property
    def was_asked(self) -> bool:
        """True unless the motive was not asked, or in another edition in other words: see `compare`."""
        return self not in (Status.NOT_OFFERED, Status.ASKED_OTHERWISE)


OF_FORMS = tuple(status for status in Status if status is not Status.ASKED_OTHERWISE)
"""The statuses that a form can give; the other one comes of comparing editions of an instrument."""


def joint_status(statuses: Iterable[Status]) -> Status:
    """Combine the statuses that the voices of one organisation give: theirs where they agree, else unclear.

    A voice that filled in no motives neither agrees nor disagrees; where none did, nothing is filled in.

    >>> joint_status([Status.APPLIES, Status.NOT_FILLED_IN]), joint_status([Status.APPLIES, Status.NOT_TICKED])
    (<Status.APPLIES: 'applies'>, <Status.UNCLEAR: 'unclear'>)
    """
    every = set(statuses)
    distinct = every - {Status.NOT_FILLED_IN} or every
    return distinct.pop() if len(distinct) == 1 else Status.UNCLEAR


def joint_text(texts: Iterable[str | None]) -> str | None:
    """Combine what the voices of one organisation wrote: each text on a line of its own, equal ones once, no names.

    >>> joint_text(["Meer stageplaatsen", None, "Een leerwerkplek", "Meer stageplaatsen"])
    'Meer stageplaatsen\\nEen leerwerkplek'
    """
    return "\n".join(dict.fromkeys(filter(None, texts))) or None


is_tick = must(
    "True, False, or None for signs that contradict each other", lambda value: value is None or isinstance(value, bool)
)


def to_status(value: Status | str) -> Status:
    """Return the status with this value."""
    if isinstance(value, Status) and value in OF_FORMS:
        return value
    values = [status.value for status in OF_FORMS]
    if value not in values:
        raise InvalidValueError("status", one_of(values, value), value)
    return Status(value)


@attrs.frozen
class MotiveAnswer:
    """The two facts about one motive: whether its box is ticked, and the outcome written beside it.

    Attributes:
        motive: The id of the motive.
        ticked: Whether its box is ticked; None where the signs contradict each other, and for no other reason.
        outcome: The intended outcome (beoogde opbrengst).

    >>> MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen ").outcome
    'Meer stageplaatsen'
    """

    motive: str
    ticked: bool | None = attrs.field(default=False, kw_only=True, validator=is_tick)
    outcome: str | None = fields.text(kw_only=True)


@attrs.frozen
class OtherMotive:
    """A motive that an organisation adds itself (overig motief).

    Attributes:
        text: The motive, in its own words.
        outcome: The intended outcome.

    >>> OtherMotive("Regionale zichtbaarheid").text
    'Regionale zichtbaarheid'
    """

    text: str | None = fields.text()
    outcome: str | None = fields.text()


@attrs.frozen
class PreviousMotive:
    """The answer about a motive in the previous round, and whether the outcome was realised since.

    Attributes:
        motive: The id of the motive.
        ticked: Whether its box was ticked, as in `MotiveAnswer`.
        outcome: The outcome that was intended then.
        realised: "yes", "partly", "no" or "too_early"; None where it was not answered.
        doubtful: Whether the answer of the previous round was read with a doubt.

    >>> PreviousMotive("network", ticked=True, outcome="Meer stageplaatsen", realised="partly").realised
    'partly'
    """

    motive: str
    ticked: bool | None = attrs.field(default=False, kw_only=True, validator=is_tick)
    outcome: str | None = fields.text(kw_only=True)
    realised: Realised | None = fields.choice(*REALISED, kw_only=True, metadata=ASKED)
    doubtful: bool = fields.flag(kw_only=True)


@attrs.frozen
class PreviousOtherMotive:
    """A motive that an organisation added itself in the previous round, and whether its outcome was realised since.

    Attributes:
        text: The motive, in its own words.
        outcome: The outcome that was intended then.
        realised: "yes", "partly", "no" or "too_early"; None where it was not answered.
        doubtful: Whether it was read with a doubt.

    >>> PreviousOtherMotive("Regionale zichtbaarheid", "Een open dag", realised="yes").outcome
    'Een open dag'
    """

    text: str | None = fields.text()
    outcome: str | None = fields.text()
    realised: Realised | None = fields.choice(*REALISED, kw_only=True, metadata=ASKED)
    doubtful: bool = fields.flag(kw_only=True)


@attrs.frozen(kw_only=True)
class Relation:
    """Base of the relations between two motives of partners; make a `DeclaredRelation`.

    Attributes:
        first_organisation: The organisation of the one motive: its id, or the words used where these match none.
        first_motive: The one motive: its id, or the words used.
        kind: "reinforce", "in_tension", "hinder" or "conflict".
        second_organisation: The organisation of the other motive.
        second_motive: The other motive.
        note: The explanation that the partners gave.
    """

    first_organisation: str | None = fields.text()
    first_motive: str | None = fields.text()
    kind: RelationKind | None = fields.choice(*RELATION_KINDS)
    second_organisation: str | None = fields.text()
    second_motive: str | None = fields.text()
    note: str | None = fields.text()


@attrs.frozen(kw_only=True)
class DeclaredRelation(Relation):
    """A relation between two motives of partners, as the partners declared it; never inferred.

    >>> DeclaredRelation(first_motive="network", kind="reinforce", second_motive="recruitment").kind
    'reinforce'
    """


@attrs.frozen(kw_only=True)
class OwnAnswer:
    """One organisation's answer to a question that each organisation answers for itself.

    Attributes:
        question: The id of the question.
        organisation: The id of the organisation, or the words used where these match none.
        text: The answer.

    >>> OwnAnswer(question="alignment.6", organisation="de-linde", text="Elkaar vaker zien").organisation
    'de-linde'
    """

    question: str
    organisation: str | None = fields.text()
    text: str | None = fields.text()


@attrs.frozen(kw_only=True)
class Agreement:
    """An agreement (afspraak), as text.

    Attributes:
        what: The agreement itself.
        who: The person or organisation that sees to it.
        when: The time by which it is done.

    >>> Agreement(what="Evaluatie", who="Noor Bakker", when="juni").when
    'juni'
    """

    what: str | None = fields.text()
    who: str | None = fields.text(metadata=PERHAPS_PERSON)
    when: str | None = fields.text()


@attrs.frozen(kw_only=True)
class BroughtMotive:
    """The status and outcome of a motive, carried over from an organisation's form of phase 1.

    Attributes:
        organisation: The id of a partner on the form of phase 2; None on the form of phase 3, which belongs to one
            organisation.
        motive: The id of the motive.
        status: The status that it had.
        outcome: The outcome written beside it.
        doubtful: Whether the answer was read with a doubt.

    >>> BroughtMotive(organisation="de-linde", motive="network", status="applies").status
    <Status.APPLIES: 'applies'>
    """

    organisation: str | None = fields.text()
    motive: str
    status: Status = attrs.field(converter=to_status)
    outcome: str | None = fields.text()
    doubtful: bool = fields.flag()


@attrs.frozen(kw_only=True)
class BroughtOtherMotive:
    """A motive that an organisation added itself in phase 1, carried over (see `BroughtMotive`).

    Attributes:
        organisation: The id of a partner on the form of phase 2; None on the form of phase 3.
        text: The motive, in its own words.
        outcome: The outcome written beside it.
        doubtful: Whether it was read with a doubt.

    >>> BroughtOtherMotive(organisation="de-linde", text="Regionale zichtbaarheid").doubtful
    False
    """

    organisation: str | None = fields.text()
    text: str | None = fields.text()
    outcome: str | None = fields.text()
    doubtful: bool = fields.flag()


@attrs.frozen(kw_only=True)
class BroughtAnswer:
    """The answer to a question, carried over from the previous phase (see `BroughtMotive`).

    Attributes:
        organisation: The id of the organisation that gave it; None for an answer of all together.
        question: The id of the question.
        text: The answer.
        doubtful: Whether it was read with a doubt.

    >>> BroughtAnswer(question="alignment.5", text="Samen opleiden").text
    'Samen opleiden'
    """

    organisation: str | None = fields.text()
    question: str
    text: str | None = fields.text()
    doubtful: bool = fields.flag()


@attrs.frozen(kw_only=True)
class BroughtRelation(Relation):
    """A relation that the partners declared in phase 2, carried over to phase 3 (see `BroughtMotive`).

    Attributes:
        doubtful: Whether it was read with a doubt.

    >>> BroughtRelation(first_motive="network", kind="hinder", doubtful=True).doubtful
    True
    """

    doubtful: bool = fields.flag()


@attrs.frozen(kw_only=True)
class PreviousAnswer:
    """An answer that the partners gave together in the previous round.

    Attributes:
        question: The id of the question.
        text: The answer then.
        now: The words about how that is now; None where nobody said.
        doubtful: Whether the answer then was read with a doubt.

    >>> PreviousAnswer(question="alignment.5", text="Samen opleiden", now="Dat geldt nog").now
    'Dat geldt nog'
    """

    question: str
    text: str | None = fields.text()
    now: str | None = fields.text(metadata=ASKED)
    doubtful: bool = fields.flag()


@attrs.frozen(kw_only=True)
class PreviousRelation(Relation):
    """A relation that the partners declared in the previous round.

    Attributes:
        now: The words about how that is now; None where nobody said.
        doubtful: Whether it was read with a doubt.

    >>> PreviousRelation(first_motive="network", kind="hinder", now="Opgelost").now
    'Opgelost'
    """

    now: str | None = fields.text(metadata=ASKED)
    doubtful: bool = fields.flag()


@attrs.frozen(kw_only=True)
class PreviousAgreement(Agreement):
    """An agreement that an organisation wrote down in the previous round.

    Attributes:
        result: The words about how it went; None where nobody said.
        doubtful: Whether it was read with a doubt.

    >>> PreviousAgreement(what="Evaluatie", result="Gehouden in juni").result
    'Gehouden in juni'
    """

    result: str | None = fields.text(metadata=ASKED)
    doubtful: bool = fields.flag()


@attrs.frozen(kw_only=True)
class PartnerAgreement(Agreement):
    """An agreement that another organisation told the partners in the previous round.

    Attributes:
        organisation: The name of that organisation.
        result: The words about how it went; None where nobody said.
        doubtful: Whether it was read with a doubt.

    >>> PartnerAgreement(organisation="De Linde", what="Twee stageplaatsen").organisation
    'De Linde'
    """

    organisation: str | None = fields.text()
    result: str | None = fields.text(metadata=ASKED)
    doubtful: bool = fields.flag()


class QuestionStatus(enum.StrEnum):
    """The status of a question that may be skipped (see `CommitmentForm.question_status`).

    Attributes:
        ANSWERED: It is answered.
        NOT_DISCUSSED: The form is filled in, but not this question, or the answer says so in words.
        KEPT_BACK: The organisation keeps the answers for itself.
        NOT_FILLED_IN: Nobody answered it.

    >>> from hlo_forms import CommitmentForm
    >>> CommitmentForm(answers={"commitment.commitment.1": "Ja"}).question_status("commitment.commitment.1")
    <QuestionStatus.ANSWERED: 'answered'>
    """

    ANSWERED = "answered"
    NOT_DISCUSSED = "not_discussed"
    KEPT_BACK = "kept_back"
    NOT_FILLED_IN = "not_filled_in"
