"""What the forms of the three phases share: who, when, answers to questions, and an id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

import attrs

from . import fields
from .answers import RESEARCH
from .brought import Partners, by_motive, by_question, of_partners
from .errors import InvalidValueError
from .fields import Row
from .instrument import Instrument, load_instrument
from .instrument_parts import Question
from .people import Invitation, Organisation, Participant, Partnership
from .text import canonical, matching_key, without_prompts
from .values import FrozenMap, Rows
from .wording import one_of


def _to_partnership(value: Partnership | str | None) -> Partnership:
    return value if isinstance(value, Partnership) else Partnership(value)


def _to_organisation(value: Organisation | str | None) -> Organisation:
    return value if isinstance(value, Organisation) else Organisation(value)


@attrs.frozen(kw_only=True)
class Form:
    """What the forms of the three phases share; make one of `PreparationForm`, `AlignmentForm`, `CommitmentForm`.

    Text equal to a prompt is absent, rows without anything are no rows, and answers stand in the order of the
    instrument. `id` defaults to a digest of instrument, phase, partnership, round, organisation and respondent.

    `asks_research`: the document says what is done with it and how long it is kept, and asks whether it may be used for
    research; `research` is the answer, "yes" or "no", or None where nobody gave one.
    """

    phase: ClassVar[str]

    instrument: Instrument = attrs.field(factory=load_instrument, repr=False, validator=fields.instance(Instrument))
    partnership: Partnership = attrs.field(default=None, converter=_to_partnership)
    round: str | None = fields.text()
    participants: tuple[Participant, ...] = attrs.field(
        default=(), converter=Rows[Participant], validator=fields.instances(Participant)
    )
    invitation: Invitation = attrs.field(factory=Invitation, repr=False, validator=fields.instance(Invitation))
    asks_research: bool = fields.flag(repr=False)
    research: str | None = fields.choice(*RESEARCH, repr=False)
    answers: Mapping[str, str] = attrs.field(factory=dict, repr=False, validator=fields.instance(Mapping))
    id: str = attrs.field(default=None, validator=fields.is_id)

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
        if self.research is not None:
            self._set("asks_research", True)
        self._settle_rows("participants")
        self._set("answers", self._settled_answers())

    def _settle_rows(self, name: str) -> None:
        rows = (self._without_prompts(row) for row in getattr(self, name))
        self._set(name, tuple(row for row in rows if not fields.is_empty(row)))

    def _rows_with_ids(self, name: str) -> list[Any]:  # Any: rows of whatever the field holds
        """The rows of a field, their texts less any prompt, with ids where they name a motive or organisation."""
        rows = (self._with_ids(self._without_prompts(row)) for row in getattr(self, name))
        return [row for row in rows if not fields.is_empty(row)]

    def _settle_brought(self, partners: Partners) -> None:
        motives = [motive.id for motive in self.instrument.motives]
        self._set("brought", by_motive(self._rows_with_ids("brought"), motives, partners))
        others = of_partners("brought_other", self._rows_with_ids("brought_other"), partners)
        self._set("brought_other", tuple(row for row in others if row.text or row.outcome))

    def _settle_brought_answers(self, name: str, phase: str, partners: Partners) -> None:
        asked = [question.id for question in self.instrument.questions_of(phase)]
        self._set(name, by_question(name, self._rows_with_ids(name), asked, partners))

    def _without_prompts(self, value: Row) -> Row:
        return fields.without_prompts_in(value, self.instrument.prompt_texts)

    def _with_ids(self, row: Row) -> Row:
        """The same row with ids where its words name a motive, or an organisation of this form."""
        changes: dict[str, str] = {}
        for field in attrs.fields(type(row)):
            value = getattr(row, field.name)
            if value is not None and field.name.endswith("organisation"):
                changes[field.name] = self._organisation_id(value)
            elif value is not None and field.name.endswith("motive"):
                changes[field.name] = self._motive_id(value)
        return fields.changed(row, changes)

    def _organisation_id(self, text: str) -> str:
        wanted = matching_key(text)
        for organisation in self._named():
            if organisation.id and wanted in (
                matching_key(organisation.name or organisation.id),
                organisation.id.casefold(),
            ):
                return organisation.id
        return text

    def _motive_id(self, text: str) -> str:
        wanted = matching_key(text)
        for motive in self.instrument.motives:
            if wanted == motive.id or wanted in {matching_key(label) for label in motive.label.values()}:
                return motive.id
        return text

    def _named(self) -> tuple[Organisation, ...]:
        """The organisations that rows of this form can name."""
        raise NotImplementedError

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
        raise NotImplementedError

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that are answered once on this form, in order."""
        return tuple(q for q in self.instrument.questions_of(self.phase) if q.answered_by != "each")


@attrs.frozen(kw_only=True)
class OrganisationForm(Form):
    """What the forms share that one organisation fills in for itself."""

    organisation: Organisation = attrs.field(default=None, converter=_to_organisation)
    respondent: str | None = fields.text()

    def _settle(self) -> None:
        super()._settle()
        self._set("organisation", self._without_prompts(self.organisation))
        self._set("respondent", without_prompts(self.respondent, self.instrument.prompt_texts))
        if self.organisation.type is not None:
            self.instrument.organisation_type(self.organisation.type)
        if any(participant.organisation for participant in self.participants):
            raise InvalidValueError("participants", "no organisation: the form is of one", self.participants)

    def _named(self) -> tuple[Organisation, ...]:
        return (self.organisation,)

    def _who(self) -> list[str | None]:
        return [self.organisation.type, self.organisation.id, self.respondent]
