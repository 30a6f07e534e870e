"""What was answered: the form of each phase as a value, and the status of each motive on it."""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

import attrs

from .errors import InvalidValueError
from .instrument import Instrument, load_instrument
from .instrument_parts import Motive, Question
from .text import canonical, matching_key, slug, without_prompts
from .values import FrozenMap
from .wording import one_of

OWNERSHIPS = ("public", "private")
RELATION_KINDS = ("reinforce", "in_tension", "hinder", "conflict")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Row = TypeVar("Row")


class Status(enum.StrEnum):
    """What the two facts of a motive's answer amount to (see `PreparationForm.status`)."""

    APPLIES = "applies"
    NOT_TICKED = "not_ticked"
    NOT_FILLED_IN = "not_filled_in"
    UNCLEAR = "unclear"
    NOT_OFFERED = "not_offered"


def _text() -> Any:  # attrs.field is typed as Any for such helpers
    """A field that holds canonical text, or None."""
    converter = attrs.Converter(
        lambda value, field: canonical(value, field.name),  # type: ignore[misc]  # mypy cannot see takes_field
        takes_field=True,
    )
    return attrs.field(default=None, converter=converter, metadata={"text": True})


def _is_id(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None and not (isinstance(value, str) and _ID.fullmatch(value)):
        raise InvalidValueError(attribute.name, "an id: a letter or digit, then letters, digits, . _ -, 64 at most", value)


def _optional_choice(*known: str) -> Any:  # attrs.field is typed as Any for such helpers
    def check(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value is not None and value not in known:
            raise InvalidValueError(attribute.name, one_of(known, value), value)

    return attrs.field(default=None, validator=check)


@attrs.frozen
class Organisation:
    """An organisation (organisatie) that takes part. `id` comes from the register; by default it is made of the name.

    `type` is the id of an organisation type; `ownership` is "public" or "private".

    >>> Organisation(name="Opleiding Verpleegkunde", type="programme").id
    'opleiding-verpleegkunde'
    """

    name: str | None = _text()
    type: str | None = attrs.field(default=None, kw_only=True, validator=_is_id)
    id: str | None = attrs.field(default=None, kw_only=True, validator=_is_id)
    sector: str | None = attrs.field(default=None, kw_only=True, converter=canonical, metadata={"text": True})
    ownership: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.id is None and self.name:
            object.__setattr__(self, "id", slug(self.name))

    @ownership.validator
    def _known_ownership(self, _attribute: object, value: object) -> None:
        if value is not None and value not in OWNERSHIPS:
            raise InvalidValueError("ownership", one_of(OWNERSHIPS, value), value)


@attrs.frozen
class Partnership:
    """A partnership (samenwerkingsverband). `id` comes from the register; by default it is made of the name.

    >>> Partnership("Wijkzorg Noord").id
    'wijkzorg-noord'
    """

    name: str | None = _text()
    id: str | None = attrs.field(default=None, kw_only=True, validator=_is_id)

    def __attrs_post_init__(self) -> None:
        if self.id is None and self.name:
            object.__setattr__(self, "id", slug(self.name))


@attrs.frozen
class Participant:
    """Somebody who took part; `organisation` (an id, or the words used) only in the alignment phase.

    >>> Participant("Noor Bakker", role="leidinggevende").role
    'leidinggevende'
    """

    name: str | None = _text()
    role: str | None = _text()
    organisation: str | None = _text()


@attrs.frozen(kw_only=True)
class Invitation:
    """Who sends the form, to whom it goes back, and when: words on its first page.

    >>> Invitation(return_by="vrijdag 12 maart").return_by
    'vrijdag 12 maart'
    """

    sender: str | None = _text()
    return_to: str | None = _text()
    return_by: str | None = _text()


@attrs.frozen
class MotiveAnswer:
    """The two facts about one motive: is its box ticked, and what outcome was written.

    `ticked` is None where the signs contradict each other; nothing else makes it None.

    >>> MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen ").outcome
    'Meer stageplaatsen'
    """

    motive: str
    ticked: bool | None = attrs.field(default=False, kw_only=True)
    outcome: str | None = attrs.field(default=None, kw_only=True, converter=canonical, metadata={"text": True})

    @ticked.validator
    def _is_tick(self, _attribute: object, value: object) -> None:
        if value not in (True, False, None) or isinstance(value, int) and not isinstance(value, bool):
            raise InvalidValueError("ticked", "True, False, or None for signs that contradict each other", value)


@attrs.frozen
class OtherMotive:
    """A motive that an organisation adds itself (overig motief), with its intended outcome.

    >>> OtherMotive("Regionale zichtbaarheid").text
    'Regionale zichtbaarheid'
    """

    text: str | None = _text()
    outcome: str | None = _text()


@attrs.frozen(kw_only=True)
class DeclaredRelation:
    """How two motives of partners relate, as the partners declared it; never inferred.

    Organisations and motives are ids, or the words used where these name none. `kind` is one of "reinforce",
    "in_tension", "hinder", "conflict".

    >>> DeclaredRelation(first_motive="network", kind="reinforce", second_motive="recruitment").kind
    'reinforce'
    """

    first_organisation: str | None = _text()
    first_motive: str | None = _text()
    kind: str | None = _optional_choice(*RELATION_KINDS)
    second_organisation: str | None = _text()
    second_motive: str | None = _text()
    note: str | None = _text()


@attrs.frozen(kw_only=True)
class OwnAnswer:
    """The answer of one organisation to a question that each answers for itself.

    >>> OwnAnswer(question="alignment.6", organisation="de-linde", text="Elkaar vaker zien").organisation
    'de-linde'
    """

    question: str
    organisation: str | None = _text()
    text: str | None = _text()


@attrs.frozen(kw_only=True)
class Agreement:
    """An agreement (afspraak): what, who and when, as text.

    >>> Agreement(what="Evaluatie", who="Noor Bakker", when="juni").when
    'juni'
    """

    what: str | None = _text()
    who: str | None = _text()
    when: str | None = _text()


def _to_partnership(value: Partnership | str | None) -> Partnership:
    return value if isinstance(value, Partnership) else Partnership(value)


def _to_organisation(value: Organisation | str | None) -> Organisation:
    return value if isinstance(value, Organisation) else Organisation(value)


def _is_empty(row: Any) -> bool:  # any attrs class of this module
    return all(value is None for value in attrs.astuple(row, recurse=False))


def _instances(kind: type) -> Any:  # an attrs validator
    def check(_instance: object, attribute: attrs.Attribute[Any], value: tuple[object, ...]) -> None:
        for entry in value:
            if not isinstance(entry, kind):
                raise InvalidValueError(attribute.name, f"only {kind.__name__} values", entry)

    return check


@attrs.frozen(kw_only=True)
class Form:
    """What the forms of the three phases share; make one of `PreparationForm`, `AlignmentForm`, `CommitmentForm`.

    Text equal to a prompt is absent, rows without anything are no rows, and answers stand in the order of the
    instrument. `id` defaults to a digest of instrument, phase, partnership, round, organisation and respondent.
    """

    phase: ClassVar[str]

    instrument: Instrument = attrs.field(factory=load_instrument, repr=False)
    partnership: Partnership = attrs.field(default=None, converter=_to_partnership)
    round: str | None = _text()
    participants: tuple[Participant, ...] = attrs.field(default=(), converter=tuple, validator=_instances(Participant))
    invitation: Invitation = attrs.field(factory=Invitation, repr=False)
    answers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    id: str = attrs.field(default=None, validator=_is_id)

    def __attrs_post_init__(self) -> None:
        self._settle()
        if self.id is None:
            self._set("id", self._digest())

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _settle(self) -> None:
        """Bring what was passed into the one form that the document gives back."""
        for name in ("partnership", "invitation"):
            self._set(name, self._without_prompts(getattr(self, name)))
        self._set("round", without_prompts(self.round, self.instrument.prompt_texts))
        self._settle_rows("participants")
        self._set("answers", self._settled_answers())

    def _settle_rows(self, name: str) -> None:
        rows = (self._without_prompts(row) for row in getattr(self, name))
        self._set(name, tuple(row for row in rows if not _is_empty(row)))

    def _without_prompts(self, value: Row) -> Row:
        prompts = self.instrument.prompt_texts
        changes = {}
        for field in attrs.fields(type(value)):  # type: ignore[type-var]  # every value here is an attrs class
            if field.metadata.get("text"):
                before = getattr(value, field.name)
                after = without_prompts(before, prompts)
                if after != before:
                    changes[field.name] = after
        return attrs.evolve(value, **changes) if changes else value  # type: ignore[type-var]  # as above

    def _settled_answers(self) -> FrozenMap[str, str]:
        asked = {question.id for question in self.questions}
        for key in self.answers:
            if key not in asked:
                raise InvalidValueError("answers", "a question of this phase: " + one_of(sorted(asked), key), key)
        settled = {
            key: without_prompts(canonical(self.answers.get(key), f"answers.{key}"), self.instrument.prompt_texts)
            for key in (question.id for question in self.questions)
        }
        return FrozenMap({key: text for key, text in settled.items() if text is not None})

    def _digest(self) -> str:
        parts = [self.instrument.id, self.instrument.edition, self.phase, self.partnership.id, self.round]
        found = json.dumps([*parts, *self._who()], ensure_ascii=True)
        return hashlib.sha256(found.encode("ascii")).hexdigest()[:16]

    def _who(self) -> list[str | None]:
        return []

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that are answered once on this form, in order."""
        return tuple(q for q in self.instrument.questions_of(self.phase) if q.answered_by != "each")


@attrs.frozen(kw_only=True)
class OrganisationForm(Form):
    """What the forms share that one organisation fills in for itself."""

    organisation: Organisation = attrs.field(default=None, converter=_to_organisation)
    respondent: str | None = _text()

    def _settle(self) -> None:
        super()._settle()
        self._set("organisation", self._without_prompts(self.organisation))
        self._set("respondent", without_prompts(self.respondent, self.instrument.prompt_texts))
        if self.organisation.type is not None:
            self.instrument.organisation_type(self.organisation.type)
        if any(participant.organisation for participant in self.participants):
            raise InvalidValueError("participants", "no organisation: the form is of one", self.participants)

    def _who(self) -> list[str | None]:
        return [self.organisation.type, self.organisation.id, self.respondent]


@attrs.frozen(kw_only=True)
class PreparationForm(OrganisationForm):
    """Phase 1 (voorbereidingsfase): an organisation's motives, intended outcomes and reflection.

    `motives` is completed to every motive offered to the type of organisation, in the order of the instrument.
    Raises `InvalidValueError` for an unknown motive, one not offered to this type, one answered twice, a question
    of another phase, or a text that no document can hold.

    >>> school = Organisation(name="Opleiding Verpleegkunde", type="programme")
    >>> form = PreparationForm(organisation=school, motives=[MotiveAnswer("network", ticked=True)])
    >>> form.status("network"), form.status("recruitment"), len(form.motives)
    (<Status.APPLIES: 'applies'>, <Status.NOT_TICKED: 'not_ticked'>, 11)
    """

    phase: ClassVar[str] = "preparation"

    motives: tuple[MotiveAnswer, ...] = attrs.field(
        default=(), converter=tuple, validator=_instances(MotiveAnswer), repr=False
    )
    other_motives: tuple[OtherMotive, ...] = attrs.field(
        default=(), converter=tuple, validator=_instances(OtherMotive), repr=False
    )

    def _settle(self) -> None:
        super()._settle()
        if self.organisation.type is None:
            known = [found.id for found in self.instrument.organisation_types]
            raise InvalidValueError("organisation.type", one_of(known), None)
        self._set("motives", self._completed_motives())
        self._settle_rows("other_motives")

    def _completed_motives(self) -> tuple[MotiveAnswer, ...]:
        given: dict[str, MotiveAnswer] = {}
        offered = {motive.id for motive in self.offered}
        for answer in self.motives:
            self.instrument.motive(answer.motive)
            if answer.motive not in offered:
                expected = f"a motive offered to {self.organisation.type}: " + one_of(sorted(offered), answer.motive)
                raise InvalidValueError("motives", expected, answer.motive)
            if answer.motive in given:
                raise InvalidValueError("motives", "each motive once", answer.motive)
            given[answer.motive] = self._without_prompts(answer)
        return tuple(given.get(motive.id, MotiveAnswer(motive.id)) for motive in self.offered)

    @property
    def offered(self) -> tuple[Motive, ...]:
        """The motives this form offers, in order."""
        return self.instrument.offered(self.organisation.type or "")

    @property
    def touched(self) -> bool:
        """Did somebody fill in anything about motives: a tick, an outcome, a motive of their own?"""
        answered = any(answer.ticked is not False or answer.outcome for answer in self.motives)
        return answered or bool(self.other_motives)

    def answer(self, motive: str) -> MotiveAnswer | None:
        """The answer about a motive by id; None where it is not offered. Unknown ids raise `InvalidValueError`."""
        self.instrument.motive(motive)
        return next((answer for answer in self.motives if answer.motive == motive), None)

    def status(self, motive: str) -> Status:
        """What the answer about a motive amounts to.

        Applies: ticked. Unclear: signs that contradict each other, an outcome without a tick, or a tick with an
        outcome that says no. Not filled in: nobody touched the motives of this form. Not ticked: somebody did, and
        not this one ("nee", "n.v.t." and "–" as an outcome say so too). Not offered: to this type of organisation.
        """
        answer = self.answer(motive)
        if answer is None:
            return Status.NOT_OFFERED
        denied = answer.outcome is not None and is_negative(answer.outcome, self.instrument)
        if answer.ticked is None or (answer.ticked and denied):
            return Status.UNCLEAR
        if answer.ticked:
            return Status.APPLIES
        if answer.outcome is not None and not denied:
            return Status.UNCLEAR
        return Status.NOT_TICKED if self.touched else Status.NOT_FILLED_IN


@attrs.frozen(kw_only=True)
class AlignmentForm(Form):
    """Phase 2 (afstemmingsfase): what the partners say together, and what each takes home.

    `organisations` are the partners in the order of the table; each has a name and an id that no other has.
    Organisations in `participants`, `relations` and `own_answers` are ids of these where they name one.

    >>> form = AlignmentForm(organisations=[Organisation("De Linde"), Organisation("Opleiding Verpleegkunde")],
    ...     relations=[DeclaredRelation(first_organisation="De Linde", kind="reinforce")])
    >>> form.relations[0].first_organisation
    'de-linde'
    """

    phase: ClassVar[str] = "alignment"

    organisations: tuple[Organisation, ...] = attrs.field(
        default=(), converter=tuple, validator=_instances(Organisation)
    )
    relations: tuple[DeclaredRelation, ...] = attrs.field(
        default=(), converter=tuple, validator=_instances(DeclaredRelation), repr=False
    )
    own_answers: tuple[OwnAnswer, ...] = attrs.field(
        default=(), converter=tuple, validator=_instances(OwnAnswer), repr=False
    )

    def _settle(self) -> None:
        self._settle_rows("organisations")
        self._check_organisations()
        super()._settle()
        self._settle_rows("relations")
        self._set("participants", tuple(self._with_ids(row) for row in self.participants))
        self._set("relations", tuple(self._with_ids(row) for row in self.relations))
        self._set("own_answers", self._settled_own_answers())

    def _check_organisations(self) -> None:
        for organisation in self.organisations:
            if organisation.type is not None:
                self.instrument.organisation_type(organisation.type)
        taken: dict[str, int] = {}
        for index, organisation in enumerate(self.organisations):
            for known in {matching_key(text) for text in (organisation.name, organisation.id) if text}:
                if taken.setdefault(known, index) != index:
                    raise InvalidValueError("organisations", "partners with a name and id of their own", known)

    def _with_ids(self, row: Row) -> Row:
        changes: dict[str, str] = {}
        for field in attrs.fields(type(row)):  # type: ignore[type-var]  # every row is an attrs class
            value = getattr(row, field.name)
            if value is not None and field.name.endswith("organisation"):
                changes[field.name] = self._organisation_id(value)
            elif value is not None and field.name.endswith("motive"):
                changes[field.name] = self._motive_id(value)
        return attrs.evolve(row, **changes)  # type: ignore[type-var]  # as above

    def _organisation_id(self, text: str) -> str:
        wanted = matching_key(text)
        for organisation in self.organisations:
            if organisation.id and wanted in (matching_key(organisation.name or organisation.id), organisation.id.casefold()):
                return organisation.id
        return text

    def _motive_id(self, text: str) -> str:
        wanted = matching_key(text)
        for motive in self.instrument.motives:
            if wanted == motive.id or wanted in {matching_key(label) for label in motive.label.values()}:
                return motive.id
        return text

    def _settled_own_answers(self) -> tuple[OwnAnswer, ...]:
        order = {question.id: index for index, question in enumerate(self.own_questions)}
        for answer in self.own_answers:
            if answer.question not in order:
                raise InvalidValueError("own_answers", "a question each answers: " + one_of(tuple(order)), answer.question)
        rows = [self._with_ids(self._without_prompts(row)) for row in self.own_answers]
        return tuple(sorted((row for row in rows if row.text), key=lambda row: order[row.question]))

    def _who(self) -> list[str | None]:
        return [organisation.id for organisation in self.organisations]

    @property
    def own_questions(self) -> tuple[Question, ...]:
        """The questions that each organisation answers for itself, in order."""
        return tuple(q for q in self.instrument.questions_of(self.phase) if q.answered_by == "each")


@attrs.frozen(kw_only=True)
class CommitmentForm(OrganisationForm):
    """Phase 3 (commitmentfase): commitment and conditions within one organisation, and what was agreed.

    >>> CommitmentForm(agreements=[Agreement(what="Evaluatie", when="juni")]).agreements[0].what
    'Evaluatie'
    """

    phase: ClassVar[str] = "commitment"

    agreements: tuple[Agreement, ...] = attrs.field(
        default=(), converter=tuple, validator=_instances(Agreement), repr=False
    )

    def _settle(self) -> None:
        super()._settle()
        self._settle_rows("agreements")


FORMS: tuple[type[Form], ...] = (PreparationForm, AlignmentForm, CommitmentForm)


def is_negative(outcome: str, instrument: Instrument) -> bool:
    """Does a written outcome say no ("nee", "n.v.t.", "–")?"""
    said = matching_key(outcome)
    return any(said == matching_key(negative) for negative in instrument.spellings["negative"])


def form_class(phase: str) -> type[Form]:
    """The class of the forms of a phase."""
    return next(kind for kind in FORMS if kind.phase == phase)


def organisations_of(form: Form) -> Iterable[Organisation]:
    """The organisations a form speaks of: one, or the partners."""
    if isinstance(form, AlignmentForm):
        return form.organisations
    assert isinstance(form, OrganisationForm)  # noqa: S101 - the only other kind
    return (form.organisation,)
